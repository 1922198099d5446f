// SPDX-License-Identifier: BSL-1.0
/// \file
/// One step of one particle: velocity, walk and coasts put together.
#pragma once
#include <eudrift/kernels/carried_element.hpp>
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

/// Site after the advective displacement of a step, which slides along coasts.
template <RungeKutta Scheme, class T, class Id, class Velocity>
EUDRIFT_FN constexpr site<T, Id> advect(const motion<Velocity>& by, const site<T, Id>& from, const vec<T, 2>* slope,
                                 T seconds) {
  const T stretch = static_cast<T>(by.velocity.mesh.frame.stretch(from.point.at[1]));
  return displace<slide>(by.velocity.mesh, from, increment<Scheme>(slope, seconds), stretch);
}

/// Site after the random displacement of a step, which coasts reflect.
template <class T, class Id, class Velocity>
EUDRIFT_FN constexpr site<T, Id> disperse(const motion<Velocity>& by, const site<T, Id>& from, T seconds,
                                   std::int64_t id, std::uint32_t number) {
  if (!(by.walk.diffusivity > 0)) return by_numbers(from);
  // Copies, so that the caller's site need not be in memory.
  const site<T, Id> start = by_numbers(from);
  return by_numbers(by.walk.step(by.velocity.mesh, start, seconds, id, number));
}

/// Site after a step: the advective displacement, then the random one.
template <RungeKutta Scheme, class T, class Id, class Velocity>
EUDRIFT_FN constexpr site<T, Id> finish_step(const motion<Velocity>& by, const site<T, Id>& from,
                                      const vec<T, 2>* slope, T seconds, std::int64_t id, std::uint32_t number) {
  return disperse(by, advect<Scheme>(by, from, slope, seconds), seconds, id, number);
}

namespace detail {

/// The rest of a step from the site `from`, whose slopes before stage `Stage` are known, through any elements.
template <RungeKutta Scheme, int Stage, class T, class Id, class Velocity>
EUDRIFT_FN constexpr site<T, Id> go_on(const motion<Velocity>& by, const site<T, Id>& from, vec<T, 2>* slope,
                                const time_step<T>& step, std::int64_t id, std::uint32_t number) {
  if constexpr (Stage == solution_stages<Scheme>) {
    return finish_step<Scheme>(by, from, slope, step.length, id, number);
  } else {
    slope[Stage] = by.velocity(stage_site<Scheme, Stage>(by.velocity.mesh, from, slope, step.length),
                               stage_time<Scheme, Stage>(step.begin, step.length));
    return go_on<Scheme, Stage + 1>(by, from, slope, step, id, number);
  }
}

/// The same from point p of element e, never inlined.  It takes and gives values, since the caller would have to
/// hold in memory what a reference names.
template <RungeKutta Scheme, class T, class Id, class Velocity, class... Slope>
EUDRIFT_FN_RARE constexpr site<T, Id> go_on_elsewhere(const motion<Velocity>& by, Id e, vec<T, 2> p, time_step<T> step,
                                               std::int64_t id, std::uint32_t number, Slope... known) {
  vec<T, 2> slope[static_cast<unsigned>(solution_stages<Scheme>)]{known...};
  return go_on<Scheme, static_cast<int>(sizeof...(Slope))>(by, site<T, Id>{p, e, {}}, slope, step, id, number);
}

/// The same while every stage, and the end, is surely in the element of `from`, which `here` carries.
template <RungeKutta Scheme, class T, class Id, class Velocity, class... Slope>
EUDRIFT_FN constexpr site<T, Id> go_on_here(const motion<Velocity>& by, const carried_element<Velocity>& here,
                                     const site<T, Id>& from, const time_step<T>& step, std::int64_t id,
                                     std::uint32_t number, Slope... known) {
  constexpr int stages = solution_stages<Scheme>, stage = static_cast<int>(sizeof...(Slope));
  site<T, Id> there = from;
  if constexpr (stage > 0) {
    const vec<T, 2> slope[static_cast<unsigned>(stages)]{known...};
    if constexpr (stage < stages)
      there.point = stage_state<Scheme, stage>(from.point, slope, step.length);
    else
      there.point = from.point + increment<Scheme>(slope, step.length);
    there.weights = here.shape.weights(there.point);
    if (!surely_inside(there.weights, by.velocity.mesh.inside)) [[unlikely]] {
      return by_numbers(go_on_elsewhere<Scheme, T, Id>(by, from.element, from.point, step, id, number, known...));
    }
  }
  if constexpr (stage < stages) {
    const T seconds = stage_time<Scheme, stage>(step.begin, step.length);
    return go_on_here<Scheme>(by, here, from, step, id, number, known...,
                              here.at(by.velocity, there.point, there.weights, seconds));
  } else {
    return disperse(by, there, step.length, id, number);
  }
}

}  // namespace detail

/// Site after one whole step; `here` carries the element of `from`.
template <RungeKutta Scheme, class T, class Id, class Velocity>
EUDRIFT_FN constexpr site<T, Id> make_step(const motion<Velocity>& by, const carried_element<Velocity>& here,
                                    const site<T, Id>& from, const time_step<T>& step, std::int64_t id,
                                    std::uint32_t number) {
  return detail::go_on_here<Scheme>(by, here, from, step, id, number);
}

}  // namespace eudrift::inline EUDRIFT_ABI
