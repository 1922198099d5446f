// SPDX-License-Identifier: BSL-1.0
/// \file
/// Completes a mesh from its nodes and corners, and refuses what is no mesh.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/mesh/file_order.hpp>
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

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

/// Lists the elements round each node, in the order in which they lie in memory.
inline void join_fans(mesh_data& mesh) {
  mesh.fan_begin.assign(mesh.x.size() + 1, 0);
  for (const std::int32_t n : mesh.corner) ++mesh.fan_begin[static_cast<std::size_t>(n)];
  std::partial_sum(mesh.fan_begin.begin(), mesh.fan_begin.end(), mesh.fan_begin.begin());
  // From the last to the first, so that the ends of the lists become their beginnings.
  mesh.fan.resize(mesh.corner.size());
  for (std::size_t i = mesh.corner.size(); i-- > 0;) {
    std::int32_t& at = mesh.fan_begin[static_cast<std::size_t>(mesh.corner[i])];
    mesh.fan[static_cast<std::size_t>(--at)] = static_cast<std::int32_t>(i / 3);
  }
}

/// Finds the two elements of each edge among those round the node of its ends that has the smaller number.
inline void join_neighbours(mesh_data& mesh, const std::string& where) {
  // The edges from a node as one number each: the other end, then the place in `neighbour` (3 * element +
  // corner opposite), then whether the element runs along it away from the node.
  const auto other_end = [](std::uint64_t edge) { return edge >> 32; };
  const auto place = [](std::uint64_t edge) { return static_cast<std::size_t>(edge >> 1 & 0x7fffffff); };
  std::vector<std::uint64_t> edges;
  mesh.neighbour.assign(mesh.corner.size(), land);
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    const auto node = static_cast<std::int32_t>(n);
    edges.clear();
    for (std::int32_t i = mesh.fan_begin[n]; i < mesh.fan_begin[n + 1]; ++i) {
      const auto first = 3 * static_cast<std::size_t>(mesh.fan[static_cast<std::size_t>(i)]);
      const std::int32_t* c = &mesh.corner[first];
      const std::size_t k = c[0] == node ? 0 : c[1] == node ? 1 : 2, next = (k + 1) % 3, last = (k + 2) % 3;
      const auto put = [&](std::size_t end, std::size_t opposite, bool away) {
        if (c[end] > node) edges.push_back(static_cast<std::uint64_t>(c[end]) << 32 | (first + opposite) << 1 | away);
      };
      put(next, last, true), put(last, next, false);
    }
    std::sort(edges.begin(), edges.end());
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
      const std::uint64_t a = edges[i], b = edges[i + 1];
      if (other_end(a) != other_end(b)) continue;
      const bool third = i + 2 < edges.size() && other_end(edges[i + 2]) == other_end(a);
      if (third || (a & 1) == (b & 1))
        throw error(name_element(mesh, where, place(b) / 3) +
                    (third ? " shares an edge with more than one other element"
                           : " overlaps a neighbour: both lie on the same side of their edge") +
                    "; the mesh must be a plane triangulation");
      mesh.neighbour[place(a)] = static_cast<std::int32_t>(place(b) / 3);
      mesh.neighbour[place(b)] = static_cast<std::int32_t>(place(a) / 3);
    }
  }
}

inline void sort_fans(mesh_data& mesh) {
  file_order sort(mesh.element_number);
  for (std::size_t n = 0; n < mesh.x.size(); ++n)
    sort(mesh.fan.data() + mesh.fan_begin[n], mesh.fan.data() + mesh.fan_begin[n + 1]);
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
  detail::join_fans(mesh);
  detail::join_neighbours(mesh, where);
  detail::sort_fans(mesh);
}

}  // namespace eudrift::inline EUDRIFT_ABI
