// SPDX-License-Identifier: BSL-1.0
// Ageing, death and settlement: composed, mapped on every executor, exact where they are counted and within five
// standard deviations where they are drawn.
#include <eudrift/behaviour/mortality.hpp>
#include <eudrift/behaviour/settlement.hpp>
#include <eudrift/kernels/begin_interval.hpp>
#include <eudrift/kernels/field_at.hpp>
#include <eudrift/region/resident_polygons.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"
#include "../support/count_step.hpp"
#include "../support/executors.hpp"
#include "../support/sentence.hpp"

using namespace eudrift;

namespace {

template <class Ex>
using larvae = particle_set<Ex, 2, property<particle_age, double>, property<settled_in, std::int32_t>>;
using batch = larvae<serial_executor>::batch;

/// Particles on a line along x, 1 m apart.
batch line(index_t n) {
  batch b;
  b.resize(n);
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
    b.component<particle_id>()[i] = static_cast<std::int64_t>(i);
    b.component<position>(0)[i] = static_cast<double>(i);
  }
  return b;
}

index_t count(const batch& b, status s) {
  const auto& all = b.component<state>();
  return std::count(all.begin(), all.end(), s);
}

const polygon near_end{"near", {{{0, -1}, {10, -1}, {10, 1}, {0, 1}, {0, -1}}}};
const polygon far_end{"far", {{{50, -1}, {60, -1}, {60, 1}, {50, 1}, {50, -1}}}};

/// 200 larvae for ten spans of 100 s; the last to live long enough settle or die of age.
template <class Ex>
batch live(const Ex& ex, std::uint64_t seed) {
  larvae<Ex> particles(ex);
  particles.append(line(200));
  const resident_polygons<Ex> ground(ex, {near_end, far_end});
  const auto what =
      then(ageing{}, mortality<constant_rate>{{1e-3}, seed}, settlement{ground.view(), 300, 700}, lifetime{900});
  for (int span = 0; span < 10; ++span) {
    ex.map(particles.size(), behave_by(what, particles.view(), {100.0 * span, 100.0 * (span + 1)}));
    ex.map(particles.size(), test::count_step<decltype(particles.view())>{particles.view()});
  }
  return particles.collect_all();
}

}  // namespace

TEST_CASE("each behaviour sees what those before it did, and the end of life ends them") {
  const batch end = live(serial_executor{}, 3);
  index_t settled = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const status s = end.component<state>()[i];
    const double age = end.component<particle_age>()[i];
    const std::int32_t where = end.component<settled_in>()[i];
    const bool ground = i < 10 || (i >= 50 && i < 60);
    CHECK((s == status::dead || s == status::settled));
    CHECK((s == status::settled) == (where > 0));
    if (s == status::settled) {
      CHECK(ground);
      CHECK(where == (i < 10 ? 1 : 2));
      CHECK(age == 300);
      ++settled;
    } else {
      CHECK(age <= (ground ? 300 : 900));
    }
  }
  CHECK(settled > 5);
  CHECK(settled + count(end, status::dead) == 200);
}

TEST_CASE("behaviours have the same bits on every executor") {
  const batch expected = live(serial_executor{}, 3);
  const auto compare = [&](const batch& other) {
    CHECK(other.component<state>() == expected.component<state>());
    CHECK(other.component<particle_age>() == expected.component<particle_age>());
    CHECK(other.component<settled_in>() == expected.component<settled_in>());
  };
  compare(live(deferred_executor{}, 3));
#if defined(EUDRIFT_WITH_OPENMP)
  compare(live(openmp_executor(3), 3));
#endif
  CHECK(live(serial_executor{}, 4).component<state>() != expected.component<state>());
}

