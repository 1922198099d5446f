// SPDX-License-Identifier: BSL-1.0
/// \file
/// The two slices of a forcing between which particles move, in an executor's memory.
#pragma once
#include <eudrift/exec/executor.hpp>
#include <eudrift/forcing/source.hpp>
#include <eudrift/kernels/element_to_node.hpp>
#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/mesh/node_weights.hpp>

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// The weights of kernel A in an executor's memory.
template <Executor Ex>
class resident_weights {
 public:
  resident_weights(const Ex& ex, const node_weights& w)
      : ex_(ex), begin_(ex.upload(w.begin)), element_(ex.upload(w.element)), weight_(ex.upload(w.weight)) {}
  node_weights_view<double, std::int32_t> view() const {
    return {ex_.view(begin_), ex_.view(element_), ex_.view(weight_)};
  }
  /// Held in the executor's memory.
  index_t bytes() const { return held_bytes(ex_, begin_, element_, weight_); }

 private:
  Ex ex_;
  array_t<Ex, index_t> begin_;
  array_t<Ex, std::int32_t> element_;
  array_t<Ex, double> weight_;
};

/// N fields of one forcing at two times, at nodes, on one layer or on several.  Several forcings are several of
/// these, each with its own mesh and times.
template <Executor Ex, int N>
class resident_slices {
 public:
  resident_slices(const Ex& ex, index_t nodes, index_t layers = 1) : ex_(ex), nodes_(nodes), layers_(layers) {}

  /// Takes the fields of the next slice, (layers, nodes) or (layers, elements): the later slice becomes the earlier
  /// one.  Values at elements need kernel A next: map reduction() over to_reduce() nodes, for each layer.
  void receive(const std::array<std::vector<double>, N>& fields, location where) {
    received_ = where;
    for (std::size_t d = 0; d < N; ++d) {
      before_[d] = std::move(after_[d]);
      if (where == location::node) {
        after_[d] = ex_.upload(fields[d]);
      } else {
        element_[d] = ex_.upload(fields[d]);
        after_[d] = ex_.template make<double>(nodes_ * layers_);
      }
    }
  }
  /// Makes room for the next slice, to be filled by a kernel: (N, layers, nodes).
  soa_view<double, N> next() {
    soa_view<double, N> to{{}, nodes_ * layers_};
    for (std::size_t d = 0; d < N; ++d) {
      before_[d] = std::move(after_[d]);
      after_[d] = ex_.template make<double>(nodes_ * layers_);
      to.data[d] = ex_.view(after_[d]).data;
    }
    return to;
  }
  /// Nodes over which to map reduction(): all, or none where the slice received last has its values at nodes, so that a
  /// time loop need not know where a forcing has its values.
  index_t to_reduce() const { return received_ == location::element ? nodes_ : 0; }
  /// Kernel A for a layer of the slice that was received last.
  element_to_node<double, std::int32_t, N> reduction(const resident_weights<Ex>& weights, index_t layer = 0) {
    element_to_node<double, std::int32_t, N> kernel{weights.view(), {}, {}};
    const index_t elements = element_[0].size() / layers_;
    for (std::size_t d = 0; d < N; ++d) {
      kernel.from.data[d] = ex_.view(std::as_const(element_[d])).data + layer * elements;
      kernel.to.data[d] = ex_.view(after_[d]).data + layer * nodes_;
    }
    kernel.from.size = elements;
    kernel.to.size = nodes_;
    return kernel;
  }
  /// Both slices, (N, layers, nodes); `length` of the interval between them [s], negative in a run backwards.
  slices_view<double, std::int32_t, N> view(double length) const {
    slices_view<double, std::int32_t, N> v{{}, {}, 1 / length};
    for (std::size_t d = 0; d < N; ++d) {
      v.before.data[d] = ex_.view(before_[d]).data;
      v.after.data[d] = ex_.view(after_[d]).data;
    }
    v.before.size = v.after.size = nodes_ * layers_;
    return v;
  }
  index_t nodes() const { return nodes_; }
  /// Held in the executor's memory.
  index_t bytes() const {
    index_t sum = 0;
    for (const auto* fields : {&element_, &before_, &after_})
      for (const auto& field : *fields) sum += held_bytes(ex_, field);
    return sum;
  }

 private:
  Ex ex_;
  index_t nodes_, layers_;
  location received_ = location::element;
  std::array<array_t<Ex, double>, N> element_, before_, after_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
