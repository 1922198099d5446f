// SPDX-License-Identifier: BSL-1.0
/// \file
/// Release points by a rule: at a point, along a line, in a box, a circle or a polygon, and again and again.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/exec/serial.hpp>
#include <eudrift/random/disc.hpp>
#include <eudrift/region/resident_polygons.hpp>
#include <eudrift/release/release_point.hpp>

#include <algorithm>
#include <limits>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// What release points made by one rule have in common.  Random places are a function of seed and id alone.
struct release_group {
  index_t count = 1;                      ///< points, 1 or more
  std::int64_t first_id = 0;              ///< the others follow it, one by one
  bool geographic = false;                ///< whether places are (longitude, latitude) [degrees] rather than (x, y) [m]
  std::optional<release_time> time = {};  ///< empty: at the start
  std::uint64_t seed = 0;
};

namespace detail {

/// Points of a group, at place(i) each.
template <class F>
std::vector<release_point> make_points(const release_group& g, const F& place) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  require(g.count >= 1 && g.first_id >= 0 && g.first_id <= most - g.count,
          std::to_string(g.count) + " release points from id " + std::to_string(g.first_id) +
              " on were asked for; expected 1 or more, and ids of 0 to 9223372036854775807");
  std::vector<release_point> points(static_cast<std::size_t>(g.count));
  for (index_t i = 0; i < g.count; ++i) {
    release_point& p = points[static_cast<std::size_t>(i)];
    const vec<double, 2> at = place(i);
    p.id = g.first_id + i, p.x = at.at[0], p.y = at.at[1], p.geographic = g.geographic, p.time = g.time;
  }
  return points;
}

/// A point in a box for a particle, uniform by area; of each number of `attempt` another one.  On the sphere a latitude
/// is taken with a probability in proportion to its cosine, else false.
inline bool draw_in_box(const release_group& g, std::int64_t id, std::uint32_t attempt, const polygon_box& box,
                        vec<double, 2>& place) {
  const auto word = philox(g.seed, static_cast<std::uint64_t>(id), attempt, release_stream + 1);
  place = {box.low.at[0] + unit_interval(word.at[0], word.at[1]) * (box.high.at[0] - box.low.at[0]),
           box.low.at[1] + unit_interval(word.at[2], word.at[3]) * (box.high.at[1] - box.low.at[1])};
  if (!g.geographic) return true;
  const auto cosine = [](double latitude) { return cos_latitude(latitude * radians_per_degree); };
  const bool over_equator = box.low.at[1] <= 0 && box.high.at[1] >= 0;
  const double most = over_equator ? 1 : std::max(cosine(box.low.at[1]), cosine(box.high.at[1]));
  const auto chance = philox(g.seed, static_cast<std::uint64_t>(id), attempt, release_stream + 2);
  return unit_interval(chance.at[0], chance.at[1]) * most < cosine(place.at[1]);
}

inline void require_latitudes(const release_group& g, double low, double high) {
  require(!g.geographic || (low >= -90 && high <= 90), "points are to be released at latitudes of " +
                                                           std::to_string(low) + " to " + std::to_string(high) +
                                                           "; expected -90 to 90 degrees");
}

}  // namespace detail

/// All at one place.  Throws error, as all of these, where the group's numbers are not what release_group says.
inline std::vector<release_point> release_at(const vec<double, 2>& place, const release_group& g) {
  detail::require_latitudes(g, place.at[1], place.at[1]);
  return detail::make_points(g, [&](index_t) { return place; });
}

/// At equal distances along a straight line, at both of its ends too; one point is at its beginning.
inline std::vector<release_point> release_along(const vec<double, 2>& from, const vec<double, 2>& to,
                                                const release_group& g) {
  detail::require_latitudes(g, std::min(from.at[1], to.at[1]), std::max(from.at[1], to.at[1]));
  return detail::make_points(g, [&](index_t i) {
    if (i > 0 && i == g.count - 1) return to;
    return i == 0 ? from : from + static_cast<double>(i) / static_cast<double>(g.count - 1) * (to - from);
  });
}

