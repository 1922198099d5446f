// SPDX-License-Identifier: BSL-1.0
// One answer, to the last bit, in any order of mesh and particles in memory, on every executor.
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/kernels/begin_interval.hpp>
#include <eudrift/mesh/renumber.hpp>
#include <eudrift/swarm/sort_by_element.hpp>
#include <eudrift/swarm/staged_advance.hpp>

#include "../catch.hpp"
#include "../support/executors.hpp"
#include "../support/mesh_files.hpp"
#include "../support/meshes.hpp"

#include <bit>
#include <map>

using namespace eudrift;

namespace {

constexpr double hour = 3600;
constexpr std::int32_t steps = 5;
constexpr int intervals = 3;
constexpr std::size_t count = 300;

/// A mesh, a flow that drives particles through elements and onto coasts, and where they begin.
struct water {
  mesh_data mesh;
  double length;  ///< of a wave of the flow [m]
  double speed;   ///< [m/s]
  std::vector<vec<double, 2>> places;

  water(mesh_data m, double wave, double fast) : mesh(std::move(m)), length(wave), speed(fast), places(test::scattered(mesh, count)) {}
  vec<double, 2> flow(double x, double y, double t) const {
    return {speed * (std::sin(y / length + t / 5000) + 0.3), speed * (std::cos(x / length - t / 4000) - 0.2)};
  }
  /// Elements that are dry at a time: a tide goes over the mesh.
  std::vector<double> wet(const mesh_data& m, double t) const {
    std::vector<double> to;
    for (index_t e = 0; e < m.elements(); ++e) to.push_back(std::sin(test::centroid(m, e).at[0] / length + t / 9000) < 0.9);
    return to;
  }
};
const water& basin() {
  static const water w(test::make_mesh({.width = 10000, .height = 8000, .across = 25, .up = 20, .dry = [](double x, double y) {
                                          return (x > 4000 && x < 5200 && y > 3000 && y < 4400) || (x > 7000 && x < 7800 && y < 3500);
                                        }}),
                       1500, 0.6);
  return w;
}
const water& salish_sea() {
  static const water w(test::salish_sea(), 15000, 1.5);
  return w;
}

/// All that a particle is, but for its place in memory; by id.
using state_bits = std::array<std::uint64_t, 6>;
using outcome = std::map<std::int64_t, state_bits>;

struct run_options {
  bool sort = false, staged = false;
  double diffusivity = 30;
};

template <class Ex>
outcome run(const Ex& ex, const water& sea, const mesh_data& mesh, const run_options& o) {
  const resident_mesh<Ex> held(ex, mesh);
  const resident_weights<Ex> weights(ex, make_node_weights(mesh, node_average::linear_exact));
  resident_slices<Ex, 2> current(ex, mesh.nodes());
  particle_set<Ex, 2> particles(ex);
  sort_by_element sort;
  staged_advance<rk4, Ex> staged(ex);
  const auto flow = [&](double x, double y, double t) { return sea.flow(x, y, t); };
  const auto receive = [&](double t) {
    current.receive(test::at_elements(mesh, flow, t), location::element);
    ex.map(mesh.nodes(), current.reduction(weights));
  };
  // Two thirds are there from the start, one third is released in the course of each interval.
  particle_batch<2> all = test::particles_at(mesh, sea.places);
  const auto released_in = [&](int interval) {
    particle_batch<2> some;
    const auto put = [&]<class Name>(Name, int components, std::size_t i) {
      for (int d = 0; d < components; ++d) some.component<Name>(d).push_back(all.component<Name>(d)[i]);
    };
    for (std::size_t i = 0; i < count; ++i) {
      const bool late = i % 3 == 0;
      if (late ? static_cast<int>(i / 3) % intervals != interval : interval != 0) continue;
      put(particle_id{}, 1, i), put(position{}, 2, i), put(host_element{}, 1, i), put(state{}, 1, i), put(steps_made{}, 1, i);
      put(release_delay{}, 1, i), put(next_step{}, 1, i);
      if (!late) continue;
      some.component<state>().back() = status::waiting;
      some.component<release_delay>().back() = hour * static_cast<double>(i) / count;
    }
    return some;
  };
  receive(0);
  for (int k = 0; k < intervals; ++k) {
    receive((k + 1) * hour);
    const auto before = ex.upload(sea.wet(mesh, k * hour)), after = ex.upload(sea.wet(mesh, (k + 1) * hour));
    const index_t old = particles.size();
    particles.append(released_in(k));
    ex.map(particles.size(), begin_interval<drifter_view<2>>{particles.view(), ex.view(before), ex.view(after), old});
    if (o.sort) sort(particles, mesh.elements());
    const motion<nodal_velocity<double, std::int32_t>> by{{held.view(), current.view(hour)}, {o.diffusivity, 7}};
    const step_grid<double> grid{hour, steps};
    if (o.staged) {
      staged(particles, by, grid, 0, steps);
    } else {
      ex.map(particles.size(), advance_by<rk4>(by, particles.view(), grid, 0, steps));
    }
    ex.wait();
  }
  const particle_batch<2> end = particles.collect_all();
  outcome to;
  for (std::size_t i = 0; i < static_cast<std::size_t>(end.size()); ++i)
    to[end.component<particle_id>()[i]] = {
        std::bit_cast<std::uint64_t>(end.component<position>(0)[i]),
        std::bit_cast<std::uint64_t>(end.component<position>(1)[i]),
        static_cast<std::uint64_t>(mesh.element_number[static_cast<std::size_t>(end.component<host_element>()[i])]),
        static_cast<std::uint64_t>(end.component<state>()[i]),
        end.component<steps_made>()[i],
        std::bit_cast<std::uint64_t>(end.component<release_delay>()[i])};
  return to;
}

/// The mesh as in its file, along the curve and at random.
std::vector<mesh_data> orders_of(const mesh_data& mesh) { return {mesh, hilbert_ordered(mesh), test::permuted(mesh, 4)}; }

void check_all_orders(const water& sea) {
  const outcome expected = run(serial_executor{}, sea, sea.mesh, {});
  REQUIRE(expected.size() == count);
  for (const mesh_data& mesh : orders_of(sea.mesh))
    test::for_each_executor([&](const auto& ex) {
      CHECK(run(ex, sea, mesh, {}) == expected);
      CHECK(run(ex, sea, mesh, {.sort = true}) == expected);
    });
  for (const bool sort : {false, true}) CHECK(run(serial_executor{}, sea, orders_of(sea.mesh)[1], {.sort = sort, .staged = true}) == expected);

  // The run was worth comparing: particles have gone far, some met a coast, some were aground, some begun late.
  const auto start = test::particles_at(sea.mesh, sea.places);
  const outcome still = run(serial_executor{}, sea, sea.mesh, {.diffusivity = 0});
  std::size_t elsewhere = 0, aground = 0, shorter = 0, walked = 0;
  for (const auto& [id, bits] : expected) {
    elsewhere += bits[2] != static_cast<std::uint64_t>(start.component<host_element>()[static_cast<std::size_t>(id)]);
    aground += bits[3] == static_cast<std::uint64_t>(status::aground);
    shorter += bits[4] < intervals * steps;
    walked += bits != still.at(id);
  }
  CHECK(elsewhere > count / 2);
  CHECK(aground > 5);
  CHECK(shorter > count / 4);
  CHECK(walked > count / 2);
}

}  // namespace

TEST_CASE("No bit depends on the order of a basin and its particles in memory") { check_all_orders(basin()); }
TEST_CASE("No bit depends on the order of the Salish Sea and its particles in memory") { check_all_orders(salish_sea()); }

TEST_CASE("Other file numbers give other bits", "[negative control]") {
  mesh_data other = basin().mesh;
  std::reverse(other.element_number.begin(), other.element_number.end());
  build_mesh(other, "reversed");
  outcome got = run(serial_executor{}, basin(), other, {}), expected = run(serial_executor{}, basin(), basin().mesh, {});
  for (auto* o : {&got, &expected})
    for (auto& [id, bits] : *o) bits[2] = 0;
  CHECK(got != expected);
}
