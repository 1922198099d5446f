// SPDX-License-Identifier: BSL-1.0
/// \file
/// What is counted of particles, as terms of keyed_sums.
#pragma once
#include <eudrift/behaviour/settlement.hpp>
#include <eudrift/statistics/keyed_sums.hpp>
#include <eudrift/statistics/places.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Seconds as whole milliseconds, to the nearest.
EUDRIFT_FN constexpr std::int64_t milliseconds(double seconds) {
  return static_cast<std::int64_t>(seconds * 1000 + (seconds < 0 ? -0.5 : 0.5));
}

/// One of each living particle, by place.
template <class Place, class Particles>
struct count_by_place {
  Place place;
  Particles particles;

  EUDRIFT_FN keyed_amount operator()(index_t i) const {
    if (!is_alive(get<state>(particles)[i])) return {-1, 0};
    return {place(particles, i), 1};
  }
};

/// The time [ms] that each living particle has lived through of a span, by the place where it is at its end: added up
/// over all spans it is the particle-time spent in each place, which over the number of particles released is the mean
/// time spent.
template <class Place, class Particles>
struct time_by_place {
  Place place;
  Particles particles;
  time_span span;  ///< of the present forcing interval

  EUDRIFT_FN keyed_amount operator()(index_t i) const {
    if (!is_alive(get<state>(particles)[i])) return {-1, 0};
    return {place(particles, i), milliseconds(lived_through(particles, i, span).length())};
  }
};

/// The age [ms] of each living particle, by place: over count_by_place it is the mean age there.
template <class Place, class Particles>
struct age_by_place {
  Place place;
  Particles particles;

  EUDRIFT_FN keyed_amount operator()(index_t i) const {
    if (!is_alive(get<state>(particles)[i])) return {-1, 0};
    return {place(particles, i), milliseconds(static_cast<double>(get<particle_age>(particles)[i]))};
  }
};

/// Where a particle came from: 1 + the number of the polygon that it was released in; 0: none.  property<origin,
/// std::int32_t>.
struct origin {
  static constexpr const char *name = "origin", *unit = "1";
};

/// The connectivity of polygons: one of each particle that has been released, from its origin to where it settled. Key:
/// origin times (polygons + 1), plus settled_in; so row and column 0 are of those from and to no polygon, and every
/// particle is counted once.  Particles keep what it is made of, so count them once: at the end, or when they are
/// dropped.
template <class Particles>
struct connectivity {
  Particles particles;
  std::int32_t polygons;  ///< how many

  /// Keys of a matrix of so many polygons.
  EUDRIFT_FN static constexpr index_t keys(std::int32_t polygons) {
    return (index_t{polygons} + 1) * (index_t{polygons} + 1);
  }
  EUDRIFT_FN keyed_amount operator()(index_t i) const {
    if (get<state>(particles)[i] == status::waiting) return {-1, 0};
    return {get<origin>(particles)[i] * (index_t{polygons} + 1) + get<settled_in>(particles)[i], 1};
  }
};

/// Terms with their types found from the arguments.
template <class Place, class Particles>
count_by_place<Place, Particles> count_of(const Place& place, const Particles& particles) {
  return {place, particles};
}
/// The same for time_by_place.
template <class Place, class Particles>
time_by_place<Place, Particles> time_of(const Place& place, const Particles& particles, const time_span& span) {
  return {place, particles, span};
}
/// The same for age_by_place.
template <class Place, class Particles>
age_by_place<Place, Particles> age_of(const Place& place, const Particles& particles) {
  return {place, particles};
}

}  // namespace eudrift::inline EUDRIFT_ABI
