// SPDX-License-Identifier: BSL-1.0
/// \file
/// What becomes of a displacement that meets an edge of the mesh: a solid one by choice, an open one ends the way.
#pragma once
#include <eudrift/mesh/way_end.hpp>

#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// The rest of a displacement goes on along the edge that it met, as water does.
struct slide {
  static constexpr int most_edges = 16;  ///< then the displacement ends where it is
  static constexpr int most_idle = 4;    ///< edges in a row met without progress: in a corner
  /// At the next edge it is the displacement itself that is turned, not its part along this one: else
  /// particles would be carried on round a bend, against the flow, and out of corners it drives into.
  static constexpr bool keeps_direction = true;
  static constexpr bool ends_way = false;  ///< whether a solid edge ends a particle's way for good

  /// `left` is the rest of the displacement, `along` its part along the edge.
  template <class T>
  EUDRIFT_FN static constexpr vec<T, 2> turn(const vec<T, 2>&, const vec<T, 2>& along) {
    return along;
  }
};

/// The rest of a displacement is mirrored at the edge.  For random displacements: mirrored ones keep
/// a uniform density, sliding ones would gather particles at the coast.
struct reflect {
  static constexpr int most_edges = 128;  ///< then the displacement ends where it is
  static constexpr int most_idle = 128;   ///< a narrow corner is left after many
  static constexpr bool keeps_direction = false;  ///< the next edge mirrors what this one has mirrored
  static constexpr bool ends_way = false;         ///< see slide

  template <class T>
  EUDRIFT_FN static constexpr vec<T, 2> turn(const vec<T, 2>& left, const vec<T, 2>& along) {
    return T(2) * along - left;
  }
};

/// The displacement ends where it met the edge; the next step begins there.
struct stop {
  static constexpr int most_edges = 0;  ///< none is gone along
  static constexpr int most_idle = 0;   ///< see slide
  static constexpr bool keeps_direction = true;  ///< see slide
  static constexpr bool ends_way = false;        ///< see slide

  template <class T>
  EUDRIFT_FN static constexpr vec<T, 2> turn(const vec<T, 2>&, const vec<T, 2>&) {
    return {};
  }
};

/// Who meets the edge is thrown on it, and has ended its way there: see way_end.
struct strand : stop {
  static constexpr bool ends_way = true;  ///< see slide
};

/// What solid edges do to a displacement, chosen where a program runs.
enum class coast_rule : std::uint8_t {
  slide,    ///< it goes on along the edge
  reflect,  ///< it is mirrored
  stop,     ///< it ends
  strand    ///< the particle is thrown ashore
};

/// The rule for random displacements where that for others is given: they are mirrored, since sliding and stopping ones
/// would gather particles at the coast, or thrown ashore too.
EUDRIFT_FN constexpr coast_rule rule_of_walk(coast_rule rule) {
  return rule == coast_rule::strand ? coast_rule::strand : coast_rule::reflect;
}

namespace detail {

/// displace() where the end, whose weights in the element e of its beginning are w, is not surely in e.
template <class Coast, class T, class Id>
EUDRIFT_FN_RARE constexpr site<T, Id> displace_far(const triangle_mesh_view<T, Id>& mesh, Id e, vec<T, 2> from,
                                            vec<T, 2> left, vec<T, 3> w, T stretch) {
  // Whoever has no way to go, or one that is no number, meets nothing.
  if (!(static_cast<double>(dot(left, left)) < 1e200)) return site_in(mesh, e, from);
  passage<T, Id> way = travel_far(mesh, e, from, from + left, w);
  // Lengths and angles at the edge are those on the ground, where x is 1 / stretch of the frame's.
  const T per_x = T(1) / (stretch * stretch);
  const auto ground = [&](const vec<T, 2>& a, const vec<T, 2>& b) {
    return a.at[0] * b.at[0] * per_x + a.at[1] * b.at[1];
  };
  T rest = 1;  // of the displacement
  for (int edges = 0, idle = 0; !way.arrived(); ++edges) {
    rest *= T(1) - way.share;
    const Id beyond = mesh.beyond(way.end.element, way.edge);
    const bool is_open = beyond == open_edge;
    if (is_open || (Coast::ends_way && beyond != unheld))
      return ended_at(way.end, is_open ? way_end::left : way_end::stranded, T(1) - rest);
    idle = way.share < T(1e-6) ? idle + 1 : 0;
    if (edges == Coast::most_edges || idle == Coast::most_idle) break;
    const vec<T, 2> along = mesh.corner_position(way.end.element, (way.edge + 2) % 3) -
                            mesh.corner_position(way.end.element, (way.edge + 1) % 3);
    left = (T(1) - way.share) * left;
    const vec<T, 2> turned = Coast::turn(left, ground(left, along) / ground(along, along) * along);
    if (!Coast::keeps_direction) left = turned;
    way = travel(mesh, way.end.element, way.end.point, way.end.point + turned);
  }
  return way.end;
}

/// The same by a rule, for those that are rarely chosen.
template <class T, class Id>
EUDRIFT_FN_RARE constexpr site<T, Id> displace_far_by(coast_rule rule, const triangle_mesh_view<T, Id>& mesh, Id e,
                                                      vec<T, 2> from, vec<T, 2> left, vec<T, 3> w, T stretch) {
  if (rule == coast_rule::reflect) return displace_far<reflect>(mesh, e, from, left, w, stretch);
  if (rule == coast_rule::stop) return displace_far<stop>(mesh, e, from, left, w, stretch);
  return displace_far<strand>(mesh, e, from, left, w, stretch);
}

}  // namespace detail

/// Where a displacement [m, in the frame] from a site ends; Coast (slide, reflect, stop or strand) says what a solid
/// edge does to it.  The end is always in the mesh, unless the way has ended (has_ended): at an open edge, or by
/// strand.  `stretch`: coordinate_frame::stretch there.
template <class Coast, class T, class Id>
EUDRIFT_FN constexpr site<T, Id> displace(const triangle_mesh_view<T, Id>& mesh, const site<T, Id>& from,
                                   const vec<T, 2>& displacement, T stretch) {
  const vec<T, 2> to = from.point + displacement;
  const site<T, Id> end = detail::near_site(mesh, from.element, to, mesh.weights(from.element, to));
  if (end.element >= 0) return end;
  return detail::displace_far<Coast>(mesh, from.element, from.point, displacement, end.weights, stretch);
}

/// The same by a rule that is chosen at run time, which is asked only where the way is not surely in the water.
template <class T, class Id>
EUDRIFT_FN constexpr site<T, Id> displace(coast_rule rule, const triangle_mesh_view<T, Id>& mesh,
                                          const site<T, Id>& from, const vec<T, 2>& displacement, T stretch) {
  const vec<T, 2> to = from.point + displacement;
  const site<T, Id> end = detail::near_site(mesh, from.element, to, mesh.weights(from.element, to));
  if (end.element >= 0) return end;
  if (rule == coast_rule::slide)
    return detail::displace_far<slide>(mesh, from.element, from.point, displacement, end.weights, stretch);
  return detail::displace_far_by(rule, mesh, from.element, from.point, displacement, end.weights, stretch);
}

}  // namespace eudrift::inline EUDRIFT_ABI
