// SPDX-License-Identifier: BSL-1.0
/// \file
/// How far a particle can go in any direction without meeting a coast.
#pragma once
#include <eudrift/mesh/triangle_mesh.hpp>

#include <cmath>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// An element, for its distance from segments that have it on their left.
template <class T>
class element_strips {
 public:
  EUDRIFT_FN constexpr element_strips(const vec<T, 2>& a, const vec<T, 2>& b, const vec<T, 2>& c)
      : corner_{a, b, c},
        along_{b - a, c - b, a - c},
        per_square_{1 / dot(along_[0], along_[0]), 1 / dot(along_[1], along_[1]), 1 / dot(along_[2], along_[2])} {}

  /// Square of the width [m2] of the widest strip that parts element and segment, of those along the segment
  /// and along an edge of the element: at most the square of their distance, and that itself unless two
  /// corners are nearest.  Negative where none parts them.
  EUDRIFT_FN constexpr T square_width(const vec<T, 2>& from, const vec<T, 2>& to) const {
    const vec<T, 2> way = to - from, a = from - corner_[0], b = from - corner_[1], c = from - corner_[2];
    const T along_way = least(cross(a, way), least(cross(b, way), cross(c, way)));
    return most(most(square(along_way) / dot(way, way), along_edge<0>(a, way)),
                most(along_edge<1>(b, way), along_edge<2>(c, way)));
  }
  /// Square of the distance of a point from the first corner [m2].
  EUDRIFT_FN constexpr T square_distance(const vec<T, 2>& p) const { return dot(p - corner_[0], p - corner_[0]); }

 private:
  template <int k>
  EUDRIFT_FN constexpr T along_edge(const vec<T, 2>& from, const vec<T, 2>& way) const {
    const T begin = cross(from, along_[k]);
    return square(least(begin, begin + cross(way, along_[k]))) * per_square_[k];
  }
  EUDRIFT_FN static constexpr T most(T a, T b) { return a > b ? a : b; }
  EUDRIFT_FN static constexpr T least(T a, T b) { return a < b ? a : b; }
  /// With the sign of the width: a choice by sign is a branch, which takes longer than all the rest.
  EUDRIFT_FN static constexpr T square(T width) { return width * most(width, -width); }

  vec<T, 2> corner_[3], along_[3];
  T per_square_[3];
};

}  // namespace detail

/// Square of a distance that a straight line from any point of element e can go without leaving the
/// elements round its nodes [m2]; 0 where one of these nodes lies on the mesh's edge.  A line shorter than
/// that meets no solid edge, whatever elements it passes.  Mostly the largest such distance, never more.
template <class T, class Id>
EUDRIFT_FN constexpr T open_water(const triangle_mesh_view<T, Id>& mesh, Id e) {
  if (mesh.beyond(e, 0) < 0 || mesh.beyond(e, 1) < 0 || mesh.beyond(e, 2) < 0) return T(0);
  const detail::element_strips<T> here(mesh.corner_position(e, 0), mesh.corner_position(e, 1),
                                       mesh.corner_position(e, 2));
  T nearest = T(1e38), farthest = 0;
  for (int k = 0; k < 3; ++k) {
    // Round node v, from the element across one edge of e to that across the other.  Those between share no other
    // node with e; their outer edges bound the elements round e's nodes.
    const Id v = mesh.node_of(e, k), last = mesh.beyond(e, (k + 2) % 3);
    Id f = mesh.beyond(e, (k + 1) % 3);
    vec<T, 2> from{};
    for (bool first = true; f != last; first = false) {
      const Id n[3] = {mesh.node_of(f, 0), mesh.node_of(f, 1), mesh.node_of(f, 2)};
      const bool is_0 = n[0] == v, is_1 = n[1] == v;
      const vec<T, 2> to = mesh.node.load(is_0 ? n[2] : is_1 ? n[0] : n[1]);
      if (!first) {
        const T width = here.square_width(from, to), away = here.square_distance(from);
        nearest = width < nearest ? width : nearest;
        farthest = away > farthest ? away : farthest;
      }
      from = to;
      f = mesh.beyond(f, is_0 ? 1 : is_1 ? 2 : 0);
      if (f < 0) return T(0);
    }
  }
  // Rounding adds less than 1e-14 of the farthest distance: under a thousandth of what is above 1e-10 of it.
  return nearest > T(1e-20) * farthest ? T(0.998) * nearest : T(0);
}

/// The same, one ring of elements farther: a line that leaves the elements round e's nodes does so in one of them, and
/// goes on at least as far as that one's open water.  `ring`: open_water(mesh, e) of each element [m2].
template <class T, class Id, class Ring>
EUDRIFT_FN T open_water(const triangle_mesh_view<T, Id>& mesh, Id e, const view<const Ring>& ring) {
  const T own = static_cast<T>(ring[e]);
  if (!(own > 0)) return T(0);
  T least = T(1e38);
  for (int k = 0; k < 3; ++k) {
    const Id v = mesh.node_of(e, k);
    for (index_t i = mesh.fan_begin[v]; i < mesh.fan_begin[index_t(v) + 1]; ++i) {
      const T next = static_cast<T>(ring[mesh.fan[i]]);
      least = next < least ? next : least;
    }
  }
  const T reach = std::sqrt(own) + std::sqrt(least);
  return T(0.9999) * reach * reach;  // less what rounding may have added
}

}  // namespace eudrift::inline EUDRIFT_ABI
