// SPDX-License-Identifier: BSL-1.0
// An executor of one's own, over std::thread.
#pragma once
#include <eudrift/exec/blocks.hpp>
#include <eudrift/exec/host_memory.hpp>

#include <exception>
#include <mutex>
#include <thread>
#include <vector>

/// Arrays, views, collect, wait, fork and join come from host_memory; map and reduce are all that is left.
struct thread_executor : eudrift::host_memory<thread_executor> {
  int threads = 2;

  template <eudrift::Kernel F>
  void map(eudrift::index_t n, F f) const {
    share_out(n, f);
  }
  /// In the library's blocks, so that the sums have the bits of the serial executor's.
  template <eudrift::Term F, eudrift::Reducer<eudrift::item_t<F>> R>
  eudrift::result_t<R> reduce(eudrift::index_t n, F f, R r) const {
    auto parts = eudrift::make_block_parts(n, r);
    share_out(eudrift::blocks_of(n), [&](eudrift::index_t b) {
      parts[static_cast<std::size_t>(b)].value = eudrift::reduce_one_block(b, n, f, r);
    });
    return eudrift::join_blocks(parts, r);
  }

 private:
  /// Runs call(i) for 0 <= i < n, a run of neighbours in each thread; rethrows what one of them threw.
  template <class F>
  void share_out(eudrift::index_t n, const F& call) const {
    std::vector<std::thread> team;
    std::exception_ptr failed;
    std::mutex one_at_a_time;
    for (int t = 0; t < threads; ++t)
      team.emplace_back([&, first = n * t / threads, last = n * (t + 1) / threads] {
        try {
          for (eudrift::index_t i = first; i < last; ++i) call(i);
        } catch (...) {
          const std::scoped_lock lock(one_at_a_time);
          failed = std::current_exception();
        }
      });
    for (std::thread& t : team) t.join();
    if (failed) std::rethrow_exception(failed);
  }
};
static_assert(eudrift::Executor<thread_executor>);
