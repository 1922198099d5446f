// SPDX-License-Identifier: BSL-1.0
// Prints a hash of where a swarm ends: the same for every compiler, optimization and instruction set.
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>

#include "../../support/basin.hpp"

#include <bit>
#include <cstdio>

using namespace eudrift;

namespace {

/// No call of the C library, whose bits differ between systems.
vec<double, 2> flow(double x, double y, double t) {
  const double a = x / 5000 - 1, b = y / 4000 - 1, c = 1 + t / 20000;
  return {c * (0.7 * b - 0.3 * a * a + 0.2), 0.5 * a * c - 0.4 * a * b - 0.1};
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t bits) { return (hash ^ bits) * 1099511628211u; }

}  // namespace

int main() {
  const mesh_data sea = test::make_mesh({.width = 10000, .height = 8000, .across = 25, .up = 20, .dry = [](double x, double y) {
                                           return (x > 4000 && x < 5200 && y > 3000 && y < 4400) || (x > 7000 && x < 7800 && y < 3500);
                                         }});
  const serial_executor ex;
  const resident_mesh<serial_executor> mesh(ex, sea);
  const resident_weights<serial_executor> weights(ex, make_node_weights(sea, node_average::linear_exact));
  resident_slices<serial_executor, 2> current(ex, mesh.nodes());
  particle_set<serial_executor, 2> particles(ex);
  particles.append(test::particles_at(sea, test::scattered(sea, 3000)));
  for (int h = 0; h <= 4; ++h) {
    current.receive(test::at_elements(sea, flow, 3600 * h), location::element);
    ex.map(current.nodes(), current.reduction(weights));
    if (h == 0) continue;
    const motion<nodal_velocity<double, std::int32_t>> by{{mesh.view(), current.view(3600)}, {5, 7}};
    ex.map(particles.size(), advance_by<rk4>(by, particles.view(), step_grid<double>{3600, 40}, 0, 40));
  }
  std::uint64_t hash = 14695981039346656037u;
  const auto end = particles.collect_all();
  for (std::size_t i = 0; i < 3000; ++i) {
    for (int d = 0; d < 2; ++d) hash = mix(hash, std::bit_cast<std::uint64_t>(end.component<position>(d)[i]));
    hash = mix(hash, static_cast<std::uint64_t>(end.component<host_element>()[i]));
  }
  std::printf("%016llx\n", static_cast<unsigned long long>(hash));
}
