// SPDX-License-Identifier: BSL-1.0
/// \file
/// Fills the records of elements: their shape once, the current when a slice arrives.
#pragma once
#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/mesh/open_water.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Map over elements: how far the elements round its nodes reach.
template <class Id>
struct find_open_water {
  triangle_mesh_view<double, Id> mesh;  ///< without records
  view<float> ring;                     ///< open_water(mesh, e) of each, (elements,) [m2]

  EUDRIFT_FN void operator()(index_t i) const { ring[i] = static_cast<float>(open_water(mesh, static_cast<Id>(i))); }
};

/// Map over elements: what a record holds of the mesh, with the bits that are computed without records.
template <class Id, class Record>
struct fill_shapes {
  triangle_mesh_view<double, Id> mesh;  ///< without records
  view<const float> ring;               ///< what find_open_water found, (elements,)
  Record* record;                       ///< (elements,)

  EUDRIFT_FN void operator()(index_t i) const {
    const Id e = static_cast<Id>(i);
    static_cast<element_record&>(record[i]) = record_of(mesh, e, static_cast<float>(open_water(mesh, e, ring)));
  }
};

/// Map over elements: what a record holds of the current between two slices.
template <class Velocity>
struct fill_flows {
  Velocity velocity;                       ///< without records
  typename Velocity::record_type* record;  ///< (elements,)

  EUDRIFT_FN void operator()(index_t i) const {
    const auto c = velocity.carry(static_cast<typename decltype(velocity.mesh)::id>(i));
    for (int k = 0; k < velocity.carried; ++k) record[i].number[k] = static_cast<typename Velocity::stored>(c.at[k]);
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
