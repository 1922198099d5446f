// SPDX-License-Identifier: BSL-1.0
/// \file
/// Completes a mesh from its nodes and corners, and refuses what is no mesh.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// "WHERE: element 7 (nodes 1, 2, 3)", counted from 1 as model output counts them.
inline std::string name_element(const mesh_data& mesh, const std::string& where, std::size_t e) {
  const auto number = [](const std::vector<std::int32_t>& file, std::size_t i) {
    return std::to_string(std::int64_t{file.empty() ? static_cast<std::int32_t>(i) : file[i]} + 1);
  };
  std::string text = where + ": element " + number(mesh.element_number, e) + " (nodes ";
  for (std::size_t k = 0; k < 3; ++k) {
    const std::int32_t n = mesh.corner[3 * e + k];
    const bool known = n >= 0 && n < mesh.nodes();
    text += (k ? ", " : "") + (known ? number(mesh.node_number, static_cast<std::size_t>(n))
                                     : std::to_string(std::int64_t{n} + 1));
  }
  return text + ")";
}

inline void check_corners(mesh_data& mesh, const std::string& where) {
  const index_t nodes = mesh.nodes();
  constexpr double farthest = 1e15;  // where a millimetre is lost; products stay far from overflow
  for (std::size_t n = 0; n < mesh.x.size(); ++n)
    if (!(std::abs(mesh.x[n]) < farthest && std::abs(mesh.y[n]) < farthest))
      throw error(where + ": node " + std::to_string(std::int64_t{mesh.node_number[n]} + 1) +
                  " has no finite position within 1e15 m; every node needs one");
  for (std::size_t e = 0; e < static_cast<std::size_t>(mesh.elements()); ++e) {
    std::int32_t* c = &mesh.corner[3 * e];
    for (std::size_t k = 0; k < 3; ++k)
      if (c[k] < 0 || c[k] >= nodes)
        throw error(name_element(mesh, where, e) + " names a node outside 1 to " +
                    std::to_string(nodes) + "; the connectivity (nv) is damaged");
    const auto at = [&](std::int32_t n) {
      return vec<double, 2>{mesh.x[static_cast<std::size_t>(n)], mesh.y[static_cast<std::size_t>(n)]};
    };
    const vec<double, 2> u = at(c[1]) - at(c[0]), v = at(c[2]) - at(c[0]), w = v - u;
    const double twice_area = cross(u, v);
    const double longest = std::max({dot(u, u), dot(v, v), dot(w, w)});
    if (!(std::abs(twice_area) > 1e-9 * longest))
      throw error(name_element(mesh, where, e) +
                  " is flat: its corners lie on one line; use coordinates of higher precision or "
                  "mend the mesh");
    if (twice_area < 0) std::swap(c[1], c[2]);
  }
}

inline void join_neighbours(mesh_data& mesh, const std::string& where) {
  struct edge {
    std::int32_t low, high;
    std::int32_t element;
    std::int8_t opposite;  ///< corner opposite the edge
    bool ascending;        ///< direction in which the element runs along it
  };
  std::vector<edge> edges;
  edges.reserve(mesh.corner.size());
  for (std::int32_t e = 0; e < static_cast<std::int32_t>(mesh.elements()); ++e)
    for (int k = 0; k < 3; ++k) {
      const std::int32_t* c = &mesh.corner[3 * static_cast<std::size_t>(e)];
      const std::int32_t a = c[(k + 1) % 3], b = c[(k + 2) % 3];
      edges.push_back({std::min(a, b), std::max(a, b), e, static_cast<std::int8_t>(k), a < b});
    }
  std::sort(edges.begin(), edges.end(), [](const edge& a, const edge& b) {
    return a.low != b.low ? a.low < b.low : a.high != b.high ? a.high < b.high : a.element < b.element;
  });
  mesh.neighbour.assign(mesh.corner.size(), land);
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const edge &a = edges[i], &b = edges[i + 1];
    if (a.low != b.low || a.high != b.high) continue;
    const bool third = i + 2 < edges.size() && edges[i + 2].low == a.low && edges[i + 2].high == a.high;
    if (third || a.ascending == b.ascending)
      throw error(name_element(mesh, where, static_cast<std::size_t>(b.element)) +
                  (third ? " shares an edge with more than one other element"
                         : " overlaps a neighbour: both lie on the same side of their edge") +
                  "; the mesh must be a plane triangulation");
    mesh.neighbour[3 * static_cast<std::size_t>(a.element) + static_cast<std::size_t>(a.opposite)] = b.element;
    mesh.neighbour[3 * static_cast<std::size_t>(b.element) + static_cast<std::size_t>(b.opposite)] = a.element;
  }
}

