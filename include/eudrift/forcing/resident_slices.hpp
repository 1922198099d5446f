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
#include <memory>
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
  using fields = std::array<std::vector<double>, N>;  ///< of a slice, (layers, nodes) or (layers, elements) each

  resident_slices(const Ex& ex, index_t nodes, index_t layers = 1)
      : nodes_(nodes), layers_(layers), held_(std::make_unique<held>(ex)) {}

  /// Begins to bring the next slice to the executor's memory, on a queue of its own, beside what was called before: on a
  /// device it is copied while kernels run.  It is not among the two before it is received.
  void expect(const fields& next) {
    for (std::size_t d = 0; d < N; ++d) held_->expected[d] = held_->aside.upload(next[d]);
    held_->expects = true;
  }
  /// Takes the fields of the next slice, which are there already where it was expected: the later slice becomes the
  /// earlier one.  Values at elements need kernel A next: map reduction() over to_reduce() nodes, for each layer.
  void receive(const fields& next, location where) {
    const Ex& ex = held_->ex;
    received_ = where;
    const bool expected = std::exchange(held_->expects, false);
    // What is given up here may be written anew on the other queue, by what is expected next.
    held_->aside.join(ex);
    if (expected) ex.join(held_->aside);
    for (std::size_t d = 0; d < N; ++d) {
      held_->before[d] = std::move(held_->after[d]);
      array_t<Ex, double> came = expected ? std::move(held_->expected[d]) : ex.upload(next[d]);
      if (where == location::node) {
        held_->after[d] = std::move(came);
      } else {
        held_->element[d] = std::move(came);
        held_->after[d] = ex.template make<double>(nodes_ * layers_);
      }
    }
  }
  /// Makes room for the next slice, to be filled by a kernel: (N, layers, nodes).
  soa_view<double, N> next() {
    const Ex& ex = held_->ex;
    held_->aside.join(ex);
    soa_view<double, N> to;
    for (std::size_t d = 0; d < N; ++d) {
      held_->before[d] = std::move(held_->after[d]);
      held_->after[d] = ex.template make<double>(nodes_ * layers_);
      to.set(static_cast<int>(d), ex.view(held_->after[d]));
    }
    return to;
  }
  /// Nodes over which to map reduction(): all, or none where the slice received last has its values at nodes, so that a
  /// time loop need not know where a forcing has its values.
  index_t to_reduce() const { return received_ == location::element ? nodes_ : 0; }
  /// Kernel A for a layer of the slice that was received last.
  element_to_node<double, std::int32_t, N> reduction(const resident_weights<Ex>& weights, index_t layer = 0) {
    element_to_node<double, std::int32_t, N> kernel{weights.view(), {}, {}};
    const index_t elements = held_->element[0].size() / layers_;
    for (std::size_t d = 0; d < N; ++d) {
      const auto k = static_cast<int>(d);
      kernel.from.set(k, held_->ex.view(std::as_const(held_->element[d])).part(layer * elements, elements));
      kernel.to.set(k, held_->ex.view(held_->after[d]).part(layer * nodes_, nodes_));
    }
    return kernel;
  }
  /// Both slices, (N, layers, nodes); `length` of the interval between them [s], negative in a run backwards.
  slices_view<double, std::int32_t, N> view(double length) const {
    slices_view<double, std::int32_t, N> v{{}, {}, 1 / length};
    for (std::size_t d = 0; d < N; ++d) {
      v.before.set(static_cast<int>(d), held_->ex.view(std::as_const(held_->before[d])));
      v.after.set(static_cast<int>(d), held_->ex.view(std::as_const(held_->after[d])));
    }
    v.before.size = v.after.size = nodes_ * layers_;
    return v;
  }
  index_t nodes() const { return nodes_; }
  /// Held in the executor's memory.
  index_t bytes() const {
    index_t sum = 0;
    for (const auto* arrays : {&held_->element, &held_->before, &held_->after, &held_->expected})
      for (const auto& each : *arrays) sum += held_bytes(held_->ex, each);
    return sum;
  }

 private:
  /// Arrays of both queues.  Those of the other one go when the calls that read them are done.
  struct held {
    explicit held(const Ex& of) : ex(of), aside(of.fork()) {}
    held(const held&) = delete;
    held& operator=(const held&) = delete;
    ~held() {
      try {
        aside.join(ex);
      } catch (...) {  // a device that has failed has told so before
      }
    }
    Ex ex, aside;
    std::array<array_t<Ex, double>, N> element, before, after, expected;
    bool expects = false;
  };
  index_t nodes_, layers_;
  location received_ = location::element;
  std::unique_ptr<held> held_;  // whose place stays the same, so that its end comes once
};

}  // namespace eudrift::inline EUDRIFT_ABI
