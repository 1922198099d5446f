// SPDX-License-Identifier: BSL-1.0
/// \file
/// Fills the records of elements: their shape once, the current when a slice arrives.
#pragma once
#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/mesh/open_water.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Map over elements: what a record holds of the mesh, with the bits that are computed without records.
template <class T, class Id>
struct fill_shapes {
  triangle_mesh_view<T, Id> mesh;  ///< without records
  T* record;                       ///< (elements, element_record::size)

  EUDRIFT_FN void operator()(index_t i) const {
    const Id e = static_cast<Id>(i);
    T* to = record + i * element_record::size;
    const triangle_shape<T> s = mesh.shape(e);
    const vec<T, 2> part[] = {s.origin, s.to_b, s.to_c};
    for (int k = 0; k < 6; ++k) to[element_record::shape + k] = part[k / 2].at[k % 2];
    for (int k = 0; k < 3; ++k) to[element_record::beyond + k] = static_cast<T>(mesh.beyond(e, k));
    to[element_record::reach] = open_water(mesh, e);
  }
};

/// Map over elements: what a record holds of the current between two slices.
template <class T, class Id>
struct fill_flows {
  nodal_velocity<T, Id> velocity;  ///< without records
  T* record;                       ///< (elements, element_record::size)

  EUDRIFT_FN void operator()(index_t i) const {
    const auto c = velocity.carry(static_cast<Id>(i));
    for (int k = 0; k < velocity.carried; ++k) record[i * element_record::size + element_record::flow + k] = c.at[k];
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