inline void join_fans(mesh_data& mesh) {
  const std::size_t nodes = mesh.x.size();
  mesh.fan_begin.assign(nodes + 1, 0);
  for (const std::int32_t n : mesh.corner) ++mesh.fan_begin[static_cast<std::size_t>(n) + 1];
  for (std::size_t n = 0; n < nodes; ++n) mesh.fan_begin[n + 1] += mesh.fan_begin[n];
  mesh.fan.resize(mesh.corner.size());
  std::vector<std::int32_t> next(mesh.fan_begin.begin(), mesh.fan_begin.end() - 1);
  for (std::size_t i = 0; i < mesh.corner.size(); ++i) {
    std::int32_t& at = next[static_cast<std::size_t>(mesh.corner[i])];
    mesh.fan[static_cast<std::size_t>(at++)] = static_cast<std::int32_t>(i / 3);
  }
  for (std::size_t n = 0; n < nodes; ++n)
    std::sort(mesh.fan.begin() + mesh.fan_begin[n], mesh.fan.begin() + mesh.fan_begin[n + 1],
              [&](std::int32_t a, std::int32_t b) {
                return mesh.element_number[static_cast<std::size_t>(a)] <
                       mesh.element_number[static_cast<std::size_t>(b)];
              });
}

}  // namespace detail

/// Completes a mesh of which frame, x, y and corner are given: turns clockwise elements (corners 1
/// and 2 change places), and fills neighbour, fan_begin, fan and, where empty, node_number and
/// element_number (identity).  Throws error, naming `where` (a file) and the element, for a position
/// that is not finite or beyond 1e15 m, arrays of lengths that do not fit, a corner out of range, a flat element, an edge of three elements and
/// neighbours that overlap.
inline void build_mesh(mesh_data& mesh, const std::string& where) {
  constexpr std::size_t most = 700'000'000;  // 3 * elements must fit the 32-bit connectivity
  const auto fits = [](const std::vector<std::int32_t>& file, std::size_t n) {
    return file.empty() || file.size() == n;
  };
  require(mesh.x.size() == mesh.y.size() && mesh.corner.size() % 3 == 0 &&
              fits(mesh.node_number, mesh.x.size()) && fits(mesh.element_number, mesh.corner.size() / 3),
          where + ": the mesh's arrays have lengths that do not fit together");
  require(!mesh.corner.empty(), where + ": the mesh has no elements; a mesh of triangles is expected");
  require(mesh.corner.size() / 3 <= most && mesh.x.size() <= most,
          where + ": the mesh has more than 700 million elements or nodes; cut it");
  const auto number = [](std::vector<std::int32_t>& file, index_t n) {
    if (!file.empty()) return;
    file.resize(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < file.size(); ++i) file[i] = static_cast<std::int32_t>(i);
  };
  number(mesh.node_number, mesh.nodes());
  number(mesh.element_number, mesh.elements());
  detail::check_corners(mesh, where);
  detail::join_neighbours(mesh, where);
  detail::join_fans(mesh);
}

}  // namespace eudrift::inline EUDRIFT_ABI
