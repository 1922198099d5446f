// SPDX-License-Identifier: BSL-1.0
/// \file
/// Reduction in blocks of fixed length: the grouping, and so the rounding, does not depend on the
/// number of threads.
#pragma once
#include <eudrift/exec/executor.hpp>

#include <cstddef>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Items in a block of a host reduction.
inline constexpr index_t reduce_block = 4096;

/// Number of blocks of n items.
EUDRIFT_FN constexpr index_t blocks_of(index_t n) { return (n + reduce_block - 1) / reduce_block; }

/// The accumulator of block b of n items, taken in ascending order.
template <Term F, Reducer<item_t<F>> R>
EUDRIFT_FN typename R::value_type reduce_one_block(index_t b, index_t n, const F& f, const R& r) {
  typename R::value_type value = r.identity();
  const index_t end = (b + 1) * reduce_block, last = end < n ? end : n;
  for (index_t i = b * reduce_block; i < last; ++i) r.add(value, f(i));
  return value;
}

/// The accumulators of all blocks.  Each is wrapped, since a vector of bare bool packs them, and
/// threads that write their own blocks would meet in one byte.
template <class V>
struct block_part {
  V value;
};
/// Those of all blocks, in their order.
template <class V>
using block_parts = std::vector<block_part<V>>;

/// A part for each block of n items, without an item.
template <class R>
block_parts<typename R::value_type> make_block_parts(index_t n, const R& r) {
  return block_parts<typename R::value_type>(static_cast<std::size_t>(blocks_of(n)), {r.identity()});
}

/// The result of all blocks, joined in ascending order.
template <class R>
result_t<R> join_blocks(const block_parts<typename R::value_type>& parts, const R& r) {
  typename R::value_type value = r.identity();
  for (const auto& part : parts) value = r.join(value, part.value);
  return r.result(value);
}

}  // namespace eudrift::inline EUDRIFT_ABI
