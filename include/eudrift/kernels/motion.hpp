// SPDX-License-Identifier: BSL-1.0
/// \file
/// One step of one particle: velocity, walk and coasts put together.
#pragma once
#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/kernels/random_walk.hpp>
#include <eudrift/kernels/step_grid.hpp>
#include <eudrift/math/runge_kutta.hpp>

#include <utility>

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

/// Site after the advective displacement of a step, which slides along coasts.
template <RungeKutta Scheme, class T, class Id, class Velocity>
EUDRIFT_FN constexpr site<T, Id> advect(const motion<Velocity>& by, const site<T, Id>& from, const vec<T, 2>* slope,
                                 T seconds) {
  const T stretch = static_cast<T>(by.velocity.mesh.frame.stretch(from.point.at[1]));
  return displace<slide>(by.velocity.mesh, from, increment<Scheme>(slope, seconds), stretch);
}

/// Site after a step: the advective displacement, then the random one, which coasts reflect.
template <RungeKutta Scheme, class T, class Id, class Velocity>
EUDRIFT_FN constexpr site<T, Id> finish_step(const motion<Velocity>& by, const site<T, Id>& from, const vec<T, 2>* slope,
                                      T seconds, std::int64_t id, std::uint32_t number) {
  const site<T, Id> there = advect<Scheme>(by, from, slope, seconds);
  return by.walk.diffusivity > 0 ? by.walk.step(by.velocity.mesh, there, seconds, id, number) : there;
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

}  // namespace eudrift::inline EUDRIFT_ABI
