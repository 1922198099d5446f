// SPDX-License-Identifier: BSL-1.0
/// \file
/// The kernels, terms and reducers with which an executor is tried: small ones, whose results anyone can compute.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/exec/executor.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {
namespace conformance_kernels {

/// Counts how often an index is visited.
struct visit {
  view<int> times;
  EUDRIFT_FN void operator()(index_t i) const { ++times[i]; }
};
/// The same, and in blocks; a block that is empty or too long counts as a thousand visits.
struct visit_blocks {
  static constexpr index_t block_size = 96;
  view<int> times;
  EUDRIFT_FN void operator()(index_t i) const { ++times[i]; }
  void block(index_t first, index_t last) const {
    const int visits = first < last && last - first <= block_size ? 1 : 1000;
    for (index_t i = first; i < last; ++i) times[i] += visits;
  }
};
/// Item i is i plus a number.
struct write_index {
  view<double> to;
  double plus;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = static_cast<double>(i) + plus; }
};
/// Twice what is there.
struct twice {
  view<const double> from;
  view<double> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = 2 * from[i]; }
};
/// Twice what is at the other end: which no order of indices may change.
struct twice_mirrored {
  view<const double> from;
  view<double> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = 2 * from[from.size - 1 - i]; }
};
/// Fails at one index, on a host.
struct refuse {
  index_t at;
  void operator()(index_t i) const {
    if (i == at) throw error("index " + std::to_string(i) + " is refused");
  }
};

/// Item i of an array, from the beginning again after its end: what several processes hold that have the same items.
struct item {
  view<const double> of;
  EUDRIFT_FN double operator()(index_t i) const { return of[i % of.size]; }
};
/// Whether that item is positive.
struct positive {
  view<const double> of;
  EUDRIFT_FN bool operator()(index_t i) const { return of[i % of.size] > 0; }
};
/// One answer for all indices.
struct always {
  bool answer;
  EUDRIFT_FN bool operator()(index_t) const { return answer; }
};
/// As `refuse`.
struct refuse_term {
  index_t at;
  double operator()(index_t i) const { return i == at ? throw error("item " + std::to_string(i) + " is refused") : 1.0; }
};

/// Whether any item is true: an accumulator of one bit, which several threads must not pack into one byte.
struct any_of {
  static constexpr bool any_order = true;
  using value_type = bool;  ///< the accumulator
  EUDRIFT_FN bool identity() const { return false; }
  EUDRIFT_FN void add(bool& v, bool i) const { v = v || i; }
  EUDRIFT_FN bool join(bool a, bool b) const { return a || b; }
  bool result(bool v) const { return v; }
};
/// How many items are less than -1, 0 and 1, and how many are not: an accumulator of another type than the items,
/// without a default value, and a result of a third type.
struct histogram {
  static constexpr bool any_order = true;
  static constexpr int bins = 4;
  /// The accumulator.
  struct value_type {
    EUDRIFT_FN explicit value_type(int) {}
    std::int64_t count[bins] = {};
  };
  EUDRIFT_FN value_type identity() const { return value_type(0); }
  EUDRIFT_FN void add(value_type& v, double x) const { ++v.count[x < -1 ? 0 : x < 0 ? 1 : x < 1 ? 2 : 3]; }
  EUDRIFT_FN value_type join(value_type a, const value_type& b) const {
    for (int k = 0; k < bins; ++k) a.count[k] += b.count[k];
    return a;
  }
  std::vector<std::int64_t> result(const value_type& v) const { return {v.count, v.count + bins}; }
};

}  // namespace conformance_kernels
}  // namespace eudrift::inline EUDRIFT_ABI
