// SPDX-License-Identifier: BSL-1.0
/// \file
/// One number of a field wherever a particle is: what temperature it feels.
#pragma once
#include <eudrift/kernels/layered_field.hpp>

namespace eudrift::inline EUDRIFT_ABI {

// Function objects of a site and a time [s after the forcing interval's beginning]; `mesh` is that on which particles
// travel.

/// A nodal field without layers.
template <class T, class Id>
struct nodal_field {
  triangle_mesh_view<T, Id> mesh;
  slices_view<T, Id, 1> values;  ///< in the field's unit, (1, nodes)

  template <int Dim>
  EUDRIFT_FN constexpr T operator()(const site<T, Id, Dim>& where, T seconds) const {
    return values(mesh, where, seconds).at[0];
  }
};

/// A nodal field in layers, at a particle's sigma by Profile; beyond the end layers their values.
template <class T, class Id, class Profile = linear_profile>
struct layered_field {
  triangle_mesh_view<T, Id> mesh;
  layered_slices<T, Id, 1> values;  ///< in the field's unit, (1, layers, nodes)

  EUDRIFT_FN constexpr T operator()(const site<T, Id, 3>& where, T seconds) const {
    const layers_over layers(mesh, values, where, seconds);
    return Profile::at(layers, where.point.at[2], beyond_layers::constant).value.at[0];
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
