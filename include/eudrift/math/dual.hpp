// SPDX-License-Identifier: BSL-1.0
/// \file
/// Numbers that carry their derivatives, for whatever is a template over its scalar.
#pragma once
#include <eudrift/math/exponential.hpp>
#include <eudrift/math/turn.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// A number and its derivatives by N variables, exact to rounding, by the rules of calculus in each operation (Wengert
/// 1964, "A simple automatic derivative evaluation program"; dual numbers are Clifford's, 1873).  vec<dual<T, N>, 2> is
/// a state of step(), a point of triangle_shape and its weights those of linear_on_triangle; the derivatives of where a
/// particle ends by where it began are those of the computed way, steps and interpolation included.  A plain number
/// converts to one without derivatives.  The value has the bits that T alone would have.
template <class T, int N>
struct dual {
  T value;  ///< the number
  T by[N];  ///< its derivative by each variable

  dual() = default;
  /// A constant.
  EUDRIFT_FN constexpr dual(T v) : value(v), by{} {}
  /// Variable k itself, where it has the value v.
  EUDRIFT_FN static constexpr dual variable(T v, int k) {
    dual x(v);
    x.by[k] = T(1);
    return x;
  }
  /// f(x) for a function with value f and slope df/dx at x: the chain rule, for functions of one's own.
  EUDRIFT_FN static constexpr dual chain(T f, T slope, const dual& x) {
    dual to(f);
    for (int k = 0; k < N; ++k) to.by[k] = slope * x.by[k];
    return to;
  }

  EUDRIFT_FN constexpr dual& operator+=(const dual& b) {
    value += b.value;
    for (int k = 0; k < N; ++k) by[k] += b.by[k];
    return *this;
  }
  EUDRIFT_FN constexpr dual& operator-=(const dual& b) {
    value -= b.value;
    for (int k = 0; k < N; ++k) by[k] -= b.by[k];
    return *this;
  }
  EUDRIFT_FN constexpr dual& operator*=(const dual& b) {
    for (int k = 0; k < N; ++k) by[k] = by[k] * b.value + value * b.by[k];
    value *= b.value;
    return *this;
  }
  EUDRIFT_FN constexpr dual& operator/=(const dual& b) {
    value /= b.value;
    for (int k = 0; k < N; ++k) by[k] = (by[k] - value * b.by[k]) / b.value;
    return *this;
  }
  EUDRIFT_FN friend constexpr dual operator+(dual a, const dual& b) { return a += b; }
  EUDRIFT_FN friend constexpr dual operator-(dual a, const dual& b) { return a -= b; }
  EUDRIFT_FN friend constexpr dual operator*(dual a, const dual& b) { return a *= b; }
  EUDRIFT_FN friend constexpr dual operator/(dual a, const dual& b) { return a /= b; }
  EUDRIFT_FN friend constexpr dual operator-(const dual& a) { return chain(-a.value, T(-1), a); }
};

/// sin(2 pi x), with its derivatives.
template <int N>
EUDRIFT_FN constexpr dual<double, N> sin_turn(const dual<double, N>& x) {
  return dual<double, N>::chain(sin_turn(x.value), 6.283185307179586477 * cos_turn(x.value), x);
}
/// cos(2 pi x), likewise.
template <int N>
EUDRIFT_FN constexpr dual<double, N> cos_turn(const dual<double, N>& x) {
  return dual<double, N>::chain(cos_turn(x.value), -6.283185307179586477 * sin_turn(x.value), x);
}
/// exp(x), likewise.
template <int N>
EUDRIFT_FN constexpr dual<double, N> exponential(const dual<double, N>& x) {
  const double e = exponential(x.value);
  return dual<double, N>::chain(e, e, x);
}

}  // namespace eudrift::inline EUDRIFT_ABI
