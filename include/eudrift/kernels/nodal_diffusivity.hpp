// SPDX-License-Identifier: BSL-1.0
/// \file
/// A horizontal diffusivity that varies: at nodes, in one layer or in several, between two slices in time.
#pragma once
#include <eudrift/kernels/layered_field.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Horizontal diffusivity at nodes, such as FVCOM's viscofh: linear in time, on each element linear between the values
/// that its corners have at a particle's sigma, so that the gradient is constant on an element.  Along the vertical
/// linear between layers, and constant beyond them.  Negative values count as zero.  A view, as slices_view is one.
struct nodal_diffusivity {
  soa_view<const double, 1> before{};     ///< where the forcing interval begins [m2/s], (1, layers, nodes); empty: none
  soa_view<const double, 1> after{};      ///< where it ends
  double per_second = 0;                  ///< 1 / its length [1/s], negative in a run backwards
  sigma_layers<double> layers{{}, 1};     ///< one in two dimensions, whose sigma is not asked for

  EUDRIFT_FN constexpr bool held() const { return before.size > 0; }

  /// On element e at `sigma`, `seconds` after the interval's beginning.
  template <class T, class Id>
  EUDRIFT_FN constexpr linear_on_triangle<T, 1> on(const triangle_mesh_view<T, Id>& mesh, Id e, T sigma,
                                                   T seconds) const {
    const double late = static_cast<double>(seconds) * per_second;
    vec<T, 1> corner[3];
    for (int k = 0; k < 3; ++k) {
      const column over{*this, mesh.node_of(e, k), mesh.node.size, late};
      const double v = linear_profile::at(over, static_cast<double>(sigma), beyond_layers::constant).value.at[0];
      corner[k] = {static_cast<T>(v > 0 ? v : 0)};
    }
    return linear_of(corner[0], corner[1], corner[2]);
  }

 private:
  /// That over one node, as a LayeredColumn.
  struct column {
    const nodal_diffusivity& of;
    index_t node, nodes;
    double late;  // part of the interval
    EUDRIFT_FN constexpr index_t count() const { return of.layers.count; }
    EUDRIFT_FN constexpr double sigma(index_t k) const { return of.layers.at(k, node); }
    EUDRIFT_FN constexpr vec<double, 1> value(index_t k) const {
      const index_t i = k * nodes + node;
      const double first = of.before.data[0][i];
      return {first + late * (of.after.data[0][i] - first)};
    }
  };
};

/// The gradient [1/m in the frame, times the field's unit] of a field on an element of that shape.
template <class T>
EUDRIFT_FN constexpr vec<T, 2> gradient_of(const linear_on_triangle<T, 1>& field, const triangle_shape<T>& shape) {
  return field.to_b.at[0] * shape.to_b + field.to_c.at[0] * shape.to_c;
}

}  // namespace eudrift::inline EUDRIFT_ABI
