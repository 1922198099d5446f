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
  /// Of layer k on element e.
  template <class Id>
  EUDRIFT_FN constexpr linear_on_triangle<T, 1> on(const triangle_mesh_view<T, Id>& mesh, Id e, index_t k) const {
    const auto of = [&](int corner) { return vec<T, 1>{at(k, mesh.node_of(e, corner))}; };
    return linear_of(of(0), of(1), of(2));
  }
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

/// N fields on layers at nodes between two slices in time; layer by layer, so that each is a field at nodes.  Slices:
/// linear in time, or a cubic_slices_view.
template <class T, class Id, int N, class Slices = slices_view<T, Id, N>>
struct layered_slices {
  using scalar = T;                   ///< of its values
  using id = Id;                      ///< of elements
  using flow = typename Slices::flow; ///< on an element, of one layer

  Slices all;              ///< (N, layers, nodes)
  sigma_layers<T> layers;

  /// Layer k, on a mesh with so many nodes.
  EUDRIFT_FN constexpr Slices layer(index_t k, index_t nodes) const { return all.part(k * nodes, nodes); }
  /// Layer k on element e.
  EUDRIFT_FN constexpr flow on(const triangle_mesh_view<T, Id>& mesh, Id e, index_t k) const {
    return layer(k, mesh.node.size).on(mesh, e);
  }
  /// The part of the interval that is over `seconds` after its beginning.
  EUDRIFT_FN constexpr T late(T seconds) const { return seconds * all.per_second; }
};

/// The layers of a field over one point at one time, as a LayeredColumn: each barycentric in the plane.  Field:
/// layered_slices, or what has its `layers`, on() and late().  Lives no longer than what it is made of.
template <class Field>
class layers_over {
 public:
  using scalar = typename Field::scalar;
  using id = typename Field::id;

  template <int Dim>
  EUDRIFT_FN constexpr layers_over(const triangle_mesh_view<scalar, id>& mesh, const Field& field,
                                   const site<scalar, id, Dim>& where, scalar seconds)
      : mesh_(mesh), field_(field), element_(where.element), weights_(where.weights), late_(field.late(seconds)) {}

  EUDRIFT_FN constexpr index_t count() const { return field_.layers.count; }
  EUDRIFT_FN constexpr scalar sigma(index_t k) const { return field_.layers.on(mesh_, element_, k).at(weights_).at[0]; }
  EUDRIFT_FN constexpr auto value(index_t k) const { return field_.on(mesh_, element_, k).at(weights_, late_); }

 private:
  const triangle_mesh_view<scalar, id>& mesh_;
  const Field& field_;
  id element_;
  vec<scalar, 3> weights_;
  scalar late_;
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
