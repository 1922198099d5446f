// SPDX-License-Identifier: BSL-1.0
/// \file
/// Runs a kernel over a range of indices in the calling thread, by blocks where it has a form for them.
#pragma once
#include <eudrift/exec/executor.hpp>

#include <algorithm>

namespace eudrift::inline EUDRIFT_ABI {

/// Indices that run_range() takes at a time: block_size, or 1.
template <Kernel F>
constexpr index_t step_of_range() {
  if constexpr (BlockKernel<F>)
    return F::block_size;
  else
    return 1;
}

/// f for begin <= i < end, in ascending order.
template <Kernel F>
void run_range(const F& f, index_t begin, index_t end) {
  if constexpr (BlockKernel<F>) {
    for (index_t i = begin; i < end; i += F::block_size) f.block(i, std::min<index_t>(end, i + F::block_size));
  } else {
    for (index_t i = begin; i < end; ++i) f(i);
  }
}

}  // namespace eudrift::inline EUDRIFT_ABI
