// SPDX-License-Identifier: BSL-1.0
/// \file
/// A mesh as pictures need it: nodes in the file's coordinates, and its edge.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Longitude and latitude [degrees] of all nodes, or x and y [m].  Throws error, beginning with `what`, where the mesh
/// does not have them.
inline std::pair<std::vector<double>, std::vector<double>> mesh_places(const mesh_data& mesh, bool degrees,
                                                                       const std::string& what) {
  if (mesh.frame.spherical != degrees) {
    require(!mesh.other_x.empty(), what + ": the tracks are in " + (degrees ? "longitude and latitude" : "x and y") +
                                       ", which the mesh does not have; give the forcing that they were made with");
    return {mesh.other_x, mesh.other_y};
  }
  std::vector<double> x(mesh.x.size()), y(mesh.x.size());
  for (std::size_t n = 0; n < x.size(); ++n) {
    const auto own = mesh.frame.to_file({mesh.x[n], mesh.y[n]});
    x[n] = own.at[0], y[n] = own.at[1];
  }
  return {x, y};
}

/// The edge of a mesh: closed rings of nodes, water to their left.  Where two parts of the water touch in a node a ring
/// may pass it twice, or two rings; filled by the even-odd rule they are the water.
inline std::vector<std::vector<std::int32_t>> mesh_rings(const mesh_data& mesh) {
  std::vector<std::pair<std::int32_t, std::int32_t>> edges;  // from, to; each has one element, to its left
  for (std::size_t c = 0; c < mesh.corner.size(); ++c)
    if (mesh.neighbour[c] < 0)
      edges.emplace_back(mesh.corner[c / 3 * 3 + (c + 1) % 3], mesh.corner[c / 3 * 3 + (c + 2) % 3]);
  std::sort(edges.begin(), edges.end());
  std::vector<bool> taken(edges.size());
  std::vector<std::vector<std::int32_t>> rings;
  for (std::size_t first = 0; first < edges.size(); ++first) {
    if (taken[first]) continue;
    auto& ring = rings.emplace_back();
    // As many edges end in a node as begin there, so the way ends where it began.
    for (std::size_t e = first; e < edges.size();) {
      taken[e] = true;
      ring.push_back(edges[e].first);
      const std::int32_t to = edges[e].second;
      e = static_cast<std::size_t>(std::lower_bound(edges.begin(), edges.end(), std::pair(to, std::int32_t{-1})) -
                                   edges.begin());
      while (e < edges.size() && edges[e].first == to && taken[e]) ++e;
      if (e < edges.size() && edges[e].first != to) break;
    }
  }
  return rings;
}

}  // namespace eudrift::inline EUDRIFT_ABI
