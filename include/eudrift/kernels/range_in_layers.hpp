// SPDX-License-Identifier: BSL-1.0
/// \file
/// How fast a current on layers can be anywhere, by each way of interpolation: what greatest_step() asks of layers.
#pragma once
#include <eudrift/kernels/cubic_in_time.hpp>
#include <eudrift/kernels/element_layers.hpp>
#include <eudrift/kernels/greatest_step.hpp>

namespace eudrift::inline EUDRIFT_ABI {

// Why a speed found so holds everywhere.  The values of all layers over a point are means, by its weights and the part
// of the interval that is over, of those at the corners of its element (at nodes, or of the element's own flow where it
// has one) at both slices.  A function of them that is convex is nowhere greater than the greatest of it at corners and
// slices.  Such functions are
//
//   |u_k|^2 + |v_k|^2                                  of a layer: straight lines between layers do not exceed it,
//   max(|u_k|, |u_k+1|)^2 + max(|v_k|, |v_k+1|)^2      of two: a cubic that keeps the shape lies, component by
//                                                      component, between its two layers, but u and v need not go from
//                                                      one to the other in the same places, so that it may be faster
//                                                      than both, by the square root of 2 at most.
//
// A cubic in time is a mean of its four control points (Bezier's): the values at both slices, and those a third of the
// interval from each along the slope there.  They take the place of the two slices.  The law of the wall takes a part of
// the lowest layer's velocity, or all of it.  What is constant beyond the end layers is theirs; what goes on as it
// changes there has no bound.

namespace detail {

/// Values of which a current, at one place and layer, is a mean at all times of an interval.
template <int N>
struct extremes {
  vec<double, 2> at[N];
};
template <class Id>
EUDRIFT_FN constexpr extremes<2> extremes_of(const slices_view<double, Id, 2>& f, index_t i) {
  return {{f.before.load(i), f.after.load(i)}};
}
template <class Id>
EUDRIFT_FN constexpr extremes<4> extremes_of(const cubic_slices_view<double, Id, 2>& f, index_t i) {
  const vec<double, 2> before = f.before.load(i), after = f.after.load(i);
  const double third = f.length / 3;
  return {{before, before + third * f.slope_before.load(i), after - third * f.slope_after.load(i), after}};
}
EUDRIFT_FN constexpr double magnitude(double a) { return a < 0 ? -a : a; }

/// The greatest square speed between a layer and the one below, and not a number where one of theirs is none; `bends`:
/// whether components may go from one to the other in places of their own.
EUDRIFT_FN constexpr double square_speed_between(bool bends, const vec<double, 2>& upper, const vec<double, 2>& lower) {
  const double a = dot(upper, upper), b = dot(lower, lower);
  if (a != a || b != b) return a + b;
  if (!bends) return greater(a, b);
  const double u = greater(magnitude(upper.at[0]), magnitude(lower.at[0]));
  const double v = greater(magnitude(upper.at[1]), magnitude(lower.at[1]));
  return u * u + v * v;
}

}  // namespace detail

/// Term: the range at node n over all layers of Velocity's current; at element n where that is by elements
/// (element_layers, or chosen_layers that are).
template <class Velocity>
struct range_in_layers {
  Velocity velocity;

  EUDRIFT_FN flow_range operator()(index_t n) const {
    const auto& mesh = velocity.mesh;
    const auto& field = velocity.current;
    flow_range all;
    if constexpr (requires { field.flows; }) {
      for (int corner = 0; corner < 3 && field.flows != nullptr; ++corner) {
        const auto e = static_cast<typename decltype(Velocity::mesh)::id>(n);
        vec<double, 3> w{};
        w.at[corner] = 1;
        over_layers(all, mesh.corner_position(e, corner).at[1], [&](index_t k) {
          const auto flow = field.on(mesh, e, k);
          return detail::extremes<2>{{flow.at(w, 0.0), flow.at(w, 1.0)}};
        });
      }
      if (field.flows != nullptr) return all;
    }
    if constexpr (requires { field.all; })
      over_layers(all, mesh.node.load(n).at[1],
                  [&](index_t k) { return detail::extremes_of(field.all, k * mesh.node.size + n); });
    return all;
  }

 private:
  template <class At>
  EUDRIFT_FN constexpr void over_layers(flow_range& all, double y, const At& at) const {
    auto above = at(0);
    for (index_t k = 0; k < velocity.current.layers.count; ++k) {
      const auto here = at(k);
      for (int n = 0; n < static_cast<int>(sizeof(here.at) / sizeof(here.at[0])); ++n) {
        const double s = detail::square_speed_between(velocity.profile.bends(), above.at[n], here.at[n]);
        if (s > all.square_speed || s != s) all.square_speed = s;
      }
      above = here;
    }
    all.low = y < all.low ? y : all.low, all.high = y > all.high ? y : all.high;
  }
};

/// Term: the range at the corners of element n of a current at nodes or by elements, over all its layers.
template <class Velocity>
struct range_at_corners {
  range_in_layers<Velocity> at_node;

  EUDRIFT_FN flow_range operator()(index_t n) const {
    if constexpr (requires { at_node.velocity.current.flows; })
      if (at_node.velocity.current.flows != nullptr) return at_node(n);
    const auto& mesh = at_node.velocity.mesh;
    const auto e = static_cast<typename decltype(Velocity::mesh)::id>(n);
    flow_range all;
    for (int k = 0; k < 3; ++k) all = widest_range{}.join(all, at_node(mesh.node_of(e, k)));
    return all;
  }
};

/// Term: the range at node n of a current that is cubic in time, without layers.
template <class Id>
struct cubic_range_at_node {
  triangle_mesh_view<double, Id> mesh;
  cubic_slices_view<double, Id, 2> current;  ///< [m/s]

  EUDRIFT_FN flow_range operator()(index_t n) const {
    const double y = mesh.node.load(n).at[1];
    flow_range all{0, y, y};
    for (const vec<double, 2>& u : detail::extremes_of(current, n).at)
      if (const double s = dot(u, u); s > all.square_speed || s != s) all.square_speed = s;
    return all;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
