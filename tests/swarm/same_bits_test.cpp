// SPDX-License-Identifier: BSL-1.0
// One answer, to the last bit: every executor, fused or stage by stage, in blocks or one by one, with the
// elements' records or from their nodes, however a run is cut.
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/swarm/staged_advance.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"
#include "../support/executors.hpp"

#include <bit>

using namespace eudrift;

namespace {

/// The index form of a kernel alone.
template <class F>
struct without_blocks {
  F kernel;
  EUDRIFT_FN void operator()(index_t i) const { kernel(i); }
};

/// A basin with an island and a spit, and a flow that runs into its coasts.
const mesh_data& sea(bool sphere = false) {
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
vec<double, 2> flow(double x, double y, double t) {
  return {0.6 * std::sin(y / 1500 + t / 5000) + 0.2, 0.5 * std::cos(x / 1700 - t / 4000) - 0.1};
}

constexpr index_t count = 1500;
constexpr double hour = 3600;
constexpr std::int32_t steps = 8;
constexpr int intervals = 2;

enum class way { fused, one_by_one, staged };
struct run_options {
  way how = way::fused;
  bool records = false;
  bool sphere = false;
  bool backward = false;
  double diffusivity = 5;
  std::vector<std::int32_t> cuts = {0, steps};  ///< grid points at which the host looks up
};

particle_batch<2> release() {
  particle_batch<2> batch = test::particles_at(sea(), test::scattered(sea(), count));
  for (std::size_t i = 0; i < count; i += 3) {
    batch.component<state>()[i] = status::waiting;
    batch.component<release_delay>()[i] = static_cast<double>(i) / count * intervals * hour;
  }
  for (std::size_t i = 1; i < count; i += 50) batch.component<state>()[i] = status::aground;
  return batch;
}

/// Every number that a run leaves behind, bit by bit.
std::vector<std::uint64_t> bits_of(const particle_batch<2>& p) {
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

}  // namespace

TEMPLATE_TEST_CASE("Blocks, single particles and stages have the same bits on every executor", "", heun, rk4) {
  for (const bool backward : {false, true}) {
    run_options o{.how = way::one_by_one, .backward = backward, .diffusivity = backward ? 0.0 : 5.0};
    const particle_batch<2> reference = run<TestType>(serial_executor{}, o);
    const auto expected = bits_of(reference);
    test::for_each_executor([&](const auto& ex) {
      for (const way how : {way::fused, way::one_by_one, way::staged})
        for (const bool records : {false, true}) {
          o.how = how, o.records = records;
          CHECK(bits_of(run<TestType>(ex, o)) == expected);
        }
    });
    // The run was worth comparing: all were released, and many moved far.
    std::size_t moved = 0, odd = 0;
    const particle_batch<2> start = release();
    for (std::size_t i = 0; i < count; ++i) {
      if (reference.component<state>()[i] != (i % 50 == 1 ? status::aground : status::moving)) ++odd;
      if (std::abs(reference.component<position>(0)[i] - start.component<position>(0)[i]) > 300) ++moved;
    }
    CHECK(odd == 0);
    CHECK(moved > count / 2);
  }
}

TEMPLATE_TEST_CASE("Blocks have the bits of single particles on the sphere and with every method", "", euler, midpoint,
                   ralston3, bogacki_shampine32, dormand_prince54) {
  for (const bool sphere : {false, true}) {
    const auto expected = bits_of(run<TestType>(serial_executor{}, {.how = way::one_by_one, .sphere = sphere}));
    for (const bool records : {false, true})
      CHECK(bits_of(run<TestType>(serial_executor{}, {.records = records, .sphere = sphere})) == expected);
  }
}

TEST_CASE("Numbers stored in float have one answer too, which is another than that of double") {
  const auto expected = bits_of(run<rk4, float>(serial_executor{}, {.how = way::one_by_one}));
  CHECK(bits_of(run<rk4, double>(serial_executor{}, {.how = way::one_by_one})) != expected);
  test::for_each_executor([&](const auto& ex) {
    for (const way how : {way::fused, way::one_by_one, way::staged})
      for (const bool records : {false, true})
        CHECK(bits_of(run<rk4, float>(ex, {.how = how, .records = records})) == expected);
  });
}

TEMPLATE_TEST_CASE("No position depends on the grid points at which the host looks up", "", heun, rk4) {
  const auto expected = bits_of(run<TestType>(serial_executor{}, {}));
  for (const way how : {way::fused, way::one_by_one, way::staged})
    for (const std::vector<std::int32_t>& cuts :
         {std::vector<std::int32_t>{0, 1, steps}, {0, 5, 5, 6, steps}, {0, 1, 2, 3, 4, 5, 6, 7, steps}})
      CHECK(bits_of(run<TestType>(serial_executor{}, {.how = how, .records = true, .cuts = cuts})) == expected);
}

TEST_CASE("Another diffusivity or method gives other bits", "[negative control]") {
  const auto expected = bits_of(run<rk4>(serial_executor{}, {}));
  CHECK(bits_of(run<rk4>(serial_executor{}, {.diffusivity = 5.0000001})) != expected);
  CHECK(bits_of(run<heun>(serial_executor{}, {})) != expected);
}
