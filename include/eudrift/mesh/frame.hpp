// SPDX-License-Identifier: BSL-1.0
/// \file
/// From the coordinates of a file to those that kernels compute in, and back.
#pragma once
#include <eudrift/core/vec.hpp>
#include <eudrift/math/latitude.hpp>

#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// Kernels compute in metres from an origin near the mesh's centre, so that no digit is spent on a
/// large offset.  On the sphere the plane is equirectangular: y = R (lat - lat0) and
/// x = R cos(lat0) (lon - lon0); a zonal velocity there is stretched by cos(lat0) / cos(lat).
struct coordinate_frame {
  bool spherical = false;
  double origin_x = 0;  ///< [m], or longitude [degrees]
  double origin_y = 0;  ///< [m], or latitude [degrees]

  /// Internal position [m] of a file's (x, y) [m] or (longitude, latitude) [degrees, any turn].
  EUDRIFT_FN constexpr vec<double, 2> to_internal(double x, double y) const {
    if (!spherical) return {x - origin_x, y - origin_y};
    return {within_half_turn(x - origin_x) * zonal_metres_per_degree(), (y - origin_y) * (earth_radius * radians_per_degree)};
  }
  /// The file's (x, y) [m] or (longitude in [-180, 180), latitude) [degrees] of an internal position.
  EUDRIFT_FN constexpr vec<double, 2> to_file(const vec<double, 2>& p) const {
    if (!spherical) return {p.at[0] + origin_x, p.at[1] + origin_y};
    return {within_half_turn(origin_x + p.at[0] / zonal_metres_per_degree()),
            origin_y + p.at[1] / (earth_radius * radians_per_degree)};
  }
  /// Internal x per metre eastward at internal y [m]: cos(lat0) / cos(lat), 1 on a plane.  T: a number, or
  /// lanes.
  template <class T>
  EUDRIFT_FN constexpr T stretch(const T& y) const {
    if (!spherical) return T(1);
    return T(cos_latitude(origin_y * radians_per_degree)) /
           cos_latitude(T(origin_y * radians_per_degree) + y / T(earth_radius));
  }

  /// Drift that keeps a random walk of unit diffusivity on the sphere uniform per area at internal y
  /// [m]: -tan(lat) / R [1/m], 0 on a plane.  (The Laplacian on the sphere is d2/dy2 - tan(lat)/R d/dy
  /// plus the zonal part.)
  template <class T>
  EUDRIFT_FN constexpr T meridional_drift(const T& y) const {
    if (!spherical) return T(0);
    const T lat = T(origin_y * radians_per_degree) + y / T(earth_radius);
    return T(0) - sin_latitude(lat) / (cos_latitude(lat) * T(earth_radius));
  }

 private:
  /// The same angle in [-180, 180) [degrees].  One that is not a number, or of a million turns, stays
  /// as it is: it is no longitude, and no mesh is there.
  EUDRIFT_FN static constexpr double within_half_turn(double angle) {
    if (!(angle < 3.6e8 && angle > -3.6e8) || (angle >= -180 && angle < 180)) return angle;
    const double turns = (angle + 180) / 360;
    auto whole = static_cast<std::int64_t>(turns);
    if (static_cast<double>(whole) > turns) --whole;
    const double left = angle - 360 * static_cast<double>(whole);
    return left < 180 ? left : left - 360;
  }
  EUDRIFT_FN constexpr double zonal_metres_per_degree() const {
    return earth_radius * radians_per_degree * cos_latitude(origin_y * radians_per_degree);
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
