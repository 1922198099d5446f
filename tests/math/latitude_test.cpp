// SPDX-License-Identifier: BSL-1.0
#include <eudrift/math/latitude.hpp>

#include "../catch.hpp"

#include <cmath>

namespace {

TEST_CASE("the cosine of a latitude agrees with the C library's to round-off") {
  using eudrift::cos_latitude;
  const double quarter = std::acos(0.0);
  for (int i = -9000; i <= 9000; ++i) {
    const double angle = quarter * i / 9000;
    REQUIRE(std::fabs(cos_latitude(angle) - std::cos(angle)) < 3e-16);
  }
  // A relative error: what a zonal displacement is divided by.
  for (const double degrees : {0.0, 30.0, 60.0, 85.0, 89.9}) {
    const double angle = degrees * eudrift::radians_per_degree;
    CHECK(cos_latitude(angle) == Approx(std::cos(angle)).epsilon(1e-12));
    CHECK(cos_latitude(-angle) == cos_latitude(angle));
  }
  STATIC_REQUIRE(cos_latitude(0.0) == 1);
  CHECK(cos_latitude(60 * eudrift::radians_per_degree) == Approx(0.5).epsilon(1e-15));
}

}  // namespace
