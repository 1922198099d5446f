// SPDX-License-Identifier: BSL-1.0
// Threads that wait for work, as a program may have them already; nothing of eudrift.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

class thread_pool {
 public:
  explicit thread_pool(int threads) : failed_(static_cast<std::size_t>(threads)) {
    for (std::size_t k = 0; k < failed_.size(); ++k)
      team_.emplace_back([this, k](const std::stop_token& end) { serve(k, end); });
  }
  int size() const { return static_cast<int>(failed_.size()); }
  // Calls job(k) for 0 <= k < size(), each in a thread of its own; rethrows what failed for the smallest k.
  void run(std::function<void(int)> job) {
    std::unique_lock lock(mutex_);
    job_ = std::move(job);
    busy_ = size();
    ++round_;
    begun_.notify_all();
    done_.wait(lock, [this] { return busy_ == 0; });
    std::exception_ptr first;
    for (std::exception_ptr& why : failed_)
      if (const std::exception_ptr taken = std::exchange(why, nullptr); !first) first = taken;
    if (first) std::rethrow_exception(first);
  }

 private:
  void serve(std::size_t k, const std::stop_token& end) {
    std::unique_lock lock(mutex_);
    for (long seen = 0; begun_.wait(lock, end, [&] { return round_ > seen; });) {
      seen = round_;
      lock.unlock();
      try {
        job_(static_cast<int>(k));
      } catch (...) {
        failed_[k] = std::current_exception();
      }
      lock.lock();
      if (--busy_ == 0) done_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable_any begun_, done_;
  std::function<void(int)> job_;
  std::vector<std::exception_ptr> failed_;  // by thread
  int busy_ = 0;
  long round_ = 0;
  std::vector<std::jthread> team_;  // last, so that it ends first, also where a thread cannot be started
};
