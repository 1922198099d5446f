// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a particle needs of the element that it is in, side by side in memory.
#pragma once
#include <eudrift/core/view.hpp>
#include <eudrift/math/barycentric.hpp>

#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// What tells whether a point is in an element, and where else to look for it: one line of a cache, where the
/// mesh has it in eleven places.  Filled by kernels/fill_records.hpp.
struct alignas(64) element_record {
  triangle_shape<double> shape;
  std::int32_t beyond[3];  ///< the neighbours, as triangle_mesh_view::neighbour has them
  float reach;             ///< open_water(mesh, e, ring) [m2]
};
static_assert(sizeof(element_record) == 64);

/// The same, and beside it the numbers that a velocity carries, in `Stored` precision: on a mesh larger than the
/// cache each line saved is the time of a memory access.  192 bytes for 12 doubles, 128 for 12 floats.
template <class Stored, int Numbers>
struct alignas(64) carried_record : element_record {
  Stored number[(Numbers + 7) / 8 * 8];  ///< whole registers, so that lanes load them
};

/// The element records of all elements, whatever else stands beside them.
struct element_records {
  const element_record* first = nullptr;
  int stride = 1;  ///< from element to element, in bytes / sizeof(element_record)

  EUDRIFT_FN constexpr bool held() const { return first != nullptr; }
  EUDRIFT_FN constexpr const element_record& operator[](index_t e) const { return first[e * stride]; }
};

/// Those of an array of records.
template <class Stored, int Numbers>
EUDRIFT_FN constexpr element_records of_elements(const carried_record<Stored, Numbers>* record) {
  return {record, static_cast<int>(sizeof(*record) / sizeof(element_record))};
}

}  // namespace eudrift::inline EUDRIFT_ABI
