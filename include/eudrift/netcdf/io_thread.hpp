// SPDX-License-Identifier: BSL-1.0
/// \file
/// The one thread of a process that calls NetCDF.
#pragma once
#include <eudrift/core/config.hpp>

#include <netcdf.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Runs jobs one after another, in the order of their submission, on a thread of its own.  NetCDF-C
/// is not thread-safe even on different files, and HDF5 keeps its error printing per thread, so all
/// reading and writing goes through instance().
///
///   io_thread::instance().run([&] { check(nc_sync(file.id()), "..."); });   // waits, rethrows
///   auto later = io_thread::instance().submit([=] { ... });                 // std::future
///
/// A job may call run() itself: it is then executed at once.  A job must not wait for a future of
/// its own thread.
class io_thread {
 public:
  /// The process's one; made at the first call, and joined with all its jobs done at exit.
  static io_thread& instance() {
    static io_thread one;
    return one;
  }

  io_thread(const io_thread&) = delete;
  io_thread& operator=(const io_thread&) = delete;

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
  // NetCDF and HDF5 register their clean-up at exit when they are initialised.  Done in here, that
  // comes after this object's destructor, so no job ever meets a library that is already closed.
  io_thread() : thread_([this] { work(); }) {
    run([] { return nc_initialize(); });
  }
  ~io_thread() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

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
