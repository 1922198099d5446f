// SPDX-License-Identifier: BSL-1.0
#include <eudrift/vertical/profile.hpp>

#include "../catch.hpp"

#include <cmath>
#include <random>
#include <vector>

using namespace eudrift;

namespace {

/// Two values at each layer.
struct column {
  std::vector<double> place;
  std::vector<vec<double, 2>> values;
  index_t count() const { return static_cast<index_t>(place.size()); }
  double sigma(index_t k) const { return place[static_cast<std::size_t>(k)]; }
  vec<double, 2> value(index_t k) const { return values[static_cast<std::size_t>(k)]; }
};

/// n layers, their centres a little off those of equal ones.
std::vector<double> layers(int n, bool uneven = true) {
  std::vector<double> place;
  for (int k = 0; k < n; ++k) place.push_back(-(k + 0.5 + (uneven ? 0.3 * std::sin(5.0 * k) : 0)) / n);
  return place;
}
template <class F>
column column_of(std::vector<double> place, const F& f) {
  column c{std::move(place), {}};
  for (const double s : c.place) c.values.push_back({f(s), 2 - 3 * f(s)});
  return c;
}

/// Greatest error between the end layers, of a function with values in [-1, 1].
template <class Profile, class F>
double error_of(int n, const F& f) {
  const column c = column_of(layers(n, false), f);
  double most = 0;
  for (int i = 0; i <= 1000; ++i) {
    const double s = c.place.front() + (c.place.back() - c.place.front()) * i / 1000;
    most = std::max(most, std::abs(Profile::at(c, s, beyond_layers::constant).value.at[0] - f(s)));
  }
  return most;
}

}  // namespace

TEMPLATE_TEST_CASE("A profile goes through its layers, is continuous, and exact for a straight line", "",
                   linear_profile, cubic_profile) {
  const column line = column_of(layers(8), [](double s) { return 0.5 + 2 * s; });
  const column curve = column_of(layers(8), [](double s) { return std::sin(6 * s); });
  for (const auto beyond : {beyond_layers::constant, beyond_layers::linear}) {
    for (std::size_t k = 0; k < 8; ++k) {
      const double s = curve.place[k];
      for (const double near : {s, std::nextafter(s, 0), std::nextafter(s, -1)})
        for (int d = 0; d < 2; ++d)
          CHECK(TestType::at(curve, near, beyond).value.at[d] == Approx(curve.values[k].at[d]).margin(1e-13));
    }
    for (int i = 0; i <= 100; ++i) {
      const double s = -i / 100.0;
      const bool within = s <= line.place.front() && s >= line.place.back();
      const double held = std::min(std::max(s, line.place.back()), line.place.front());
      const auto p = TestType::at(line, s, beyond);
      CHECK(p.value.at[0] == Approx(0.5 + 2 * (beyond == beyond_layers::linear ? s : held)).margin(1e-14));
      CHECK(p.slope.at[1] == Approx(within || beyond == beyond_layers::linear ? -6 : 0).margin(1e-12));
    }
  }
}

TEMPLATE_TEST_CASE("The slope of a profile is its derivative", "", linear_profile, cubic_profile) {
  const column c = column_of(layers(6), [](double s) { return std::cos(4 * s) + s; });
  for (const auto beyond : {beyond_layers::constant, beyond_layers::linear})
    for (int i = 1; i < 200; ++i) {
      const double s = -i / 200.0 + 0.00123, step = 1e-6;
      const auto value = [&](double at) { return TestType::at(c, at, beyond).value; };
      const auto p = TestType::at(c, s, beyond);
      for (int d = 0; d < 2; ++d)
        CHECK(p.slope.at[d] == Approx((value(s + step).at[d] - value(s - step).at[d]) / (2 * step)).margin(1e-6));
    }
}

