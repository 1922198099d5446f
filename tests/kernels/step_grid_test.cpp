// SPDX-License-Identifier: BSL-1.0
#include <eudrift/kernels/step_grid.hpp>

#include "advect.hpp"

#include "../catch.hpp"

using namespace eudrift;

TEST_CASE("The steps of an interval are equal, begin at its grid points and end where it ends") {
  for (const double length : {3600.0, -3600.0, 0.1, 1e9})
    for (const int steps : {1, 3, 7, 60, 61}) {
      const step_grid<double> grid{length, steps};
      CHECK(grid.time(0) == 0);
      CHECK(grid.time(steps) == length);
      for (int k = 0; k < steps; ++k) {
        CHECK(grid.full(k).length == grid.full(0).length);
        CHECK(grid.full(k).begin == grid.time(k));
        CHECK(grid.time(k + 1) - grid.time(k) == Approx(length / steps).epsilon(1e-12));
        CHECK((grid.time(k + 1) > grid.time(k)) == (length > 0));
      }
    }
}

TEST_CASE("A release within a step shortens it; one at or after its end leaves nothing of it") {
  for (const double sign : {1.0, -1.0}) {
    const step_grid<double> grid{sign * 600, 6};
    const auto check = [&](std::int32_t k, double delay, double begin, double length) {
      const time_step<double> s = grid.shortened(k, sign * delay);
      CHECK(s.length == sign * length);
      if (length > 0) CHECK(s.begin == sign * begin);
    };
    check(2, -100, 200, 100);  // in an earlier interval
    check(2, 0, 200, 100);
    check(2, 200, 200, 100);  // just at its beginning: a full step
    check(2, 230, 230, 70);
    check(2, 299.5, 299.5, 0.5);
    check(2, 300, 0, 0);
    check(2, 599, 0, 0);
    check(5, 599, 599, 1);
    check(5, 600, 0, 0);  // the next interval's
    check(5, 700, 0, 0);
  }
}

namespace {

struct released {
  std::vector<double> x;
  std::vector<status> state;
  std::vector<std::uint32_t> steps;
};

/// Particles at x = 0 in a flow of 1 m/s along x, released at `delays` after the interval's beginning;
/// the host looks up at the grid points `cuts`.
released release_at(const std::vector<double>& delays, double length, int steps, const std::vector<std::int32_t>& cuts) {
  const auto flow = [](double, double, double) { return vec<double, 2>{1, 0}; };
  static const test::exact_on_mesh stream(
      test::make_mesh({.x0 = -5000, .y0 = -500, .width = 10000, .height = 1000, .across = 30, .up = 3}), flow);
  auto batch = test::particles_at(stream.data, std::vector<vec<double, 2>>(delays.size(), {0, 0}));
  for (std::size_t i = 0; i < delays.size(); ++i) {
    batch.component<state>()[i] = status::waiting;
    batch.component<release_delay>()[i] = delays[i];
  }
  const serial_executor ex;
  particle_set<serial_executor, 2> particles(ex);
  particles.append(batch);
  const auto velocity = stream.velocity();
  const motion<std::remove_const_t<decltype(velocity)>> by{velocity, {}};
  for (std::size_t c = 0; c + 1 < cuts.size(); ++c)
    ex.map(particles.size(), advance_by<rk4>(by, particles.view(), step_grid<double>{length, steps}, cuts[c], cuts[c + 1]));
  const auto end = particles.collect_all();
  return {end.component<position>(0), end.component<state>(), end.component<steps_made>()};
}

}  // namespace

TEST_CASE("A particle moves from its release on, in one shortened step to the next grid time and full ones then") {
  const std::vector<double> delays{0, 1, 59, 60, 61, 3540, 3599.5, 3600, 4000};
  const std::vector<std::uint32_t> steps{60, 60, 60, 59, 59, 1, 1, 0, 0};
  for (const double sign : {1.0, -1.0}) {
    std::vector<double> signed_delays;
    for (const double d : delays) signed_delays.push_back(sign * d);
    const released whole = release_at(signed_delays, sign * 3600, 60, {0, 60});
    for (std::size_t i = 0; i < delays.size(); ++i) {
      const bool out = delays[i] < 3600;
      CHECK(whole.x[i] == Approx(out ? sign * (3600 - delays[i]) : 0).margin(1e-9));
      CHECK(whole.state[i] == (delays[i] <= 3600 ? status::moving : status::waiting));
      CHECK(whole.steps[i] == steps[i]);
    }
    const released cut = release_at(signed_delays, sign * 3600, 60, {0, 1, 1, 17, 59, 60});
    CHECK(cut.x == whole.x);
    CHECK(cut.state == whole.state);
    CHECK(cut.steps == whole.steps);
  }
}
