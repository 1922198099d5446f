// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernels B and C one stage at a time, with the bits of the fused form: what it is made of is shared.
#pragma once
#include <eudrift/kernels/advance.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// What a step keeps between its maps.
template <class T, class Id, int Stages, int Dim = 2>
struct stage_view {
  soa_view<T, Dim> point;          ///< of the present stage, (Dim, particles), in the unit of positions
  view<Id> element;                ///< its owner, (particles,)
  soa_view<T, Dim> slope[Stages];  ///< (Dim, particles) each, in that of velocities
};

/// What the three kernels of a staged step share: particles, and which step it is.
template <RungeKutta Scheme, class T, class Id, class Velocity, class Particles, class Mixing = no_mixing>
struct staged_step {
  motion<Velocity, Mixing> by;
  Particles particles;
  step_grid<T> grid;
  std::int32_t number;  ///< the step from grid point `number` to the next
  stage_view<T, Id, solution_stages<Scheme>, dimensions<Particles>> scratch;

  /// The step of particle i; of length 0 where it makes none, as one that departed.
  EUDRIFT_FN constexpr time_step<T> step_of(index_t i) const {
    const status now = get<state>(particles)[i];
    if (now != status::moving && now != status::waiting) return {T(0), T(0)};
    return get<steps_made>(particles)[i] > 0 ? grid.full(number) : grid.shortened(number, delay(i));
  }
  /// Time of release of particle i [s after the interval's beginning].
  EUDRIFT_FN constexpr T delay(index_t i) const { return static_cast<T>(get<release_delay>(particles)[i]); }
  /// Whether particle i waits and its time comes in this step.
  EUDRIFT_FN constexpr bool releases(index_t i) const {
    return get<state>(particles)[i] == status::waiting && grid.released_by(number + 1, delay(i));
  }
};

/// Kernel C of one stage: where slope `Stage` is to be taken.
template <int Stage, RungeKutta Scheme, class T, class Id, class Velocity, class Particles, class Mixing = no_mixing>
struct go_to_stage {
  staged_step<Scheme, T, Id, Velocity, Particles, Mixing> step;

  EUDRIFT_FN void operator()(index_t i) const {
    const time_step<T> s = step.step_of(i);
    if (s.length == 0) return;
    vec<T, dimensions<Particles>> slope[static_cast<unsigned>(solution_stages<Scheme>)]{};
    for (int k = 0; k < Stage; ++k) slope[k] = step.scratch.slope[k].load(i);
    const auto& mesh = step.by.velocity.mesh;
    const auto there = stage_site<Scheme, Stage>(mesh, site_of(mesh, step.particles, i), slope, s.length);
    step.scratch.point.store(i, there.point);
    step.scratch.element[i] = there.element;
  }
};

/// Kernel B of one stage: the slope there.
template <int Stage, RungeKutta Scheme, class T, class Id, class Velocity, class Particles, class Mixing = no_mixing>
struct take_slope {
  staged_step<Scheme, T, Id, Velocity, Particles, Mixing> step;

  EUDRIFT_FN void operator()(index_t i) const {
    const time_step<T> s = step.step_of(i);
    if (s.length == 0) return;
    const auto p = step.scratch.point.load(i);
    const Id e = step.scratch.element[i];
    const site<T, Id, dimensions<Particles>> there{p, e, step.by.velocity.mesh.weights(e, in_plane(p))};
    step.scratch.slope[Stage].store(i, step.by.velocity(there, stage_time<Scheme, Stage>(s.begin, s.length)));
  }
};

/// Kernel C after the last stage: the step itself.
template <RungeKutta Scheme, class T, class Id, class Velocity, class Particles, class Mixing = no_mixing>
struct end_step {
  staged_step<Scheme, T, Id, Velocity, Particles, Mixing> step;

  EUDRIFT_FN void operator()(index_t i) const {
    const auto& p = step.particles;
    const time_step<T> s = step.step_of(i);
    if (step.releases(i)) get<state>(p)[i] = status::moving;
    if (s.length == 0) return;
    vec<T, dimensions<Particles>> slope[static_cast<unsigned>(solution_stages<Scheme>)]{};
    for (int k = 0; k < solution_stages<Scheme>; ++k) slope[k] = step.scratch.slope[k].load(i);
    const auto from = site_of(step.by.velocity.mesh, p, i);
    const auto there = finish_step<Scheme>(step.by, from, slope, s, get<particle_id>(p)[i], get<steps_made>(p)[i]);
    get<position>(p).store(i, there.point);
    get<host_element>(p)[i] = has_ended(there) ? last_element(there) : there.element;
    ++get<steps_made>(p)[i];
    if (step.by.velocity.mesh.owns(there.element)) return;
    get<state>(p)[i] = end_outside(p, i, there, step.grid, s, step.number);
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
