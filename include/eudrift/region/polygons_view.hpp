// SPDX-License-Identifier: BSL-1.0
/// \file
/// In which of some polygons a point lies, without error and without a point that two neighbours share.
#pragma once
#include <eudrift/core/view.hpp>
#include <eudrift/math/orientation.hpp>

#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// One side of a polygon.
struct polygon_side {
  vec<double, 2> from, to;  ///< [m]
};

/// Upright rectangle round a polygon.
struct polygon_box {
  vec<double, 2> low, high;  ///< corners [m]
};

/// No polygon.
inline constexpr std::int32_t no_polygon = -1;

/// Polygons as kernels see them: their sides, those of one polygon after those of the one before.
///
/// The tie rule: a point on a side belongs to the polygon that lies to the right of it, towards greater x, and on a
/// horizontal side to the one above; what decides is the point moved by an infinitely small step to greater x, and
/// by one infinitely smaller still to greater y.  Signs are exact (orientation()), so polygons that share sides share
/// no point and leave none out, and a corner where many meet has one owner.  Each answer is a count of the sides to the
/// left of the point, in which the order and direction of sides do not matter.
struct polygons_view {
  view<const polygon_side> side;   ///< of all polygons
  view<const index_t> side_begin;  ///< first side of a polygon, (polygons + 1,)
  view<const polygon_box> box;     ///< (polygons,)

  EUDRIFT_FN constexpr std::int32_t count() const { return static_cast<std::int32_t>(box.size); }

  /// Whether polygon k holds p [m].
  EUDRIFT_FN constexpr bool holds(std::int32_t k, const vec<double, 2>& p) const {
    const polygon_box& b = box[k];
    const bool near =
        p.at[0] >= b.low.at[0] && p.at[0] <= b.high.at[0] && p.at[1] >= b.low.at[1] && p.at[1] < b.high.at[1];
    if (!near) return false;
    bool inside = false;
    for (index_t i = side_begin[k]; i < side_begin[k + 1]; ++i) {
      const polygon_side& s = side[i];
      const bool from_below = s.from.at[1] <= p.at[1], to_below = s.to.at[1] <= p.at[1];
      if (from_below == to_below) continue;
      // A side that goes up has the point on its right where the turn is clockwise or none.
      const int turn = orientation(s.from, s.to, p);
      inside ^= from_below ? turn <= 0 : turn >= 0;
    }
    return inside;
  }
  /// The first polygon that holds p, or no_polygon; each is asked, so it takes time with their number.
  EUDRIFT_FN constexpr std::int32_t at(const vec<double, 2>& p) const {
    for (std::int32_t k = 0; k < count(); ++k)
      if (holds(k, p)) return k;
    return no_polygon;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
