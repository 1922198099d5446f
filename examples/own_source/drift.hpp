// SPDX-License-Identifier: BSL-1.0
// Particles carried through all slices of a source; nothing here knows which source it is.
#pragma once
#include <eudrift/forcing/depth_choice.hpp>
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/swarm/particle_set.hpp>

// Moves particles by RK4 with `steps` steps between slices; velocities may be at nodes or at elements.
template <eudrift::Executor Ex, eudrift::ForcingSource S>
void drift(const Ex& ex, S& source, eudrift::particle_set<Ex, 2>& particles, int steps) {
  using namespace eudrift;
  const field_former form(source, {});  // the layer at the surface
  const field_info u = *find_field(source, "u"), v = *find_field(source, "v");
  const resident_mesh<Ex> mesh(ex, source.mesh());
  const resident_weights<Ex> weights(ex, make_node_weights(source.mesh(), node_average::linear_exact));
  resident_slices<Ex, 2> current(ex, mesh.nodes());
  const auto receive = [&](index_t slice) {
    current.receive({form(u, slice), form(v, slice)}, u.where);
    ex.map(current.to_reduce(), current.reduction(weights));  // kernel A, where values are at elements
  };
  receive(0);
  for (index_t k = 1; k < static_cast<index_t>(source.times().size()); ++k) {
    receive(k);
    const time_ms length =
        source.times()[static_cast<std::size_t>(k)] - source.times()[static_cast<std::size_t>(k - 1)];
    const step_grid<double> grid{static_cast<double>(length) / 1000, steps};
    const motion<nodal_velocity<double, std::int32_t>> by{{mesh.view(), current.view(grid.length)}, {0, 1}};
    ex.map(particles.size(), advance_by<rk4>(by, particles.view(), grid, 0, steps));
  }
}
