// SPDX-License-Identifier: BSL-1.0
/// \file
/// A pair of coordinates of a file's nodes, and the frame and positions that come of it.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// One pair of coordinates of the nodes: (x, y) [m] or (lon, lat) [degrees], as in the file.
struct coordinate_pair {
  std::vector<double> x, y;  ///< shape (nodes,), or empty where the pair does not serve
  std::string fault;         ///< why it does not serve, e.g. "x and y are the same at all nodes"

  bool serves() const { return fault.empty(); }
};

namespace detail {

/// What is wrong with the extent of a pair, or "".  `both`: its names, "x and y".
inline std::string fault_of_extent(const coordinate_pair& pair, bool degrees, const std::string& both) {
  const auto [west, east] = std::minmax_element(pair.x.begin(), pair.x.end());
  const auto [south, north] = std::minmax_element(pair.y.begin(), pair.y.end());
  if (*west == *east || *south == *north) return both + " are the same at all nodes";
  const bool beyond = degrees ? *west < -720 || *east > 720 || *south < -90 || *north > 90
                              : *west < -1e9 || *east > 1e9 || *south < -1e9 || *north > 1e9;
  return beyond ? both + " are out of range" : "";
}

/// A number with few digits, so that subtracting it from a file's coordinates is exact.
inline double round_to(double value, double step) {
  return std::round(value / step) * step;
}

/// Middle of the arc that holds all longitudes [degrees, -180 to 180): opposite the widest gap.
inline double middle_longitude(const std::vector<double>& lon) {
  std::vector<double> sorted(lon.size());
  for (std::size_t n = 0; n < lon.size(); ++n) {
    sorted[n] = std::fmod(lon[n], 360);
    if (sorted[n] < 0) sorted[n] += 360;
  }
  std::sort(sorted.begin(), sorted.end());
  double gap = sorted.front() + 360 - sorted.back(), east = sorted.back();
  for (std::size_t n = 1; n < sorted.size(); ++n)
    if (sorted[n] - sorted[n - 1] > gap) {
      gap = sorted[n] - sorted[n - 1];
      east = sorted[n - 1];
    }
  double middle = round_to(east + gap / 2 + 180, 1. / 64);
  while (middle >= 180) middle -= 360;
  return middle;
}

inline coordinate_frame frame_of(const coordinate_pair& pair, bool spherical, const std::string& path) {
  const auto [south, north] = std::minmax_element(pair.y.begin(), pair.y.end());
  const double middle = *south / 2 + *north / 2;
  if (!spherical) {
    const auto [west, east] = std::minmax_element(pair.x.begin(), pair.x.end());
    return {false, std::round(*west / 2 + *east / 2), std::round(middle)};
  }
  require(*south >= -89.9 && *north <= 89.9,
          path +
              ": the mesh comes within 0.1 degree of a pole, where longitude and latitude do not "
              "serve; use a file with x and y in a polar projection");
  return {true, middle_longitude(pair.x), round_to(middle, 1. / 64)};
}

}  // namespace detail

/// Gives a mesh its frame, with the origin near its centre, and the positions of its nodes in it.  Throws error for a
/// mesh on the sphere that comes near a pole.
inline void place_nodes(mesh_data& mesh, const coordinate_pair& pair, bool spherical, const std::string& path) {
  mesh.frame = detail::frame_of(pair, spherical, path);
  mesh.x.resize(pair.x.size());
  mesh.y.resize(pair.x.size());
  for (std::size_t n = 0; n < pair.x.size(); ++n) {
    const vec<double, 2> p = mesh.frame.to_internal(pair.x[n], pair.y[n]);
    mesh.x[n] = p.at[0];
    mesh.y[n] = p.at[1];
  }
}

/// Throws error where a placed element of a mesh on the sphere goes round the globe.
inline void check_spans(const mesh_data& mesh, const std::string& path) {
  if (!mesh.frame.spherical) return;
  const double half_turn = mesh.frame.to_internal(mesh.frame.origin_x - 180, mesh.frame.origin_y).at[0];
  for (std::size_t e = 0; e < mesh.corner.size() / 3; ++e) {
    const auto at = [&](std::size_t k) { return mesh.x[static_cast<std::size_t>(mesh.corner[3 * e + k])]; };
    require(std::max({at(0), at(1), at(2)}) - std::min({at(0), at(1), at(2)}) < std::abs(half_turn),
            path + ": element " + std::to_string(e + 1) +
                " spans more than 180 degrees: the mesh goes round the globe; cut it along a meridian");
  }
}

}  // namespace eudrift::inline EUDRIFT_ABI
