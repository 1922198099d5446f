// SPDX-License-Identifier: BSL-1.0
// Prints, for each flow and each form of the kernel, a hash of where a swarm ends: the same for all forms
// of a flow and for every compiler, optimization and instruction set.
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/swarm/staged_advance.hpp>

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

constexpr index_t count = 1000;
constexpr double hour = 3600;
constexpr std::int32_t steps = 20;

/// Some are released in the course of the first hour.
particle_batch<2> release(const mesh_data& sea) {
  particle_batch<2> swarm = test::particles_at(sea, test::scattered(sea, count));
  for (std::size_t i = 0; i < count; i += 5) {
    swarm.component<state>()[i] = status::waiting;
    swarm.component<release_delay>()[i] = hour * static_cast<double>(i) / count;
  }
  return swarm;
}

template <class F>
struct index_form {
  F kernel;
  void operator()(index_t i) const { kernel(i); }
};

struct form {
  const char* name;
  bool blocks, records, staged;
};
constexpr form forms[] = {{"index", false, false, false},
                          {"index,records", false, true, false},
                          {"stages", false, false, true},
                          {"block", true, false, false},
                          {"block,records", true, true, false}};

std::uint64_t hash_of_run(const mesh_data& sea, double diffusivity, const form& f) {
  const serial_executor ex;
  const resident_mesh<serial_executor> mesh(ex, sea);
  const resident_weights<serial_executor> weights(ex, make_node_weights(sea, node_average::linear_exact));
  resident_records<serial_executor> records(ex, mesh);
  resident_slices<serial_executor, 2> current(ex, mesh.nodes());
  particle_set<serial_executor, 2> particles(ex);
  particles.append(release(sea));
  staged_advance<rk4, serial_executor> staged(ex);
  for (int h = 0; h <= 3; ++h) {
    current.receive(test::at_elements(sea, flow, hour * h), location::element);
    ex.map(current.nodes(), current.reduction(weights));
    if (h == 0) continue;
    nodal_velocity<double, std::int32_t> velocity{mesh.view(), current.view(hour)};
    if (f.records) {
      records.fill(velocity);
      velocity = records.with(velocity);
    }
    const motion<nodal_velocity<double, std::int32_t>> by{velocity, {diffusivity, 7}};
    const step_grid<double> grid{hour, steps};
    const auto kernel = advance_by<rk4>(by, particles.view(), grid, 0, steps);
    if (f.staged)
      staged(particles, by, grid, 0, steps);
    else if (f.blocks)
      ex.map(count, kernel);
    else
      ex.map(count, index_form<std::remove_const_t<decltype(kernel)>>{kernel});
  }
  std::uint64_t hash = 14695981039346656037u;
  const auto end = particles.collect_all();
  for (std::size_t i = 0; i < count; ++i) {
    for (int d = 0; d < 2; ++d) hash = mix(hash, std::bit_cast<std::uint64_t>(end.component<position>(d)[i]));
    hash = mix(hash, static_cast<std::uint64_t>(end.component<host_element>()[i]));
    hash = mix(hash, end.component<steps_made>()[i]);
  }
  return hash;
}

}  // namespace

int main() {
  const auto land = [](double x, double y) {
    return (x > 4000 && x < 5200 && y > 3000 && y < 4400) || (x > 7000 && x < 7800 && y < 3500);
  };
  mesh_data sea = test::make_mesh({.width = 10000, .height = 8000, .across = 25, .up = 20, .dry = land});
  for (const bool sphere : {false, true}) {
    if (sphere) sea.frame = {true, -123, 60};
    for (const double diffusivity : {0.0, 5.0})
      for (const form& f : forms)
        std::printf("%s,%s %s %016llx\n", sphere ? "sphere" : "plane", diffusivity > 0 ? "walk" : "flow", f.name,
                    static_cast<unsigned long long>(hash_of_run(sea, diffusivity, f)));
  }
}
