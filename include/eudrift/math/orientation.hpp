// SPDX-License-Identifier: BSL-1.0
/// \file
/// On which side of a line a point lies, without error.
#pragma once
#include <eudrift/core/vec.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// A sum of doubles held without error: non-overlapping parts in ascending magnitude, zeros left
/// out (Shewchuk 1997, "Adaptive precision floating-point arithmetic and fast robust geometric
/// predicates", theorem 10).
template <int Capacity>
struct expansion {
  double part[Capacity];
  int size = 0;

  /// Adds one double.  Sums alone, so that contraction cannot change it.
  EUDRIFT_FN constexpr void add(double term) {
    int kept = 0;
    for (int i = 0; i < size; ++i) {
      const double sum = term + part[i];
      const double of_part = sum - term;
      const double lost = (term - (sum - of_part)) + (part[i] - of_part);
      if (lost != 0) part[kept++] = lost;
      term = sum;
    }
    if (term != 0) part[kept++] = term;
    size = kept;
  }

  /// Adds sign * a * b as three doubles, each without error.  Both factors are cut into halves of
  /// at most 26 bits, so each product of halves fits a double and a fused multiply-add would give
  /// the same bits.
  EUDRIFT_FN constexpr void add_product(double sign, double a, double b) {
    const double a_high = high_half(a), a_low = a - a_high;
    const double b_high = sign * high_half(b), b_low = sign * b - b_high;
    add(a_low * b_low);
    add(a_high * b_low + a_low * b_high);
    add(a_high * b_high);
  }

  EUDRIFT_FN constexpr int sign() const {
    if (size == 0) return 0;
    return part[size - 1] > 0 ? 1 : -1;
  }

 private:
  /// x rounded to its upper 26 bits; what is left has at most 26 bits and a sign.
  EUDRIFT_FN static constexpr double high_half(double x) {
    const auto bits = __builtin_bit_cast(std::uint64_t, x);
    return __builtin_bit_cast(double,
                              (bits + (std::uint64_t{1} << 26)) & ~((std::uint64_t{1} << 27) - 1));
  }
};

EUDRIFT_FN constexpr bool is_finite(double x) { return x - x == 0; }

EUDRIFT_FN_RARE constexpr int exact_orientation(vec<double, 2> a, vec<double, 2> b,
                                                vec<double, 2> c) {
  for (int d = 0; d < 2; ++d)
    if (!is_finite(a.at[d]) || !is_finite(b.at[d]) || !is_finite(c.at[d])) return 0;
  // (b - a) x (c - a), multiplied out, so that no difference is rounded.
  expansion<18> sum{};
  sum.add_product(1, b.at[0], c.at[1]);
  sum.add_product(-1, b.at[1], c.at[0]);
  sum.add_product(1, b.at[1], a.at[0]);
  sum.add_product(-1, b.at[0], a.at[1]);
  sum.add_product(1, a.at[1], c.at[0]);
  sum.add_product(-1, a.at[0], c.at[1]);
  return sum.sign();
}

}  // namespace detail

/// The exact sign of (b - a) x (c - a): 1 where a, b, c turn counter-clockwise, -1 where they turn
/// clockwise, 0 on one line.
///
/// Exact for every finite input whose coordinates are 0 or between 1e-140 and 1e140 in magnitude;
/// outside it products may overflow or underflow.  0 where a coordinate is not finite.  Neither
/// contraction nor the order of the points changes the answer: a swap of two points flips the sign.
/// The common case costs a float filter (Shewchuk 1997, bound A); close to the line the sum is
/// formed without error.  Float coordinates are taken as doubles.
template <class T>
EUDRIFT_FN constexpr int orientation(const vec<T, 2>& a, const vec<T, 2>& b, const vec<T, 2>& c) {
  const double ax = static_cast<double>(a.at[0]), ay = static_cast<double>(a.at[1]);
  const double bx = static_cast<double>(b.at[0]), by = static_cast<double>(b.at[1]);
  const double cx = static_cast<double>(c.at[0]), cy = static_cast<double>(c.at[1]);
  const double left = (bx - ax) * (cy - ay);
  const double right = (by - ay) * (cx - ax);
  const double det = left - right;
  const double size = (left < 0 ? -left : left) + (right < 0 ? -right : right);
  constexpr double half_ulp = 1.1102230246251565e-16;  // 2^-53
  constexpr double relative = (3 + 16 * half_ulp) * half_ulp;
  constexpr double underflow = 1e-300;  // far above what products of differences lose by underflow
  const double bound = relative * size + underflow;
  if ((det < 0 ? -det : det) > bound) return det > 0 ? 1 : -1;  // one branch, well predicted
  return detail::exact_orientation({ax, ay}, {bx, by}, {cx, cy});
}

}  // namespace eudrift::inline EUDRIFT_ABI
