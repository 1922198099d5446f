// SPDX-License-Identifier: BSL-1.0
// Who rises, sinks and swims is where closed forms say.
#include <eudrift/behaviour/added_velocity.hpp>
#include <eudrift/behaviour/diel_migration.hpp>
#include <eudrift/behaviour/stokes_law.hpp>
#include <eudrift/exec/serial.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"
#include "../support/sentence.hpp"

using namespace eudrift;

namespace {

using mesh_view = triangle_mesh_view<double, std::int32_t>;
using spot = site<double, std::int32_t, 3>;

/// Water of one thickness that stands still.
struct still_water {
  mesh_view mesh;
  double deep;
  EUDRIFT_FN vec<double, 3> operator()(const spot&, double) const { return {0, 0, 0}; }
  EUDRIFT_FN double thickness(const spot&, double) const { return deep; }
};

struct pond {
  mesh_data data = test::make_mesh({.width = 1000, .height = 1000, .across = 3, .up = 3});
  mesh_bins bins = make_bins(data);
  std::vector<double> depth = std::vector<double>(data.x.size(), 40.0), zeta = std::vector<double>(data.x.size(), 10.0);
  column_slices<double, std::int32_t> column() const {
    return {{{depth.data()}, data.nodes()}, {{{zeta.data()}, data.nodes()}, {{zeta.data()}, data.nodes()}, 1e-3}};
  }
  mesh_view view() const { return test::view_of(data, bins); }
};

using speeds = property<rise_speed, float>;

template <class... P>
particle_set<serial_executor, 3, P...> at_depths(const pond& water, const std::vector<double>& sigma) {
  particle_set<serial_executor, 3, P...> particles{serial_executor{}};
  auto batch =
      test::particles_at<particle_batch<3, P...>>(water.data, std::vector<vec<double, 2>>(sigma.size(), {500, 400}));
  batch.template component<position>(2) = sigma;
  particles.append(batch);
  return particles;
}

/// Depths below the surface after each of some intervals of 600 s, in steps of 10 s.
template <class Velocity>
std::vector<double> follow(const pond& water, const Velocity& velocity, double deep, double from, int intervals) {
  auto particles = at_depths<>(water, {-from / deep});
  std::vector<double> depths;
  for (int k = 0; k < intervals; ++k) {
    const motion<Velocity> by{velocity, {}};
    serial_executor{}.map(1, advance_by<rk4>(by, particles.view(), step_grid<double>{600, 60}, 0, 60));
    depths.push_back(-deep * particles.collect<position>(2)[0]);
  }
  return depths;
}

}  // namespace

TEST_CASE("Stokes' law gives the speed of fine sand, of bubbles' like, and refuses what is too large") {
  // Quartz of 50 micrometres in fresh water: (2650 - 1000) 9.80665 d^2 / (18 1e-3).
  CHECK(stokes_law(50e-6, 2650, {1000, 1e-3}).speed == Approx(-2.2473e-3).epsilon(1e-4));
  CHECK(stokes_law(50e-6, 350, {1000, 1e-3}).speed == Approx(650.0 / 1650 * 2.2473e-3).epsilon(1e-4));
  CHECK(test::sentence([] { stokes_law(500e-6, 2650); }).find("whose Reynolds number would be") != std::string::npos);
  CHECK(test::sentence([] { stokes_law(0, 2650); }).find("all are expected to be positive") != std::string::npos);
}

TEST_CASE("what sinks by one speed falls in a straight line, and stays in the water") {
  const pond water;
  const auto velocity =
      with_rise(with_rise(still_water{water.view(), 50}, constant_rise{-0.006}), constant_rise{-0.004});
  const auto depths = follow(water, velocity, 50, 12, 20);
  CHECK(depths[0] == Approx(18).epsilon(1e-12));
  CHECK(depths[5] == Approx(48).epsilon(1e-12));
  for (int k = 7; k < 20; ++k) CHECK(depths[static_cast<std::size_t>(k)] == Approx(50).margin(0.1));  // a step's way
}

