// SPDX-License-Identifier: BSL-1.0
/// \file
/// Fills the records of elements with a current that is linear on each by its own gradient: FVCOM's interpolation.
#pragma once
#include <eudrift/kernels/interpolate.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// A current given at elements, (2, elements), on element e: its own value plus its gradient times the way from its
/// centroid, by element_gradients x and y, (elements, 3).
template <class Id>
EUDRIFT_FN linear_on_triangle<double, 2> by_own_gradient(const triangle_mesh_view<double, Id>& mesh,
                                                         const soa_view<const double, 2>& value,
                                                         const view<const double>& x, const view<const double>& y,
                                                         Id e) {
  using pair = vec<double, 2>;
  const pair a = mesh.corner_position(e, 0), b = mesh.corner_position(e, 1), c = mesh.corner_position(e, 2);
  const pair own = value.load(e);
  // As its mirror image beyond edge k has it: the part along the edge the same, that across it reversed.
  const auto mirrored = [&](int k) {
    const pair from = mesh.corner_position(e, (k + 1) % 3), way = mesh.corner_position(e, (k + 2) % 3) - from;
    const pair along{way.at[0] / mesh.frame.stretch(from.at[1]), way.at[1]};
    return 2 * dot(own, along) / dot(along, along) * along - own;
  };
  pair along_x{}, along_y{};
  for (int k = 0; k < 3; ++k) {
    const Id beyond = mesh.beyond(e, k);
    const pair rise = beyond >= 0 ? value.load(beyond) - own : mirrored(k) - own;
    along_x = along_x + x[3 * index_t(e) + k] * rise;
    along_y = along_y + y[3 * index_t(e) + k] * rise;
  }
  const pair centroid = 1.0 / 3 * (a + b + c);
  const auto at = [&](const pair& p) {
    return own + (p.at[0] - centroid.at[0]) * along_x + (p.at[1] - centroid.at[1]) * along_y;
  };
  return linear_of(at(a), at(b), at(c));
}

/// The same between two slices.
template <class Id>
EUDRIFT_FN flow_on_element<double, 2> by_own_gradient(const triangle_mesh_view<double, Id>& mesh,
                                                      const slices_view<double, Id, 2>& current,
                                                      const view<const double>& x, const view<const double>& y, Id e) {
  const auto before = by_own_gradient(mesh, current.before, x, y, e);
  const auto after = by_own_gradient(mesh, current.after, x, y, e);
  return {before, {after.at_a - before.at_a, after.to_b - before.to_b, after.to_c - before.to_c}};
}

/// Map over elements: the current of an element is its own value plus its gradient times the way from its centroid,
/// linear in time between two slices.  It is discontinuous at edges.  Afterwards velocity.record says all of it, so
/// that steps cost what they cost with nodal values.
template <class Velocity>
struct fill_element_flows {
  using id = typename decltype(Velocity::mesh)::id;  ///< of elements

  Velocity velocity;                       ///< its current: values at elements, (2, elements); without records
  view<const double> x, y;                 ///< element_gradients, (elements, 3)
  typename Velocity::record_type* record;  ///< (elements,)

  EUDRIFT_FN void operator()(index_t i) const {
    const id e = static_cast<id>(i);
    const auto c = Velocity::numbers(by_own_gradient(velocity.mesh, velocity.current, x, y, e));
    for (int k = 0; k < velocity.carried; ++k) record[i].number[k] = static_cast<typename Velocity::stored>(c.at[k]);
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
