// SPDX-License-Identifier: BSL-1.0
/// \file
/// Fields on the layers (or levels) of a model, and its water columns, at points of the mesh.
#pragma once
#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/vertical/profile.hpp>
#include <eudrift/vertical/water_column.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// sigma of a model's layers, the uppermost first and each below the one before: the same at all nodes, or of each
/// node its own.
template <class T>
struct sigma_layers {
  view<const T> sigma;     ///< (layers,) or (layers, nodes)
  index_t count = 0;       ///< layers
  index_t next_layer = 1;  ///< places in `sigma` from one layer to the next
  index_t next_node = 0;   ///< from one node to the next; 0: the same at all

  /// Of layer k at a node.
  EUDRIFT_FN constexpr T at(index_t k, index_t node) const { return sigma[k * next_layer + node * next_node]; }
};

/// Layers whose sigma, (layers,), is the same at all nodes.
template <class T>
EUDRIFT_FN constexpr sigma_layers<T> same_layers(const view<const T>& sigma) {
  return {sigma, sigma.size, 1, 0};
}
/// Layers whose sigma, (layers, nodes), each node has its own.
template <class T>
EUDRIFT_FN constexpr sigma_layers<T> layers_at_nodes(const view<const T>& sigma, index_t nodes) {
  return {sigma, sigma.size / nodes, nodes, 1};
}

/// N fields on layers at nodes between two slices in time; layer by layer, so that each is a field at nodes.
template <class T, class Id, int N>
struct layered_slices {
  slices_view<T, Id, N> all;  ///< (N, layers, nodes)
  sigma_layers<T> layers;

  /// Layer k, on a mesh with so many nodes.
  EUDRIFT_FN constexpr slices_view<T, Id, N> layer(index_t k, index_t nodes) const {
    slices_view<T, Id, N> one{{}, {}, all.per_second};
    for (int d = 0; d < N; ++d) {
      one.before.data[d] = all.before.data[d] + k * nodes;
      one.after.data[d] = all.after.data[d] + k * nodes;
    }
    one.before.size = one.after.size = nodes;
    return one;
  }
};

/// The layers of a field over one point at one time, as a LayeredColumn: each barycentric in the plane and linear in
/// time.  Lives no longer than what it is made of.
template <class T, class Id, int N>
class layers_over {
 public:
  template <int Dim>
  EUDRIFT_FN constexpr layers_over(const triangle_mesh_view<T, Id>& mesh, const layered_slices<T, Id, N>& field,
                            const site<T, Id, Dim>& where, T seconds)
      : mesh_(mesh), field_(field), element_(where.element), weights_(where.weights),
        late_(seconds * field.all.per_second) {}

  EUDRIFT_FN constexpr index_t count() const { return field_.layers.count; }
  EUDRIFT_FN constexpr T sigma(index_t k) const {
    const auto at = [&](int corner) { return vec<T, 1>{field_.layers.at(k, mesh_.node_of(element_, corner))}; };
    return linear_of(at(0), at(1), at(2)).at(weights_).at[0];
  }
  EUDRIFT_FN constexpr vec<T, N> value(index_t k) const {
    return field_.layer(k, mesh_.node.size).on(mesh_, element_).at(weights_, late_);
  }

 private:
  const triangle_mesh_view<T, Id>& mesh_;
  const layered_slices<T, Id, N>& field_;
  Id element_;
  vec<T, 3> weights_;
  T late_;
};

/// Surface and bed between two slices in time.
template <class T, class Id>
struct column_slices {
  soa_view<const T, 1> depth;     ///< still-water depth h [m, down], (1, nodes)
  slices_view<T, Id, 1> surface;  ///< zeta [m, up], (1, nodes) each

  /// The water over a point, `seconds` after the interval's beginning.
  template <int Dim>
  EUDRIFT_FN constexpr water_column<T> at(const triangle_mesh_view<T, Id>& mesh, const site<T, Id, Dim>& where,
                                   T seconds) const {
    return {surface(mesh, where, seconds).at[0], at_site(mesh, depth, where).at[0]};
  }
  /// The same with its motion and its slopes [m/m in the frame], which are constant on an element.
  template <int Dim>
  EUDRIFT_FN constexpr moving_column<T> moving_at(const triangle_mesh_view<T, Id>& mesh,
                                           const site<T, Id, Dim>& where, T seconds) const {
    return moving(surface.on(mesh, where.element), field_on(mesh, depth, where.element), mesh.shape(where.element),
                  where.weights, seconds);
  }
  /// The same where zeta and h on the element are known.  L: a number, or lanes.
  template <class L>
  EUDRIFT_FN constexpr moving_column<L> moving(const flow_on_element<L, 1>& zeta, const linear_on_triangle<L, 1>& bed,
                                               const triangle_shape<L>& shape, const vec<L, 3>& w, T seconds) const {
    const linear_on_triangle<L, 1> now = zeta.now(L(seconds * surface.per_second));
    const auto slope = [&](const linear_on_triangle<L, 1>& f) {
      return f.to_b.at[0] * shape.to_b + f.to_c.at[0] * shape.to_c;
    };
    const L rise = zeta.change.at(w).at[0] * L(surface.per_second);
    return {{now.at(w).at[0], bed.at(w).at[0]}, rise, slope(now), slope(bed)};
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
