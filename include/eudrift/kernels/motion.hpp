// SPDX-License-Identifier: BSL-1.0
/// \file
/// One step of one particle: velocity, walks, coasts, surface and bed put together.
#pragma once
#include <eudrift/kernels/carried_element.hpp>
#include <eudrift/kernels/random_walk.hpp>
#include <eudrift/kernels/step_grid.hpp>
#include <eudrift/math/runge_kutta.hpp>
#include <eudrift/vertical/reflect.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// No random displacement along the vertical.
struct no_mixing {
  /// Where a particle is after it.
  template <class T, class Id, int Dim>
  EUDRIFT_FN constexpr site<T, Id, Dim> step(const triangle_mesh_view<T, Id>&, const site<T, Id, Dim>& from,
                                      const time_step<T>&, std::int64_t, std::uint32_t) const {
    return by_numbers(from);
  }
};

/// What a particle moves by.  Velocity(site, seconds) gives [m/s in the frame], in three dimensions with d sigma / dt
/// [1/s]; velocity.mesh is the mesh that particles travel on.
template <class Velocity, class Mixing = no_mixing>
struct motion {
  Velocity velocity;
  random_walk walk;                         ///< in the plane; diffusivity 0 and none that varies: none
  [[no_unique_address]] Mixing mixing = {};  ///< along the vertical: no_mixing or a vertical_walk
  coast_rule coast = coast_rule::slide;      ///< what solid edges do to the advective displacement; see rule_of_walk
};

namespace detail {

/// `to`, where a way from `from` would lead, or in three dimensions where surface and bed let it.
template <class T>
EUDRIFT_FN constexpr vec<T, 2> in_water(const vec<T, 2>&, const vec<T, 2>& to) {
  return to;
}
template <class T>
EUDRIFT_FN constexpr vec<T, 3> in_water(const vec<T, 3>& from, const vec<T, 3>& to) {
  return {to.at[0], to.at[1], reflect_in_column(from.at[2], to.at[2])};
}

/// A site in the plane, at the sigma of p.
template <class T, class Id>
EUDRIFT_FN constexpr site<T, Id> at_height_of(const vec<T, 2>&, const site<T, Id>& plane) {
  return by_numbers(plane);
}
template <class T, class Id>
EUDRIFT_FN constexpr site<T, Id, 3> at_height_of(const vec<T, 3>& p, const site<T, Id>& plane) {
  return {{plane.point.at[0], plane.point.at[1], p.at[2]}, plane.element, plane.weights};
}

template <class T>
EUDRIFT_FN constexpr T sigma_of(const vec<T, 2>&) {
  return T(0);
}
template <class T>
EUDRIFT_FN constexpr T sigma_of(const vec<T, 3>& p) {
  return p.at[2];
}

/// disperse() where the diffusivity varies.
template <class T, class Id, int Dim, class Velocity, class Mixing>
EUDRIFT_FN_RARE constexpr site<T, Id, Dim> disperse_in_varying(const motion<Velocity, Mixing>& by,
                                                               site<T, Id, Dim> from, time_step<T> step,
                                                               std::int64_t id, std::uint32_t number) {
  const auto& mesh = by.velocity.mesh;
  const site<T, Id> end = by.walk.varying.step(mesh, in_plane(from), sigma_of(from.point), step, by.walk.seed, id,
                                               number, rule_of_walk(by.coast));
  const site<T, Id, Dim> there = at_height_of(from.point, end);
  return has_ended(end) ? there : by.mixing.step(mesh, there, step, id, number);
}

}  // namespace detail

/// Site at which slope `Stage` of a step is taken: the stage's state, or where the way to it meets a
/// coast.  `slope`: those of the stages before, as Velocity gives them.
template <RungeKutta Scheme, int Stage, class T, class Id, int Dim>
EUDRIFT_FN constexpr site<T, Id, Dim> stage_site(const triangle_mesh_view<T, Id>& mesh, const site<T, Id, Dim>& from,
                                          const vec<T, Dim>* slope, T seconds) {
  if constexpr (Stage == 0) {
    return from;
  } else {
    const vec<T, Dim> to = detail::in_water(from.point, stage_state<Scheme, Stage>(from.point, slope, seconds));
    return detail::at_height_of(to, end_of_travel(mesh, from.element, in_plane(from.point), in_plane(to)));
  }
}

/// Site after the advective displacement of a step, or where that ended the particle's way (has_ended).
template <RungeKutta Scheme, class T, class Id, int Dim, class Velocity, class Mixing>
EUDRIFT_FN constexpr site<T, Id, Dim> advect(const motion<Velocity, Mixing>& by, const site<T, Id, Dim>& from,
                                      const vec<T, Dim>* slope, T seconds) {
  const T stretch = static_cast<T>(by.velocity.mesh.frame.stretch(from.point.at[1]));
  const vec<T, Dim> way = increment<Scheme>(slope, seconds);
  return detail::at_height_of(detail::in_water(from.point, from.point + way),
                              displace(by.coast, by.velocity.mesh, in_plane(from), in_plane(way), stretch));
}

