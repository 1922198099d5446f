// SPDX-License-Identifier: BSL-1.0
#include <eudrift/math/orientation.hpp>

#include "../catch.hpp"
#include "wide_integer.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <utility>

namespace {

using eudrift::orientation;
using point = eudrift::vec<double, 2>;
using integer = wide_integer<32>;

/// The sign by integers; coordinates are multiples of 2^-400 below 2^100.
int by_integers(point a, point b, point c) {
  const auto whole = [](double x) { return integer::of(x, -400); };
  const integer left = (whole(b[0]) - whole(a[0])) * (whole(c[1]) - whole(a[1]));
  const integer right = (whole(b[1]) - whole(a[1])) * (whole(c[0]) - whole(a[0]));
  return (left - right).sign();
}

/// All six orders of the points agree, with the sign of the permutation.
bool antisymmetric(point a, point b, point c) {
  const int s = orientation(a, b, c);
  return orientation(b, c, a) == s && orientation(c, a, b) == s && orientation(b, a, c) == -s &&
         orientation(a, c, b) == -s && orientation(c, b, a) == -s;
}

double moved(double x, int ulps) {
  for (; ulps > 0; --ulps) x = std::nextafter(x, std::numeric_limits<double>::infinity());
  for (; ulps < 0; ++ulps) x = std::nextafter(x, -std::numeric_limits<double>::infinity());
  return x;
}

TEST_CASE("orientation has the sign of the turn") {
  STATIC_REQUIRE(orientation(point{0, 0}, point{1, 0}, point{0, 1}) == 1);
  STATIC_REQUIRE(orientation(point{0, 0}, point{0, 1}, point{1, 0}) == -1);
  STATIC_REQUIRE(orientation(point{0.1, 0.1}, point{0.2, 0.2}, point{0.3, 0.3}) == 0);
  CHECK(orientation(point{1, 2}, point{1, 2}, point{5, 7}) == 0);
  CHECK(orientation(eudrift::vec<float, 2>{0, 0}, {1, 0}, {0, 1e-30f}) == 1);
}

TEST_CASE("orientation equals 128-bit integers on a whole-number grid") {
  __extension__ using int128 = __int128;
  std::mt19937_64 random(7);
  for (const std::int64_t half : {std::int64_t{3}, std::int64_t{1} << 20, std::int64_t{1} << 52}) {
    std::uniform_int_distribution<std::int64_t> any(-half, half);
    int on_line = 0, wrong = 0;
    for (int i = 0; i < 100000; ++i) {
      const std::int64_t ax = any(random), ay = any(random), bx = any(random), by = any(random);
      std::int64_t cx = any(random), cy = any(random);
      if (i % 2 == 0) cx = (ax + bx) / 2, cy = (ay + by) / 2;
      const int128 det =
          static_cast<int128>(bx - ax) * (cy - ay) - static_cast<int128>(by - ay) * (cx - ax);
      const int expected = det > 0 ? 1 : det < 0 ? -1 : 0;
      on_line += expected == 0;
      const point a{double(ax), double(ay)}, b{double(bx), double(by)}, c{double(cx), double(cy)};
      wrong += orientation(a, b, c) != expected || !antisymmetric(a, b, c);
    }
    CHECK(wrong == 0);
    CHECK(on_line > 0);
  }
}

TEST_CASE("orientation is exact within 4 ulp of a line") {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> any(-1, 1);
  std::uniform_int_distribution<int> ulps(-4, 4);
  int wrong = 0, count[3] = {};
  for (int i = 0; i < 3000; ++i) {
    const double scale = std::ldexp(1.0, i % 2 == 0 ? 17 : (i % 7) * 20 - 60);
    const point shift = i % 3 == 0 ? point{4e6, 5e5} : point{0, 0};
    const point a{scale * any(random) + shift[0], scale * any(random) + shift[1]};
    const point b{scale * any(random) + shift[0], scale * any(random) + shift[1]};
    const double s = any(random);
    const point near{a[0] + s * (b[0] - a[0]), a[1] + s * (b[1] - a[1])};
    const point c{moved(near[0], ulps(random)), moved(near[1], ulps(random))};
    const int expected = by_integers(a, b, c);
    ++count[expected + 1];
    wrong += orientation(a, b, c) != expected || !antisymmetric(a, b, c);
  }
  CHECK(wrong == 0);
  CHECK(count[0] > 1000);
  CHECK(count[2] > 1000);
}

TEST_CASE("orientation sees the last bit of a product of full doubles") {
  std::mt19937_64 random(17);
  std::uniform_int_distribution<std::int64_t> any(std::int64_t{1} << 52,
                                                  (std::int64_t{1} << 53) - 1);
  int wrong = 0, used = 0;
  while (used < 2000) {
    // Euclid's algorithm gives c with b x c = 1 where the coordinates of b have no common factor.
    const std::int64_t bx = any(random), by = any(random);
    std::int64_t r0 = bx, r1 = by, s0 = 1, s1 = 0, t0 = 0, t1 = 1;
    while (r1 != 0) {
      const std::int64_t q = r0 / r1;
      r0 = std::exchange(r1, r0 - q * r1);
      s0 = std::exchange(s1, s0 - q * s1);
      t0 = std::exchange(t1, t0 - q * t1);
    }
    if (r0 != 1) continue;
    ++used;
    const point origin{0, 0}, b{double(bx), double(by)}, c{double(-t0), double(s0)};
    const point twice{2 * b[0], 2 * b[1]}, beyond{c[0] + b[0], c[1] + b[1]};
    wrong += orientation(origin, b, c) != 1 || !antisymmetric(origin, b, c);
    wrong += orientation(origin, twice, b) != 0;
    if (beyond[0] - b[0] == c[0] && beyond[1] - b[1] == c[1])
      wrong += orientation(origin, b, beyond) != 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("orientation is exact where coordinates differ widely in size") {
  std::mt19937_64 random(13);
  std::uniform_real_distribution<double> any(-1, 1);
  std::uniform_int_distribution<int> exponent(-250, 90);
  const auto draw = [&] { return std::ldexp(any(random), exponent(random)); };
  int wrong = 0;
  for (int i = 0; i < 1500; ++i) {
    const point a{draw(), draw()}, b{draw(), draw()};
    point c{draw(), draw()};
    if (i % 2 == 0) c = {std::ldexp(a[0], 1), std::ldexp(a[1], 1)};
    const point origin{0, 0};
    wrong += orientation(a, b, c) != by_integers(a, b, c) || !antisymmetric(a, b, c);
    wrong += orientation(origin, a, c) != by_integers(origin, a, c);
  }
  CHECK(wrong == 0);
}

TEST_CASE("orientation holds at the ends of its range") {
  for (const double unit : {1e-140, 1e140}) {
    const double next = moved(unit, 1);
    CHECK(orientation(point{0, 0}, point{unit, unit}, point{unit, next}) == 1);
    CHECK(orientation(point{0, 0}, point{unit, unit}, point{next, unit}) == -1);
    CHECK(orientation(point{unit, unit}, point{next, next},
                      point{moved(unit, 2), moved(unit, 2)}) == 0);
    CHECK(orientation(point{unit, unit}, point{next, next},
                      point{moved(unit, 2), moved(unit, 3)}) == 1);
    CHECK(orientation(point{-unit, unit}, point{unit, unit}, point{0, next}) == 1);
  }
}

TEST_CASE("orientation of points that are not finite is 0") {
  const double inf = std::numeric_limits<double>::infinity(),
               nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(orientation(point{inf, 0}, point{1, 0}, point{0, 1}) == 0);
  CHECK(orientation(point{0, 0}, point{1, -inf}, point{0, 1}) == 0);
  CHECK(orientation(point{0, 0}, point{1, 0}, point{nan, 1}) == 0);
}

}  // namespace