TEST_CASE("as many die as are expected, in however many spans") {
  constexpr index_t n = 200000;
  constexpr double seconds = 5000;
  const constant_rate rate = rate_of_probability(0.3, seconds);
  for (const int spans : {1, 8}) {
    larvae<serial_executor> particles{serial_executor{}};
    particles.append(line(n));
    for (int k = 0; k < spans; ++k) {
      const time_span span{seconds * k / spans, seconds * (k + 1) / spans};
      serial_executor{}.map(n, behave_by(mortality<constant_rate>{rate, 17}, particles.view(), span));
      serial_executor{}.map(n, test::count_step<decltype(particles.view())>{particles.view()});
    }
    const auto dead = static_cast<double>(count(particles.collect_all(), status::dead));
    CHECK(std::abs(dead - 0.3 * n) < 5 * std::sqrt(0.3 * 0.7 * n));  // chance exceeds it once in 1.7 million
  }
  CHECK(rate.per_second == Approx(-std::log(0.7) / seconds).epsilon(1e-14));
  CHECK(test::sentence([] { rate_of_probability(1, 10); }).find("expected a probability of 0 or more and below 1") !=
        std::string::npos);
}

TEST_CASE("warmth kills faster by Q10, and what is not borne kills at once") {
  const mesh_data mesh = test::make_mesh({.x0 = -1, .y0 = -1, .width = 10002, .height = 2, .across = 20, .up = 2});
  const mesh_bins bins = make_bins(mesh);
  std::vector<double> warm(mesh.x.size());
  for (std::size_t i = 0; i < warm.size(); ++i) warm[i] = 10 + mesh.x[i] / 500;  // 10 to 30 degrees
  const nodal_field<double, std::int32_t> field{test::view_of(mesh, bins),
                                                {{{warm.data()}, mesh.nodes()}, {{warm.data()}, mesh.nodes()}, 1e-3}};
  larvae<serial_executor> particles{serial_executor{}};
  batch start = line(10000);
  for (std::size_t i = 0; i < 10000; ++i)
    start.component<host_element>()[i] = search(field.mesh, {start.component<position>(0)[i], 0.0});
  particles.append(start);
  const q10_rate<nodal_field<double, std::int32_t>> rate{field, 1e-4, 20, logarithm(3.0)};
  const auto view = particles.view();
  for (const index_t i : {0, 2500, 5000, 10000 - 1}) {
    const double felt = 10 + static_cast<double>(i) / 500;
    CHECK(rate(view, i, 100) == Approx(1e-4 * std::pow(3.0, (felt - 20) / 10)).epsilon(1e-12));
  }
  serial_executor{}.map(particles.size(),
                        behave_by(tolerance<nodal_field<double, std::int32_t>>{field, 12, 25}, view, {0, 1}));
  const batch end = particles.collect_all();
  index_t wrong = 0;
  for (std::size_t i = 0; i < 10000; ++i) {
    if (i == 1000 || i == 7500) continue;  // at the bounds but for rounding
    wrong += (end.component<state>()[i] == status::moving) != (i > 1000 && i < 7500);
  }
  CHECK(wrong == 0);
}

TEST_CASE("a particle released within a span lives through what is left of it, forwards and backwards") {
  for (const double sign : {1.0, -1.0}) {
    larvae<serial_executor> particles{serial_executor{}};
    batch start = line(4);
    start.component<release_delay>() = {0, 40 * sign, 250 * sign, 40 * sign};
    start.component<state>()[1] = status::aground;
    start.component<state>()[3] = status::waiting;
    particles.append(start);
    for (int k = 0; k < 3; ++k)
      serial_executor{}.map(4, behave_by(ageing{}, particles.view(), {100.0 * sign * k, 100.0 * sign * (k + 1)}));
    CHECK(particles.collect_all().component<particle_age>() == std::vector<double>{300, 260, 50, 0});
  }
}

TEST_CASE("settled and dead particles stay so when an interval begins") {
  larvae<serial_executor> particles{serial_executor{}};
  batch start = line(4);
  start.component<state>() = {status::settled, status::dead, status::aground, status::left};
  particles.append(start);
  const auto view = particles.view();
  serial_executor{}.map(4, begin_interval<decltype(particles.view())>{view, {}, {}, 4});
  CHECK(particles.collect_all().component<state>() ==
        std::vector<status>{status::settled, status::dead, status::moving, status::left});
}
