// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel C to a tolerance: each particle takes the steps that it needs from one grid point to the next.
#pragma once
#include <eudrift/kernels/advance.hpp>
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

/// All slopes of a step from a site, those that serve the error alone too.
template <RungeKutta Scheme, int Stage, class T, class Id, int Dim, class Velocity>
EUDRIFT_FN constexpr void all_slopes(const Velocity& velocity, const site<T, Id, Dim>& from, vec<T, Dim>* slope,
                                     const time_step<T>& step) {
  if constexpr (Stage < Scheme::stages) {
    slope[Stage] = velocity(stage_site<Scheme, Stage>(velocity.mesh, from, slope, step.length),
                            stage_time<Scheme, Stage>(step.begin, step.length));
    all_slopes<Scheme, Stage + 1>(velocity, from, slope, step);
  }
}

/// Site after the advective part of a step, made of as many steps as the tolerance asks for; the first try is the
/// whole; or where one ended the particle's way, with its share of the whole.  Element -1: `control.most` tries were
/// not enough.
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
      here = advect<Scheme>(by, here, slope, step.length);
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

/// As `advance`, but that each step of the grid is made of as many as keep the difference of the pair's two solutions
/// within a tolerance.  So particles stop at grid points, those of forcing and output among them, and no position
/// depends on where the host looks up.  Random displacements are those of whole steps of the grid.  A particle that
/// the control gives up is unresolved, and stays where that step began.  In three dimensions velocity.thickness(site,
/// seconds) is that of the water [m].
template <EmbeddedRungeKutta Scheme, class T, class Id, class Velocity, class Particles, class Mixing = no_mixing>
struct advance_within {
  motion<Velocity, Mixing> by;
  Particles particles;
  step_grid<T> grid;
  std::int32_t first, last;  ///< grid points, 0 <= first <= last <= grid.steps
  step_control control;

  EUDRIFT_FN void operator()(index_t i) const {
    const status now = get<state>(particles)[i];
    if (now == status::moving || now == status::waiting) make_steps(i, now, first);
  }
  /// The steps of particle i from grid point k on, where it is `now`.
  EUDRIFT_FN void make_steps(index_t i, status now, std::int32_t k) const {
    const auto& mesh = by.velocity.mesh;
    const T delay = static_cast<T>(get<release_delay>(particles)[i]);
    const std::int64_t id = get<particle_id>(particles)[i];
    std::uint32_t number = get<steps_made>(particles)[i];
    auto here = site_of(mesh, particles, i);
    for (; k < last; ++k) {
      const time_step<T> step = number > 0 ? grid.full(k) : grid.shortened(k, delay);
      if (step.length == 0) continue;
      const auto there = detail::advect_within<Scheme>(control, by, here, step);
      if (there.element == nowhere) {
        now = status::unresolved;
        break;
      }
      here = has_ended(there) ? there : disperse(by, there, step, id, number);
      ++number;
      if (mesh.owns(here.element)) continue;
      if (has_ended(here)) {
        now = end_way(particles, i, here, step);
        here.element = last_element(here);
      } else {
        now = status::departed;
        get<next_step>(particles)[i] = k + 1;
      }
      break;
    }
    if (now == status::waiting && grid.released_by(last, delay)) now = status::moving;
    get<position>(particles).store(i, here.point);
    get<host_element>(particles)[i] = here.element;
    get<state>(particles)[i] = now;
    get<steps_made>(particles)[i] = number;
  }
};

/// advance_within<Scheme> with its types found from the arguments.
template <EmbeddedRungeKutta Scheme, class T, class Velocity, class Mixing, class Particles>
auto advance_within_by(const step_control& control, const motion<Velocity, Mixing>& by, const Particles& particles,
                       const step_grid<T>& grid, std::int32_t first, std::int32_t last) {
  using id = typename decltype(by.velocity.mesh)::id;
  return advance_within<Scheme, T, id, Velocity, Particles, Mixing>{by, particles, grid, first, last, control};
}

}  // namespace eudrift::inline EUDRIFT_ABI
