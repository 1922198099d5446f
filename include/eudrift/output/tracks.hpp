// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the writers of tracks take: a layout, given once, and rows of particles, given at each output.
#pragma once
#include <eudrift/forcing/time.hpp>
#include <eudrift/particles/particle.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// What a property of particles is called, and its unit.
struct track_property {
  std::string name;  ///< e.g. "age"
  std::string unit;  ///< in UDUNITS' words, "1" for a pure number
};

/// What is known of tracks before their first output.
struct track_layout {
  std::string title{};   ///< one line for people; may be empty
  bool calendar = true;  ///< as ForcingSource's calendar()
  bool metres = true;    ///< whether x and y are given
  bool degrees = false;  ///< whether lon and lat are given
  bool heights = false;  ///< whether z is given
  std::vector<std::string> statuses{"moving",     "aground",  "left",    "waiting", "departed",
                                    "unresolved", "stranded", "settled", "dead"};  ///< words for status 0, 1 ...
  std::vector<track_property> properties{};  ///< in the order of track_rows::properties
};

/// The values of one property, one for each particle; a NaN is not known.
using property_values = std::variant<std::span<const double>, std::span<const float>, std::span<const std::int32_t>,
                                     std::span<const std::int64_t>>;

/// Particles at one time, in any order, each once; others than at the time before if need be.  One whose place is NaN
/// is nowhere (it waits for its release, say): of it the status alone is known.  Spans of what the layout leaves out
/// are empty.
struct track_rows {
  time_ms time = 0;  ///< as track_layout::calendar says
  std::span<const std::int64_t> id;
  std::span<const double> x, y;      ///< [m], as in the forcing file
  std::span<const double> lon, lat;  ///< [degrees]
  std::span<const double> z{};       ///< [m, upward from the datum of the surface's elevation]
  std::span<const status> state;
  std::vector<property_values> properties{};  ///< one for each of track_layout::properties

  std::size_t size() const { return id.size(); }  ///< number of particles
  /// Whether particle i is somewhere.
  bool is_placed(std::size_t i) const {
    return x.empty() ? lon[i] == lon[i] && lat[i] == lat[i] : x[i] == x[i] && y[i] == y[i];
  }
};

/// Throws error, naming `path`, where the tracks have no places at all.
inline void check_layout(const std::string& path, const track_layout& layout) {
  require(layout.metres || layout.degrees, path + ": neither x,y nor lon,lat is to be written; expected one of them");
}

/// Throws error, naming `path`, where a column of the rows does not have one value for each particle, or a status has
/// no word.
inline void check_rows(const std::string& path, const track_layout& layout, const track_rows& rows) {
  const auto sized = [&](const std::string& name, std::size_t size, bool given) {
    const std::size_t expected = given ? rows.size() : 0;
    if (size != expected)
      throw error(path + ": column " + name + " has " + std::to_string(size) + " values; expected " +
                  std::to_string(expected) + (given ? ", one for each id" : ", since the layout leaves it out"));
  };
  sized("x", rows.x.size(), layout.metres), sized("y", rows.y.size(), layout.metres);
  sized("lon", rows.lon.size(), layout.degrees), sized("lat", rows.lat.size(), layout.degrees);
  sized("z", rows.z.size(), layout.heights);
  sized("status", rows.state.size(), true);
  require(rows.properties.size() == layout.properties.size(),
          path + ": values of " + std::to_string(rows.properties.size()) + " properties are given; expected those of " +
              std::to_string(layout.properties.size()));
  for (std::size_t p = 0; p < rows.properties.size(); ++p)
    std::visit([&](const auto& values) { sized(layout.properties[p].name, values.size(), true); }, rows.properties[p]);
  for (const status s : rows.state)
    if (static_cast<std::size_t>(s) >= layout.statuses.size())
      throw error(path + ": there is a particle of status " + std::to_string(static_cast<int>(s)) +
                  "; the layout has words for " + std::to_string(layout.statuses.size()) + ", counted from 0");
}

/// The places that a picture shows: x and y [m] where they are given, else lon and lat [degrees].
inline std::pair<std::span<const double>, std::span<const double>> drawn_places(const track_layout& layout,
                                                                                const track_rows& rows) {
  if (layout.metres) return {rows.x, rows.y};
  return {rows.lon, rows.lat};
}

}  // namespace eudrift::inline EUDRIFT_ABI
