// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel C where each step of the grid is made of parts, as many as each particle needs.
#pragma once
#include <eudrift/kernels/advance.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

// Neither of these is inlined: a step of parts calls them often, but no more of them are compiled than there are
// velocities.

/// The velocity where the way from a site to a point ends.
template <class T, class Id, int Dim, class Velocity>
EUDRIFT_FN_RARE constexpr vec<T, Dim> velocity_on_the_way(const Velocity& velocity, const site<T, Id, Dim>& from,
                                                          const vec<T, Dim>& to, T seconds) {
  const site<T, Id> end = end_of_travel(velocity.mesh, from.element, in_plane(from.point), in_plane(to));
  return velocity(at_height_of(to, end), seconds);
}
/// Site after the advective displacement by `way`, or where that ended the particle's way; as advect(), of which a way
/// that is known is a step of a second by Euler's method.
template <class T, class Id, int Dim, class Velocity, class Mixing>
EUDRIFT_FN_RARE constexpr site<T, Id, Dim> advect_by(const motion<Velocity, Mixing>& by,
                                                     const site<T, Id, Dim>& from, vec<T, Dim> way) {
  return advect<euler>(by, from, &way, T(1));
}

/// All slopes of a step from a site, those that serve the error alone too.
template <RungeKutta Scheme, int Stage, class T, class Id, int Dim, class Velocity>
EUDRIFT_FN constexpr void all_slopes(const Velocity& velocity, const site<T, Id, Dim>& from, vec<T, Dim>* slope,
                                     const time_step<T>& step) {
  if constexpr (Stage < Scheme::stages) {
    const vec<T, Dim> to = in_water(from.point, stage_state<Scheme, Stage>(from.point, slope, step.length));
    slope[Stage] = velocity_on_the_way(velocity, from, to, stage_time<Scheme, Stage>(step.begin, step.length));
    all_slopes<Scheme, Stage + 1>(velocity, from, slope, step);
  }
}

}  // namespace detail

/// As `advance`, but that `parts` makes the advective part of each step of the grid: parts(by, site, step) is the site
/// after it, or where it ended the particle's way, with its share of the step (has_ended); element -1 where it could not
/// be made.  So particles stop at grid points, those of forcing and output among them, and no position depends on where
/// the host looks up.  Random displacements are those of whole steps of the grid.  A particle whose step could not be
/// made is unresolved, and stays where that step began.
template <class Parts, class T, class Id, class Velocity, class Particles, class Mixing = no_mixing>
struct advance_in_parts {
  motion<Velocity, Mixing> by;
  Particles particles;
  step_grid<T> grid;
  std::int32_t first, last;  ///< grid points, 0 <= first <= last <= grid.steps
  Parts parts;

  EUDRIFT_FN void operator()(index_t i) const {
    const status now = get<state>(particles)[i];
    if (now == status::moving || now == status::waiting) make_steps(i, now, first);
  }
  /// The steps of particle i from grid point k on, where it is `now`.
  EUDRIFT_FN void make_steps(index_t i, status now, std::int32_t k) const {
    make_steps_of(by.velocity.mesh, particles, i, now, site_of(by.velocity.mesh, particles, i), grid, k, last,
                  [&](const auto& from, const time_step<T>& step, std::int64_t id, std::uint32_t number) {
                    const auto there = parts(by, from, step);
                    return there.element == nowhere || has_ended(there) ? there
                                                                        : disperse(by, there, step, id, number);
                  });
  }
};

/// advance_in_parts with its types found from the arguments.
template <class Parts, class T, class Velocity, class Mixing, class Particles>
auto advance_in_parts_by(const Parts& parts, const motion<Velocity, Mixing>& by, const Particles& particles,
                         const step_grid<T>& grid, std::int32_t first, std::int32_t last) {
  using id = typename decltype(by.velocity.mesh)::id;
  return advance_in_parts<Parts, T, id, Velocity, Particles, Mixing>{by, particles, grid, first, last, parts};
}

}  // namespace eudrift::inline EUDRIFT_ABI
