// SPDX-License-Identifier: BSL-1.0
/// \file
/// Linear interpolation on a triangle.
#pragma once
#include <eudrift/core/vec.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Barycentric weights of p in the triangle a, b, c of either orientation: they sum to 1, are those
/// of a, b and c in this order, and are all >= 0 where p is inside, up to round-off (orientation()
/// tells exactly).  p may lie outside.  A triangle without area gives weights that are not finite.
template <class T>
EUDRIFT_FN constexpr vec<T, 3> barycentric(const vec<T, 2>& a, const vec<T, 2>& b,
                                           const vec<T, 2>& c, const vec<T, 2>& p) {
  const vec<T, 2> u = b - a, v = c - a, q = p - a;
  const T scale = T(1) / cross(u, v);
  const T w1 = cross(q, v) * scale;
  const T w2 = cross(u, q) * scale;
  return {T(1) - w1 - w2, w1, w2};
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
