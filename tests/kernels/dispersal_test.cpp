// SPDX-License-Identifier: BSL-1.0
// The moments of the random walk.  Bounds are 5 standard errors of N samples: a false alarm in 2 million.
#include "advect.hpp"

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <algorithm>

using namespace eudrift;

namespace {

struct moments {
  double mean_x, mean_y, xx, yy, xy;
};
moments moments_of(const test::places_list& p, const vec<double, 2>& about) {
  const double n = static_cast<double>(p.size());
  moments m{};
  for (const auto& q : p) m.mean_x += (q.at[0] - about.at[0]) / n, m.mean_y += (q.at[1] - about.at[1]) / n;
  for (const auto& q : p) {
    const double x = q.at[0] - about.at[0] - m.mean_x, y = q.at[1] - about.at[1] - m.mean_y;
    m.xx += x * x / n, m.yy += y * y / n, m.xy += x * y / n;
  }
  return m;
}

}  // namespace

TEST_CASE("Dispersal far from coasts: variance 2 K t along each axis, no mean, no correlation") {
  const std::size_t count = test::long_form() ? 1000000 : 100000;
  const double n = static_cast<double>(count), diffusivity = 10;
  const test::steady_on_nodes sea(
      test::make_mesh({.x0 = -10000, .y0 = -10000, .width = 20000, .height = 20000, .across = 40, .up = 40}),
      [](double, double, double) { return vec<double, 2>{0.05, -0.03}; });
  const test::places_list start(count, {100, 200});
  for (const auto& [seconds, steps] : {std::pair{3600.0, 3}, std::pair{14400.0, 20}}) {
    const auto end = test::advect<euler>(sea.data, sea.velocity(), start, seconds, steps, {diffusivity, 11});
    const moments m = moments_of(end, {100 + 0.05 * seconds, 200 - 0.03 * seconds});
    const double variance = 2 * diffusivity * seconds;
    CHECK(std::abs(m.xx / variance - 1) < 5 * std::sqrt(2 / n));
    CHECK(std::abs(m.yy / variance - 1) < 5 * std::sqrt(2 / n));
    CHECK(std::abs(m.xy / variance) < 5 / std::sqrt(n));
    CHECK(std::abs(m.mean_x) < 5 * std::sqrt(variance / n));
    CHECK(std::abs(m.mean_y) < 5 * std::sqrt(variance / n));
  }
}

TEST_CASE("A cloud that drifts and spreads is the exact Gaussian field, by chi-square over rings and quarters") {
  // c = M / (4 pi K t) exp(-((x - u t)^2 + (y - v t)^2) / (4 K t)): (r / scale)^2 has the exponential distribution.
  const std::size_t count = test::long_form() ? 1000000 : 100000;
  const double diffusivity = 10, seconds = 3600;
  const test::steady_on_nodes sea(test::make_mesh({.x0 = -2000, .y0 = -2000, .width = 8000, .height = 8000}),
                                  [](double, double, double) { return vec<double, 2>{1, 1}; });
  const auto end = test::advect<rk4>(sea.data, sea.velocity(), test::places_list(count, {0, 0}), seconds, 60, {diffusivity, 5});
  const auto chi_square = [&](double spread_by) {
    std::array<double, 40> in{};  // of equal probability
    for (const auto& p : end) {
      const double x = p.at[0] - seconds, y = p.at[1] - seconds;
      const double beyond = std::exp(-(x * x + y * y) / (4 * spread_by * seconds));
      const int ring = std::min(9, static_cast<int>(10 * (1 - beyond))), quarter = (x > 0) + 2 * (y > 0);
      ++in[static_cast<std::size_t>(4 * ring + quarter)];
    }
    const double expected = static_cast<double>(count) / 40;
    double sum = 0;
    for (const double n : in) sum += (n - expected) * (n - expected) / expected;
    return sum;
  };
  // 97 is passed by chance once in a million, with 39 degrees of freedom.
  CHECK(chi_square(diffusivity) < 97);
  CHECK(chi_square(0.95 * diffusivity) > 97);
}

TEST_CASE("Random displacements of one particle and of the next, of one step and of the next are independent") {
  const test::steady_on_nodes sea(test::make_mesh({.x0 = -5000, .y0 = -5000, .width = 10000, .height = 10000}),
                                  [](double, double, double) { return vec<double, 2>{0, 0}; });
  const std::size_t count = 100000;
  const test::places_list start(count, {0, 0});
  const auto one = test::advect<euler>(sea.data, sea.velocity(), start, 600, 1, {10, 3});
  const auto two = test::advect<euler>(sea.data, sea.velocity(), start, 1200, 2, {10, 3});
  const auto other = test::advect<euler>(sea.data, sea.velocity(), start, 600, 1, {10, 4});
  double next_step = 0, next_particle = 0, next_seed = 0;
  const double variance = 2 * 10 * 600, n = static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i) {
    next_step += one[i].at[0] * (two[i].at[0] - one[i].at[0]) / variance / n;
    next_particle += one[i].at[0] * one[(i + 1) % count].at[0] / variance / n;
    next_seed += one[i].at[0] * other[i].at[0] / variance / n;
    REQUIRE(dot(one[i], one[i]) <= 8 * 10 * 600 * (1 + 1e-12));  // uniform in a disc
  }
  CHECK(std::abs(next_step) < 5 / std::sqrt(n));
  CHECK(std::abs(next_particle) < 5 / std::sqrt(n));
  CHECK(std::abs(next_seed) < 5 / std::sqrt(n));
}
