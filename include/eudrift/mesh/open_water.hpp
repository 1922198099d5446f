// SPDX-License-Identifier: BSL-1.0
/// \file
/// How far a particle can go in any direction without meeting a coast.
#pragma once
#include <eudrift/mesh/triangle_mesh.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Square of the distance between a point and a segment [m2].
template <class T>
EUDRIFT_FN constexpr T square_distance(const vec<T, 2>& p, const vec<T, 2>& a, const vec<T, 2>& b) {
  const vec<T, 2> along = b - a, q = p - a;
  T share = dot(q, along) / dot(along, along);
  share = share > 0 ? share < 1 ? share : T(1) : T(0);
  const vec<T, 2> left = q - share * along;
  return dot(left, left);
}

}  // namespace detail

/// Square of a distance that a straight line from any point of element e can go without leaving the
/// elements round its nodes [m2]; 0 where one of these nodes lies on the mesh's edge.  A line shorter than
/// that meets no solid edge, whatever elements it passes.
template <class T, class Id>
EUDRIFT_FN constexpr T open_water(const triangle_mesh_view<T, Id>& mesh, Id e) {
  T nearest = T(1e38);
  const auto is_corner = [&](Id n) { return n == mesh.node_of(e, 0) || n == mesh.node_of(e, 1) || n == mesh.node_of(e, 2); };
  for (int k = 0; k < 3; ++k) {
    const Id v = mesh.node_of(e, k);
    for (index_t i = mesh.fan_begin[v]; i < mesh.fan_begin[index_t(v) + 1]; ++i) {
      const Id f = mesh.fan[i];
      const int apex = mesh.node_of(f, 0) == v ? 0 : mesh.node_of(f, 1) == v ? 1 : 2;
      const int right = (apex + 1) % 3, left = (apex + 2) % 3;
      if (mesh.beyond(f, right) < 0 || mesh.beyond(f, left) < 0) return T(0);
      // The edges that bound the elements round e are those that no corner of e touches.
      if (is_corner(mesh.node_of(f, right)) || is_corner(mesh.node_of(f, left))) continue;
      const vec<T, 2> a = mesh.corner_position(f, right), b = mesh.corner_position(f, left);
      for (int j = 0; j < 3; ++j) {
        const vec<T, 2> p = mesh.corner_position(e, j), q = mesh.corner_position(e, (j + 1) % 3);
        const T d[] = {detail::square_distance(p, a, b), detail::square_distance(a, p, q),
                       detail::square_distance(b, p, q)};
        for (const T each : d) nearest = each < nearest ? each : nearest;
      }
    }
  }
  return T(0.998) * nearest;  // less what rounding may have added
}

}  // namespace eudrift::inline EUDRIFT_ABI
