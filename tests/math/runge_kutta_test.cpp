// SPDX-License-Identifier: BSL-1.0
#include <eudrift/core/vec.hpp>
#include <eudrift/math/dual.hpp>
#include <eudrift/math/runge_kutta.hpp>

#include "../catch.hpp"

#include <cmath>
#include <complex>
#include <vector>
#if __has_include(<Eigen/Dense>)
#include <Eigen/Dense>
#endif

namespace {

using namespace eudrift;
using point = vec<double, 2>;

constexpr double pi = 3.14159265358979323846;
constexpr double day = 86400;

double distance(point a, point b) { return std::hypot(a[0] - b[0], a[1] - b[1]); }

/// The state after `steps` steps from time 0.
template <class Tableau, class F, class X>
X integrate(F f, X x, double duration, int steps) {
  const double h = duration / steps;
  for (int i = 0; i < steps; ++i) x = step<Tableau>(f, x, i * h, h);
  return x;
}

/// The same, one stage at a time, as kernels that stand in separate maps do it.
template <class Tableau, int Stage = 0, class F, class X>
X staged_step(F f, const X& x, double t, double h, X* k) {
  if constexpr (Stage < Tableau::stages) {
    const X at = stage_state<Tableau, Stage>(x, k, h);
    k[Stage] = f(at, stage_time<Tableau, Stage>(t, h));
    return staged_step<Tableau, Stage + 1>(f, x, t, h, k);
  } else {
    return combine<Tableau>(x, k, h);
  }
}

/// Errors at three step numbers against printed ones, to the digits printed.
template <class Tableau, class F>
void check_errors(F f, point from, point exact, double duration, std::vector<int> steps,
                  std::vector<double> printed, double digits) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double error = distance(integrate<Tableau>(f, from, duration, steps[i]), exact);
    INFO(Tableau::name << " with " << steps[i] << " steps: " << error << ", printed "
                       << printed[i]);
    CHECK(std::fabs(error - printed[i]) <= digits * printed[i]);
  }
}

/// Order between the error of n steps and that of 2 n.
template <class Tableau, class F>
double measured_order(F f, point from, point exact, double duration, int n) {
  return std::log2(distance(integrate<Tableau>(f, from, duration, n), exact) /
                   distance(integrate<Tableau>(f, from, duration, 2 * n), exact));
}

constexpr auto solid_body = [](const point& x, double) {
  constexpr double omega = 2 * pi / day;
  return point{-omega * x[1], omega * x[0]};
};

TEST_CASE("solid body rotation: error after one turn of 1000 m radius") {
  const point start{1000, 0};
  check_errors<euler>(solid_body, start, start, day, {144, 288, 576}, {146.8, 70.9, 34.9}, 2e-3);
  check_errors<midpoint>(solid_body, start, start, day, {144, 288, 576}, {1.994, 0.498, 0.125},
                         4e-3);
  check_errors<heun>(solid_body, start, start, day, {144, 288, 576}, {1.994, 0.498, 0.125}, 4e-3);
  check_errors<rk4>(solid_body, start, start, day, {144, 288, 576}, {1.898e-4, 1.186e-5, 7.41e-7},
                    1e-3);
  CHECK(distance(integrate<rk4>(solid_body, point{0, 0}, day, 144), point{0, 0}) == 0);
}

TEMPLATE_TEST_CASE("solid body rotation: measured order", "", euler, midpoint, heun, ralston3, rk4,
                   bogacki_shampine32, dormand_prince54) {
  const int n = TestType::order == 5 ? 72 : 288;
  const double order = measured_order<TestType>(solid_body, point{1000, 0}, point{1000, 0}, day, n);
  CHECK(order == Approx(TestType::order).margin(0.03));
}

