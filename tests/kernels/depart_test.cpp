// SPDX-License-Identifier: BSL-1.0
// Particles whose step ends in an element that another process owns stop there, and go on where it is owned: with the
// same bits one by one, in blocks and stage by stage, and in the end with those of one process.
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/mesh/renumber.hpp>
#include <eudrift/swarm/staged_advance.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"
#include "../support/executors.hpp"
#include "../support/sentence.hpp"

#include <bit>

using namespace eudrift;

namespace {

template <class F>
struct without_blocks {
  F kernel;
  EUDRIFT_FN void operator()(index_t i) const { kernel(i); }
};

vec<double, 2> flow(double x, double y, double t) {
  return {0.6 * std::sin(y / 1500 + t / 5000) + 0.2, 0.5 * std::cos(x / 1700 - t / 4000) - 0.1};
}

constexpr std::size_t count = 1000;
constexpr double hour = 3600;
constexpr std::int32_t steps = 8;

/// Elements by numbers at random, so that nearly every edge leads to another process, or along a curve.
const mesh_data& sea(bool at_random) {
  static const mesh_data random = test::make_mesh(
      {.width = 10000, .height = 8000, .across = 25, .up = 20, .dry = [](double x, double y) {
         return (x > 4000 && x < 5200 && y > 3000 && y < 4400) || (x > 7000 && x < 7800 && y < 3500);
       }});
  static const mesh_data along_curve = hilbert_ordered(random);
  return at_random ? random : along_curve;
}

enum class form { index, block, staged };
struct run_options {
  form how = form::block;
  bool records = false, at_random = false, backward = false;
  double diffusivity = 5;
  std::vector<std::int32_t> cuts = {0, steps};      ///< grid points at which the host looks up
  std::vector<double> owners = {0.3, 0.6, 1};       ///< part of the elements that each process in turn owns
};

particle_batch<2> release(const run_options& o) {
  particle_batch<2> batch = test::particles_at(sea(o.at_random), test::scattered(sea(o.at_random), count));
  for (std::size_t i = 0; i < count; i += 3) {
    batch.component<state>()[i] = status::waiting;
    batch.component<release_delay>()[i] = static_cast<double>(i) / count * hour * (o.backward ? -1 : 1);
  }
  for (std::size_t i = 1; i < count; i += 50) batch.component<state>()[i] = status::aground;
  for (std::size_t i = 2; i < count; i += 50) batch.component<state>()[i] = status::left;
  return batch;
}

/// Every number that particles have, bit by bit; next_step where it counts.
void put_bits(const particle_batch<2>& p, std::vector<std::uint64_t>& bits) {
  for (std::size_t i = 0; i < count; ++i) {
    const status now = p.component<state>()[i];
    bits.push_back(std::bit_cast<std::uint64_t>(p.component<position>(0)[i]));
    bits.push_back(std::bit_cast<std::uint64_t>(p.component<position>(1)[i]));
    bits.push_back(static_cast<std::uint64_t>(p.component<host_element>()[i]));
    bits.push_back(static_cast<std::uint64_t>(now));
    bits.push_back(p.component<steps_made>()[i]);
    bits.push_back(now == status::departed ? static_cast<std::uint64_t>(p.component<next_step>()[i]) : 0);
  }
}

struct outcome {
  std::vector<std::uint64_t> on_the_way, end;
  std::size_t departures = 0;
};

/// The first owner moves the particles; then each of the others in turn, as if all had come to it.
template <class Scheme, class Ex>
outcome run(const Ex& ex, const run_options& o) {
  const double sign = o.backward ? -1 : 1;
  const mesh_data& mesh = sea(o.at_random);
  const auto owned = [&](double part) {
    return static_cast<std::int32_t>(part * static_cast<double>(mesh.elements()));
  };
  const resident_mesh<Ex> resident(ex, mesh, owned(o.owners[0]));
  resident_records<Ex> records(ex, resident);
  resident_slices<Ex, 2> current(ex, resident.nodes());
  current.receive(test::at_nodes(mesh, flow, 0), location::node);
  current.receive(test::at_nodes(mesh, flow, sign * hour), location::node);
  particle_set<Ex, 2> particles(ex);
  particles.append(release(o));
  nodal_velocity<double, std::int32_t> velocity{resident.view(), current.view(sign * hour)};
  if (o.records) {
    records.fill(velocity);
    velocity = records.with(velocity);
  }
  const step_grid<double> grid{sign * hour, steps};
  const fused_advance<Scheme, Ex> fused(ex);
  staged_advance<Scheme, Ex> staged(ex);
  outcome to;
  for (std::size_t c = 0; c + 1 < o.cuts.size(); ++c) {
    motion<nodal_velocity<double, std::int32_t>> by{velocity, {o.diffusivity, 7}};
    const std::int32_t first = o.cuts[c], last = o.cuts[c + 1];
    if (o.how == form::block) {
      fused(particles, by, grid, first, last);
    } else if (o.how == form::staged) {
      staged(particles, by, grid, first, last);
    } else {
      auto kernel = advance_by<Scheme>(by, particles.view(), grid, first, last);
      ex.map(particles.size(), without_blocks<decltype(kernel)>{kernel});
    }
    put_bits(particles.collect_all(), to.on_the_way);
    for (std::size_t k = 1; k < o.owners.size(); ++k) {
      const auto now = particles.template collect<state>();
      to.departures += static_cast<std::size_t>(std::count(now.begin(), now.end(), status::departed));
      by.velocity.mesh.owned = owned(o.owners[k]);
      particles.set_arrived(particles.size());
      const auto late = [&] {
        auto steps = advance_by<Scheme>(by, particles.view(), grid, last, last);
        return without_blocks<go_on_there<decltype(steps)>>{{steps, 0}};
      };
      if (o.how == form::staged)
        staged.go_on(particles, by, grid, last);
      else if (o.how == form::block)
        fused.go_on(particles, by, grid, last);
      else
        ex.map(particles.size(), late());
      put_bits(particles.collect_all(), to.on_the_way);
    }
  }
  put_bits(particles.collect_all(), to.end);
  return to;
}

}  // namespace

