// SPDX-License-Identifier: BSL-1.0
// A run whose every number must be the same wherever and however it is made.
#pragma once
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/swarm/staged_advance.hpp>

#include "../support/basin.hpp"

#include <bit>

namespace test::same_bits {

using namespace eudrift;

/// The index form of a kernel alone.
template <class F>
struct without_blocks {
  F kernel;
  EUDRIFT_FN void operator()(index_t i) const { kernel(i); }
};

/// A basin with an island and a spit, and a flow that runs into its coasts.
inline const mesh_data& sea(bool sphere = false) {
  static const mesh_data plane = test::make_mesh({.width = 10000, .height = 8000, .across = 25, .up = 20, .dry = [](double x, double y) {
                                                   return (x > 4000 && x < 5200 && y > 3000 && y < 4400) ||
                                                          (x > 7000 && x < 7800 && y < 3500);
                                                 }});
  static const mesh_data on_sphere = [] {
    mesh_data mesh = plane;
    mesh.frame = {true, -123, 60};
    return mesh;
  }();
  return sphere ? on_sphere : plane;
}
inline vec<double, 2> flow(double x, double y, double t) {
  return {0.6 * std::sin(y / 1500 + t / 5000) + 0.2, 0.5 * std::cos(x / 1700 - t / 4000) - 0.1};
}

inline constexpr index_t count = 1500;
inline constexpr double hour = 3600;
inline constexpr std::int32_t steps = 8;
inline constexpr int intervals = 2;

enum class way { fused, one_by_one, staged };
struct run_options {
  way how = way::fused;
  bool records = false;
  bool sphere = false;
  bool backward = false;
  double diffusivity = 5;
  std::vector<std::int32_t> cuts = {0, steps};  ///< grid points at which the host looks up
};

inline particle_batch<2> release() {
  particle_batch<2> batch = test::particles_at(sea(), test::scattered(sea(), count));
  for (std::size_t i = 0; i < count; i += 3) {
    batch.component<state>()[i] = status::waiting;
    batch.component<release_delay>()[i] = static_cast<double>(i) / count * intervals * hour;
  }
  for (std::size_t i = 1; i < count; i += 50) batch.component<state>()[i] = status::aground;
  return batch;
}

/// Every number that a run leaves behind, bit by bit.
inline std::vector<std::uint64_t> bits_of(const particle_batch<2>& p) {
  std::vector<std::uint64_t> bits;
  for (std::size_t i = 0; i < count; ++i) {
    bits.push_back(std::bit_cast<std::uint64_t>(p.component<position>(0)[i]));
    bits.push_back(std::bit_cast<std::uint64_t>(p.component<position>(1)[i]));
    bits.push_back(static_cast<std::uint64_t>(p.component<host_element>()[i]));
    bits.push_back(static_cast<std::uint64_t>(p.component<state>()[i]));
    bits.push_back(p.component<steps_made>()[i]);
  }
  return bits;
}

template <class Scheme, class Stored = double, class Ex>
particle_batch<2> run(const Ex& ex, const run_options& o) {
  const double sign = o.backward ? -1 : 1;
  particle_batch<2> start = release();
  for (double& delay : start.component<release_delay>()) delay *= sign;
  resident_mesh<Ex> mesh(ex, sea(o.sphere));
  resident_records<Ex, Stored> records(ex, mesh);
  resident_slices<Ex, 2> current(ex, mesh.nodes());
  particle_set<Ex, 2> particles(ex);
  particles.append(start);
  staged_advance<Scheme, Ex> staged(ex);
  current.receive(test::at_nodes(sea(), flow, 0), location::node);
  for (int i = 0; i < intervals; ++i) {
    current.receive(test::at_nodes(sea(), flow, sign * (i + 1) * hour), location::node);
    nodal_velocity<double, std::int32_t, Stored> velocity{mesh.view(), current.view(sign * hour)};
    if (o.records) {
      records.fill(velocity);
      velocity = records.with(velocity);
    }
    const motion<nodal_velocity<double, std::int32_t, Stored>> by{velocity, {o.diffusivity, 7}};
    const step_grid<double> grid{sign * hour, steps};
    for (std::size_t c = 0; c + 1 < o.cuts.size(); ++c) {
      auto kernel = advance_by<Scheme>(by, particles.view(), grid, o.cuts[c], o.cuts[c + 1]);
      if (o.how == way::fused) {
        ex.map(particles.size(), kernel);
      } else if (o.how == way::one_by_one) {
        ex.map(particles.size(), without_blocks<decltype(kernel)>{kernel});
      } else {
        staged(particles, by, grid, o.cuts[c], o.cuts[c + 1]);
      }
    }
    particle_batch<2> now = particles.collect_all();
    for (double& delay : now.component<release_delay>()) delay -= sign * hour;
    particles = particle_set<Ex, 2>(ex);
    particles.append(now);
  }
  return particles.collect_all();
}

}  // namespace test::same_bits
