// SPDX-License-Identifier: BSL-1.0
/// \file
/// In an executor's memory: what the choices of interpolation need beside the weights of kernel A.
#pragma once
#include <eudrift/exec/executor.hpp>
#include <eudrift/kernels/along_coast.hpp>
#include <eudrift/mesh/coast_nodes.hpp>
#include <eudrift/mesh/element_gradients.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Where the coast lies, for nodal values without flow through it: after kernel A,
///
///   ex.map(coast.size(), coast.turn(current.reduction(weights).to));
template <Executor Ex>
class resident_coast {
 public:
  resident_coast(const Ex& ex, const coast_nodes& coast)
      : ex_(ex), node_(ex.upload(coast.node)), x_(ex.upload(coast.x)), y_(ex.upload(coast.y)) {}

  index_t size() const { return node_.size(); }
  /// The kernel, over size() nodes, for a current at nodes.
  along_coast<double, std::int32_t> turn(const soa_view<double, 2>& current) const {
    return {ex_.view(node_), ex_.view(x_), ex_.view(y_), current};
  }
  /// Held in the executor's memory.
  index_t bytes() const { return held_bytes(ex_, node_, x_, y_); }

 private:
  Ex ex_;
  array_t<Ex, std::int32_t> node_;
  array_t<Ex, double> x_, y_;
};

/// The gradients of elements, for FVCOM's interpolation; see resident_records::fill_by_elements.
template <Executor Ex>
class resident_gradients {
 public:
  resident_gradients(const Ex& ex, const element_gradients& gradients)
      : ex_(ex), x_(ex.upload(gradients.x)), y_(ex.upload(gradients.y)) {}

  eudrift::view<const double> x() const { return ex_.view(x_); }  ///< (elements, 3)
  eudrift::view<const double> y() const { return ex_.view(y_); }  ///< (elements, 3)
  /// Held in the executor's memory.
  index_t bytes() const { return held_bytes(ex_, x_, y_); }

 private:
  Ex ex_;
  array_t<Ex, double> x_, y_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
