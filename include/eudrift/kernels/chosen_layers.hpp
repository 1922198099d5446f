// SPDX-License-Identifier: BSL-1.0
/// \file
/// A current on layers that is interpolated in the plane as a program chooses where it runs.
#pragma once
#include <eudrift/kernels/element_layers.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// A current on layers, for layered_velocity, between nodes as layered_slices have it, or by elements as element_layers
/// have it: one type for both, so that kernels are compiled once.
template <class T, class Id>
struct chosen_layers : layered_slices<T, Id, 2> {
  using between_nodes = layered_slices<T, Id, 2>;
  using flow = typename between_nodes::flow;  ///< on an element, of one layer

  const flow* flows = nullptr;  ///< those of element_layers, (elements, layers) [m/s], or null: between nodes

  /// Layer k on element e.
  EUDRIFT_FN constexpr flow on(const triangle_mesh_view<T, Id>& mesh, Id e, index_t k) const {
    return flows != nullptr ? by_elements().on(mesh, e, k) : between_nodes::on(mesh, e, k);
  }
  /// The field at nodes; without layers where it is by elements.
  EUDRIFT_FN constexpr between_nodes at_nodes() const {
    return flows != nullptr ? between_nodes{} : static_cast<const between_nodes&>(*this);
  }
  /// As element_layers has it; between nodes nothing.
  EUDRIFT_FN_HOST void fetch(Id e, index_t k) const {
    if (flows != nullptr) by_elements().fetch(e, k);
  }

 private:
  EUDRIFT_FN constexpr element_layers<T, Id> by_elements() const { return {flows, this->layers, T(0)}; }
};

}  // namespace eudrift::inline EUDRIFT_ABI
