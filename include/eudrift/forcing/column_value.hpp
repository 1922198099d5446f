// SPDX-License-Identifier: BSL-1.0
/// \file
/// One value for a water column of which values are known at levels, by a choice of depth.
#pragma once
#include <eudrift/forcing/depth_choice.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace eudrift::inline EUDRIFT_ABI {

/// The value of a column by a choice of depth.  `value` at its levels, from the bed to the surface; NaN where a level
/// is none, as below the bed.  `height` of the levels [m, up], NaN likewise; may be empty where a layer is chosen.
///
///   layer k   at the k-th level from the surface, or at the lowest one that there is
///   depth     linear between levels; where the depth is not above the lowest level, that one's
///   average   over the height between levels, linear in between (trapezoidal rule); the uppermost value where they
///             have no height
///
/// NaN where no level has a value.
inline double column_value(const depth_choice& choice, std::span<const double> value, std::span<const double> height) {
  const bool flat = choice.how == depth_choice::way::layer;
  const auto there = [&](std::size_t k) { return !std::isnan(value[k]) && (flat || !std::isnan(height[k])); };
  const std::size_t none = value.size();
  std::size_t upper = none, surface = none;  // of the levels seen, from above
  double sum = 0;
  for (std::size_t k = value.size(); k-- > 0;) {
    if (!there(k)) continue;
    if (surface == none) surface = k;
    if (flat && static_cast<index_t>(value.size() - k) >= choice.layer) return value[k];
    if (choice.how == depth_choice::way::depth) {
      const double sought = height[surface] - choice.depth;
      if (height[k] <= sought) {
        if (upper == none) return value[k];
        const double part = (height[upper] - sought) / (height[upper] - height[k]);
        return (1 - part) * value[upper] + part * value[k];
      }
    }
    if (choice.how == depth_choice::way::average && upper != none)
      sum += (height[upper] - height[k]) * (value[upper] + value[k]) / 2;
    upper = k;
  }
  if (upper == none) return std::numeric_limits<double>::quiet_NaN();
  if (choice.how != depth_choice::way::average) return value[upper];
  const double depth = height[surface] - height[upper];
  return depth > 0 ? sum / depth : value[surface];
}

}  // namespace eudrift::inline EUDRIFT_ABI