/// Site after the random displacements of a step: in the plane, then along the vertical; or where the first ended the
/// particle's way.
template <class T, class Id, int Dim, class Velocity, class Mixing>
EUDRIFT_FN constexpr site<T, Id, Dim> disperse(const motion<Velocity, Mixing>& by, const site<T, Id, Dim>& from,
                                        const time_step<T>& step, std::int64_t id, std::uint32_t number) {
  if (!(by.walk.diffusivity > 0)) {
    if (by.walk.varying.held()) return by_numbers(detail::disperse_in_varying(by, by_numbers(from), step, id, number));
    return by.mixing.step(by.velocity.mesh, from, step, id, number);
  }
  // Copies, so that the caller's site need not be in memory.
  const site<T, Id> start = in_plane(from);
  const site<T, Id> end =
      by_numbers(by.walk.step(by.velocity.mesh, start, step.length, id, number, rule_of_walk(by.coast)));
  if (has_ended(end)) return detail::at_height_of(from.point, end);
  return by.mixing.step(by.velocity.mesh, detail::at_height_of(from.point, end), step, id, number);
}

/// Site after a step: the advective displacement, then the random ones; or where one of them ended the particle's way.
template <RungeKutta Scheme, class T, class Id, int Dim, class Velocity, class Mixing>
EUDRIFT_FN constexpr site<T, Id, Dim> finish_step(const motion<Velocity, Mixing>& by, const site<T, Id, Dim>& from,
                                           const vec<T, Dim>* slope, const time_step<T>& step, std::int64_t id,
                                           std::uint32_t number) {
  const site<T, Id, Dim> there = advect<Scheme>(by, from, slope, step.length);
  return has_ended(there) ? there : disperse(by, there, step, id, number);
}

namespace detail {

/// The rest of a step from the site `from`, whose slopes before stage `Stage` are known, through any elements.
template <RungeKutta Scheme, int Stage, class T, class Id, int Dim, class Velocity, class Mixing>
EUDRIFT_FN constexpr site<T, Id, Dim> go_on(const motion<Velocity, Mixing>& by, const site<T, Id, Dim>& from,
                                     vec<T, Dim>* slope, const time_step<T>& step, std::int64_t id,
                                     std::uint32_t number) {
  if constexpr (Stage == solution_stages<Scheme>) {
    return finish_step<Scheme>(by, from, slope, step, id, number);
  } else {
    slope[Stage] = by.velocity(stage_site<Scheme, Stage>(by.velocity.mesh, from, slope, step.length),
                               stage_time<Scheme, Stage>(step.begin, step.length));
    return go_on<Scheme, Stage + 1>(by, from, slope, step, id, number);
  }
}

/// The same from point p of element e, never inlined.  It takes and gives values, since the caller would have to
/// hold in memory what a reference names.
template <RungeKutta Scheme, class T, class Id, int Dim, class Velocity, class Mixing, class... Slope>
EUDRIFT_FN_RARE constexpr site<T, Id, Dim> go_on_elsewhere(const motion<Velocity, Mixing>& by, Id e, vec<T, Dim> p,
                                                    time_step<T> step, std::int64_t id, std::uint32_t number,
                                                    Slope... known) {
  vec<T, Dim> slope[static_cast<unsigned>(solution_stages<Scheme>)]{known...};
  return go_on<Scheme, static_cast<int>(sizeof...(Slope))>(by, site<T, Id, Dim>{p, e, {}}, slope, step, id, number);
}

/// The same while every stage, and the end, is surely in the element of `from`, which `here` carries.
template <RungeKutta Scheme, class T, class Id, int Dim, class Velocity, class Mixing, class... Slope>
EUDRIFT_FN constexpr site<T, Id, Dim> go_on_here(const motion<Velocity, Mixing>& by,
                                          const carried_element<Velocity>& here, const site<T, Id, Dim>& from,
                                          const time_step<T>& step, std::int64_t id, std::uint32_t number,
                                          Slope... known) {
  constexpr int stages = solution_stages<Scheme>, stage = static_cast<int>(sizeof...(Slope));
  site<T, Id, Dim> there = from;
  if constexpr (stage > 0) {
    const vec<T, Dim> slope[static_cast<unsigned>(stages)]{known...};
    if constexpr (stage < stages)
      there.point = in_water(from.point, stage_state<Scheme, stage>(from.point, slope, step.length));
    else
      there.point = in_water(from.point, from.point + increment<Scheme>(slope, step.length));
    there.weights = here.shape.weights(in_plane(there.point));
    if (!surely_inside(there.weights, by.velocity.mesh.inside)) [[unlikely]] {
      return by_numbers(go_on_elsewhere<Scheme, T, Id, Dim>(by, from.element, from.point, step, id, number, known...));
    }
  }
  if constexpr (stage < stages) {
    const T seconds = stage_time<Scheme, stage>(step.begin, step.length);
    return go_on_here<Scheme>(by, here, from, step, id, number, known...,
                              here.at(by.velocity, there.point, there.weights, seconds));
  } else {
    return disperse(by, there, step, id, number);
  }
}

}  // namespace detail

/// Site after one whole step; `here` carries the element of `from`.
template <RungeKutta Scheme, class T, class Id, int Dim, class Velocity, class Mixing>
EUDRIFT_FN constexpr site<T, Id, Dim> make_step(const motion<Velocity, Mixing>& by,
                                         const carried_element<Velocity>& here, const site<T, Id, Dim>& from,
                                         const time_step<T>& step, std::int64_t id, std::uint32_t number) {
  return detail::go_on_here<Scheme>(by, here, from, step, id, number);
}

}  // namespace eudrift::inline EUDRIFT_ABI
