// SPDX-License-Identifier: BSL-1.0
/// \file
/// Whether it is day: by the sun's height over a place, or by hours of a clock.
#pragma once
#include <eudrift/math/turn.hpp>
#include <eudrift/mesh/travel.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Where the sun stands, from one instant on for a few days.
struct sun {
  vec<double, 3> direction;  ///< to it: to the vernal equinox, 90 degrees east of it, and the pole
  double sidereal;           ///< angle of Greenwich from the equinox at the instant [turns]

  /// Sine of its height at a longitude and latitude [degrees], `seconds` after the instant.
  EUDRIFT_FN constexpr double sine_of_height(double longitude, double latitude, double seconds) const {
    // A turn a day, not one a sidereal day: so the sun goes on along the equator as it does on average.
    const double angle = sidereal + longitude / 360 + seconds / 86400, lat = latitude * radians_per_degree;
    return cos_latitude(lat) * (direction.at[0] * cos_turn(angle) + direction.at[1] * sin_turn(angle)) +
           sin_latitude(lat) * direction.at[2];
  }
};

/// The sun at a time, in milliseconds since 1970 (UTC), such as a forcing interval's beginning.  Its height over the
/// equator changes by up to 0.4 degrees a day, so make it anew for each interval.  Low-precision formulae of the
/// Astronomical Almanac (page C5), good to 0.01 degrees from 1950 to 2050; sidereal time after Meeus 1998,
/// "Astronomical algorithms", 12.4.
EUDRIFT_FN constexpr sun sun_at(std::int64_t time) {
  const double days = static_cast<double>(time - 946728000000) / 86400000;  // since 2000-01-01 12:00
  const auto turns = [days](double at_epoch, double a_day) { return (at_epoch + a_day * days) / 360; };
  const double anomaly = turns(357.529, 0.98560028);
  const double longitude =
      turns(280.459, 0.98564736) + (1.915 * sin_turn(anomaly) + 0.020 * sin_turn(2 * anomaly)) / 360;
  const double obliquity = turns(23.439, -0.00000036);
  const double along = sin_turn(longitude);
  return {{cos_turn(longitude), cos_turn(obliquity) * along, sin_turn(obliquity) * along},
          turns(280.46061837, 360.98564736629)};
}

/// Day is where the sun stands high enough.
struct sunlight {
  sun from;                            ///< at the forcing interval's beginning
  coordinate_frame frame;              ///< of the mesh: on the sphere each place has its own sun
  double longitude = 0, latitude = 0;  ///< of all places, for a frame that is plane [degrees]
  double horizon = -0.0145;            ///< sine of the height: sunrise with refraction, -50'

  template <class Site>
  EUDRIFT_FN constexpr bool operator()(const Site& where, double seconds) const {
    vec<double, 2> place{longitude, latitude};
    if (frame.spherical)
      place = frame.to_file({static_cast<double>(where.point.at[0]), static_cast<double>(where.point.at[1])});
    return from.sine_of_height(place.at[0], place.at[1], seconds) > horizon;
  }
};

/// Day is from one hour of the clock to another.
struct day_hours {
  double begin;            ///< the clock at the forcing interval's beginning [s after midnight]
  double sunrise, sunset;  ///< [s after midnight]; where sunset is before sunrise day lasts over midnight

  template <class Site>
  EUDRIFT_FN constexpr bool operator()(const Site&, double seconds) const {
    constexpr double day = 86400;
    double now = begin + seconds;
    now -= day * static_cast<double>(static_cast<std::int64_t>(now / day));
    if (now < 0) now += day;
    return sunrise <= sunset ? now >= sunrise && now < sunset : now >= sunrise || now < sunset;
  }
};

/// The clock [s after midnight] at a time in milliseconds since 1970 (UTC), where it is `ahead` hours ahead of UTC.
EUDRIFT_FN constexpr double clock_at(std::int64_t time, double ahead = 0) {
  constexpr std::int64_t day = 86400000;
  const std::int64_t local = time + static_cast<std::int64_t>(ahead * 3600000), left = local % day;
  return static_cast<double>(left < 0 ? left + day : left) / 1000;
}

}  // namespace eudrift::inline EUDRIFT_ABI
