// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a particle needs of the element that it is in, side by side in memory.
#pragma once
#include <eudrift/core/config.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Where the numbers of an element stand in its record.  Three cache lines hold all that steps read of an
/// element, which otherwise lies at its three nodes; on a mesh larger than the cache each line saved is
/// the time of a memory access.  Filled by kernels/fill_records.hpp.
struct element_record {
  static constexpr int shape = 0;    ///< triangle_shape: origin [m], gradients of two weights [1/m]
  static constexpr int beyond = 6;   ///< the three neighbours, as triangle_mesh_view::neighbour has them
  static constexpr int reach = 9;    ///< open_water(), squared [m2]
  static constexpr int flow = 10;    ///< nodal_velocity::carry()
  static constexpr int size = 24;    ///< numbers a record
};

}  // namespace eudrift::inline EUDRIFT_ABI
