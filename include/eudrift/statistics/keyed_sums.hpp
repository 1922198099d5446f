// SPDX-License-Identifier: BSL-1.0
/// \file
/// Sums of whole numbers by key, taken as a run goes: counts in cells, time in polygons, from where to where.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/exec/executor.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// What a particle adds, and to which sum; a key that is negative adds to none.
struct keyed_amount {
  index_t key;
  std::int64_t amount;
};

/// a + b, item by item, for sums that were taken apart: from restart to restart, or of parts of all particles.
/// Associative and commutative, since whole numbers are.  Throws error where they differ in length, or a sum has no
/// room in 63 bits.
inline std::vector<std::int64_t> merged(std::span<const std::int64_t> a, std::span<const std::int64_t> b) {
  require(a.size() == b.size(), "sums by " + std::to_string(a.size()) + " and by " + std::to_string(b.size()) +
                                    " keys were to be merged; expected those of one grid, or of the same polygons");
  std::vector<std::int64_t> sum(a.size());
  for (std::size_t k = 0; k < sum.size(); ++k)
    if (__builtin_add_overflow(a[k], b[k], &sum[k]))
      throw error("the sum of key " + std::to_string(k) + " exceeds 63 bits; count in a longer unit");
  return sum;
}

namespace detail {

/// Indices from one block of particles to the next: executors on the host deal out runs of neighbours, so that each
/// block has one of its own, and another thread.
inline constexpr index_t index_stride = 512;

/// Adds a block's terms to the block's own row of sums, so that nobody else writes there.
template <class F>
struct add_to_row {
  F term;
  view<std::int64_t> row;  ///< (rows, keys)
  index_t items, blocks, keys;

  EUDRIFT_FN void operator()(index_t i) const {
    if (i % index_stride != 0) return;
    const index_t b = i / index_stride, each = (items + blocks - 1) / blocks;
    const index_t last = (b + 1) * each < items ? (b + 1) * each : items;
    for (index_t n = b * each; n < last; ++n) {
      const keyed_amount a = term(n);
      if (a.key >= 0 && a.key < keys) row[b * keys + a.key] += a.amount;
    }
  }
};

/// Sums of the rows, by key.
struct join_rows {
  view<const std::int64_t> row;
  view<std::int64_t> sum;
  index_t rows;

  EUDRIFT_FN void operator()(index_t k) const {
    std::int64_t all = 0;
    for (index_t b = 0; b < rows; ++b) all += row[b * sum.size + k];
    sum[k] = all;
  }
};

}  // namespace detail

/// Sums of 64-bit whole numbers by key in an executor's memory.  Without atomic operations: particles are cut into at
/// most 64 blocks, each with a row of sums of its own.  Being whole, the sums are the same for any executor, number of
/// threads or processes and order of particles, and over any restart.
template <Executor Ex>
class keyed_sums {
 public:
  /// Sums by the keys 0 ... keys - 1, all 0.  Throws error unless there is one.
  keyed_sums(const Ex& ex, index_t keys) : ex_(ex), keys_(keys) {
    require(keys >= 1, "sums by " + std::to_string(keys) + " keys were asked for; expected 1 or more");
    constexpr index_t most_rows = 64, most_sums = index_t{1} << 23;
    rows_ = std::clamp<index_t>(most_sums / keys, 1, most_rows);
    row_ = ex_.template make<std::int64_t>(rows_ * keys);
  }

  index_t keys() const { return keys_; }  ///< number of sums

  /// Adds term(i) for each particle i of n; the term is a function object of i that gives a keyed_amount.  Keys
  /// that are not there add to none.  Not collective.
  template <class F>
  requires std::same_as<std::invoke_result_t<const F&, index_t>, keyed_amount>
  void add(index_t n, const F& term) {
    constexpr index_t least = 4096;  // particles of a block
    const index_t blocks = std::clamp<index_t>(n / least, 1, rows_);
    ex_.map(blocks * detail::index_stride, detail::add_to_row<F>{term, ex_.view(row_), n, blocks, keys_});
  }
  /// The sums, those that it was begun from included.  On a distributed executor it is collective, and the root has
  /// those of all processes, the others have none.  Throws error where one has no room in 63 bits.
  std::vector<std::int64_t> total() const {
    auto sum = ex_.template make<std::int64_t>(keys_);
    ex_.map(keys_, detail::join_rows{ex_.view(row_), ex_.view(sum), rows_});
    const std::span<const std::int64_t> all(ex_.collect(sum));
    if (all.empty()) return {};
    const auto keys = static_cast<std::size_t>(keys_);
    std::vector<std::int64_t> total = before_.empty() ? std::vector<std::int64_t>(keys) : before_;
    for (std::size_t first = 0; first < all.size(); first += keys) total = merged(total, all.subspan(first, keys));
    return total;
  }
  /// Begins from the total() of an earlier run, which the root at least is given.  Throws error where it has other
  /// keys.
  void begin_from(std::vector<std::int64_t> earlier) {
    require(static_cast<index_t>(earlier.size()) == keys_, "sums by " + std::to_string(earlier.size()) +
                                                               " keys were to be gone on with; expected " +
                                                               std::to_string(keys_));
    before_ = std::move(earlier);
  }

 private:
  Ex ex_;
  index_t keys_, rows_;
  array_t<Ex, std::int64_t> row_;
  std::vector<std::int64_t> before_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
