// SPDX-License-Identifier: BSL-1.0
/// \file
/// The water over a point: height and sigma in it, and how its surface and bed pass by what moves through it.
#pragma once
#include <eudrift/core/vec.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {
/// The greater of two numbers, a where neither is; lanes have their own.
template <class T>
EUDRIFT_FN constexpr T greater(T a, T b) {
  return b > a ? b : a;
}
}  // namespace detail

/// The water over a point at one time.  sigma is 0 at the surface and -1 at the bed, whatever the surface does:
/// z = zeta + sigma (h + zeta).  T: a number, or lanes.
template <class T>
struct water_column {
  /// Thinner water counts as this thick [m]: near a shore that falls dry interpolation may leave none, and sigma
  /// has a meaning still.
  static constexpr double least_thickness = 0.01;

  T surface;  ///< zeta [m, up]
  T depth;    ///< still-water depth h [m, down]

  /// h + zeta [m]
  EUDRIFT_FN constexpr T thickness() const {
    using detail::greater;
    return greater(T(least_thickness), depth + surface);
  }
  /// z [m, up, from the datum of the surface] at sigma.
  EUDRIFT_FN constexpr T height(T sigma) const { return surface + sigma * thickness(); }
  /// sigma at z.
  EUDRIFT_FN constexpr T sigma(T z) const { return (z - surface) / thickness(); }
};

/// A water column that moves.  Gradients and velocities are those of the mesh's frame.
template <class T>
struct moving_column {
  water_column<T> now;
  T rise;                   ///< d zeta / dt [m/s]
  vec<T, 2> surface_slope;  ///< gradient of zeta [m/m]
  vec<T, 2> depth_slope;    ///< gradient of h [m/m]

  /// d sigma / dt [1/s] at sigma of what moves with u [m/s] in the plane and truly upward with w [m/s]: z = zeta +
  /// sigma (h + zeta) differentiated along its path and solved for d sigma / dt.
  EUDRIFT_FN constexpr T sigma_rate(T sigma, const vec<T, 2>& u, T w) const {
    const T carried = (T(1) + sigma) * (rise + dot(u, surface_slope)) + sigma * dot(u, depth_slope);
    return (w - carried) / now.thickness();
  }
  /// The same of what crosses surfaces of constant sigma upward with omega = (h + zeta) d sigma / dt [m/s].
  EUDRIFT_FN constexpr T sigma_rate(T omega) const { return omega / now.thickness(); }
};

}  // namespace eudrift::inline EUDRIFT_ABI
