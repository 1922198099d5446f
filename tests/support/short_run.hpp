// SPDX-License-Identifier: BSL-1.0
/// \file
/// A few particles for a few steps through any source, in this process.
#pragma once
#include <eudrift/eudrift.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace eudrift::test {

/// Where 20 particles are after four steps in each of the first two intervals, and whether that is
/// inside the mesh.
struct short_run {
  std::vector<std::uint64_t> bits;  ///< positions and elements
  bool sound = true;
};

template <ForcingSource S>
short_run run_shortly(S& source) {
  constexpr std::size_t count = 20;
  const serial_executor ex;
  const mesh_data& host = source.mesh();
  const resident_mesh<serial_executor> mesh(ex, host);
  const resident_weights<serial_executor> weights(ex, make_node_weights(host, node_average::linear_exact));
  const field_former<S> form(source, {});
  resident_slices<serial_executor, 2> current(ex, host.nodes());
  const auto receive = [&](index_t slice) {
    current.receive({form(*find_field(source, "u"), slice), form(*find_field(source, "v"), slice)}, location::element);
    ex.map(host.nodes(), current.reduction(weights));
  };

  particle_batch<2> batch;
  batch.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t e = i * static_cast<std::size_t>(host.elements()) / count;
    vec<double, 2> p{};
    for (std::size_t k = 0; k < 3; ++k) {
      const auto n = static_cast<std::size_t>(host.corner[3 * e + k]);
      p = p + vec<double, 2>{host.x[n] / 3, host.y[n] / 3};
    }
    batch.component<particle_id>()[i] = static_cast<std::int64_t>(i);
    batch.component<position>(0)[i] = p.at[0];
    batch.component<position>(1)[i] = p.at[1];
    batch.component<host_element>()[i] = static_cast<std::int32_t>(e);
  }
  particle_set<serial_executor, 2> particles(ex);
  particles.append(batch);

  receive(0);
  for (index_t k = 0; k + 1 < std::min<index_t>(static_cast<index_t>(source.times().size()), 3); ++k) {
    receive(k + 1);
    const auto at = static_cast<std::size_t>(k);
    const step_grid<double> grid{static_cast<double>(source.times()[at + 1] - source.times()[at]) / 1000, 4};
    const motion<nodal_velocity<double, std::int32_t>> by{{mesh.view(), current.view(grid.length)}, {0.1, 1}};
    ex.map(particles.size(), advance_by<rk4>(by, particles.view(), grid, 0, grid.steps));
  }

  const auto end = particles.collect_all();
  short_run result;
  for (std::size_t i = 0; i < count; ++i) {
    const vec<double, 2> p{end.component<position>(0)[i], end.component<position>(1)[i]};
    const std::int32_t e = end.component<host_element>()[i];
    result.sound = result.sound && std::isfinite(p.at[0]) && std::isfinite(p.at[1]) && e >= 0 && e < host.elements() &&
                   search(mesh.view(), p) >= 0;
    result.bits.insert(result.bits.end(), {std::bit_cast<std::uint64_t>(p.at[0]), std::bit_cast<std::uint64_t>(p.at[1]),
                                           static_cast<std::uint64_t>(e)});
  }
  return result;
}

}  // namespace eudrift::test
