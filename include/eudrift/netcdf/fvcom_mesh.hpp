// SPDX-License-Identifier: BSL-1.0
/// \file
/// From an FVCOM file's grid to a mesh that kernels can use.
#pragma once
#include <eudrift/mesh/build.hpp>
#include <eudrift/netcdf/coordinate_choice.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Elements of the mesh against the file's own list of neighbours.
inline void check_beside(const mesh_data& mesh, const std::vector<std::int32_t>& beside,
                         const std::string& path) {
  for (std::size_t e = 0; e < beside.size() / 3; ++e) {
    std::array<std::int32_t, 3> said{}, found{};
    for (std::size_t k = 0; k < 3; ++k) {
      said[k] = beside[3 * e + k];
      found[k] = std::max(mesh.neighbour[3 * e + k], std::int32_t{-1});
    }
    std::sort(said.begin(), said.end());
    std::sort(found.begin(), found.end());
    const auto list = [](const std::array<std::int32_t, 3>& a) {
      std::string text;
      for (const std::int32_t n : a)
        text += (text.empty() ? "" : ", ") + (n < 0 ? "none" : std::to_string(std::int64_t{n} + 1));
      return text;
    };
    require(said == found, path + ": nbe gives element " + std::to_string(e + 1) + " the neighbours " +
                               list(said) + ", but by nv they are " + list(found) +
                               "; one of the two is damaged or belongs to another mesh");
  }
}

}  // namespace detail

/// The mesh of a grid: positions in a frame whose origin is near the mesh's centre, elements
/// counter-clockwise, adjacency made from nv and checked against nbe.  depth is left empty; the
/// pair of coordinates not chosen goes to other_x and other_y where it serves.
inline mesh_data make_fvcom_mesh(const fvcom_grid& grid, bool spherical, const std::string& path) {
  mesh_data mesh;
  mesh.corner = grid.corner;
  place_nodes(mesh, spherical ? grid.sphere : grid.plane, spherical, path);
  const coordinate_pair& other = spherical ? grid.plane : grid.sphere;
  mesh.projection = grid.projection;
  mesh.other_x = other.x;
  mesh.other_y = other.y;
  check_spans(mesh, path);
  build_mesh(mesh, path);
  if (!grid.beside.empty()) detail::check_beside(mesh, grid.beside, path);
  return mesh;
}

/// Throws error unless two files have one mesh: the same connectivity, and nodes no further apart
/// than 1e-6 of the mesh's extent (packed coordinates differ from file to file).
inline void check_same_grid(const fvcom_grid& one, const std::string& path, const fvcom_grid& two,
                            const std::string& other_path, bool spherical) {
  const std::string both = other_path + ": its mesh differs from that of " + path + " (";
  const std::string advice = "); the files of a sequence must come from one run";
  require(one.node.length == two.node.length && one.element.length == two.element.length,
          both + std::to_string(two.node.length) + " nodes and " + std::to_string(two.element.length) +
              " elements, not " + std::to_string(one.node.length) + " and " +
              std::to_string(one.element.length) + advice);
  const auto changed = std::mismatch(one.corner.begin(), one.corner.end(), two.corner.begin());
  require(changed.first == one.corner.end(),
          both + "nv of element " + std::to_string((changed.first - one.corner.begin()) / 3 + 1) + advice);
  const coordinate_pair& a = spherical ? one.sphere : one.plane;
  const coordinate_pair& b = spherical ? two.sphere : two.plane;
  require(b.serves(), both + b.fault + advice);
  const auto [south, north] = std::minmax_element(a.y.begin(), a.y.end());
  const double near = 1e-6 * (*north - *south) + 1e-12 * std::max(std::abs(*south), std::abs(*north));
  for (std::size_t n = 0; n < a.x.size(); ++n)
    require(std::abs(a.x[n] - b.x[n]) <= near && std::abs(a.y[n] - b.y[n]) <= near,
            both + "the place of node " + std::to_string(n + 1) + advice);
}

}  // namespace eudrift::inline EUDRIFT_ABI