TEST_CASE("moving eddy: exact end and errors") {
  constexpr double f = 1e-4, u0 = 0.3, ug = 0.04, duration = 6 * 3600;
  const auto flow = [](const point&, double t) {
    return point{ug + (u0 - ug) * std::cos(f * t), -(u0 - ug) * std::sin(f * t)};
  };
  const point start{12000, 12500};
  const point exact{start[0] + ug * duration + (u0 - ug) / f * std::sin(f * duration),
                    start[1] - (u0 - ug) / f * (1 - std::cos(f * duration))};
  CHECK(exact[0] == Approx(15025.596998024575).epsilon(1e-15));
  CHECK(exact[1] == Approx(8455.182219748407).epsilon(1e-15));
  check_errors<euler>(flow, start, exact, duration, {12, 24, 48}, {412.9, 206.4, 103.2}, 3e-4);
  check_errors<midpoint>(flow, start, exact, duration, {12, 24, 48}, {6.197, 1.548, 0.387}, 3e-4);
  check_errors<rk4>(flow, start, exact, duration, {12, 24, 48}, {1.673e-3, 1.045e-4, 6.53e-6},
                    6e-4);
  CHECK(measured_order<euler>(flow, start, exact, duration, 24) == Approx(1).margin(0.01));
  CHECK(measured_order<heun>(flow, start, exact, duration, 24) == Approx(2).margin(0.01));
  CHECK(measured_order<ralston3>(flow, start, exact, duration, 24) == Approx(3).margin(0.05));
  CHECK(measured_order<rk4>(flow, start, exact, duration, 24) == Approx(4).margin(0.01));
}

TEST_CASE("decaying moving eddy: exact end and errors") {
  constexpr double f = 1e-4, u0 = 0.3, ug = 0.04, g = 1 / (2.89 * day), gg = 1 / (28.9 * day);
  const auto flow = [](const point&, double t) {
    const double decay = (u0 - ug) * std::exp(-g * t);
    return point{ug * std::exp(-gg * t) + decay * std::cos(f * t), -decay * std::sin(f * t)};
  };
  const point start{10000, 10000};
  const double k = (u0 - ug) / (f * f + g * g), e = std::exp(-g * day);
  const double sine = std::sin(f * day), cosine = std::cos(f * day);
  const point exact{start[0] + ug / gg * (1 - std::exp(-gg * day)) +
                        f * k * (g / f + e * (sine - g / f * cosine)),
                    start[1] - k * f * (1 - e * (cosine + g / f * sine))};
  CHECK(exact[0] == Approx(14850.72246903089).epsilon(1e-14));
  CHECK(exact[1] == Approx(6156.698710329873).epsilon(1e-14));
  check_errors<euler>(flow, start, exact, day, {24, 48, 96}, {745.6, 371.9, 185.8}, 3e-4);
  check_errors<midpoint>(flow, start, exact, day, {24, 48, 96}, {22.31, 5.561, 1.389}, 4e-4);
  check_errors<rk4>(flow, start, exact, day, {24, 48, 96}, {2.413e-2, 1.504e-3, 9.393e-5}, 3e-4);
  CHECK(measured_order<rk4>(flow, start, exact, day, 48) == Approx(4).margin(0.01));
}

struct double_gyre {
  double amplitude, epsilon, omega;
  point operator()(const point& x, double t) const {
    const double a = epsilon * std::sin(omega * t), b = 1 - 2 * a, at = a * x[0] * x[0] + b * x[0];
    return {-pi * amplitude * std::sin(pi * at) * std::cos(pi * x[1]),
            pi * amplitude * std::cos(pi * at) * std::sin(pi * x[1]) * (2 * a * x[0] + b)};
  }
};