/// In an upright box, uniform by area: that on the sphere for longitudes and latitudes.  Throws error unless each lower
/// bound is below the upper.
inline std::vector<release_point> release_in_box(const vec<double, 2>& low, const vec<double, 2>& high,
                                                 const release_group& g) {
  require(low.at[0] < high.at[0] && low.at[1] < high.at[1],
          "a box to release in goes from (" + std::to_string(low.at[0]) + ", " + std::to_string(low.at[1]) + ") to (" +
              std::to_string(high.at[0]) + ", " + std::to_string(high.at[1]) +
              "); expected the lower left corner first");
  detail::require_latitudes(g, low.at[1], high.at[1]);
  return detail::make_points(g, [&](index_t i) {
    vec<double, 2> place{};
    std::uint32_t attempt = 0;
    while (!detail::draw_in_box(g, g.first_id + i, attempt, {low, high}, place)) ++attempt;
    return place;
  });
}

/// In a circle round a centre, uniform by area; `radius` [m] also where the centre is a longitude and latitude: there
/// it is small against the distance to a pole.  Throws error unless it is positive.
inline std::vector<release_point> release_in_circle(const vec<double, 2>& centre, double radius,
                                                    const release_group& g) {
  require(radius > 0,
          "a circle to release in has a radius of " + std::to_string(radius) + " m; expected a positive one");
  constexpr double metres = earth_radius * radians_per_degree;  // of a degree of latitude
  if (g.geographic) detail::require_latitudes(g, centre.at[1] - radius / metres, centre.at[1] + radius / metres);
  return detail::make_points(g, [&](index_t i) {
    const vec<double, 2> way =
        radius * uniform_in_disc(g.seed, static_cast<std::uint64_t>(g.first_id + i), 0, release_stream);
    if (!g.geographic) return centre + way;
    // Along each parallel by metres, so that areas are those on the sphere.
    const double latitude = centre.at[1] + way.at[1] / metres;
    return vec<double, 2>{centre.at[0] + way.at[0] / (metres * cos_latitude(latitude * radians_per_degree)), latitude};
  });
}

/// In a polygon, uniform by area.  Throws error where it is none (check_polygon), or so thin that of a million places
/// in the box round it none is in it.
inline std::vector<release_point> release_in_polygon(const polygon& region, const release_group& g) {
  const resident_polygons<serial_executor> held({}, {region});
  const polygons_view view = held.view();
  const polygon_box box = view.box[0];
  detail::require_latitudes(g, box.low.at[1], box.high.at[1]);
  return detail::make_points(g, [&](index_t i) {
    vec<double, 2> place{};
    for (std::uint32_t attempt = 0; attempt < 1000000; ++attempt)
      if (detail::draw_in_box(g, g.first_id + i, attempt, box, place) && view.holds(0, place)) return place;
    throw error("polygon \"" + region.name +
                "\" is too thin to release in: of a million places in the box round it none is in it");
  });
}

/// The same points so many times, each time `every` [s] later than the time before (along the run, so earlier in one
/// backwards for times that are seconds after the start); ids go on after the largest.  Throws error where ids run
/// over or `times` is not positive.
inline std::vector<release_point> repeated(const std::vector<release_point>& points, double every, index_t times) {
  require(times >= 1 && std::abs(every) < 1e11,
          "a release is to be repeated " + std::to_string(times) + " times, " + std::to_string(every) +
              " s after each other; expected 1 or more times, and a finite number of seconds");
  std::int64_t low = std::numeric_limits<std::int64_t>::max(), high = 0;
  for (const release_point& p : points) low = std::min(low, p.id), high = std::max(high, p.id);
  const std::int64_t step = points.empty() ? 1 : high - low + 1;
  require(high <= (std::numeric_limits<std::int64_t>::max() - high) / times,
          "a release with ids up to " + std::to_string(high) + " cannot be repeated " + std::to_string(times) +
              " times; expected ids that stay below 9223372036854775807");
  std::vector<release_point> all;
  for (index_t k = 0; k < times; ++k)
    for (release_point p : points) {
      const double later = static_cast<double>(k) * every;
      p.id += k * step;
      if (k > 0 && !p.time) p.time = 0.0;
      if (k > 0)
        if (time_ms* given = std::get_if<time_ms>(&*p.time)) *given += std::llround(later * 1000);
      if (k > 0)
        if (double* seconds = std::get_if<double>(&*p.time)) *seconds += later;
      all.push_back(p);
    }
  return all;
}

}  // namespace eudrift::inline EUDRIFT_ABI
