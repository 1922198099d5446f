// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel D: what executors reduce particles to: extremes with their holders, sums and counts.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/core/view.hpp>
#include <eudrift/math/exact_sum.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace eudrift::inline EUDRIFT_ABI {

/// A value and the id of its holder; a negative id: nobody.
template <class T>
struct held {
  T value;
  std::int64_t id;
};

/// The term of an extreme: values[i] held by ids[i].
template <class T>
struct held_values {
  view<const T> values;
  view<const std::int64_t> ids;
  EUDRIFT_FN held<T> operator()(index_t i) const { return {values[i], ids[i]}; }
};

/// Reducer: the highest value (the lowest, if Lowest) with its holder; ties go to the smaller id, and
/// items held by nobody do not count.  The result of no item is held by nobody.  A value that is not a
/// number is no extreme but an error that names the smallest id with one.
template <class T, bool Lowest = false>
struct extreme {
  /// The best so far, and who holds no number.
  struct value_type {
    held<T> best;
    std::int64_t not_a_number;  ///< smallest id; -1: none
  };
  EUDRIFT_FN value_type identity() const { return {{T{}, -1}, -1}; }
  EUDRIFT_FN void add(value_type& v, const held<T>& item) const {
    if (item.id < 0) return;
    if (item.value != item.value) {
      v.not_a_number = smaller(v.not_a_number, item.id);
    } else if (better(item, v.best)) {
      v.best = item;
    }
  }
  EUDRIFT_FN value_type join(value_type v, const value_type& w) const {
    if (better(w.best, v.best)) v.best = w.best;
    v.not_a_number = smaller(v.not_a_number, w.not_a_number);
    return v;
  }
  held<T> result(const value_type& v) const {
    require(v.not_a_number < 0, "the value of particle " + std::to_string(v.not_a_number) +
                                    " is not a number, so there is no " + (Lowest ? "minimum" : "maximum") +
                                    "; check the field there");
    return v.best;
  }

 private:
  EUDRIFT_FN static bool better(const held<T>& a, const held<T>& b) {
    if (a.id < 0 || b.id < 0) return a.id >= 0;
    if (a.value == b.value) return a.id < b.id;
    return Lowest ? a.value < b.value : a.value > b.value;
  }
  EUDRIFT_FN static std::int64_t smaller(std::int64_t a, std::int64_t b) {
    return a < 0 ? b : b < 0 ? a : a < b ? a : b;
  }
};

/// Reducer: the maximum with its holder.
template <class T>
using max_reduce = extreme<T, false>;
/// Reducer: the minimum with its holder.
template <class T>
using min_reduce = extreme<T, true>;

/// Reducer: the sum in a fixed grouping: the same bits for any number of threads, but not of ranks;
/// exact_sum (math/exact_sum.hpp) gives the same for both.
template <class T>
struct sum_reduce {
  using value_type = T;  ///< the sum so far
  EUDRIFT_FN T identity() const { return T{}; }
  EUDRIFT_FN void add(T& v, const T& item) const { v += item; }
  EUDRIFT_FN T join(const T& v, const T& w) const { return v + w; }
  T result(const T& v) const { return v; }
};

/// Reducer: how many terms are true.
struct count_reduce {
  using value_type = std::int64_t;  ///< how many so far
  EUDRIFT_FN std::int64_t identity() const { return 0; }
  EUDRIFT_FN void add(std::int64_t& v, bool item) const { v += item ? 1 : 0; }
  EUDRIFT_FN std::int64_t join(std::int64_t v, std::int64_t w) const { return v + w; }
  std::int64_t result(std::int64_t v) const { return v; }
};

}  // namespace eudrift::inline EUDRIFT_ABI
