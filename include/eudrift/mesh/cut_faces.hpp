// SPDX-License-Identifier: BSL-1.0
/// \file
/// Faces with any number of corners, cut into triangles.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/core/vec.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Faces of a mesh as files list them.
struct face_table {
  std::size_t width = 3;           ///< most corners of a face
  std::vector<std::int32_t> node;  ///< corners, counted from 0, (faces, width); negative: no corner

  std::size_t faces() const { return node.size() / width; }
};

/// Triangles and the faces that they are cut from.
struct triangles_of_faces {
  std::vector<std::int32_t> corner;  ///< nodes, turning as the face does, (triangles, 3)
  std::vector<std::int32_t> face;    ///< from 0, ascending, (triangles,)
};

namespace detail {

/// The corners of a face, each once: triangles stand among quadrilaterals with a last corner that is none or repeated.
inline std::vector<std::int32_t> corners_of_face(const face_table& table, std::size_t f) {
  std::vector<std::int32_t> corners;
  for (std::size_t k = 0; k < table.width; ++k)
    if (const std::int32_t n = table.node[f * table.width + k]; n >= 0 && (corners.empty() || n != corners.back()))
      corners.push_back(n);
  if (corners.size() > 1 && corners.front() == corners.back()) corners.pop_back();
  return corners;
}

/// Whether the fan of triangles from corner `from` of a face covers it once: all turn one way, and none is flat.
inline bool fan_covers(std::span<const vec<double, 2>> face, std::size_t from) {
  int way = 0;
  for (std::size_t k = 1; k + 1 < face.size(); ++k) {
    const vec<double, 2> u = face[(from + k) % face.size()] - face[from],
                         v = face[(from + k + 1) % face.size()] - face[from], w = v - u;
    const double twice_area = cross(u, v), longest = std::max({dot(u, u), dot(v, v), dot(w, w)});
    const int turn = twice_area > 1e-9 * longest ? 1 : twice_area < -1e-9 * longest ? -1 : 0;
    if (turn == 0 || (way != 0 && turn != way)) return false;
    way = turn;
  }
  return true;
}

}  // namespace detail

/// Cuts each face into triangles: into the fan from its first corner or, where that does not cover it since it is not
/// convex there, from the first corner whose fan does.  So the cut of a convex face does not depend on how its
/// coordinates were rounded.  x, y: positions of the nodes [m].  Throws error, naming `where` (a file) and the face,
/// for one of fewer than three corners or of none whose fan covers it, and for a corner that is no node.
inline triangles_of_faces cut_faces(const face_table& table, std::span<const double> x, std::span<const double> y,
                                    const std::string& where) {
  triangles_of_faces to;
  to.corner.reserve(3 * table.faces());
  to.face.reserve(table.faces());
  std::vector<vec<double, 2>> at;
  for (std::size_t f = 0; f < table.faces(); ++f) {
    const std::vector<std::int32_t> corners = detail::corners_of_face(table, f);
    const auto name = [&] {
      std::string text = where + ": face " + std::to_string(f + 1) + " (nodes";
      for (const std::int32_t n : corners) text += " " + std::to_string(std::int64_t{n} + 1);
      return text + ")";
    };
    if (corners.size() < 3) throw error(name() + " has fewer than three corners; the connectivity is damaged");
    at.clear();
    for (const std::int32_t n : corners) {
      if (static_cast<std::size_t>(n) >= x.size())
        throw error(name() + " names a node outside 1 to " + std::to_string(x.size()) +
                    "; the connectivity is damaged");
      at.push_back({x[static_cast<std::size_t>(n)], y[static_cast<std::size_t>(n)]});
    }
    std::size_t from = 0;
    while (from < at.size() && !detail::fan_covers(at, from)) ++from;
    if (from == at.size())
      throw error(name() +
                  " is flat or folded: no cut from one corner makes triangles of it; use coordinates of higher "
                  "precision or mend the mesh");
    for (std::size_t k = 1; k + 1 < corners.size(); ++k) {
      to.corner.insert(to.corner.end(),
                       {corners[from], corners[(from + k) % corners.size()], corners[(from + k + 1) % corners.size()]});
      to.face.push_back(static_cast<std::int32_t>(f));
    }
  }
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
