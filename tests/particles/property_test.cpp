// SPDX-License-Identifier: BSL-1.0
#include <eudrift/particles/particle.hpp>

#include "../catch.hpp"

#include <type_traits>

using namespace eudrift;

namespace {

struct age {
  static constexpr const char *name = "age", *unit = "s";
};
struct drift {
  static constexpr const char *name = "drift", *unit = "m";
};
struct nameless {
  static constexpr const char* name = "nameless";
};

using aged = drifter_view<3, property<age, float>, property<drift, vec<float, 2>>>;

}  // namespace

TEST_CASE("Kernels see each property under its name with its type") {
  float years[] = {1, 2, 3};
  float along[] = {4, 5, 6}, across[] = {7, 8, 9};
  double x[] = {10, 11, 12}, y[] = {13, 14, 15}, z[] = {16, 17, 18};
  aged particles{};
  particles.size = 3;
  static_cast<column_view<property<age, float>>&>(particles).column = {years, 3};
  static_cast<column_view<property<drift, vec<float, 2>>>&>(particles).column = {{along, across}, 3};
  static_cast<column_view<property<position, vec<double, 3>>>&>(particles).column = {{x, y, z}, 3};

  CHECK(get<age>(particles)[1] == 2);
  CHECK(get<drift>(particles).load(2) == vec<float, 2>{6, 9});
  CHECK(get<position>(particles).load(0) == vec<double, 3>{10, 13, 16});
  get<age>(particles)[1] = 20;
  get<drift>(particles).store(0, {40, 70});
  CHECK(years[1] == 20);
  CHECK(along[0] == 40);
  CHECK(across[0] == 70);
}

TEST_CASE("Particles as kernels see them are copied bytewise") {
  STATIC_REQUIRE(std::is_trivially_copyable_v<aged>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<drifter_view<2>>);
  STATIC_REQUIRE(PropertyName<age>);
  STATIC_REQUIRE_FALSE(PropertyName<nameless>);
  STATIC_REQUIRE(stored<vec<double, 3>>::components == 3);
  STATIC_REQUIRE(std::is_same_v<stored<vec<double, 3>>::scalar, double>);
  STATIC_REQUIRE(std::is_same_v<stored<status>::scalar, status>);
}
