// SPDX-License-Identifier: BSL-1.0
#include <eudrift/math/runge_kutta_tableaux.hpp>

#include "../catch.hpp"

#include <cmath>
#include <string_view>
#include <vector>

namespace {

using namespace eudrift;

using series = std::vector<double>;

/// Butcher's conditions: for each rooted tree, sum of b * weight - 1 / density, grouped by order
/// (Hairer, Norsett and Wanner, "Solving Ordinary Differential Equations I", II.2).
template <class T>
struct conditions {
  series b;

  static series times(const series& x, const series& y) {
    series z(x);
    for (std::size_t i = 0; i < z.size(); ++i) z[i] *= y[i];
    return z;
  }
  static series a(const series& x) {
    series z(x.size(), 0.0);
    for (std::size_t i = 0; i < z.size(); ++i)
      for (std::size_t j = 0; j < z.size(); ++j) z[i] += T::a[i][j] * x[j];
    return z;
  }
  double defect(const series& weight, double density) const {
    double sum = 0;
    for (std::size_t i = 0; i < b.size(); ++i) sum += b[i] * weight[i];
    return std::fabs(sum - 1 / density);
  }
  /// Largest defect of the trees with `order` nodes.
  double of_order(int order) const {
    const series one(b.size(), 1.0), c(std::begin(T::c), std::end(T::c)), c2 = times(c, c),
                                                                          ac = a(c);
    series defects;
    if (order == 1) defects = {defect(one, 1)};
    if (order == 2) defects = {defect(c, 2)};
    if (order == 3) defects = {defect(c2, 3), defect(ac, 6)};
    if (order == 4)
      defects = {defect(times(c, c2), 4), defect(times(c, ac), 8), defect(a(c2), 12),
                 defect(a(ac), 24)};
    if (order == 5)
      defects = {
          defect(times(c2, c2), 5),    defect(times(c2, ac), 10),   defect(times(ac, ac), 20),
          defect(times(c, a(c2)), 15), defect(a(times(c, c2)), 20), defect(times(c, a(ac)), 30),
          defect(a(times(c, ac)), 40), defect(a(a(c2)), 60),        defect(a(a(ac)), 120)};
    double worst = 0;
    for (const double d : defects) worst = std::fmax(worst, d);
    return worst;
  }
};

template <class T>
void check_order(const double (&b)[static_cast<std::size_t>(T::stages)], int order) {
  const conditions<T> row{series(std::begin(b), std::end(b))};
  for (int p = 1; p <= order; ++p) CHECK(row.of_order(p) < 1e-15);
  if (order < 5) CHECK(row.of_order(order + 1) > 1e-4);
}

TEMPLATE_TEST_CASE("a tableau meets the conditions of its order and not of the next", "", euler,
                   midpoint, heun, ralston3, rk4, bogacki_shampine32, dormand_prince54) {
  STATIC_REQUIRE(RungeKutta<TestType>);
  check_order<TestType>(TestType::b, TestType::order);
  if constexpr (EmbeddedRungeKutta<TestType>)
    check_order<TestType>(TestType::b_low, TestType::low_order);
}

TEMPLATE_TEST_CASE("a tableau is explicit and its rows sum to c", "", euler, midpoint, heun,
                   ralston3, rk4, bogacki_shampine32, dormand_prince54) {
  for (int s = 0; s < TestType::stages; ++s) {
    double sum = 0;
    for (int j = 0; j < TestType::stages; ++j) {
      if (j >= s) CHECK(TestType::a[s][j] == 0);
      sum += TestType::a[s][j];
    }
    CHECK(std::fabs(sum - TestType::c[s]) < 2e-15);
  }
}

TEMPLATE_TEST_CASE("first same as last means that the last stage is the new state", "", euler,
                   midpoint, heun, ralston3, rk4, bogacki_shampine32, dormand_prince54) {
  constexpr int last = TestType::stages - 1;
  bool same = TestType::c[last] == 1;
  for (int j = 0; j < TestType::stages; ++j) same = same && TestType::a[last][j] == TestType::b[j];
  CHECK(same == TestType::first_same_as_last);
}

TEST_CASE("names of tableaux differ") {
  const std::vector<std::string_view> names{
      euler::name,           midpoint::name, heun::name,
      ralston3::name,        rk4::name,      bogacki_shampine32::name,
      dormand_prince54::name};
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) CHECK(names[i] != names[j]);
}

TEST_CASE("only pairs have an embedded solution") {
  STATIC_REQUIRE(EmbeddedRungeKutta<bogacki_shampine32>);
  STATIC_REQUIRE(EmbeddedRungeKutta<dormand_prince54>);
  STATIC_REQUIRE_FALSE(EmbeddedRungeKutta<rk4>);
  STATIC_REQUIRE_FALSE(RungeKutta<double>);
}

}  // namespace
