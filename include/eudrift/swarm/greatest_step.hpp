// SPDX-License-Identifier: BSL-1.0
/// \file
/// How far any particle of any process can get in one step of a forcing interval.
#pragma once
#include <eudrift/exec/executor.hpp>
#include <eudrift/kernels/greatest_step.hpp>
#include <eudrift/kernels/layered_velocity.hpp>

#include <algorithm>

namespace eudrift::inline EUDRIFT_ABI {

/// The greatest step [m in the frame] of a forcing interval; what a halo must be wide, see kernels/greatest_step.hpp.
/// Collective, and the same on every process.  `nodes`: the first so many count, which should be those where the
/// current is known, share.whole_nodes of a mesh_share.  Another velocity than the current at nodes: give the range of
/// its speeds to the function of that header, as range_on_elements has it where records were filled by elements.
template <RungeKutta Scheme, Executor Ex, class Stored>
double greatest_step(const Ex& ex, const motion<nodal_velocity<double, std::int32_t, Stored>>& by,
                     const step_grid<double>& grid, index_t nodes) {
  const auto& mesh = by.velocity.mesh;
  const flow_range range = ex.reduce(nodes, range_at_node<std::int32_t>{mesh, by.velocity.current}, widest_range{});
  return greatest_step<Scheme>(range, mesh.frame, grid.full(0).length, by.walk);
}

/// The range of a current that is linear on each element by the numbers that its records hold, over the own elements of
/// all processes.  Collective.
template <Executor Ex, class Stored>
flow_range range_on_elements(const Ex& ex, const nodal_velocity<double, std::int32_t, Stored>& velocity) {
  const index_t held = velocity.mesh.element_number.size, owned = velocity.mesh.owned;
  return ex.reduce(std::min(held, owned), range_on_element<std::int32_t, Stored>{velocity}, widest_range{});
}

/// The same in three dimensions, over all layers: what happens along the vertical leads nobody farther in the plane.
/// Throws error where the current goes on as it changes beyond its end layers, since nobody knows how fast it gets.
/// By cubics each component lies between those of the layers above and below, so that the square of the speed is twice
/// the greatest at most.
template <RungeKutta Scheme, Executor Ex, class Profile, class Mixing>
double greatest_step(const Ex& ex, const motion<layered_velocity<double, std::int32_t, Profile>, Mixing>& by,
                     const step_grid<double>& grid, index_t nodes) {
  require(by.velocity.beyond == beyond_layers::constant,
          "a halo has a width only where the current is constant beyond its end layers; set beyond_layers::constant");
  const auto& mesh = by.velocity.mesh;
  flow_range range = ex.reduce(nodes, range_at_column<std::int32_t>{mesh, by.velocity.current}, widest_range{});
  if (by.velocity.profile.bends()) range.square_speed *= 2;
  return greatest_step<Scheme>(range, mesh.frame, grid.full(0).length, by.walk);
}

}  // namespace eudrift::inline EUDRIFT_ABI
