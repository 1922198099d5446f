// SPDX-License-Identifier: BSL-1.0
/// \file
/// Linear interpolation on a triangle.
#pragma once
#include <eudrift/core/vec.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// What barycentric weights in a triangle are made of: affine functions of the point.  T: a number, or
/// lanes for several triangles at once.
template <class T>
struct triangle_shape {
  vec<T, 2> origin;      ///< corner a [m]
  vec<T, 2> to_b, to_c;  ///< gradients of the weights of b and c [1/m]

  /// Weights of p; see barycentric().
  EUDRIFT_FN constexpr vec<T, 3> weights(const vec<T, 2>& p) const {
    const vec<T, 2> q = p - origin;
    const T b = dot(to_b, q), c = dot(to_c, q);
    return {T(1) - b - c, b, c};
  }
};

/// The shape of the triangle a, b, c.
template <class T>
EUDRIFT_FN constexpr triangle_shape<T> shape_of(const vec<T, 2>& a, const vec<T, 2>& b, const vec<T, 2>& c) {
  const vec<T, 2> u = b - a, v = c - a;
  const T scale = T(1) / cross(u, v);
  return {a, {v.at[1] * scale, -(v.at[0] * scale)}, {-(u.at[1] * scale), u.at[0] * scale}};
}

/// Barycentric weights of p in the triangle a, b, c of either orientation: they sum to 1, are those
/// of a, b and c in this order, and are all >= 0 where p is inside, up to round-off (orientation()
/// tells exactly).  p may lie outside.  A triangle without area gives weights that are not finite.
template <class T>
EUDRIFT_FN constexpr vec<T, 3> barycentric(const vec<T, 2>& a, const vec<T, 2>& b,
                                           const vec<T, 2>& c, const vec<T, 2>& p) {
  return shape_of(a, b, c).weights(p);
}

/// Values of N fields that are linear on a triangle, as affine functions of the weights of b and c.
template <class T, int N>
struct linear_on_triangle {
  vec<T, N> at_a, to_b, to_c;  ///< value at a; at b less that at a; at c less that at a

  EUDRIFT_FN constexpr vec<T, N> at(const vec<T, 3>& w) const { return at_a + w.at[1] * to_b + w.at[2] * to_c; }
};

/// The fields with these values at the corners.
template <class T, int N>
EUDRIFT_FN constexpr linear_on_triangle<T, N> linear_of(const vec<T, N>& a, const vec<T, N>& b, const vec<T, N>& c) {
  return {a, b - a, c - a};
}

/// Gradient of the linear field with values fa, fb, fc at a, b, c: d/dx and d/dy, in the field's
/// unit per unit of length.  A triangle without area gives a gradient that is not finite.
template <class T>
EUDRIFT_FN constexpr vec<T, 2> barycentric_gradient(const vec<T, 2>& a, const vec<T, 2>& b,
                                                    const vec<T, 2>& c, T fa, T fb, T fc) {
  const vec<T, 2> u = b - a, v = c - a;
  const T scale = T(1) / cross(u, v);
  const T fu = fb - fa, fv = fc - fa;
  return {(fu * v.at[1] - fv * u.at[1]) * scale, (fv * u.at[0] - fu * v.at[0]) * scale};
}

}  // namespace eudrift::inline EUDRIFT_ABI
