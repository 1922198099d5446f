// SPDX-License-Identifier: BSL-1.0
/// \file
/// Elements in the order of the file, whatever their order in memory.
#pragma once
#include <eudrift/core/config.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Puts short lists of elements into ascending file number, many one after another.
class file_order {
 public:
  /// `number`: of each element in the file, (elements,).
  explicit file_order(std::span<const std::int32_t> number)
      : number_(number), as_in_memory_(std::is_sorted(number.begin(), number.end())) {}

  /// Sorts a list that is given in ascending order in memory.
  void operator()(std::int32_t* first, std::int32_t* last) {
    if (as_in_memory_) return;
    // Number and element side by side, so that a comparison looks nothing up.
    keys_.clear();
    for (const std::int32_t* e = first; e != last; ++e)
      keys_.push_back(std::int64_t{number_[static_cast<std::size_t>(*e)]} * (std::int64_t{1} << 32) + *e);
    std::sort(keys_.begin(), keys_.end());
    for (const std::int64_t key : keys_) *first++ = static_cast<std::int32_t>(key & 0xffffffff);
  }

 private:
  std::span<const std::int32_t> number_;
  bool as_in_memory_;  ///< numbers ascend in memory: nothing to sort
  std::vector<std::int64_t> keys_;
};

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
