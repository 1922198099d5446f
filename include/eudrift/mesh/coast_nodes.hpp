// SPDX-License-Identifier: BSL-1.0
/// \file
/// The nodes on solid edges, and which way the coast runs there.
#pragma once
#include <eudrift/mesh/mesh_data.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Nodes on solid edges.
struct coast_nodes {
  std::vector<std::int32_t> node;  ///< ascending, (n,)
  std::vector<double> x, y;        ///< unit vector along the coast, on the ground [1], (n,); 0: no water goes along
};

/// Those of a complete mesh (build_mesh) whose open edges are known.  A node has the mean direction of its two solid
/// edges, or that of the one beside an open edge.  Where the coast turns by more than 60 degrees, and where coasts
/// meet, a current along one edge would run through the other, and there is no direction.
inline coast_nodes make_coast_nodes(const mesh_data& mesh) {
  std::vector<int> edges(mesh.x.size());
  std::vector<double> x(mesh.x.size()), y(mesh.x.size());
  for (std::size_t i = 0; i < mesh.neighbour.size(); ++i) {
    if (mesh.neighbour[i] != land) continue;
    const std::size_t first = i / 3 * 3, k = i % 3;
    const auto a = static_cast<std::size_t>(mesh.corner[first + (k + 1) % 3]);
    const auto b = static_cast<std::size_t>(mesh.corner[first + (k + 2) % 3]);
    const double dx = (mesh.x[b] - mesh.x[a]) / mesh.frame.stretch(0.5 * (mesh.y[a] + mesh.y[b]));
    const double dy = mesh.y[b] - mesh.y[a], length = std::sqrt(dx * dx + dy * dy);
    for (const std::size_t n : {a, b}) ++edges[n], x[n] += dx / length, y[n] += dy / length;
  }
  coast_nodes to;
  for (std::size_t n = 0; n < edges.size(); ++n) {
    if (edges[n] == 0) continue;
    const double length = std::sqrt(x[n] * x[n] + y[n] * y[n]);
    constexpr double least = 1.7320508075688772;  // of two unit vectors 60 degrees apart
    const bool runs = edges[n] == 1 || (edges[n] == 2 && length > least);
    to.node.push_back(static_cast<std::int32_t>(n));
    to.x.push_back(runs ? x[n] / length : 0);
    to.y.push_back(runs ? y[n] / length : 0);
  }
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