TEST_CASE("double gyre: end point and errors after 6 s") {
  const double_gyre flow{0.25, 0.25, 0.628};
  const point start{0.6, 0.3}, exact{0.6366858670658, 0.6169714525216};
  CHECK(distance(integrate<dormand_prince54>(flow, start, 6.0, 6000), exact) < 1e-12);
  check_errors<euler>(flow, start, exact, 6.0, {60, 120, 600}, {0.79, 0.54, 0.10}, 5e-2);
  check_errors<midpoint>(flow, start, exact, 6.0, {60, 120, 600}, {1.07e-2, 3.41e-3, 1.60e-4},
                         5e-3);
  check_errors<rk4>(flow, start, exact, 6.0, {60, 120, 600}, {2.26e-5, 1.96e-6, 3.86e-9}, 3e-3);
  CHECK(measured_order<rk4>(flow, start, exact, 6.0, 600) == Approx(4).margin(0.1));
  CHECK(measured_order<ralston3>(flow, start, exact, 6.0, 600) == Approx(3).margin(0.1));
  CHECK(measured_order<dormand_prince54>(flow, start, exact, 6.0, 120) == Approx(5).margin(0.3));
}

TEST_CASE("double gyre with Shadden's numbers: end point after 10 s") {
  const double_gyre flow{0.1, 0.25, 2 * pi / 10};
  const point exact{0.33189509756863, 0.01714421523192};
  CHECK(distance(integrate<dormand_prince54>(flow, point{0.6, 0.3}, 10.0, 10000), exact) < 1e-13);
  CHECK(distance(integrate<rk4>(flow, point{0.6, 0.3}, 10.0, 10000), exact) < 1e-12);
}

TEST_CASE("forward and back returns to the start with the order of the method") {
  const double_gyre flow{0.1, 0.25, 2 * pi / 10};
  const auto there_and_back = [&](int n) {
    point x{0.6, 0.3};
    const double h = 10.0 / n;
    for (int i = 0; i < n; ++i) x = step<rk4>(flow, x, i * h, h);
    for (int i = n; i > 0; --i) x = step<rk4>(flow, x, i * h, -h);
    return distance(x, point{0.6, 0.3});
  };
  CHECK(there_and_back(200) < 1e-7);
  CHECK(std::log2(there_and_back(100) / there_and_back(200)) > 3.8);
}

TEST_CASE("strain flow: drift of the stream function is of fourth order") {
  const auto strain = [](const point& x, double) { return point{2 * x[0], -2 * x[1]}; };
  const auto drift = [&](int n) {
    const point x = integrate<rk4>(strain, point{0.1, 3}, 2.0, n);
    return std::fabs(2 * x[0] * x[1] - 0.6);
  };
  CHECK(drift(200) < 1e-7);
  CHECK(std::log2(drift(50) / drift(100)) > 3.9);
}

TEMPLATE_TEST_CASE("uniform flow is exact to round-off", "", euler, midpoint, heun, ralston3, rk4,
                   bogacki_shampine32, dormand_prince54) {
  const auto uniform = [](const point&, double) { return point{0.3, -0.7}; };
  const point end = integrate<TestType>(uniform, point{1000, 2000}, day, 1440);
  CHECK(distance(end, point{1000 + 0.3 * day, 2000 - 0.7 * day}) < 1e-8);
}

// x' = (1 + p) t^p tests the method as a quadrature: exact for p = 0 ... order - 1.
TEMPLATE_TEST_CASE("powers of time are integrated exactly up to the order and no further", "",
                   euler, midpoint, heun, ralston3, rk4, bogacki_shampine32, dormand_prince54) {
  int p = 0;
  for (; p < 10; ++p) {
    const auto power = [p](double, double t) { return (1 + p) * std::pow(t, p); };
    const double end = integrate<TestType>(power, 0.0, 1.0, 10);
    if (std::fabs(end - 1) > 10 * 1e-15) break;
  }
  CHECK(p == TestType::order);
}