TEMPLATE_TEST_CASE("Who departs, where and when is the same one by one, in blocks and by stages", "", euler, midpoint,
                   heun, ralston3, rk4, bogacki_shampine32, dormand_prince54) {
  for (const bool at_random : {false, true}) {
    run_options o{.how = form::index, .at_random = at_random, .backward = !at_random};
    const outcome expected = run<TestType>(serial_executor{}, o);
    CHECK(expected.departures > count / 2);
    for (const form how : {form::block, form::staged})
      for (const bool records : {false, true}) {
        o.how = how, o.records = records;
        const outcome got = run<TestType>(serial_executor{}, o);
        CHECK(got.on_the_way == expected.on_the_way);
        CHECK(got.departures == expected.departures);
      }
    // Nobody who does not depart ends elsewhere.
    o.owners = {1};
    CHECK(run<TestType>(serial_executor{}, o).end == expected.end);
  }
}

TEST_CASE("Those who depart end as if they had stayed, on every executor, however the interval is cut") {
  for (const double diffusivity : {0.0, 5.0}) {
    const auto expected = run<rk4>(serial_executor{}, {.diffusivity = diffusivity, .owners = {1}});
    CHECK(expected.departures == 0);
    test::for_each_executor([&](const auto& ex) {
      for (const form how : {form::index, form::block, form::staged})
        for (const std::vector<std::int32_t>& cuts : {std::vector<std::int32_t>{0, steps}, {0, 1, 5, 5, 6, steps}}) {
          const auto got = run<rk4>(ex, {.how = how, .records = true, .diffusivity = diffusivity, .cuts = cuts});
          CHECK(got.end == expected.end);
          CHECK(got.departures > count / 2);
        }
    });
  }
}

TEST_CASE("Who departs in the last step moves on its arrival; who is not owned or moves already is left alone") {
  const mesh_data& mesh = sea(false);
  const resident_mesh<serial_executor> resident({}, mesh, 100);
  const std::vector<double> none(static_cast<std::size_t>(mesh.nodes()));
  const soa_view<const double, 2> still{{none.data(), none.data()}, mesh.nodes()};
  const motion<nodal_velocity<double, std::int32_t>> by{{resident.view(), {still, still, 1}}, {}};
  particle_set<serial_executor, 2> particles(serial_executor{});
  auto batch = test::particles_at(mesh, {test::centroid(mesh, 0), test::centroid(mesh, 100), test::centroid(mesh, 1),
                                         test::centroid(mesh, 2), test::centroid(mesh, 100)});
  batch.component<state>() = {status::departed, status::departed, status::waiting, status::departed, status::moving};
  batch.component<next_step>() = {4, 4, 0, 1, 0};
  batch.component<steps_made>() = {4, 4, 0, 1, 1};
  batch.component<release_delay>()[2] = 50;
  particles.append(batch);
  const step_grid<double> grid{100, 4};
  const fused_advance<rk4, serial_executor> move({});
  const auto states = [&] {
    const auto s = particles.collect<state>();
    return std::vector<status>(s.begin(), s.end());
  };
  move.go_on(particles, by, grid, 4);  // nobody arrived
  CHECK(states() == batch.component<state>());
  particles.set_arrived(particles.size());
  move.go_on(particles, by, grid, 4);
  CHECK(states() == std::vector{status::moving, status::departed, status::waiting, status::moving, status::moving});
  const auto made = particles.collect<steps_made>();
  CHECK(std::vector<std::uint32_t>(made.begin(), made.end()) == std::vector<std::uint32_t>{4, 4, 0, 4, 1});

  // Who was put where another process is the owner makes one step; who departed makes none.
  move(particles, by, grid, 0, 4);
  CHECK(states() == std::vector{status::moving, status::departed, status::moving, status::moving, status::departed});
  CHECK(particles.collect<steps_made>()[1] == 4);
  CHECK(particles.collect<steps_made>()[4] == 2);
  CHECK(particles.collect<next_step>()[4] == 1);
}

TEST_CASE("A process cannot own more elements than its mesh has") {
  const mesh_data mesh = test::make_mesh({.across = 2, .up = 2});
  CHECK(test::sentence([&] { resident_mesh<serial_executor>({}, mesh, 9); }) ==
        "a process was to own 9 elements of a mesh that has 8; give the share's mesh and its `owned`");
  CHECK(resident_mesh<serial_executor>({}, mesh, 8).view().owned == 8);
  CHECK(resident_mesh<serial_executor>({}, mesh).view().owned > 8);
}
