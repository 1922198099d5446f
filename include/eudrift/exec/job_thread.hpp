// SPDX-License-Identifier: BSL-1.0
/// \file
/// A thread that runs jobs one after another.
#pragma once
#include <eudrift/core/config.hpp>

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Runs jobs in the order of their submission on a thread of its own.  It is kept from job to job: a fresh one for
/// each may be put on the core where the caller computes, and waits there.
///
///   job_thread aside;
///   auto later = aside.submit([=] { ... });   // std::future
///   aside.run([&] { ... });                   // waits, rethrows
///
/// A job may call run() itself: it is then executed at once.  A job must not wait for a future of
/// its own thread.
class job_thread {
 public:
  job_thread() : thread_([this] { work(); }) {}
  job_thread(const job_thread&) = delete;
  job_thread& operator=(const job_thread&) = delete;
  /// Returns when all jobs are done.
  ~job_thread() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  /// Queues f() and returns a future of its result, or of what it throws.  What f refers to must
  /// live until then.
  template <class F>
  std::future<std::invoke_result_t<F&>> submit(F f) {
    std::packaged_task<std::invoke_result_t<F&>()> task(std::move(f));
    auto result = task.get_future();
    {
      const std::lock_guard lock(mutex_);
      jobs_.emplace_back([t = std::move(task)]() mutable { t(); });
    }
    wake_.notify_one();
    return result;
  }

  /// f() on the thread: returns its result, or throws what it throws, when it is done.
  template <class F>
  std::invoke_result_t<F&> run(F&& f) {
    if (std::this_thread::get_id() == thread_.get_id()) return f();
    return submit(std::ref(f)).get();
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::packaged_task<void()>> jobs_;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace eudrift::inline EUDRIFT_ABI
