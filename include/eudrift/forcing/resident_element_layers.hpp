// SPDX-License-Identifier: BSL-1.0
/// \file
/// A current on layers of elements in an executor's memory, for FVCOM's interpolation in three dimensions.
#pragma once
#include <eudrift/exec/executor.hpp>
#include <eudrift/forcing/resident_interpolation.hpp>
#include <eudrift/kernels/element_layers.hpp>

#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// The current of each element on each layer with its gradient, 96 bytes an element and layer.  For
///
///   layered_velocity<double, std::int32_t, linear_profile, element_layers<double, std::int32_t>>
///
/// whose vertical motion stays at nodes, where FVCOM has omega.
template <Executor Ex>
class resident_element_layers {
 public:
  resident_element_layers(const Ex& ex, index_t elements, index_t layers)
      : ex_(ex), layers_(layers), flow_(ex.template make<flow_on_element<double, 2>>(elements * layers)) {}

  /// Takes the two slices of the next interval: values at elements, (2, layers, elements), as resident_slices of so
  /// many "nodes" and layers holds them where it receives them as if they were at nodes.
  void fill(const triangle_mesh_view<double, std::int32_t>& mesh, const slices_view<double, std::int32_t, 2>& current,
            const resident_gradients<Ex>& gradients) {
    per_second_ = current.per_second;
    ex_.map(flow_.size(), fill_element_layers<std::int32_t>{mesh, current, layers_, gradients.x(), gradients.y(),
                                                            ex_.view(flow_).data});
  }
  /// The current that was filled in, on layers at these sigmas.
  element_layers<double, std::int32_t> view(const sigma_layers<double>& layers) const {
    return {ex_.view(flow_).data, layers, per_second_};
  }
  /// Held in the executor's memory.
  index_t bytes() const { return held_bytes(ex_, flow_); }

 private:
  Ex ex_;
  index_t layers_;
  double per_second_ = 0;
  array_t<Ex, flow_on_element<double, 2>> flow_;  // (elements, layers)
};

}  // namespace eudrift::inline EUDRIFT_ABI
