// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel C, fused with B: all stages and all steps of a forcing interval for one particle.
#pragma once
#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/kernels/random_walk.hpp>
#include <eudrift/kernels/step_grid.hpp>
#include <eudrift/math/runge_kutta.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// What a particle moves by.  Velocity(site, seconds) gives [m/s in the frame]; velocity.mesh is the
/// mesh that particles travel on.
template <class Velocity>
struct motion {
  Velocity velocity;
  random_walk walk;  ///< diffusivity 0: none
};

/// Site at which slope `Stage` of a step is taken: the stage's state, or where the way to it meets a
/// coast.  `slope`: those of the stages before [m/s in the frame].
template <RungeKutta Scheme, int Stage, class T, class Id>
EUDRIFT_FN constexpr site<T, Id> stage_site(const triangle_mesh_view<T, Id>& mesh, const site<T, Id>& from,
                                     const vec<T, 2>* slope, T seconds) {
  if constexpr (Stage == 0) {
    return from;
  } else {
    const vec<T, 2> to = stage_state<Scheme, Stage>(from.point, slope, seconds);
    return end_of_travel(mesh, from.element, from.point, to);
  }
}

/// Site after a step: the advective displacement slides along coasts, the random one is reflected.
template <RungeKutta Scheme, class T, class Id, class Velocity>
EUDRIFT_FN constexpr site<T, Id> finish_step(const motion<Velocity>& by, const site<T, Id>& from, const vec<T, 2>* slope,
                                      T seconds, std::int64_t id, std::uint32_t number) {
  const auto& mesh = by.velocity.mesh;
  const vec<T, 2> way = seconds * increment<Scheme>(slope);
  const T stretch = static_cast<T>(mesh.frame.stretch(from.point.at[1]));
  site<T, Id> there = displace<slide>(mesh, from, way, stretch);
  if (by.walk.diffusivity > 0) there = by.walk.step(mesh, there, seconds, id, number);
  return there;
}

namespace detail {

template <RungeKutta Scheme, int Stage, class T, class Id, class Velocity>
EUDRIFT_FN constexpr void take_slope(const motion<Velocity>& by, const site<T, Id>& from, const time_step<T>& step,
                              vec<T, 2>* slope) {
  slope[Stage] = by.velocity(stage_site<Scheme, Stage>(by.velocity.mesh, from, slope, step.length),
                             stage_time<Scheme, Stage>(step.begin, step.length));
}

template <RungeKutta Scheme, int... Stage, class T, class Id, class Velocity>
EUDRIFT_FN constexpr void take_slopes(std::integer_sequence<int, Stage...>, const motion<Velocity>& by,
                               const site<T, Id>& from, const time_step<T>& step, vec<T, 2>* slope) {
  (take_slope<Scheme, Stage>(by, from, step, slope), ...);
}

}  // namespace detail

/// Site after one whole step.
template <RungeKutta Scheme, class T, class Id, class Velocity>
EUDRIFT_FN constexpr site<T, Id> make_step(const motion<Velocity>& by, const site<T, Id>& from, const time_step<T>& step,
                                    std::int64_t id, std::uint32_t number) {
  vec<T, 2> slope[static_cast<unsigned>(solution_stages<Scheme>)]{};
  detail::take_slopes<Scheme>(std::make_integer_sequence<int, solution_stages<Scheme>>{}, by, from, step, slope);
  return finish_step<Scheme>(by, from, slope, step.length, id, number);
}

/// Moves each particle from grid point `first` to grid point `last` of a forcing interval.  Particles
/// aground and gone stay; waiting ones are released when their time comes.
template <RungeKutta Scheme, class T, class Id, class Velocity, class Particles>
struct advance {
  motion<Velocity> by;
  Particles particles;
  step_grid<T> grid;
  std::int32_t first, last;  ///< grid points, 0 <= first <= last <= grid.steps

  EUDRIFT_FN void operator()(index_t i) const {
    status now = get<state>(particles)[i];
    if (now != status::moving && now != status::waiting) return;
    const T delay = static_cast<T>(get<release_delay>(particles)[i]);
    const std::int64_t id = get<particle_id>(particles)[i];
    std::uint32_t number = get<steps_made>(particles)[i];
    site<T, Id> here = site_of(by.velocity.mesh, particles, i);
    for (std::int32_t k = first; k < last; ++k) {
      const time_step<T> step = number > 0 ? grid.full(k) : grid.shortened(k, delay);
      if (step.length == 0) continue;
      here = make_step<Scheme>(by, here, step, id, number);
      ++number;
    }
    if (grid.released_by(last, delay)) now = status::moving;
    get<position>(particles).store(i, here.point);
    get<host_element>(particles)[i] = here.element;
    get<state>(particles)[i] = now;
    get<steps_made>(particles)[i] = number;
  }
};

/// advance<Scheme> with its types found from the arguments.
template <RungeKutta Scheme, class T, class Velocity, class Particles>
auto advance_by(const motion<Velocity>& by, const Particles& particles, const step_grid<T>& grid,
                std::int32_t first, std::int32_t last) {
  using id = typename decltype(by.velocity.mesh)::id;
  return advance<Scheme, T, id, Velocity, Particles>{by, particles, grid, first, last};
}

}  // namespace eudrift::inline EUDRIFT_ABI
