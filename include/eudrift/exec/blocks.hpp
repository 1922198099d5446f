// SPDX-License-Identifier: BSL-1.0
/// \file
/// Reduction in blocks of fixed length: the grouping, and so the rounding, does not depend on the
/// number of threads.
#pragma once
#include <eudrift/exec/executor.hpp>

#include <algorithm>

namespace eudrift::inline EUDRIFT_ABI {

/// Items in a block of a host reduction.
inline constexpr index_t reduce_block = 4096;

/// Number of blocks of n items.
constexpr index_t blocks_of(index_t n) { return (n + reduce_block - 1) / reduce_block; }

/// The accumulator of block b of n items, taken in ascending order.
template <Term F, Reducer<item_t<F>> R>
typename R::value_type reduce_one_block(index_t b, index_t n, const F& f, const R& r) {
  typename R::value_type value = r.identity();
  const index_t last = std::min(n, (b + 1) * reduce_block);
  for (index_t i = b * reduce_block; i < last; ++i) r.add(value, f(i));
  return value;
}

}  // namespace eudrift::inline EUDRIFT_ABI
