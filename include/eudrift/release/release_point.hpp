// SPDX-License-Identifier: BSL-1.0
/// \file
/// Where and when one particle is released, as its user gave it.
#pragma once
#include <eudrift/forcing/source.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <variant>

namespace eudrift::inline EUDRIFT_ABI {

/// A release time: a point in time, or seconds [s] after the start of the run.
using release_time = std::variant<time_ms, double>;

/// One particle's release.
struct release_point {
  std::int64_t id = 0;               ///< unique, 0 to 2^63 - 1
  double x = 0;                      ///< [m], or longitude [degrees, -180 to 360]
  double y = 0;                      ///< [m], or latitude [degrees]
  bool geographic = false;           ///< whether (x, y) is (longitude, latitude)
  std::optional<release_time> time;  ///< empty: at the start
  std::optional<double> depth;       ///< below the surface [m], 0 or more
  std::optional<double> sigma;       ///< or as sigma, 0 at the surface to -1 at the bed
  std::optional<double> z;           ///< or upward from the mean surface [m], negative below it
  int line = 0;                      ///< in the file that it was read from, from 1; 0 for none
};

/// The time of release of a run that starts at `start`.  Seconds after the start count along the
/// run, so towards earlier times in a backward one; they are rounded to the nearest millisecond.
inline time_ms time_of(const release_point& point, time_ms start, bool backward = false) {
  if (!point.time) return start;
  if (const time_ms* given = std::get_if<time_ms>(&*point.time)) return *given;
  const time_ms after = std::llround(std::get<double>(*point.time) * 1000);
  return backward ? start - after : start + after;
}

}  // namespace eudrift::inline EUDRIFT_ABI
