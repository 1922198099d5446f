// SPDX-License-Identifier: BSL-1.0
#include <eudrift/math/barycentric.hpp>

#include "../catch.hpp"

#include <cmath>
#include <random>

namespace {

using namespace eudrift;

TEMPLATE_TEST_CASE("a linear field and its gradient are exact to round-off on any triangle", "",
                   double, float) {
  using T = TestType;
  using point = vec<T, 2>;
  const T eps = sizeof(T) == 8 ? T(2.2e-16) : T(1.2e-7);
  std::mt19937 random(3);
  std::uniform_real_distribution<T> any(-1, 1);
  const auto draw = [&] { return point{T(5000) * any(random), T(5000) * any(random)}; };
  int used = 0;
  for (int i = 0; i < 10000; ++i) {
    const point a = draw(), b = draw(), c = draw();
    const T twice_area = std::fabs(cross(b - a, c - a));
    if (twice_area < T(1e6)) continue;
    ++used;
    const T slope_x = any(random), slope_y = any(random), offset = T(100) * any(random);
    const auto field = [&](const point& x) { return offset + slope_x * x[0] + slope_y * x[1]; };
    const point p = draw();
    const vec<T, 3> w = barycentric(a, b, c, p);
    // Round-off grows with how far outside p is and how thin the triangle is.
    const T grown = T(1e8) / twice_area;
    REQUIRE(std::fabs(w[0] + w[1] + w[2] - 1) <= 8 * eps * (1 + std::fabs(w[1]) + std::fabs(w[2])));
    REQUIRE(std::fabs(w[0] * field(a) + w[1] * field(b) + w[2] * field(c) - field(p)) <=
            40 * eps * T(1e4) * grown);
    REQUIRE(std::fabs(w[0] * a[0] + w[1] * b[0] + w[2] * c[0] - p[0]) <= 40 * eps * T(1e4) * grown);
    const vec<T, 2> g = barycentric_gradient(a, b, c, field(a), field(b), field(c));
    REQUIRE(std::fabs(g[0] - slope_x) <= 40 * eps * grown);
    REQUIRE(std::fabs(g[1] - slope_y) <= 40 * eps * grown);
  }
  CHECK(used > 8000);
}

TEST_CASE("weights at corners, middles and outside") {
  using point = vec<double, 2>;
  using weights = vec<double, 3>;
  const point a{1, 1}, b{5, 1}, c{1, 3};
  CHECK(barycentric(a, b, c, a) == weights{1, 0, 0});
  CHECK(barycentric(a, b, c, b) == weights{0, 1, 0});
  CHECK(barycentric(a, b, c, c) == weights{0, 0, 1});
  CHECK(barycentric(a, b, c, point{3, 2}) == weights{0, 0.5, 0.5});
  CHECK(barycentric(a, c, b, point{2, 2}) == weights{0.25, 0.5, 0.25});
  CHECK(barycentric(a, b, c, point{5, 3}) == weights{-1, 1, 1});
  CHECK(barycentric_gradient(a, b, c, 0.0, 4.0, 6.0) == point{1, 3});
  STATIC_REQUIRE(barycentric(point{0, 0}, point{1, 0}, point{0, 1}, point{0.25, 0.5}) ==
                 weights{0.25, 0.25, 0.5});
}

TEST_CASE("a triangle without area gives weights that are not finite") {
  using point = vec<double, 2>;
  const auto w = barycentric(point{0, 0}, point{1, 1}, point{2, 2}, point{0.5, 0});
  CHECK_FALSE(std::isfinite(w[1]));
  CHECK_FALSE(
      std::isfinite(barycentric_gradient(point{0, 0}, point{1, 1}, point{2, 2}, 0.0, 1.0, 0.0)[0]));
}

}  // namespace
