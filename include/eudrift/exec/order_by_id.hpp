// SPDX-License-Identifier: BSL-1.0
/// \file
/// Places of items in ascending order of their ids.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/core/view.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

inline error id_twice(std::int64_t id, const std::string& where) {
  return error("particle " + std::to_string(id) + " comes twice" + where + "; every particle has an id of its own");
}

/// Ids that lie close together, a bit for each number from the least on: how many of them are less than one of them.
class id_ranks {
 public:
  /// Of ids from `least` to `least + range`.  Throws error where one comes twice.
  id_ranks(std::span<const std::int64_t> ids, std::int64_t least, std::uint64_t range)
      : least_(static_cast<std::uint64_t>(least)),
        bits_(static_cast<std::size_t>(range / 64 + 1)),
        before_(bits_.size()) {
    for (const std::int64_t id : ids) {
      const std::uint64_t at = place(id), bit = std::uint64_t{1} << at % 64;
      std::uint64_t& word = bits_[static_cast<std::size_t>(at / 64)];
      if ((word & bit) != 0) throw id_twice(id, "");
      word |= bit;
    }
    index_t sum = 0;
    for (std::size_t w = 0; w < bits_.size(); ++w) before_[w] = sum, sum += std::popcount(bits_[w]);
  }
  std::size_t operator()(std::int64_t id) const {
    const std::uint64_t at = place(id), less = (std::uint64_t{1} << at % 64) - 1;
    const auto w = static_cast<std::size_t>(at / 64);
    return static_cast<std::size_t>(before_[w] + std::popcount(bits_[w] & less));
  }

 private:
  std::uint64_t place(std::int64_t id) const { return static_cast<std::uint64_t>(id) - least_; }

  std::uint64_t least_;
  std::vector<std::uint64_t> bits_;
  std::vector<index_t> before_;  ///< ids in the words before
};

}  // namespace detail

/// Places of ids in ascending order, ids[order[0]] < ids[order[1]] < ...; none where they are in order already.  Throws
/// error where one comes twice.  It takes 8 bytes for each, and while it works 4 more where they are dense; such are
/// placed in a time that grows as their number.
inline std::vector<index_t> order_by_id(std::span<const std::int64_t> ids) {
  constexpr std::uint64_t dense = 16;  // numbers for each id, at most
  if (std::adjacent_find(ids.begin(), ids.end(), std::greater_equal<>()) == ids.end()) return {};
  std::vector<index_t> order(ids.size());
  const auto [least, greatest] = std::minmax_element(ids.begin(), ids.end());
  const std::uint64_t range = static_cast<std::uint64_t>(*greatest) - static_cast<std::uint64_t>(*least);
  if (range / dense < ids.size()) {
    const detail::id_ranks rank(ids, *least, range);
    for (std::size_t i = 0; i < ids.size(); ++i) order[rank(ids[i])] = static_cast<index_t>(i);
    return order;
  }
  const auto id = [&](index_t i) { return ids[static_cast<std::size_t>(i)]; };
  std::iota(order.begin(), order.end(), index_t{0});
  std::sort(order.begin(), order.end(), [&](index_t i, index_t j) { return id(i) < id(j); });
  for (std::size_t i = 1; i < order.size(); ++i)
    if (id(order[i]) == id(order[i - 1])) throw detail::id_twice(id(order[i]), "");
  return order;
}

}  // namespace eudrift::inline EUDRIFT_ABI
