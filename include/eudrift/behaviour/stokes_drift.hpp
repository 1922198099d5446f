// SPDX-License-Identifier: BSL-1.0
/// \file
/// The drift of waves, which is strongest at the surface.
#pragma once
#include <eudrift/kernels/layered_field.hpp>
#include <eudrift/math/exponential.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Gravity [m/s2], the standard value.
inline constexpr double standard_gravity = 9.80665;

/// Stokes drift at depth d below the surface, of waves of one period T in deep water: that at the surface times exp(-2
/// k d) with k = (2 pi / T)^2 / g (Stokes 1847, "On the theory of oscillatory waves").  A velocity to be added to
/// another in three dimensions (sum_of()); at the surface, in two, the drift is a nodal_velocity by itself.  In a sea
/// of many periods the drift falls faster just below the surface than that of the mean period does.
template <class T, class Id>
struct stokes_drift {
  triangle_mesh_view<T, Id> mesh;
  column_slices<T, Id> column;
  slices_view<T, Id, 3> waves;  ///< eastward (or along x) and northward (y) drift at the surface [m/s]; period [s]

  /// [m/s in the frame], without a motion along the vertical: sigma stays.  0 where the period is not positive.
  EUDRIFT_FN constexpr vec<T, 3> operator()(const site<T, Id, 3>& where, T seconds) const {
    const vec<T, 3> w = waves(mesh, where, seconds);
    if (!(w.at[2] > 0)) return {T(0), T(0), T(0)};
    constexpr double two_pi = 6.283185307179586477;
    const double frequency = two_pi / static_cast<double>(w.at[2]),
                 wave_number = frequency * frequency / standard_gravity;
    const double depth = -static_cast<double>(where.point.at[2] * column.at(mesh, where, seconds).thickness());
    const T share = static_cast<T>(exponential(-2 * wave_number * depth));
    return {share * w.at[0] * static_cast<T>(mesh.frame.stretch(where.point.at[1])), share * w.at[1], T(0)};
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
