// SPDX-License-Identifier: BSL-1.0
/// \file
/// Records of all elements in an executor's memory.
#pragma once
#include <eudrift/exec/executor.hpp>
#include <eudrift/forcing/resident_interpolation.hpp>
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/kernels/fill_element_flows.hpp>
#include <eudrift/kernels/fill_records.hpp>

#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Shape and current of each element, side by side: 192 bytes an element, 128 where the current is stored in
/// float.  A step that finds them reads three lines (two) where it would read three nodes of seven arrays; to
/// fill them costs about as much as one step in each element, so they pay where particles make more steps an
/// interval than the mesh has elements.
template <Executor Ex, class Stored = double>
class resident_records {
 public:
  using velocity = nodal_velocity<double, std::int32_t, Stored>;  ///< what is recorded
  using record_type = typename velocity::record_type;

  resident_records(const Ex& ex, const resident_mesh<Ex>& mesh)
      : ex_(ex), elements_(mesh.elements()), record_(ex.template make<record_type>(elements_)) {
    reshape(mesh.view());
  }
  /// Takes what the mesh's edges are now, where some were shut or opened (resident_waterline).
  void reshape(const triangle_mesh_view<double, std::int32_t>& mesh) {
    auto ring = ex_.template make<float>(elements_);
    ex_.map(elements_, find_open_water<std::int32_t>{mesh, ex_.view(ring)});
    ex_.map(elements_,
            fill_shapes<std::int32_t, record_type>{mesh, ex_.view(std::as_const(ring)), ex_.view(record_).data});
  }
  /// Takes the two slices of the next interval.
  void fill(const velocity& current) {
    ex_.map(elements_, fill_flows<velocity>{current, ex_.view(record_).data});
  }
  /// Takes the two slices of the next interval as they are at elements, to be interpolated as FVCOM does: `current` has
  /// one value an element, (2, elements), in both slices.  Kernels read nothing but the records then.
  void fill_by_elements(const velocity& current, const resident_gradients<Ex>& gradients) {
    ex_.map(elements_, fill_element_flows<velocity>{current, gradients.x(), gradients.y(), ex_.view(record_).data});
  }
  /// The same velocity, read from the records that were filled with it.
  velocity with(velocity current) const {
    current.record = ex_.view(record_).data;
    current.mesh.records = of_elements(current.record);
    return current;
  }
  /// Held in the executor's memory.
  index_t bytes() const { return held_bytes(ex_, record_); }

 private:
  Ex ex_;
  index_t elements_;
  array_t<Ex, record_type> record_;  // (elements,)
};

}  // namespace eudrift::inline EUDRIFT_ABI
