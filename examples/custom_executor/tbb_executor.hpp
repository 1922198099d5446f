// SPDX-License-Identifier: BSL-1.0
// An executor over oneTBB.
#pragma once
#include <eudrift/exec/blocks.hpp>
#include <eudrift/exec/host_memory.hpp>
#include <eudrift/exec/run_range.hpp>

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

// oneTBB decides which thread gets which indices, anew each time; no bit of a result tells.
struct tbb_executor : eudrift::host_memory<tbb_executor> {
  static constexpr eudrift::index_t fewest = 1024;  // indices of a task

  template <eudrift::Kernel F>
  void map(eudrift::index_t n, F f) const {
    tbb::parallel_for(tbb::blocked_range<eudrift::index_t>(0, n, fewest),
                      [&](const auto& some) { eudrift::run_range(f, some.begin(), some.end()); });
  }
  template <eudrift::Term F, eudrift::Reducer<eudrift::item_t<F>> R>
  eudrift::result_t<R> reduce(eudrift::index_t n, F f, R r) const {
    auto parts = eudrift::make_block_parts(n, r);
    tbb::parallel_for(eudrift::index_t{0}, eudrift::blocks_of(n), [&](eudrift::index_t b) {
      parts[static_cast<std::size_t>(b)].value = eudrift::reduce_one_block(b, n, f, r);
    });
    return eudrift::join_blocks(parts, r);
  }
};
static_assert(eudrift::Executor<tbb_executor>);
