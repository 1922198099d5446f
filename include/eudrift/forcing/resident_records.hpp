// SPDX-License-Identifier: BSL-1.0
/// \file
/// Records of all elements in an executor's memory.
#pragma once
#include <eudrift/exec/executor.hpp>
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/kernels/fill_records.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Shape and current of each element, side by side: 192 bytes an element.  A step that finds them reads
/// three lines where it would read three nodes of seven arrays; to fill them costs about as much as one
/// step in each element, so they pay where particles make more steps an interval than the mesh has elements.
template <Executor Ex>
class resident_records {
 public:
  resident_records(const Ex& ex, const resident_mesh<Ex>& mesh)
      : ex_(ex), elements_(mesh.elements()), record_(ex.template make<double>(elements_ * element_record::size)) {
    ex_.map(elements_, fill_shapes<double, std::int32_t>{mesh.view(), ex_.view(record_).data});
  }
  /// Takes the two slices of the next interval.
  void fill(const nodal_velocity<double, std::int32_t>& velocity) {
    ex_.map(elements_, fill_flows<double, std::int32_t>{velocity, ex_.view(record_).data});
  }
  /// The same velocity, read from the records that were filled with it.
  nodal_velocity<double, std::int32_t> with(nodal_velocity<double, std::int32_t> velocity) const {
    velocity.mesh.record = velocity.record = ex_.view(record_).data;
    return velocity;
  }

 private:
  Ex ex_;
  index_t elements_;
  array_t<Ex, double> record_;  // (elements, element_record::size)
};

}  // namespace eudrift::inline EUDRIFT_ABI
