// SPDX-License-Identifier: BSL-1.0
/// \file
/// From one point of the mesh to another along a straight line, as far as the mesh goes on.
#pragma once
#include <eudrift/mesh/locate.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// A point of the mesh, with what interpolation needs there; with Dim = 3, a point in the water over or under it.
template <class T, class Id, int Dim = 2>
struct site {
  vec<T, Dim> point;  ///< [m]; the third component is sigma [1]
  Id element;         ///< owner of the point in the plane
  vec<T, 3> weights;  ///< barycentric in `element`
};

/// A site copied number by number: what was stored so and is read back in larger pieces waits for all stores before.
template <class T, class Id, int Dim>
EUDRIFT_FN constexpr site<T, Id, Dim> by_numbers(const site<T, Id, Dim>& s) {
  site<T, Id, Dim> to{{}, s.element, {s.weights.at[0], s.weights.at[1], s.weights.at[2]}};
  for (int d = 0; d < Dim; ++d) to.point.at[d] = s.point.at[d];
  return to;
}

/// What a point, a way or a velocity is in the plane.
template <class T, int Dim>
EUDRIFT_FN constexpr vec<T, 2> in_plane(const vec<T, Dim>& v) {
  return {v.at[0], v.at[1]};
}
/// The site in the plane over or under which a site is.
template <class T, class Id, int Dim>
EUDRIFT_FN constexpr site<T, Id> in_plane(const site<T, Id, Dim>& s) {
  return {in_plane(s.point), s.element, {s.weights.at[0], s.weights.at[1], s.weights.at[2]}};
}

/// The site of p as element e has it; e is its owner only where the caller knows so.
template <class T, class Id>
EUDRIFT_FN constexpr site<T, Id> site_in(const triangle_mesh_view<T, Id>& mesh, Id e, const vec<T, 2>& p) {
  return {p, e, mesh.weights(e, p)};
}

/// How far a straight line came.
template <class T, class Id>
struct passage {
  site<T, Id> end;  ///< where it arrived; or, just inside, where it met an edge of the mesh, solid or open
  int edge;         ///< that edge of end.element: mesh.beyond() tells its kind; -1: it arrived
  T share;          ///< of the line, that was travelled; 1 on arrival

  EUDRIFT_FN constexpr bool arrived() const { return edge < 0; }
};

