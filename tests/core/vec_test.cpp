// SPDX-License-Identifier: BSL-1.0
#include <eudrift/core/vec.hpp>

#include "catch.hpp"

#include <type_traits>

using eudrift::vec;

TEST_CASE("Vectors add, subtract and scale by component") {
  constexpr vec<double, 3> a{1, 2, 3}, b{10, 20, 40};
  STATIC_REQUIRE(a + b == vec<double, 3>{11, 22, 43});
  STATIC_REQUIRE(b - a == vec<double, 3>{9, 18, 37});
  STATIC_REQUIRE(2.0 * a == vec<double, 3>{2, 4, 6});
  STATIC_REQUIRE(dot(a, b) == 170);
  STATIC_REQUIRE(!(a == vec<double, 3>{1, 2, 4}));
}

TEST_CASE("The cross product is positive counter-clockwise") {
  STATIC_REQUIRE(cross(vec<double, 2>{1, 0}, vec<double, 2>{0, 1}) == 1);
  STATIC_REQUIRE(cross(vec<double, 2>{0, 1}, vec<double, 2>{1, 0}) == -1);
  STATIC_REQUIRE(cross(vec<double, 2>{3, 4}, vec<double, 2>{6, 8}) == 0);
}

TEST_CASE("The inner product is summed in ascending order") {
  // 1 + 2^53 rounds to 2^53, so that the order of the sum shows in its last bit.
  constexpr double big = 9007199254740992.0;
  constexpr vec<double, 3> ones{1, 1, 1};
  STATIC_REQUIRE(dot(vec<double, 3>{1, 1, big}, ones) == big + 2);
  STATIC_REQUIRE(dot(vec<double, 3>{big, 1, 1}, ones) == big);
}

TEST_CASE("Vectors are what a launch can copy, without padding") {
  STATIC_REQUIRE(std::is_trivially_copyable_v<vec<float, 3>>);
  STATIC_REQUIRE(std::is_aggregate_v<vec<float, 3>>);
  STATIC_REQUIRE(sizeof(vec<float, 3>) == 3 * sizeof(float));
}
