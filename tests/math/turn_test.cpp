// SPDX-License-Identifier: BSL-1.0
#include <eudrift/math/exponential.hpp>
#include <eudrift/math/turn.hpp>

#include "../catch.hpp"

#include <cmath>
#include <limits>
#include <random>

using namespace eudrift;

TEST_CASE("Sine and cosine of turns are right to rounding, and exact at quarters") {
  static_assert(sin_turn(0.5) == 0 && cos_turn(0.25) == 0 && sin_turn(-3.0) == 0 && cos_turn(1e9 + 0.75) == 0);
  std::mt19937_64 random(3);
  const long double two_pi = 6.283185307179586476925286766559L;
  double worst = 0;
  for (int i = 0; i < 100000; ++i) {
    const double part = std::ldexp(static_cast<double>(random() >> 20), -44);  // leaves room for whole turns
    const double turns = part + static_cast<double>(random() % 200) - 100;
    const auto angle = two_pi * static_cast<long double>(part);
    worst = std::max({worst, std::abs(sin_turn(turns) - static_cast<double>(std::sin(angle))),
                      std::abs(cos_turn(turns) - static_cast<double>(std::cos(angle)))});
  }
  CHECK(worst < 4e-16);
  CHECK(sin_turn(0.25) == Approx(1).epsilon(1e-15));
  CHECK(cos_turn(0.5) == Approx(-1).epsilon(1e-15));
  CHECK(std::isnan(sin_turn(1e300)));
  CHECK(std::isnan(cos_turn(std::nan(""))));
}

TEST_CASE("The exponential is the C library's to a few units in the last place") {
  static_assert(exponential(0) == 1);
  std::mt19937_64 random(5);
  double worst = 0;
  for (int i = 0; i < 100000; ++i) {
    const double x = std::ldexp(static_cast<double>(random() >> 11), -53) * 1416 - 708;
    worst = std::max(worst, std::abs(exponential(x) / std::exp(x) - 1));
  }
  CHECK(worst < 1e-15);
  CHECK(exponential(1e-18) == 1);
  CHECK(exponential(-800) == 0);
  CHECK(exponential(800) == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(exponential(std::nan(""))));
}
