// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles in the order of their elements, so that those that read the same values stand together.
#pragma once
#include <eudrift/swarm/element_order.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include <memory>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Sorts particles by host element, as the mesh is numbered in memory; those of one element keep their
/// order.  All properties go along, so that nothing changes but places in memory.  In time proportional
/// to particles plus, at most, elements; by maps of the particles' executor, so that its threads share
/// the work.  It owns what a sort needs, so keep it over the time loop.
class sort_by_element {
 public:
  /// `elements`: of the mesh.  A particle in none of them goes to the end.  Throws error for 2^32 particles
  /// or more.
  template <Executor Ex, int Dim, class... P>
  void operator()(particle_set<Ex, Dim, P...>& particles, index_t elements) {
    auto* order = dynamic_cast<detail::element_order<Ex>*>(order_.get());
    if (order == nullptr) {
      auto fresh = std::make_unique<detail::element_order<Ex>>();
      order = fresh.get();
      order_ = std::move(fresh);
    }
    const view<const std::int32_t> element = get<host_element>(particles.view());
    const auto* to = (*order)(particles.executor(), element, elements);
    if (to != nullptr) particles.take_order(*to, particles.size());
  }
  /// Held in the executor's memory from one sort to the next.
  index_t bytes() const { return order_ ? order_->bytes() : 0; }

 private:
  std::unique_ptr<detail::any_element_order> order_;  ///< for the executor of the last sort
};

}  // namespace eudrift::inline EUDRIFT_ABI
