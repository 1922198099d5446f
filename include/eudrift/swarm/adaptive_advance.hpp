// SPDX-License-Identifier: BSL-1.0
/// \file
/// Steps of particles that are made of parts, each particle's own, in one map a forcing interval.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/kernels/advance_to_edges.hpp>
#include <eudrift/kernels/advance_within.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include <string>

namespace eudrift::inline EUDRIFT_ABI {

/// As fused_advance, with steps of the grid made of parts (parts_within, parts_to_edges, or of one's own); see
/// advance_in_parts.
template <class Parts, Executor Ex>
class parted_advance {
 public:
  parted_advance(const Ex& ex, const Parts& parts) : ex_(ex), parts_(parts) {}

  /// From grid point `first` to grid point `last` of a forcing interval.
  template <class Velocity, class Mixing, class Set>
  void operator()(Set& particles, const motion<Velocity, Mixing>& by, const step_grid<double>& grid,
                  std::int32_t first, std::int32_t last) const {
    ex_.map(particles.size(), advance_in_parts_by(parts_, by, particles.view(), grid, first, last));
  }
  /// The steps up to grid point `last` that those have left who came in the last transfer; see fused_advance.
  template <class Velocity, class Mixing, class Set>
  void go_on(Set& particles, const motion<Velocity, Mixing>& by, const step_grid<double>& grid,
             std::int32_t last) const {
    auto steps = advance_in_parts_by(parts_, by, particles.view(), grid, last, last);
    ex_.map(particles.arrived(), go_on_there<decltype(steps)>{steps, particles.size() - particles.arrived()});
  }

 private:
  Ex ex_;
  Parts parts_;
};

/// By an embedded pair (bogacki_shampine32, dormand_prince54), to a tolerance.
template <EmbeddedRungeKutta Scheme, Executor Ex>
class adaptive_advance : public parted_advance<parts_within<Scheme>, Ex> {
 public:
  /// Throws error where the control can hold no step.
  adaptive_advance(const Ex& ex, const step_control& control)
      : parted_advance<parts_within<Scheme>, Ex>(ex, {control}) {
    require(control.tolerance > 0, "the tolerance of steps is " + std::to_string(control.tolerance) +
                                       " m; more than 0 is expected");
    require(control.most > 0, "steps may have " + std::to_string(control.most) + " tries; 1 or more are expected");
  }
};

/// By any scheme, stopping at the edges of elements.
template <RungeKutta Scheme, Executor Ex>
class edge_advance : public parted_advance<parts_to_edges<Scheme>, Ex> {
 public:
  explicit edge_advance(const Ex& ex, const parts_to_edges<Scheme>& parts = {})
      : parted_advance<parts_to_edges<Scheme>, Ex>(ex, parts) {}
};

}  // namespace eudrift::inline EUDRIFT_ABI
