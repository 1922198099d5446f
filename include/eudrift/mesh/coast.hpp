// SPDX-License-Identifier: BSL-1.0
/// \file
/// What becomes of a displacement that meets a solid edge: it slides along it, or is reflected.
#pragma once
#include <eudrift/mesh/travel.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// The rest of a displacement goes on along the edge that it met, as water does.
struct slide {
  static constexpr int most_edges = 16;  ///< then the displacement ends where it is
  static constexpr int most_idle = 4;    ///< edges in a row met without progress: in a corner
  /// At the next edge it is the displacement itself that is turned, not its part along this one: else
  /// particles would be carried on round a bend, against the flow, and out of corners it drives into.
  static constexpr bool keeps_direction = true;

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

  template <class T>
  EUDRIFT_FN static constexpr vec<T, 2> turn(const vec<T, 2>& left, const vec<T, 2>& along) {
    return T(2) * along - left;
  }
};

namespace detail {

/// displace() where the end, whose weights in the element e of its beginning are w, is not surely in e.
template <class Coast, class T, class Id>
EUDRIFT_FN_RARE constexpr site<T, Id> displace_far(const triangle_mesh_view<T, Id>& mesh, Id e, vec<T, 2> from,
                                            vec<T, 2> left, vec<T, 3> w, T stretch) {
  passage<T, Id> way = travel_far(mesh, e, from, from + left, w);
  // Lengths and angles at the edge are those on the ground, where x is 1 / stretch of the frame's.
  const T per_x = T(1) / (stretch * stretch);
  const auto ground = [&](const vec<T, 2>& a, const vec<T, 2>& b) {
    return a.at[0] * b.at[0] * per_x + a.at[1] * b.at[1];
  };
  for (int edges = 0, idle = 0; edges < Coast::most_edges && !way.arrived(); ++edges) {
    idle = way.share < T(1e-6) ? idle + 1 : 0;
    if (idle == Coast::most_idle) break;
    const vec<T, 2> along = mesh.corner_position(way.end.element, (way.edge + 2) % 3) -
                            mesh.corner_position(way.end.element, (way.edge + 1) % 3);
    left = (T(1) - way.share) * left;
    const vec<T, 2> turned = Coast::turn(left, ground(left, along) / ground(along, along) * along);
    if (!Coast::keeps_direction) left = turned;
    way = travel(mesh, way.end.element, way.end.point, way.end.point + turned);
  }
  return way.end;
}

}  // namespace detail

/// Where a displacement [m, in the frame] from a site ends; Coast (slide or reflect) says what a solid
/// edge does to it.  The end is always in the mesh.  `stretch`: coordinate_frame::stretch there.
template <class Coast, class T, class Id>
EUDRIFT_FN constexpr site<T, Id> displace(const triangle_mesh_view<T, Id>& mesh, const site<T, Id>& from,
                                   const vec<T, 2>& displacement, T stretch) {
  const vec<T, 2> to = from.point + displacement;
  const site<T, Id> end = detail::near_site(mesh, from.element, to, mesh.weights(from.element, to));
  if (end.element >= 0) return end;
  return detail::displace_far<Coast>(mesh, from.element, from.point, displacement, end.weights, stretch);
}

}  // namespace eudrift::inline EUDRIFT_ABI