TEMPLATE_TEST_CASE("stage by stage and fused give the same bits", "", euler, midpoint, heun,
                   ralston3, rk4, bogacki_shampine32, dormand_prince54) {
  const double_gyre flow{0.1, 0.25, 2 * pi / 10};
  point fused{0.6, 0.3}, staged = fused;
  for (int i = 0; i < 100; ++i) {
    point k[TestType::stages];
    fused = step<TestType>(flow, fused, i * 0.1, 0.1);
    staged = staged_step<TestType>(flow, staged, i * 0.1, 0.1, k);
    REQUIRE(fused == staged);
  }
}

TEMPLATE_TEST_CASE("a step is what the tableau's plain sums say", "", euler, midpoint, heun,
                   ralston3, rk4, bogacki_shampine32, dormand_prince54) {
  const double_gyre flow{0.1, 0.25, 2 * pi / 10};
  const point x{0.6, 0.3};
  const double t = 1, h = 0.5;
  std::vector<point> k;
  for (int s = 0; s < TestType::stages; ++s) {
    point at = x;
    for (int j = 0; j < s; ++j) at = at + h * TestType::a[s][j] * k[std::size_t(j)];
    k.push_back(flow(at, t + TestType::c[s] * h));
  }
  point expected = x;
  for (std::size_t j = 0; j < TestType::stages; ++j)
    expected = expected + h * TestType::b[j] * k[j];
  CHECK(distance(step<TestType>(flow, x, t, h), expected) < 1e-15);

  point all[TestType::stages];
  slopes<TestType>(flow, x, t, h, all);
  CHECK(distance(all[TestType::stages - 1], k.back()) < 1e-14);
  CHECK(distance(x + increment<TestType>(all, h), expected) < 1e-15);
  if constexpr (EmbeddedRungeKutta<TestType>) {
    point low = x;
    for (std::size_t j = 0; j < TestType::stages; ++j) low = low + h * TestType::b_low[j] * k[j];
    CHECK(distance(error_increment<TestType>(all, h), expected - low) < 1e-15);
  }
}

TEMPLATE_TEST_CASE("the error of a pair shrinks with the order of its lower method", "",
                   bogacki_shampine32, dormand_prince54) {
  const double_gyre flow{0.1, 0.25, 2 * pi / 10};
  const auto error = [&](double h) {
    point k[TestType::stages];
    slopes<TestType>(flow, point{0.6, 0.3}, 1.0, h, k);
    return distance(error_increment<TestType>(k, h), point{0, 0});
  };
  CHECK(std::log2(error(0.04) / error(0.02)) == Approx(TestType::low_order + 1).margin(0.25));
}

TEST_CASE("slopes that serve only the error are not taken") {
  int calls = 0;
  const auto counted = [&](double x, double) { return ++calls, x; };
  step<dormand_prince54>(counted, 1.0, 0.0, 0.1);
  CHECK(calls == 6);
  step<bogacki_shampine32>(counted, 1.0, 0.0, 0.1);
  CHECK(calls == 9);
  STATIC_REQUIRE(solution_stages<rk4> == 4);
}

constexpr double turn_rate = 0.5;

