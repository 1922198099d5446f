// SPDX-License-Identifier: BSL-1.0
// Particles carried through all slices of a forcing source, whatever its format and wherever its values are.
#pragma once
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/depth_choice.hpp>
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/kernels/begin_interval.hpp>
#include <eudrift/mesh/node_weights.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include <algorithm>
#include <vector>

namespace test {

/// Moves particles from the middles of every `apart`-th element by RK4, four steps between slices, through all slices
/// or the first `slices`.  Returns all that they are at the end, in the mesh's frame.
template <eudrift::ForcingSource S>
eudrift::particle_batch<2> drift_through(S& source, const eudrift::depth_choice& depth, std::size_t apart = 1,
                                         std::size_t slices = static_cast<std::size_t>(-1)) {
  using namespace eudrift;
  const serial_executor ex;
  const field_former form(source, depth);
  const field_info u = *find_field(source, "u"), v = *find_field(source, "v");
  const auto wet = find_field(source, "wet_cells");
  const resident_mesh<serial_executor> mesh(ex, source.mesh());
  const resident_weights<serial_executor> weights(ex, make_node_weights(source.mesh(), node_average::linear_exact));
  resident_slices<serial_executor, 2> current(ex, mesh.nodes());
  std::vector<double> wet_before, wet_after;
  const auto receive = [&](index_t k) {
    current.receive({form(u, k), form(v, k)}, u.where);
    ex.map(current.to_reduce(), current.reduction(weights));
    wet_before = wet_after;
    if (!wet) return;
    wet_after.resize(static_cast<std::size_t>(mesh.elements()));
    source.read("wet_cells", k, 0, 0, wet_after);
  };

  particle_batch<2> start;
  const mesh_data& m = source.mesh();
  for (std::size_t e = 0, i = 0; e < m.corner.size() / 3; e += apart, ++i) {
    start.resize(static_cast<index_t>(i + 1));
    vec<double, 2> middle{};
    for (std::size_t k = 0; k < 3; ++k) {
      const auto n = static_cast<std::size_t>(m.corner[3 * e + k]);
      middle = middle + vec<double, 2>{m.x[n] / 3, m.y[n] / 3};
    }
    start.component<particle_id>()[i] = static_cast<std::int64_t>(i);
    start.component<position>(0)[i] = middle.at[0];
    start.component<position>(1)[i] = middle.at[1];
    start.component<host_element>()[i] = static_cast<std::int32_t>(e);
  }
  particle_set<serial_executor, 2> particles(ex);
  particles.append(start);

  receive(0);
  const auto& times = source.times();
  for (std::size_t k = 0; k + 1 < std::min(slices, times.size()); ++k) {
    receive(static_cast<index_t>(k + 1));
    const view<const double> before{wet_before.data(), static_cast<index_t>(wet_before.size())};
    const view<const double> after{wet_after.data(), static_cast<index_t>(wet_after.size())};
    ex.map(particles.size(), begin_interval<drifter_view<2>>{particles.view(), before, after, particles.size()});
    const step_grid<double> grid{static_cast<double>(times[k + 1] - times[k]) / 1000, 4};
    const motion<nodal_velocity<double, std::int32_t>> by{{mesh.view(), current.view(grid.length)}, {0, 1}};
    ex.map(particles.size(), advance_by<rk4>(by, particles.view(), grid, 0, grid.steps));
  }
  return particles.collect_all();
}

}  // namespace test