TEST_CASE("The cubic keeps the shape: no overshoot, no new extreme, and a continuous derivative") {
  std::mt19937 random(4);
  for (int trial = 0; trial < 200; ++trial) {
    column c{layers(7), {}};
    for (int k = 0; k < 7; ++k)
      c.values.push_back({static_cast<double>(random() % 5), std::floor(k / 3.0) + (random() % 2 ? 1e-3 : 0)});
    for (std::size_t k = 0; k + 1 < 7; ++k)
      for (int d = 0; d < 2; ++d) {
        const double a = c.values[k].at[d], b = c.values[k + 1].at[d];
        double before = a;
        for (int i = 1; i <= 50; ++i) {
          const double s = c.place[k] + (c.place[k + 1] - c.place[k]) * i / 50;
          const double v = cubic_profile::at(c, s, beyond_layers::constant).value.at[d];
          REQUIRE((v - before) * (b - a) >= -1e-12);
          before = v;
        }
        if (k == 0) continue;
        const auto slope = [&](double s) { return cubic_profile::at(c, s, beyond_layers::constant).slope.at[d]; };
        CHECK(slope(c.place[k] + 1e-9) == Approx(slope(c.place[k] - 1e-9)).margin(1e-4));
      }
  }
}

TEST_CASE("Between layers the line is of second order, the cubic of third") {
  const auto monotone = [](double s) { return std::sin(1.5 * s); };
  const auto order = [](double coarse, double fine) { return std::log2(coarse / fine); };
  const double by_lines = order(error_of<linear_profile>(20, monotone), error_of<linear_profile>(40, monotone));
  CHECK(by_lines == Approx(2).margin(0.15));
  CHECK(order(error_of<cubic_profile>(20, monotone), error_of<cubic_profile>(40, monotone)) > 2.8);
  CHECK(error_of<cubic_profile>(10, monotone) < 0.1 * error_of<linear_profile>(10, monotone));
}

TEMPLATE_TEST_CASE("One layer serves the whole column, two are joined by a line", "", linear_profile, cubic_profile) {
  const column one{{-0.5}, {{3, 4}}};
  for (const double s : {0.0, -0.5, -1.0}) {
    const auto p = TestType::at(one, s, beyond_layers::linear);
    CHECK(p.value == vec<double, 2>{3, 4});
    CHECK(p.slope == vec<double, 2>{0, 0});
  }
  const column two{{-0.25, -0.75}, {{1, 0}, {3, 0}}};
  CHECK(TestType::at(two, -0.5, beyond_layers::constant).value.at[0] == Approx(2));
  CHECK(TestType::at(two, 0.0, beyond_layers::constant).value.at[0] == 1);
  CHECK(TestType::at(two, 0.0, beyond_layers::linear).value.at[0] == Approx(0));
  CHECK(TestType::at(two, -1.0, beyond_layers::linear).value.at[0] == Approx(4));
}

TEST_CASE("A profile that is chosen is one of the two, and a cubic may be faster than both layers") {
  struct column {
    index_t count() const { return 4; }
    double sigma(index_t k) const { return -0.25 * static_cast<double>(k); }
    vec<double, 2> value(index_t k) const {
      constexpr double u[] = {-3, 0, 1, 1}, v[] = {1, 1, 0, -3};
      return {u[k], v[k]};
    }
  };
  for (double sigma = 0; sigma > -1; sigma -= 0.05) {
    CHECK(chosen_profile{false}.at(column{}, sigma, beyond_layers::linear).value == linear_profile::at(column{}, sigma, beyond_layers::linear).value);
    CHECK(chosen_profile{true}.at(column{}, sigma, beyond_layers::linear).slope == cubic_profile::at(column{}, sigma, beyond_layers::linear).slope);
  }
  CHECK((chosen_profile{true}.bends() && !chosen_profile{}.bends()));
  // Halfway from (0, 1) to (1, 0) both components are 3/4 still; twice the square of 1 would bound it.
  const vec<double, 2> middle = cubic_profile::at(column{}, -0.375, beyond_layers::constant).value;
  CHECK(middle.at[0] == Approx(0.75));
  CHECK(middle.at[1] == Approx(0.75));
}
