// SPDX-License-Identifier: BSL-1.0
#include <eudrift/math/logarithm.hpp>

#include "../catch.hpp"

#include <cmath>
#include <random>

using eudrift::logarithm;

TEST_CASE("The logarithm is the C library's to a unit in the last place or so") {
  static_assert(logarithm(1.0) == 0);
  std::mt19937_64 random(3);
  double worst = 0;
  for (int i = 0; i < 100000; ++i) {
    const double x = std::exp(std::ldexp(static_cast<double>(random() >> 11), -53) * 120 - 60);
    const double exact = std::log(x);
    worst = std::max(worst, std::abs(logarithm(x) - exact) / std::max(std::abs(exact), 1e-300));
  }
  CHECK(worst < 1e-15);
  CHECK(logarithm(8.0) == Approx(3 * logarithm(2.0)).epsilon(1e-15));
  CHECK(std::abs(logarithm(1.5f) - std::log(1.5f)) < 1e-6f);
}
