// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which of a file's two pairs of coordinates a mesh is made of.
#pragma once
#include <eudrift/math/latitude.hpp>
#include <eudrift/netcdf/fvcom_grid.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

inline constexpr double metres_per_degree = earth_radius * radians_per_degree;

/// The smallest difference of two values, where they are not equal.
inline double smallest_step(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double noise = 1e-12 * std::max(std::abs(values.front()), std::abs(values.back()));
  double step = values.back() - values.front();
  for (std::size_t n = 1; n < values.size(); ++n)
    if (const double d = values[n] - values[n - 1]; d > noise) step = std::min(step, d);
  return step;
}

/// Mean over the elements' edges of how far their lengths in the two pairs differ, as a share of the
/// longer one.
inline double disagreement(const fvcom_grid& grid) {
  double sum = 0;
  for (std::size_t i = 0; i < grid.corner.size(); ++i) {
    const auto a = static_cast<std::size_t>(grid.corner[i]);
    const auto b = static_cast<std::size_t>(grid.corner[i % 3 == 2 ? i - 2 : i + 1]);
    const double plane = std::hypot(grid.plane.x[b] - grid.plane.x[a], grid.plane.y[b] - grid.plane.y[a]);
    const double turn = grid.sphere.x[b] - grid.sphere.x[a];
    const double middle = (grid.sphere.y[a] + grid.sphere.y[b]) / 2;
    const double sphere = metres_per_degree * std::hypot((turn - 360 * std::round(turn / 360)) * std::cos(middle * radians_per_degree),
                                                         grid.sphere.y[b] - grid.sphere.y[a]);
    const double longer = std::max(plane, sphere);
    if (longer > 0) sum += std::abs(plane - sphere) / longer;
  }
  return sum / static_cast<double>(grid.corner.size());
}

/// Whether x and y stand in clearly longer steps than lon and lat, on the ground.
inline bool plane_is_coarser(const fvcom_grid& grid) {
  const double middle = grid.sphere.y[0] * radians_per_degree;
  const double plane = std::max(smallest_step(grid.plane.x), smallest_step(grid.plane.y));
  const double sphere = metres_per_degree * std::max(smallest_step(grid.sphere.x) * std::cos(middle), smallest_step(grid.sphere.y));
  return plane > 2 * sphere;
}

}  // namespace detail

/// Whether the mesh is to be spherical: by the file's CoordinateSystem, then by which pair of
/// coordinates serves, then x and y, unless their edges differ from those of lon and lat by more than
/// 1 % and they are the coarser of the two.  `warning` becomes a sentence where the two disagree.
/// Throws error where neither pair serves.
inline bool choose_spherical(const fvcom_grid& grid, const std::string& path, std::string& warning) {
  require(grid.plane.serves() || grid.sphere.serves(),
          path + ": no coordinates serve: " + grid.plane.fault + ", and " + grid.sphere.fault);
  const bool said = grid.system == "GeoReferenced";
  const bool known = said || grid.system == "Cartesian";
  bool spherical = known ? (said ? grid.sphere.serves() : !grid.plane.serves()) : !grid.plane.serves();
  if (known && spherical != said)
    warning = path + ": CoordinateSystem is " + grid.system + ", but " +
              (said ? grid.sphere.fault : grid.plane.fault) + "; " +
              (spherical ? "lon and lat" : "x and y") + " are used";
  if (known || !grid.plane.serves() || !grid.sphere.serves()) return spherical;
  const double apart = detail::disagreement(grid);
  if (apart <= 0.01) return spherical;
  spherical = detail::plane_is_coarser(grid);
  warning = path + ": x and y make edges that differ from those of lon and lat by " +
            std::to_string(std::llround(100 * apart)) + " % on average, and no CoordinateSystem says which hold; " +
            (spherical ? "lon and lat are used, which are finer" : "x and y are used, which are no coarser");
  return spherical;
}

}  // namespace eudrift::inline EUDRIFT_ABI
