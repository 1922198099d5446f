// SPDX-License-Identifier: BSL-1.0
/// \file
/// A current on layers as FVCOM has it: on each element its own value and gradient.
#pragma once
#include <eudrift/kernels/fill_element_flows.hpp>
#include <eudrift/kernels/layered_field.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// A current on layers, for layered_velocity, that is linear on each element by the element's own gradient, and jumps
/// from one to the next; linear in time.  Sigma of the layers is that at nodes, linear in between.
template <class T, class Id>
struct element_layers {
  using scalar = T;                     ///< of its values
  using id = Id;                        ///< of elements
  using flow = flow_on_element<T, 2>;   ///< on an element, of one layer

  const flow* flows = nullptr;  ///< (elements, layers) [m/s], as fill_element_layers makes them
  sigma_layers<T> layers;
  T per_second = 0;  ///< 1 / the interval's length, negative in a run backwards

  /// Layer k on element e.
  EUDRIFT_FN constexpr flow on(const triangle_mesh_view<T, Id>&, Id e, index_t k) const {
    return flows[index_t(e) * layers.count + k];
  }
  /// The part of the interval that is over `seconds` after its beginning.
  EUDRIFT_FN constexpr T late(T seconds) const { return seconds * per_second; }
  /// Asks memory for layer k of element e and the one below.
  EUDRIFT_FN_HOST void fetch(Id e, index_t k) const {
#if defined(__GNUC__)
    const auto* first = reinterpret_cast<const char*>(flows + index_t(e) * layers.count + k);
    for (int byte = 0; byte < 3 * 64; byte += 64) __builtin_prefetch(first + byte);
#endif
  }
};

/// Map over elements and layers: fills the flows of element_layers.
template <class Id>
struct fill_element_layers {
  triangle_mesh_view<double, Id> mesh;
  slices_view<double, Id, 2> current;  ///< at elements [m/s], (2, layers, elements)
  index_t layers;
  view<const double> x, y;        ///< element_gradients, (elements, 3)
  flow_on_element<double, 2>* to;  ///< (elements, layers)

  EUDRIFT_FN void operator()(index_t i) const {
    const index_t e = i / layers, elements = x.size / 3;
    to[i] = by_own_gradient(mesh, current.part((i - e * layers) * elements, elements), x, y, static_cast<Id>(e));
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
