// SPDX-License-Identifier: BSL-1.0
/// \file
/// How far any particle of any process can get in one step of a forcing interval.
#pragma once
#include <eudrift/exec/executor.hpp>
#include <eudrift/kernels/greatest_step.hpp>
#include <eudrift/kernels/layered_velocity.hpp>
#include <eudrift/kernels/range_in_layers.hpp>
#include <eudrift/swarm/stable_walk.hpp>

#include <algorithm>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// The range of a walk's diffusivity, where that varies.  Collective.
template <Executor Ex>
diffusivity_range range_of_walk(const Ex& ex, const triangle_mesh_view<double, std::int32_t>& mesh,
                                const random_walk& walk) {
  return walk.varies() ? range_of(ex, mesh, walk.varying.diffusivity) : diffusivity_range{};
}

}  // namespace detail

/// The greatest step [m in the frame] of a forcing interval; what a halo must be wide, see kernels/greatest_step.hpp.
/// Collective, and the same on every process.  `nodes`: the first so many count, which should be those where the
/// current is known, share.whole_nodes of a mesh_share.  Another velocity than the current at nodes: give the range of
/// its speeds to the function of that header, as range_on_elements has it where records were filled by elements.
template <RungeKutta Scheme, Executor Ex, class Stored>
double greatest_step(const Ex& ex, const motion<nodal_velocity<double, std::int32_t, Stored>>& by,
                     const step_grid<double>& grid, index_t nodes) {
  const auto& mesh = by.velocity.mesh;
  const flow_range range = ex.reduce(nodes, range_at_node<std::int32_t>{mesh, by.velocity.current}, widest_range{});
  return greatest_step<Scheme>(range, mesh.frame, grid.full(0).length, by.walk,
                               detail::range_of_walk(ex, mesh, by.walk));
}

/// The range of a current that is linear on each element by the numbers that its records hold, over the own elements of
/// all processes.  Collective.
template <Executor Ex, class Stored>
flow_range range_on_elements(const Ex& ex, const nodal_velocity<double, std::int32_t, Stored>& velocity) {
  const index_t held = velocity.mesh.element_number.size, owned = velocity.mesh.owned;
  return ex.reduce(std::min(held, owned), range_on_element<std::int32_t, Stored>{velocity}, widest_range{});
}

/// The same of a current that is cubic in time, which may be faster than at its slices.
template <RungeKutta Scheme, Executor Ex>
double greatest_step(const Ex& ex, const motion<cubic_nodal_velocity<double, std::int32_t>>& by,
                     const step_grid<double>& grid, index_t nodes) {
  const auto& mesh = by.velocity.mesh;
  const flow_range range =
      ex.reduce(nodes, cubic_range_at_node<std::int32_t>{mesh, by.velocity.current}, widest_range{});
  return greatest_step<Scheme>(range, mesh.frame, grid.full(0).length, by.walk,
                               detail::range_of_walk(ex, mesh, by.walk));
}

/// The same in three dimensions, over all layers, however they are interpolated: what happens along the vertical leads
/// nobody farther in the plane.  `items`: the first so many nodes count, or elements where the current is by
/// elements (element_layers, or chosen_layers that are), which should be the process's own.  Throws error where the
/// current goes on as it changes beyond its end layers, since nobody knows how fast it gets.
template <RungeKutta Scheme, Executor Ex, class Profile, class Current, class Vertical, class Mixing>
double greatest_step(const Ex& ex,
                     const motion<layered_velocity<double, std::int32_t, Profile, Current, Vertical>, Mixing>& by,
                     const step_grid<double>& grid, index_t items) {
  require(by.velocity.beyond == beyond_layers::constant,
          "a halo has a width only where the current is constant beyond its end layers; set beyond_layers::constant");
  const auto& mesh = by.velocity.mesh;
  const flow_range range = ex.reduce(
      items, range_in_layers<layered_velocity<double, std::int32_t, Profile, Current, Vertical>>{by.velocity},
      widest_range{});
  return greatest_step<Scheme>(range, mesh.frame, grid.full(0).length, by.walk,
                               detail::range_of_walk(ex, mesh, by.walk));
}

/// The range of a current on layers, at nodes or by elements, over the own elements of all processes, which is the same
/// however many they are.  Collective.
template <Executor Ex, class Profile, class Current, class Vertical>
flow_range range_on_elements(const Ex& ex,
                             const layered_velocity<double, std::int32_t, Profile, Current, Vertical>& velocity) {
  using layers = layered_velocity<double, std::int32_t, Profile, Current, Vertical>;
  const index_t held = velocity.mesh.element_number.size, owned = velocity.mesh.owned;
  return ex.reduce(std::min(held, owned), range_at_corners<layers>{{velocity}}, widest_range{});
}

}  // namespace eudrift::inline EUDRIFT_ABI
