// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel C to a tolerance: each particle takes the steps that it needs from one grid point to the next.
#pragma once
#include <eudrift/kernels/advance_in_parts.hpp>
#include <eudrift/math/step_control.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Square of a difference of two solutions from a site [m2, on the ground].
template <class T, class Id, class Velocity>
EUDRIFT_FN constexpr T square_on_ground(const Velocity& velocity, const site<T, Id>& from, const vec<T, 2>& d, T) {
  const T x = d.at[0] / static_cast<T>(velocity.mesh.frame.stretch(from.point.at[1]));
  return x * x + d.at[1] * d.at[1];
}
template <class T, class Id, class Velocity>
EUDRIFT_FN constexpr T square_on_ground(const Velocity& velocity, const site<T, Id, 3>& from, const vec<T, 3>& d,
                                        T seconds) {
  const T z = d.at[2] * velocity.thickness(from, seconds);
  return square_on_ground(velocity, in_plane(from), in_plane(d), seconds) + z * z;
}

/// Site after the advective part of a step; or where one of its parts ended the particle's way, with its share of the
/// whole.
template <EmbeddedRungeKutta Scheme, class T, class Id, int Dim, class Velocity, class Mixing>
EUDRIFT_FN_RARE site<T, Id, Dim> advect_within(const step_control& control, const motion<Velocity, Mixing>& by,
                                               site<T, Id, Dim> here, time_step<T> whole) {
  const T per_square = T(1) / static_cast<T>(control.tolerance * control.tolerance);
  T done = 0, length = whole.length;
  for (std::int32_t tries = 0; tries < control.most; ++tries) {
    const T left = whole.length - done;
    const bool last = !(length * length < left * left);
    const time_step<T> step{whole.begin + done, last ? left : length};
    vec<T, Dim> slope[static_cast<unsigned>(Scheme::stages)]{};
    all_slopes<Scheme, 0>(by.velocity, here, slope, step);
    const vec<T, Dim> error = error_increment<Scheme>(slope, step.length);
    const T square = per_square * square_on_ground(by.velocity, here, error, step.begin);
    if (square <= 1) {
      here = advect_by(by, here, increment<Scheme>(slope, step.length));
      if (has_ended(here)) {
        here.weights.at[0] = (done + share_travelled(here) * step.length) / whole.length;
        return here;
      }
      if (last) return here;
      done += step.length;
    }
    length = step.length * step_factor<Scheme>(square);
  }
  return {here.point, Id(nowhere), here.weights};
}

}  // namespace detail

/// Makes a step of the grid of as many as keep the difference of the pair's two solutions within a tolerance; the first
/// try is the whole.  Element -1: `control.most` tries were not enough.  In three dimensions velocity.thickness(site,
/// seconds) is that of the water [m].
template <EmbeddedRungeKutta Scheme>
struct parts_within {
  step_control control;

  template <class T, class Id, int Dim, class Velocity, class Mixing>
  EUDRIFT_FN site<T, Id, Dim> operator()(const motion<Velocity, Mixing>& by, const site<T, Id, Dim>& from,
                                         const time_step<T>& step) const {
    return detail::advect_within<Scheme>(control, by, from, step);
  }
};

/// Kernel C to a tolerance.
template <EmbeddedRungeKutta Scheme, class T, class Id, class Velocity, class Particles, class Mixing = no_mixing>
using advance_within = advance_in_parts<parts_within<Scheme>, T, Id, Velocity, Particles, Mixing>;

}  // namespace eudrift::inline EUDRIFT_ABI
