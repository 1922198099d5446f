// SPDX-License-Identifier: BSL-1.0
/// \file
/// Regions of the plane that people draw: named polygons in host memory.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/mesh/frame.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A region: what an odd number of its rings go round (the even-odd rule), so a ring within a ring is a hole and rings
/// side by side are parts of one region.  A ring is closed: its last corner is its first.
struct polygon {
  std::string name;                                ///< for people
  std::vector<std::vector<vec<double, 2>>> rings;  ///< corners [m], or (longitude, latitude) [degrees]
};

/// Throws error where a ring is not closed, has fewer than four corners (the first one again included), or one that is
/// no number or beyond 1e100, where signs are no longer exact; `where` begins the sentence.  Rings that cross
/// themselves are taken: by the even-odd rule they have an inside.
inline void check_polygon(const polygon& region, const std::string& where) {
  const std::string name = where + "polygon \"" + region.name + "\" ";
  require(!region.rings.empty(), name + "has no ring; expected one closed ring of corners at least");
  for (std::size_t r = 0; r < region.rings.size(); ++r) {
    const auto& ring = region.rings[r];
    const std::string which = name + "has a ring " + std::to_string(r + 1) + " ";
    require(ring.size() >= 4,
            which + "of " + std::to_string(ring.size()) + " corners; expected three or more and the first one again");
    require(ring.front() == ring.back(),
            which + "that is not closed; expected its last corner to be its first, repeat that at the end");
    for (const vec<double, 2>& corner : ring)
      if (!(std::abs(corner.at[0]) < 1e100 && std::abs(corner.at[1]) < 1e100))
        throw error(which + "with a corner that is no number; expected finite coordinates");
  }
}

/// The region with its corners in the frame [m], from a file's (x, y) [m] or (longitude, latitude) [degrees]: as the
/// frame is.  Edges are straight in the frame, and so in longitude and latitude too.
inline polygon to_frame(polygon region, const coordinate_frame& frame) {
  for (auto& ring : region.rings)
    for (vec<double, 2>& corner : ring) corner = frame.to_internal(corner.at[0], corner.at[1]);
  return region;
}

}  // namespace eudrift::inline EUDRIFT_ABI
