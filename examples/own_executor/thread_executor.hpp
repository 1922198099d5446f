// SPDX-License-Identifier: BSL-1.0
// An executor of one's own, over std::jthread.
#pragma once
#include <eudrift/exec/blocks.hpp>
#include <eudrift/exec/host_memory.hpp>

#include <exception>
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
  /// Runs call(i) for 0 <= i < n, a run of neighbours in each thread; rethrows what failed in the first run.
  template <class F>
  void share_out(eudrift::index_t n, const F& call) const {
    std::vector<std::exception_ptr> failed(static_cast<std::size_t>(threads));
    {
      std::vector<std::jthread> team;  // joined at the end, also where a thread cannot be started
      for (int t = 0; t < threads; ++t)
        team.emplace_back([&call, &why = failed[static_cast<std::size_t>(t)], first = n * t / threads,
                           last = n * (t + 1) / threads] {
          try {
            for (eudrift::index_t i = first; i < last; ++i) call(i);
          } catch (...) {
            why = std::current_exception();
          }
        });
    }
    for (const std::exception_ptr& why : failed)
      if (why) std::rethrow_exception(why);
  }
};
static_assert(eudrift::Executor<thread_executor>);