namespace detail {

// What is not inlined takes points by value: a reference would hold the caller's state in memory.  Every edge that no
// other element shares stops a line, so all are called solid here, open ones too.

/// A step from an element: through an edge into the next, or, at a solid one, nowhere.
template <class Id>
struct crossing {
  Id element;  ///< the next element; the present one at a solid edge
  int solid;   ///< the solid edge that stops the line; -1: none
};

/// The line from `from` to `to` runs through node v exactly: the element of v's fan in whose corner it
/// goes on, or the solid edge at v that lies best in its direction.
template <class T, class Id>
EUDRIFT_FN_RARE constexpr crossing<Id> cross_node(const triangle_mesh_view<T, Id>& mesh, Id v, Id present,
                                           vec<T, 2> from, vec<T, 2> to) {
  const vec<T, 2> at = mesh.node.load(v), way = to - from;
  crossing<Id> shore{present, -1};
  T best = 0;
  for (index_t i = mesh.fan_begin[v]; i < mesh.fan_begin[index_t(v) + 1]; ++i) {
    const Id e = mesh.fan[i];
    const int k = mesh.node_of(e, 0) == v ? 0 : mesh.node_of(e, 1) == v ? 1 : 2;
    const int right = (k + 1) % 3, left = (k + 2) % 3;
    if (e != present && mesh.side(e, left, to) >= 0 && mesh.side(e, right, to) >= 0) return {e, -1};
    for (int j = 1; j <= 2; ++j) {
      const int edge = (k + j) % 3, other_end = (k + 3 - j) % 3;  // the edge runs from v to there
      if (mesh.beyond(e, edge) >= 0) continue;
      const vec<T, 2> along = mesh.corner_position(e, other_end) - at;
      const T ahead = dot(along, way);
      const T progress = (ahead < 0 ? -ahead : ahead) * ahead / dot(along, along);
      if (shore.solid < 0 || progress > best) shore = {e, edge}, best = progress;
    }
  }
  return shore;
}

template <class T, class Id>
EUDRIFT_FN constexpr crossing<Id> leave_element(const triangle_mesh_view<T, Id>& mesh, Id e,
                                              vec<int, 3> side, vec<T, 2> from, vec<T, 2> to) {
  // By arithmetic, since which edge it is no branch can foretell.
  const int beyond = (side.at[0] < 0) + 2 * (side.at[1] < 0) + 4 * (side.at[2] < 0);  // a bit for each edge
  int out = beyond / 2;
  if ((beyond & (beyond - 1)) != 0) {
    // `to` is beyond both edges at the apex: the line leaves by the one on the apex's other side.
    const int apex = (7 - beyond) / 2;
    const int turn = orientation(from, to, mesh.corner_position(e, apex));
    if (turn == 0) return cross_node(mesh, mesh.node_of(e, apex), e, from, to);
    out = (apex + 1 + (turn < 0)) % 3;
  }
  const Id next = mesh.beyond(e, out);
  if (next >= 0) return {next, -1};
  // Through an end of the solid edge the line may go on in other water round that node.
  for (int j = 1; j <= 2; ++j) {
    const int end = (out + j) % 3;
    if (orientation(from, to, mesh.corner_position(e, end)) == 0)
      return cross_node(mesh, mesh.node_of(e, end), e, from, to);
  }
  return {e, out};
}

/// The point q of a solid edge of element e, moved inwards by a billionth of the way to the
/// centroid, or as much more as puts it inside by exact signs.
template <class T, class Id>
EUDRIFT_FN_RARE constexpr vec<T, 2> just_inside(const triangle_mesh_view<T, Id>& mesh, Id e, vec<T, 2> q) {
  const vec<T, 2> centroid = T(1) / T(3) * (mesh.corner_position(e, 0) + mesh.corner_position(e, 1) +
                                            mesh.corner_position(e, 2));
  for (T part = sizeof(T) < 8 ? T(1e-4) : T(1e-9); part < 1; part *= 8) {
    const vec<T, 2> p = q + part * (centroid - q);
    const vec<int, 3> side = sides(mesh, e, p, mesh.weights(e, p));
    if (side.at[0] > 0 && side.at[1] > 0 && side.at[2] > 0) return p;
  }
  return centroid;
}

/// travel() where `to`, whose weights in e are w, is not surely in e.
template <class T, class Id>
EUDRIFT_FN_RARE constexpr passage<T, Id> travel_far(const triangle_mesh_view<T, Id>& mesh, Id e,
                                             vec<T, 2> from, vec<T, 2> to, vec<T, 3> w) {
  const auto within = [](T v) { return static_cast<double>(v < 0 ? -v : v) < 1e100; };
  if (!(within(to.at[0]) && within(to.at[1]))) return {site_in(mesh, e, from), 0, T(0)};
  // Exact signs make the sequence of elements that of the line, so each comes once; the count only
  // guards against a mesh whose elements overlap far from each other.
  for (index_t hops = mesh.element_number.size + 3; hops > 0; --hops) {
    const vec<int, 3> side = sides(mesh, e, to, w);
    if (side.at[0] >= 0 && side.at[1] >= 0 && side.at[2] >= 0)
      return {site_in(mesh, owner_among_touching(mesh, e, side), to), -1, T(1)};
    const crossing<Id> next = leave_element(mesh, e, side, from, to);
    e = next.element;
    if (next.solid < 0) {
      w = mesh.weights(e, to);
      if (surely_inside(w, mesh.inside)) return {{to, e, w}, -1, T(1)};
      continue;
    }
    const vec<T, 2> a = mesh.corner_position(e, (next.solid + 1) % 3);
    const vec<T, 2> b = mesh.corner_position(e, (next.solid + 2) % 3);
    const T before = cross(b - a, from - a), after = cross(b - a, to - a);
    T share = before > 0 && before > after ? before / (before - after) : T(0);
    if (share > 1) share = 1;
    vec<T, 2> q = from + share * (to - from);
    // Rounding decides the share of a line nearly parallel to the edge; the end is on the edge still.
    const T along = dot(q - a, b - a);
    if (along < 0 || along > dot(b - a, b - a)) {
      q = along < 0 ? a : b;
      const vec<T, 2> way = to - from;
      const T length = dot(way, way);
      share = length > 0 ? dot(q - from, way) / length : T(0);
      share = share < 0 ? T(0) : share > 1 ? T(1) : share;
    }
    return {site_in(mesh, e, just_inside(mesh, e, q)), next.solid, share};
  }
  return {site_in(mesh, e, just_inside(mesh, e, from)), 0, T(0)};
}

/// The site of `to`, whose weights in e are w, where it is in e or behind one edge of it, by weights alone; its element
/// is negative where they leave that open.  Apart from travel_far(), so that the usual way from an element to the next is
/// inlined: a site that a function gives back lies in memory.
template <class T, class Id>
EUDRIFT_FN constexpr site<T, Id> near_site(const triangle_mesh_view<T, Id>& mesh, Id e, const vec<T, 2>& to,
                                    const vec<T, 3>& w) {
  if (surely_inside(w, mesh.inside)) return {to, e, w};
  const auto size = [](T v) { return v > -v ? v : -v; };
  const T error = sign_error(mesh, w);
  const int beyond = (w.at[0] < -error) + 2 * (w.at[1] < -error) + 4 * (w.at[2] < -error);
  const bool certain = size(w.at[0]) > error && size(w.at[1]) > error && size(w.at[2]) > error;
  if (certain && beyond != 0 && (beyond & (beyond - 1)) == 0) {
    const Id next = mesh.beyond(e, beyond / 2);
    if (next >= 0) {
      const vec<T, 3> there = mesh.weights(next, to);
      if (surely_inside(there, mesh.inside)) return {to, next, there};
    }
  }
  return {to, Id(nowhere), w};
}

}  // namespace detail

/// travel() for those who ask only where the line ends.  Nothing but a site leaves the rare path, so
/// that a caller's loop can hold it in registers.
template <class T, class Id>
EUDRIFT_FN constexpr site<T, Id> end_of_travel(const triangle_mesh_view<T, Id>& mesh, Id e, const vec<T, 2>& from,
                                        const vec<T, 2>& to) {
  const site<T, Id> end = detail::near_site(mesh, e, to, mesh.weights(e, to));
  if (end.element >= 0) return end;
  return detail::travel_far(mesh, e, from, to, end.weights).end;
}

/// The straight line from the point `from` of element e to `to`, as far as no edge of the mesh is in its
/// way: it may not leave the mesh and come back.  A `to` that is not finite, or farther than 1e100 m,
/// where signs are no longer exact, is not travelled to.
template <class T, class Id>
EUDRIFT_FN constexpr passage<T, Id> travel(const triangle_mesh_view<T, Id>& mesh, Id e, const vec<T, 2>& from,
                                    const vec<T, 2>& to) {
  const site<T, Id> end = detail::near_site(mesh, e, to, mesh.weights(e, to));
  if (end.element >= 0) return {end, -1, T(1)};
  return detail::travel_far(mesh, e, from, to, end.weights);
}

}  // namespace eudrift::inline EUDRIFT_ABI