TEST_CASE("each rises by its own speed, the bed receives who comes near it, and who is aground does not swim") {
  const pond water;
  auto particles = at_depths<speeds>(water, {-0.5, -0.5, -0.5, -0.5});
  auto batch = particles.collect_all();
  batch.component<rise_speed>() = {0.01f, -0.02f, 0, -0.02f};
  batch.component<state>()[3] = status::aground;
  particles.append(batch);
  const std::vector<index_t> last{4, 5, 6, 7};
  particles.reorder(last);
  const auto life = then(rising_each<double, std::int32_t>{water.view(), water.column()},
                         rest_on_bed<double, std::int32_t>{water.view(), water.column(), 1.0});
  const auto sigma = [&] {
    const auto s = particles.collect<position>(2);
    return std::vector<double>(s.begin(), s.end());
  };
  serial_executor{}.map(4, behave_by(life, particles.view(), {0, 1000}));
  CHECK(sigma()[0] == Approx(-0.3).epsilon(1e-6));
  CHECK(sigma()[1] == Approx(-0.9).epsilon(1e-6));
  CHECK(sigma()[2] == -0.5);
  CHECK(sigma()[3] == -0.5);
  serial_executor{}.map(4, behave_by(life, particles.view(), {1000, 1225}));
  CHECK(sigma()[1] == -1);
  CHECK(particles.collect<state>()[1] == status::settled);
  CHECK(particles.collect<state>()[0] == status::moving);
  serial_executor{}.map(4, behave_by(life, particles.view(), {0, -225}));  // backwards
  CHECK(sigma()[0] == Approx(-0.3).epsilon(1e-6));
}

TEST_CASE("who migrates swims by its speed when far, and nears its depth like an exponential") {
  const pond water;
  // Day from 6 to 18; the interval begins at 6, so that 12 hours of day and 12 of night follow.
  const diel_migration<day_hours> swim{{6 * 3600.0, 6 * 3600.0, 18 * 3600.0}, 40, 5, 0.005, 600};
  const auto velocity = with_rise(still_water{water.view(), 50}, swim);
  const auto day = follow(water, velocity, 50, 5, 72);
  CHECK(day[0] == Approx(8).epsilon(1e-12));
  CHECK(day[9] == Approx(35).epsilon(1e-9));
  // From 37 m on, reached at 6400 s, the rest shrinks as exp(-t / 600 s).
  for (const int k : {11, 12, 14, 20})
    CHECK(40 - day[static_cast<std::size_t>(k)] ==
          Approx(3 * std::exp(-(600.0 * (k + 1) - 6400) / 600)).epsilon(1e-4).margin(1e-9));
  const day_hours night{18 * 3600.0, 6 * 3600.0, 18 * 3600.0};
  const diel_migration<day_hours> rise{night, 40, 5, 0.005, 600};
  const auto dusk = follow(water, with_rise(still_water{water.view(), 50}, rise), 50, 40, 72);
  CHECK(dusk[0] == Approx(37).epsilon(1e-12));
  CHECK(dusk[71] == Approx(5).epsilon(1e-9));
  // In shallow water the aim is the bed.
  CHECK(follow(water, with_rise(still_water{water.view(), 20}, swim), 20, 5, 60)[59] == Approx(20).epsilon(1e-9));
}

TEST_CASE("the drift of waves falls with depth as in deep water, and is added to a current") {
  const pond water;
  const std::size_t n = water.data.x.size();
  const std::vector<double> east(n, 0.1), north(n, -0.05), period(n, 8.0), none(n, 0.0);
  const auto slices = [&](const std::vector<double>& t) {
    const soa_view<const double, 3> v{{east.data(), north.data(), t.data()}, water.data.nodes()};
    return slices_view<double, std::int32_t, 3>{v, v, 1e-3};
  };
  const stokes_drift<double, std::int32_t> drift{water.view(), water.column(), slices(period)},
      calm{water.view(), water.column(), slices(none)};
  const double k = std::pow(2 * 3.14159265358979 / 8, 2) / 9.80665;
  const auto all = sum_of(still_water{water.view(), 50}, drift, drift);
  auto here = site_of(water.view(), at_depths<>(water, {0.0}).view(), 0);
  for (const double depth : {0.0, 1.0, 10.0, 50.0}) {
    here.point.at[2] = -depth / 50;
    CHECK(drift(here, 100).at[0] == Approx(0.1 * std::exp(-2 * k * depth)).epsilon(1e-10));
    CHECK(drift(here, 100).at[1] == Approx(-0.05 * std::exp(-2 * k * depth)).epsilon(1e-10));
    CHECK(all(here, 100) == 2.0 * drift(here, 100));
    CHECK(calm(here, 100) == vec<double, 3>{0, 0, 0});
  }
  CHECK(all.thickness(here, 0) == 50);
}
