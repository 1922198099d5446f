// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles that rise or sink through the water: by one speed, each by its own, and down to the bed.
#pragma once
#include <eudrift/behaviour/behaviour.hpp>
#include <eudrift/kernels/layered_field.hpp>
#include <eudrift/vertical/reflect.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// A speed that is the same always and everywhere.
struct constant_rise {
  double speed;  ///< [m/s], up; negative for what sinks

  template <class Site>
  EUDRIFT_FN constexpr double operator()(const Site&, double, double) const {
    return speed;
  }
};

/// A velocity in three dimensions through which particles rise: all stages of a step know of it.  Velocity has
/// thickness(site, seconds), as layered_velocity; Rise is a function object of a site, a time [s after the interval's
/// beginning] and the water's thickness [m] that gives a speed [m/s, up].  Surface and bed mirror, so what
/// sinks for long is within a step's way of the bed.  Several rises are made by with_rise() of with_rise().
template <class Velocity, class Rise>
struct rising_velocity {
  using mesh_type = decltype(Velocity::mesh);
  using scalar = typename mesh_type::scalar;

  mesh_type mesh;  ///< on which particles travel
  Velocity water;
  Rise rise;

  EUDRIFT_FN constexpr vec<scalar, 3> operator()(const site<scalar, typename mesh_type::id, 3>& where,
                                                 scalar seconds) const {
    vec<scalar, 3> u = water(where, seconds);
    const scalar thick = water.thickness(where, seconds);
    u.at[2] += static_cast<scalar>(rise(where, static_cast<double>(seconds), static_cast<double>(thick))) / thick;
    return u;
  }
  /// Of the water there [m].
  EUDRIFT_FN constexpr scalar thickness(const site<scalar, typename mesh_type::id, 3>& where, scalar seconds) const {
    return water.thickness(where, seconds);
  }
};

/// rising_velocity with its types found from the arguments.
template <class Velocity, class Rise>
constexpr rising_velocity<Velocity, Rise> with_rise(const Velocity& water, const Rise& rise) {
  return {water.mesh, water, rise};
}

/// A particle's own speed of rise [m/s, up]: property<rise_speed, float>.
struct rise_speed {
  static constexpr const char *name = "rise_speed", *unit = "m s-1";
};

/// Behaviour: each particle that moves rises by its rise_speed times the time lived through; surface and bed mirror.
/// It is done between steps, so error is of first order in the span.
template <class T, class Id>
struct rising_each {
  triangle_mesh_view<T, Id> mesh;
  column_slices<T, Id> column;

  template <class Particles>
  EUDRIFT_FN void operator()(const Particles& particles, index_t i, const time_span& lived) const {
    if (get<state>(particles)[i] != status::moving) return;
    const auto here = site_of(mesh, particles, i);
    const T way = static_cast<T>(get<rise_speed>(particles)[i]) * static_cast<T>(lived.end - lived.begin);
    auto p = here.point;
    p.at[2] = reflect_in_column(p.at[2], p.at[2] + way / column.at(mesh, here, static_cast<T>(lived.end)).thickness());
    get<position>(particles).store(i, p);
  }
};

/// Behaviour: who is no higher above the bed than `height` [m] lies down there: status `settled`, sigma -1.
template <class T, class Id>
struct rest_on_bed {
  triangle_mesh_view<T, Id> mesh;
  column_slices<T, Id> column;
  T height;  ///< [m]; at least the way that is sunk in a step

  template <class Particles>
  EUDRIFT_FN void operator()(const Particles& particles, index_t i, const time_span& lived) const {
    const auto here = site_of(mesh, particles, i);
    if ((T(1) + here.point.at[2]) * column.at(mesh, here, static_cast<T>(lived.end)).thickness() > height) return;
    get<position>(particles).store(i, {here.point.at[0], here.point.at[1], T(-1)});
    get<state>(particles)[i] = status::settled;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
