// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which element owns a point: a walk from a known element, bins for an unknown one.
///
/// Signs are exact (orientation()), so the closed elements that hold a point are known without error:
/// one inside, two on an edge, a fan at a node.  The owner is the one with the smallest file number.
/// It depends on the point alone, not on where a search began or how the mesh is numbered in memory.
/// Coordinates are double.
#pragma once
#include <eudrift/mesh/triangle_mesh.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// No element: the point lies outside the mesh.
inline constexpr int nowhere = -1;

namespace detail {

/// What rounding may have done to weights w, at most: one that is larger has the sign of its side.
template <class T, class Id>
EUDRIFT_FN constexpr T sign_error(const triangle_mesh_view<T, Id>& mesh, const vec<T, 3>& w) {
  const auto size = [](T v) { return v > -v ? v : -v; };
  return 2 * mesh.inside * (1 + size(w.at[1]) + size(w.at[2]));
}

/// Exact sides of p, whose weights in element e are w, at the three edges of e; see triangle_mesh_view::side.
template <class T, class Id>
EUDRIFT_FN constexpr vec<int, 3> sides(const triangle_mesh_view<T, Id>& mesh, Id e, const vec<T, 2>& p,
                                       const vec<T, 3>& w) {
  const auto size = [](T v) { return v > -v ? v : -v; };
  const T error = sign_error(mesh, w);
  vec<int, 3> side{};
  for (int k = 0; k < 3; ++k) side.at[k] = size(w.at[k]) > error ? 2 * (w.at[k] > 0) - 1 : mesh.side(e, k, p);
  return side;
}

/// Owner of a point that the closed element e holds, given its sides there.
template <class T, class Id>
EUDRIFT_FN constexpr Id owner_among_touching(const triangle_mesh_view<T, Id>& mesh, Id e, const vec<int, 3>& side) {
  Id best = e;
  for (int k = 0; k < 3; ++k) {
    if (side.at[k] != 0) continue;
    if (side.at[(k + 1) % 3] == 0) {  // on both edges that meet at corner k + 2
      const index_t n = mesh.node_of(e, (k + 2) % 3);
      return mesh.fan[mesh.fan_begin[n]];
    }
    const Id other = mesh.beyond(e, k);
    if (other >= 0 && mesh.element_number[other] < mesh.element_number[best]) best = other;
  }
  return best;
}

template <class T, class Id>
EUDRIFT_FN_RARE constexpr Id search_bins(const triangle_mesh_view<T, Id>& mesh, const vec<T, 2>& p) {
  if (!(p.at[0] - p.at[0] == 0 && p.at[1] - p.at[1] == 0)) return nowhere;
  const auto& bins = mesh.bins;
  const index_t bin = index_t(bins.along(1, p.at[1])) * bins.across + bins.along(0, p.at[0]);
  for (index_t i = bins.begin[bin]; i < bins.begin[bin + 1]; ++i) {
    const Id e = bins.element[i];
    const vec<int, 3> side = sides(mesh, e, p, mesh.weights(e, p));
    if (side.at[0] >= 0 && side.at[1] >= 0 && side.at[2] >= 0) return owner_among_touching(mesh, e, side);
  }
  return nowhere;
}

template <class T, class Id>
EUDRIFT_FN_RARE constexpr Id walk_to(const triangle_mesh_view<T, Id>& mesh, Id e, vec<T, 2> p, vec<T, 3> w) {
  // On a mesh that is not Delaunay a walk may go in circles, and at a concave boundary it stops short:
  // then the bins decide.
  constexpr int most_hops = 64;
  for (int hop = 0; hop < most_hops; ++hop) {
    const vec<int, 3> side = sides(mesh, e, p, w);
    int out = -1;
    for (int k = 0; k < 3; ++k)
      if (side.at[k] < 0 && (out < 0 || w.at[k] < w.at[out])) out = k;
    if (out < 0) return owner_among_touching(mesh, e, side);
    e = mesh.beyond(e, out);
    if (e < 0) break;
    w = mesh.weights(e, p);
    if (surely_inside(w, mesh.inside)) return e;
  }
  return search_bins(mesh, p);
}

}  // namespace detail

/// Element that owns p, or nowhere.  For a particle of unknown element.
template <class T, class Id>
EUDRIFT_FN constexpr Id search(const triangle_mesh_view<T, Id>& mesh, const vec<T, 2>& p) {
  return detail::search_bins(mesh, p);
}

/// Element that owns p, or nowhere; looked for from element `near` on, through neighbours.  A
/// negative `near` stands for an unknown element.  Always ends.
template <class T, class Id>
EUDRIFT_FN constexpr Id locate(const triangle_mesh_view<T, Id>& mesh, Id near, const vec<T, 2>& p) {
  if (near < 0) return detail::search_bins(mesh, p);
  const vec<T, 3> w = mesh.weights(near, p);
  if (surely_inside(w, mesh.inside)) return near;
  if (!(p.at[0] - p.at[0] == 0 && p.at[1] - p.at[1] == 0)) return nowhere;
  return detail::walk_to(mesh, near, p, w);
}

}  // namespace eudrift::inline EUDRIFT_ABI
