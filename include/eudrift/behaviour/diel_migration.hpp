// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles swim to one depth by day and to another by night.
#pragma once
#include <eudrift/behaviour/daylight.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Rise (see rising_velocity) of who swims towards day_depth while it is day and towards night_depth else: by `speed`
/// when far, and slower in proportion within speed times `ease` of it, so that it is approached and not crossed.  In
/// water that is shallower the aim is its bed.  Light is a function object of a site and a time that says whether it is
/// day: sunlight or day_hours.
template <class Light>
struct diel_migration {
  Light is_day;
  double day_depth, night_depth;  ///< below the surface [m]
  double speed;                   ///< [m/s], positive
  double ease = 600;              ///< [s], some steps long

  template <class Site>
  EUDRIFT_FN constexpr double operator()(const Site& where, double seconds, double thickness) const {
    const double wanted = is_day(where, seconds) ? day_depth : night_depth,
                 aim = wanted < thickness ? wanted : thickness;
    const double depth = -static_cast<double>(where.point.at[2]) * thickness;
    const double rise = (depth - aim) / ease;
    return rise > speed ? speed : rise < -speed ? -speed : rise;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
