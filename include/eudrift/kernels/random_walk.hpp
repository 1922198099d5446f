// SPDX-License-Identifier: BSL-1.0
/// \file
/// Dispersal: a horizontal random walk with constant diffusivity, or with one that varies.
#pragma once
#include <eudrift/kernels/varying_walk.hpp>

#include <cmath>
#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// Random walk of diffusivity K [m2/s]: each step adds a displacement uniform in a disc of radius
/// sqrt(8 K dt), whose variance is 2 K dt along each axis.  It is the same in all directions, so that
/// reflection at coasts keeps a uniform density; it is bounded; and its bits are the same everywhere.  Where K is 0
/// and `varying` is held, motion takes that in its place.
struct random_walk {
  double diffusivity = 0;  ///< [m2/s]
  std::uint64_t seed = 0;
  varying_walk varying{};  ///< or by a diffusivity that varies, with the same seed

  /// Whether it is the latter.
  EUDRIFT_FN constexpr bool varies() const { return !(diffusivity > 0) && varying.held(); }
  /// Displacement [m in the frame] in a step of `seconds`, of either sign, from p; `way` is a point in the unit
  /// disc.  T: a number, or lanes.
  template <class T>
  EUDRIFT_FN vec<T, 2> displacement(const coordinate_frame& frame, const vec<T, 2>& p, double seconds,
                             const vec<T, 2>& way) const {
    seconds = seconds < 0 ? -seconds : seconds;
    const T radius = static_cast<T>(std::sqrt(8 * diffusivity * seconds));
    const vec<T, 2> d{radius * frame.stretch(p.at[1]) * way.at[0], radius * way.at[1]};
    if (!frame.spherical) return d;
    // On the sphere the meridians come together towards the poles; without this drift, minus
    // K tan(latitude) / R, particles would gather there.
    return {d.at[0], d.at[1] + frame.meridional_drift(p.at[1]) * static_cast<T>(diffusivity * seconds)};
  }
  /// The site after the random displacement of one step of `seconds` by the constant one; `number` counts the
  /// particle's steps, and `rule` says what becomes of it at a coast.
  template <class T, class Id>
  EUDRIFT_FN_RARE site<T, Id> step(const triangle_mesh_view<T, Id>& mesh, site<T, Id> from, T seconds,
                       std::int64_t id, std::uint32_t number, coast_rule rule = coast_rule::reflect) const {
    if (!(diffusivity > 0)) return from;
    const vec<double, 2> at = uniform_in_disc(seed, static_cast<std::uint64_t>(id), number);
    const vec<T, 2> way{static_cast<T>(at.at[0]), static_cast<T>(at.at[1])};
    return displace(rule, mesh, from, displacement(mesh.frame, from.point, static_cast<double>(seconds), way),
                    static_cast<T>(mesh.frame.stretch(from.point.at[1])));
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