TEMPLATE_TEST_CASE("every kind of state takes the same steps", "", euler, midpoint, heun, ralston3,
                   rk4, bogacki_shampine32, dormand_prince54) {
  const auto turn = [](const point& x, double) {
    return point{-turn_rate * x[1], turn_rate * x[0]};
  };
  const point expected = integrate<TestType>(turn, point{1, 0.25}, 3.0, 30);

  using complex = std::complex<double>;
  const auto complex_turn = [](complex y, double) {
    return complex(-turn_rate * y.imag(), turn_rate * y.real());
  };
  const auto z = integrate<TestType>(complex_turn, complex(1, 0.25), 3.0, 30);
  CHECK((z.real() == expected[0] && z.imag() == expected[1]));

  using space = vec<double, 3>;
  const auto space_turn = [](const space& x, double) {
    return space{-turn_rate * x[1], turn_rate * x[0], 0};
  };
  const auto v = integrate<TestType>(space_turn, space{1, 0.25, 7}, 3.0, 30);
  CHECK((v[0] == expected[0] && v[1] == expected[1] && v[2] == 7));

  using single = vec<float, 2>;
  const auto single_turn = [](const single& x, double) {
    return single{-0.5f * x[1], 0.5f * x[0]};
  };
  const auto s = integrate<TestType>(single_turn, single{1, 0.25f}, 3.0, 30);
  CHECK(distance({double(s[0]), double(s[1])}, expected) < 1e-5);

#if __has_include(<Eigen/Dense>)
  using plane = Eigen::Vector2d;
  const auto eigen_turn = [](const plane& x, double) {
    return plane(-turn_rate * x[1], turn_rate * x[0]);
  };
  const auto e = integrate<TestType>(eigen_turn, plane(1, 0.25), 3.0, 30);
  CHECK((e[0] == expected[0] && e[1] == expected[1]));

  const auto axis_turn = [](const Eigen::Vector3d& x, double) -> Eigen::Vector3d {
    return Eigen::Vector3d(0, 0, turn_rate).cross(x);
  };
  const auto w = integrate<TestType>(axis_turn, Eigen::Vector3d(1, 0.25, 7), 3.0, 30);
  CHECK((std::fabs(w[0] - expected[0]) < 1e-15 && std::fabs(w[1] - expected[1]) < 1e-15 &&
         w[2] == 7));
#endif
}

constexpr double one_constant_step() {
  return step<rk4>([](double, double t) { return 3 * t * t; }, 0.0, 0.0, 1.0);
}

TEST_CASE("steps can be taken in constant expressions") {
  STATIC_REQUIRE(one_constant_step() > 1 - 1e-15);
  STATIC_REQUIRE(one_constant_step() < 1 + 1e-15);
}

}  // namespace

TEST_CASE("dual numbers know the derivatives of what is computed with them") {
  using number = dual<double, 2>;
  const double x = 0.3, y = 1.7;
  const number u = number::variable(x, 0), v = number::variable(y, 1);
  const number w = (u * v - 2.0) / (u + v) - exponential(-u * v) + sin_turn(u) * cos_turn(v);
  const double sum = x + y, decay = std::exp(-x * y), a = 2 * pi * x, b = 2 * pi * y;
  CHECK(w.value == Approx((x * y - 2) / sum - decay + std::sin(a) * std::cos(b)).epsilon(1e-14));
  const double by_x = (y * y + 2) / (sum * sum) + y * decay + 2 * pi * std::cos(a) * std::cos(b);
  const double by_y = (x * x + 2) / (sum * sum) + x * decay - 2 * pi * std::sin(a) * std::sin(b);
  CHECK(w.by[0] == Approx(by_x).epsilon(1e-14));
  CHECK(w.by[1] == Approx(by_y).epsilon(1e-14));
}

TEST_CASE("steps of dual numbers have the values of plain ones and the derivatives of their end") {
  const auto saddle = [](const auto& p, double) {
    auto u = p;
    u.at[1] = -p.at[1] - p.at[0] * p.at[0];  // (x, -y - x^2): not linear
    return u;
  };
  using number = dual<double, 2>;
  const vec<number, 2> from{number::variable(0.5, 0), number::variable(0.25, 1)};
  const vec<number, 2> to = integrate<rk4>(saddle, from, 2, 40);
  CHECK(point{to[0].value, to[1].value} == integrate<rk4>(saddle, point{0.5, 0.25}, 2, 40));
  // x = x0 e^t, y = (y0 + x0^2 / 3) e^-t - x0^2 e^2t / 3
  CHECK(to[0].by[0] == Approx(std::exp(2.0)).epsilon(1e-6));
  CHECK(to[0].by[1] == 0);
  CHECK(to[1].by[0] == Approx(2 * 0.5 / 3 * (std::exp(-2.0) - std::exp(4.0))).epsilon(1e-5));
  CHECK(to[1].by[1] == Approx(std::exp(-2.0)).epsilon(1e-6));
}
