// SPDX-License-Identifier: BSL-1.0
#include <eudrift/core/view.hpp>

#include "catch.hpp"

#include <type_traits>

using eudrift::soa_view;
using eudrift::vec;
using eudrift::view;

TEST_CASE("A view reads and writes where it points; const is shallow") {
  double items[3] = {1, 2, 3};
  const view<double> v{items, 3};
  v[1] = 5;
  CHECK(items[1] == 5);
  const view<const double> read_only = v;
  CHECK(read_only[1] == 5);
  CHECK(read_only.size == 3);
  CHECK(&read_only[2] == &items[2]);
}

TEST_CASE("A view can lose the right to write, and not win it") {
  STATIC_REQUIRE(std::is_convertible_v<view<double>, view<const double>>);
  STATIC_REQUIRE(!std::is_convertible_v<view<const double>, view<double>>);
  STATIC_REQUIRE(!std::is_convertible_v<view<double>, view<const float>>);
  STATIC_REQUIRE(std::is_convertible_v<soa_view<double, 2>, soa_view<const double, 2>>);
  STATIC_REQUIRE(!std::is_convertible_v<soa_view<const double, 2>, soa_view<double, 2>>);
  STATIC_REQUIRE(!std::is_assignable_v<decltype(view<const double>{}[0]), double>);
}

TEST_CASE("A structure of arrays takes each component from its own array") {
  double x[3] = {1, 2, 3}, y[3] = {10, 20, 30};
  const soa_view<double, 2> p{{x, y}, 3};
  CHECK(p.load(2) == vec<double, 2>{3, 30});
  p.store(1, {7, 70});
  CHECK(x[1] == 7);
  CHECK(y[1] == 70);
  CHECK(x[0] == 1);
  const soa_view<const double, 2> read_only = p;
  CHECK(read_only.load(1) == vec<double, 2>{7, 70});
  CHECK(read_only.size == 3);
}

TEST_CASE("Views are what a launch can copy") {
  STATIC_REQUIRE(std::is_trivially_copyable_v<view<double>>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<soa_view<double, 3>>);
}
