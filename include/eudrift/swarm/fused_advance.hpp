// SPDX-License-Identifier: BSL-1.0
/// \file
/// Steps of particles in one map a forcing interval, and what those have left that cross to another process in it.
#pragma once
#include <eudrift/kernels/advance.hpp>
#include <eudrift/swarm/particle_set.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Moves particles with all their steps and stages in one map.  On an executor over processes a particle departs where
/// a step ends in an element that another process owns, and makes the steps that it has left there:
///
///   move(particles, by, grid, first, last);
///   while (transfer(particles) > 0) move.go_on(particles, by, grid, last);
///
/// Afterwards each particle has made its steps and is at its owner, with the bits of one process.
template <RungeKutta Scheme, Executor Ex>
class fused_advance {
 public:
  explicit fused_advance(const Ex& ex) : ex_(ex) {}

  /// From grid point `first` to grid point `last` of a forcing interval, as `advance` has them.  Set: a particle_set,
  /// or what has its size(), arrived() and view(), as one that shows its particles in other dimensions.
  template <class Velocity, class Mixing, class Set>
  void operator()(Set& particles, const motion<Velocity, Mixing>& by, const step_grid<double>& grid, std::int32_t first,
                  std::int32_t last) const {
    ex_.map(particles.size(), advance_by<Scheme>(by, particles.view(), grid, first, last));
  }
  /// The steps up to grid point `last` that those have left who came in the last transfer.  Nobody else is looked at,
  /// so the particles may not be reordered in between.
  template <class Velocity, class Mixing, class Set>
  void go_on(Set& particles, const motion<Velocity, Mixing>& by, const step_grid<double>& grid,
             std::int32_t last) const {
    auto steps = advance_by<Scheme>(by, particles.view(), grid, last, last);  // not const: a kernel is copied bytewise
    ex_.map(particles.arrived(), go_on_there<decltype(steps)>{steps, particles.size() - particles.arrived()});
  }

 private:
  Ex ex_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
