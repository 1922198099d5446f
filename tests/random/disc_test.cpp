// SPDX-License-Identifier: BSL-1.0
#include <eudrift/random/disc.hpp>

#include "../catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace {

using namespace eudrift;
using point = vec<double, 2>;

constexpr int samples = 1000000;

const std::vector<point>& drawn() {
  static const std::vector<point> points = [] {
    std::vector<point> p;
    for (int i = 0; i < samples; ++i)
      p.push_back(uniform_in_disc(2024, static_cast<std::uint64_t>(i % 1000),
                                  static_cast<std::uint32_t>(i / 1000)));
    return p;
  }();
  return points;
}

/// Chi-square of equally likely cells, in standard deviations from its mean.
template <std::size_t N>
double surprise(const std::array<int, N>& count) {
  const double expected = double(samples) / double(N), freedom = double(N) - 1;
  double chi_square = 0;
  for (const int c : count) chi_square += (c - expected) * (c - expected) / expected;
  return (chi_square - freedom) / std::sqrt(2 * freedom);
}

TEST_CASE("points are in the disc and have its moments") {
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0, rr = 0, farthest = 0;
  for (const point& p : drawn()) {
    x += p[0];
    y += p[1];
    xx += p[0] * p[0];
    yy += p[1] * p[1];
    xy += p[0] * p[1];
    const double r2 = p[0] * p[0] + p[1] * p[1];
    rr += r2 * r2;
    farthest = std::fmax(farthest, r2);
  }
  CHECK(farthest <= 1);
  CHECK(farthest > 0.9999);
  // Five standard deviations: variances of x, x^2, xy and r^4 are 1/4, 1/16, 1/24 and 4/45.
  const double n = samples, five = 5 / std::sqrt(n);
  CHECK(std::fabs(x / n) < five * 0.5);
  CHECK(std::fabs(y / n) < five * 0.5);
  CHECK(std::fabs(xx / n - 0.25) < five * 0.25);
  CHECK(std::fabs(yy / n - 0.25) < five * 0.25);
  CHECK(std::fabs(xy / n) < five * std::sqrt(1.0 / 24));
  CHECK(std::fabs(rr / n - 1.0 / 3) < five * std::sqrt(4.0 / 45));
}

TEST_CASE("points are uniform over radius, angle and both") {
  std::array<int, 64> ring{}, sector{};
  std::array<int, 256> both{};
  for (const point& p : drawn()) {
    const double r2 = p[0] * p[0] + p[1] * p[1];
    const double turn = std::atan2(p[1], p[0]) / 6.283185307179586 + 0.5;
    const auto cell = [](double part, int cells) {
      return std::min(static_cast<int>(part * cells), cells - 1);
    };
    ++ring[static_cast<std::size_t>(cell(r2, 64))];
    ++sector[static_cast<std::size_t>(cell(turn, 64))];
    ++both[static_cast<std::size_t>(16 * cell(r2, 16) + cell(turn, 16))];
  }
  CHECK(std::fabs(surprise(ring)) < 4);
  CHECK(std::fabs(surprise(sector)) < 4);
  CHECK(std::fabs(surprise(both)) < 4);
}

TEST_CASE("a particle's steps are not correlated, nor are its neighbours'") {
  double steps = 0, neighbours = 0;
  for (std::size_t i = 0; i + 1000 < drawn().size(); ++i) {
    steps += dot(drawn()[i], drawn()[i + 1000]);
    neighbours += dot(drawn()[i], drawn()[i + 1]);
  }
  const double bound = 5 * std::sqrt(1.0 / 8) / std::sqrt(double(samples));
  CHECK(std::fabs(steps / samples) < bound);
  CHECK(std::fabs(neighbours / samples) < bound);
}

TEST_CASE("a walk spreads with variance 2 K t") {
  constexpr double diffusivity = 10, dt = 60;
  constexpr int steps = 20, particles = 50000;
  const double radius = std::sqrt(8 * diffusivity * dt);
  double spread[2] = {};
  for (std::uint64_t id = 0; id < particles; ++id) {
    point at{0, 0};
    for (std::uint32_t k = 0; k < steps; ++k) at = at + radius * uniform_in_disc(3, id, k);
    for (int d = 0; d < 2; ++d) spread[d] += at[d] * at[d] / particles;
  }
  const double expected = 2 * diffusivity * dt * steps;
  for (const double s : spread) CHECK(std::fabs(s / expected - 1) < 5 * std::sqrt(2.0 / particles));
}

/// The same point from the words by name, and by long doubles of at least 64 bits, in which the
/// squares and their sum are exact.
TEST_CASE("points are those of the first candidate inside, in order") {
  int rejected = 0;
  for (std::uint64_t id = 0; id < 20000; ++id) {
    point expected{0, 0};
    bool found = false;
    for (std::uint32_t attempt = 0; !found; ++attempt) {
      const auto w = philox4x32({static_cast<std::uint32_t>(id), 0, 9, attempt}, {77, 0});
      for (int k = 0; k < 4 && !found; k += 2) {
        const long double x = (2.0L * w[k] + 1) / 4294967296.0L - 1,
                          y = (2.0L * w[k + 1] + 1) / 4294967296.0L - 1;
        found = x * x + y * y <= 1;
        expected = {static_cast<double>(x), static_cast<double>(y)};
        rejected += !found;
      }
    }
    REQUIRE(uniform_in_disc(77, id, 9) == expected);
  }
  CHECK(std::fabs(rejected / 20000.0 - (4 / 3.14159265358979323846 - 1)) < 0.03);
}

TEST_CASE("the rim belongs to the disc by integers") {
  using detail::in_unit_disc;
  constexpr std::uint32_t middle = 0x80000000u;
  CHECK(in_unit_disc(middle, middle));
  CHECK_FALSE(in_unit_disc(0, 0));
  CHECK_FALSE(in_unit_disc(0xffffffffu, 0xffffffffu));
  CHECK(in_unit_disc(0xffffffffu, middle));
  CHECK(in_unit_disc(0, ~middle));
  // (1 - 2^-32)^2 + y^2 <= 1 holds up to |y| = sqrt(2^-31 - 2^-64): (2 n + 1) <= 92681.9.
  CHECK(in_unit_disc(0, middle + 46340));
  CHECK_FALSE(in_unit_disc(0, middle + 46341));
}

TEST_CASE("points can be drawn in constant expressions and depend on every key") {
  constexpr point p = uniform_in_disc(1, 2, 3);
  CHECK(p == uniform_in_disc(1, 2, 3));
  CHECK_FALSE(p == uniform_in_disc(2, 2, 3));
  CHECK_FALSE(p == uniform_in_disc(1, 3, 3));
  CHECK_FALSE(p == uniform_in_disc(1, 2, 4));
  CHECK_FALSE(p == uniform_in_disc(1, 2, 3, release_stream));
  CHECK_FALSE(p == uniform_in_disc(1, 2 + (std::uint64_t{1} << 32), 3));
}

}  // namespace
