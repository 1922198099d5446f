// SPDX-License-Identifier: BSL-1.0
#include <eudrift/vertical/log_law.hpp>
#include <eudrift/vertical/reflect.hpp>
#include <eudrift/vertical/water_column.hpp>

#include "../catch.hpp"

#include <cmath>
#include <limits>
#include <random>

using namespace eudrift;

TEST_CASE("z = zeta + sigma (h + zeta), and back") {
  constexpr water_column<double> column{1.5, 10.5};
  static_assert(column.thickness() == 12 && column.height(0.0) == 1.5 && column.height(-1.0) == -10.5);
  static_assert(column.height(-0.25) == -1.5 && column.sigma(-1.5) == -0.25);
  std::mt19937 random(1);
  for (int i = 0; i < 1000; ++i) {
    const double sigma = -static_cast<double>(random()) / 4294967295.0;
    CHECK(column.sigma(column.height(sigma)) == Approx(sigma).margin(1e-15));
  }
}

TEST_CASE("Where there is no water left, sigma has a meaning still") {
  for (const double surface : {-3.0, -2.0, -1.999}) {
    const water_column<double> column{surface, 2};
    CHECK(column.thickness() == 0.01);
    CHECK(std::isfinite(column.sigma(-2.0)));
  }
}

TEST_CASE("d sigma / dt is that of a path through a column with moving surface and sloping bed") {
  // Along x = u t the surface is 0.3 sin(x / 900 - t / 700), the depth 12 + x / 150, and z rises with w.
  const double u = 0.7, w = 1e-3, z0 = -5;
  const auto zeta = [&](double t) { return 0.3 * std::sin(u * t / 900 - t / 700); };
  const auto depth = [&](double t) { return 12 + u * t / 150; };
  const auto sigma = [&](double t) { return water_column<double>{zeta(t), depth(t)}.sigma(z0 + w * t); };
  for (const double t : {0.0, 300.0, 1000.0}) {
    const double wave = 0.3 * std::cos(u * t / 900 - t / 700), step = 1;
    const moving_column<double> column{{zeta(t), depth(t)}, -wave / 700, {wave / 900, 0}, {1.0 / 150, 0}};
    const double by_difference = (sigma(t + step) - sigma(t - step)) / (2 * step);
    CHECK(column.sigma_rate(sigma(t), {u, 0}, w) == Approx(by_difference).epsilon(1e-5));
  }
}

TEST_CASE("Omega is a speed through surfaces of constant sigma: d sigma / dt = omega / (h + zeta)") {
  constexpr moving_column<double> column{{2, 6}, 1e-3, {1e-4, 2e-4}, {1e-2, -1e-2}};
  static_assert(column.sigma_rate(0.004) == 0.0005);
  // Water at the surface that follows it, and at the bed that follows that, keeps its sigma.
  const vec<double, 2> u{0.3, 0.2};
  CHECK(column.sigma_rate(0.0, u, 1e-3 + dot(u, column.surface_slope)) == 0);
  CHECK(column.sigma_rate(-1.0, u, -dot(u, column.depth_slope)) == 0);
}

TEST_CASE("Surface and bed mirror as often as they are met, and nothing leaves the water") {
  CHECK(reflect_in_column(-0.5, -0.25) == -0.25);
  CHECK(reflect_in_column(-0.5, 0.25) == -0.25);
  CHECK(reflect_in_column(-0.5, -1.25) == -0.75);
  CHECK(reflect_in_column(-0.5, 1.75) == -0.25);   // surface, then bed
  CHECK(reflect_in_column(-0.5, -3.25) == -0.75);  // bed, surface, bed
  const auto mirrored_one_by_one = [](double s) {
    for (; s < -1 || s > 0;) s = s > 0 ? -s : -2 - s;
    return s;
  };
  std::mt19937 random(2);
  for (int i = 0; i < 100000; ++i) {
    const double to = (static_cast<double>(random()) / 4294967296.0 - 0.5) * std::pow(10, i % 4);
    const double s = reflect_in_column(-0.5, to);
    REQUIRE((s >= -1 && s <= 0));
    REQUIRE(s == Approx(mirrored_one_by_one(to)).margin(1e-12));
  }
  for (const double to : {std::nextafter(0.0, 1.0), std::nextafter(-1.0, -2.0), 1.0, -2.0, 999999.5, -999999.5}) {
    const double s = reflect_in_column(-0.5, to);
    CHECK((s >= -1 && s <= 0));
  }
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double to : {infinity, -infinity, std::numeric_limits<double>::quiet_NaN(), 1e300})
    CHECK(reflect_in_column(-0.375, to) == -0.375);
}

TEST_CASE("The law of the wall below the lowest layer") {
  constexpr water_column<double> column{0, 20};
  const double lowest = -0.95, z0 = 0.002;  // the layer is 1 m above the bed
  CHECK(log_law(column, lowest, -0.5, z0) == 1);
  CHECK(log_law(column, lowest, lowest, z0) == 1);
  for (const double d : {0.5, 0.1, 0.01, 0.0021})
    CHECK(log_law(column, lowest, -1 + d / 20, z0) == Approx(std::log(d / z0) / std::log(1 / z0)).epsilon(1e-10));
  CHECK(log_law(column, lowest, -1 + 0.0019 / 20, z0) == 0);
  CHECK(log_law(column, lowest, -1.0, z0) == 0);
  CHECK(log_law(column, lowest, -1.0, 1.5) == 1);  // rougher than the layer is high
}
