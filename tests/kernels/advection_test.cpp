// SPDX-License-Identifier: BSL-1.0
// Advection with exact answers, on irregular meshes.  Reference numbers were integrated from the formulas
// that stand here, in double precision.
#include "advect.hpp"

#include "../catch.hpp"

using namespace eudrift;
using namespace test;

namespace {

constexpr double pi = std::numbers::pi;
constexpr double day = 86400;

/// The error of `number` printed with its digits: half a unit of the last one.
Approx printed(double number, double last_digit) { return Approx(number).margin(0.51 * last_digit).epsilon(0); }

}  // namespace

TEST_CASE("Solid body rotation keeps each method's order on an irregular mesh") {
  const double omega = 2 * pi / day;
  const steady_on_nodes turning(make_mesh({.x0 = -2500, .y0 = -2500, .width = 5000, .height = 5000, .across = 23, .up = 21, .jitter = 0.3}),
                                [&](double x, double y, double) { return vec<double, 2>{-omega * y, omega * x}; });
  const auto error = [&]<class Scheme>(Scheme, int steps) {
    const places_list end = advect<Scheme>(turning.data, turning.velocity(), {{1000, 0}, {0, 0}}, day, steps);
    CHECK(distance(end[1], {0, 0}) < 1e-9);  // the centre does not move
    return distance(end[0], {1000, 0});
  };
  CHECK(error(euler{}, 144) == printed(146.8, 0.1));
  CHECK(error(euler{}, 288) == printed(70.9, 0.1));
  CHECK(error(euler{}, 576) == printed(34.9, 0.1));
  for (const auto dt : {600, 300, 150}) {
    const double expected = dt == 600 ? 1.994 : dt == 300 ? 0.498 : 0.125;
    CHECK(error(midpoint{}, 86400 / dt) == printed(expected, 0.001));
    CHECK(error(heun{}, 86400 / dt) == printed(expected, 0.001));
  }
  CHECK(error(rk4{}, 144) == printed(1.898e-4, 1e-7));
  CHECK(error(rk4{}, 288) == printed(1.186e-5, 1e-8));
  CHECK(error(rk4{}, 576) == Approx(7.41e-7).epsilon(0.01));
  CHECK(order(error(euler{}, 144), error(euler{}, 288)) == Approx(1.05).margin(0.005));
  CHECK(order(error(midpoint{}, 144), error(midpoint{}, 288)) == Approx(2.00).margin(0.005));
  CHECK(order(error(ralston3{}, 144), error(ralston3{}, 288)) == Approx(3.00).margin(0.01));
  CHECK(order(error(rk4{}, 144), error(rk4{}, 288)) == Approx(4.00).margin(0.005));
  CHECK(order(error(bogacki_shampine32{}, 144), error(bogacki_shampine32{}, 288)) == Approx(3.00).margin(0.01));
  CHECK(order(error(dormand_prince54{}, 36), error(dormand_prince54{}, 72)) == Approx(5).margin(0.25));
}

TEST_CASE("Forth and back again: the error is small and of the method's order") {
  const double omega = 2 * pi / day;
  const steady_on_nodes turning(make_mesh({.x0 = -2500, .y0 = -2500, .width = 5000, .height = 5000, .across = 23, .up = 21, .jitter = 0.3}),
                                [&](double x, double y, double) { return vec<double, 2>{-omega * y, omega * x}; });
  const places_list start{{1000, 0}, {300, -700}, {-20, 1500}};
  const auto error = [&]<class Scheme>(Scheme, int steps) {
    const auto there = advect<Scheme>(turning.data, turning.velocity(), start, day / 3, steps);
    CHECK(distance(there[0], start[0]) > 1700);
    const auto back = advect<Scheme>(turning.data, turning.velocity(), there, -day / 3, steps);
    double most = 0;
    for (std::size_t i = 0; i < start.size(); ++i) most = std::max(most, distance(back[i], start[i]));
    return most;
  };
  // Of a linear flow the even order's leading error cancels: R(z) R(-z) - 1 is of order z^4 and z^6.
  CHECK(order(error(euler{}, 24), error(euler{}, 48)) == Approx(1).margin(0.1));
  CHECK(order(error(midpoint{}, 24), error(midpoint{}, 48)) == Approx(3).margin(0.1));
  CHECK(order(error(rk4{}, 24), error(rk4{}, 48)) == Approx(5).margin(0.1));
  CHECK(error(rk4{}, 48) < 1e-4);
}

TEST_CASE("Moving eddy: time stepping alone, since the flow is the same everywhere") {
  const double f = 1e-4, u0 = 0.3, ug = 0.04;
  const exact_on_mesh eddy(make_mesh({.x0 = 10000, .y0 = 7000, .width = 8000, .height = 8000, .across = 17, .up = 19}),
                           [=](double, double, double t) {
                             return vec<double, 2>{ug + (u0 - ug) * std::cos(f * t), -(u0 - ug) * std::sin(f * t)};
                           });
  const vec<double, 2> exact{15025.596998024575, 8455.182219748407};
  const auto error = [&]<class Scheme>(Scheme, int steps) {
    return distance(advect<Scheme>(eddy.data, eddy.velocity(), {{12000, 12500}}, 21600, steps)[0], exact);
  };
  CHECK(error(euler{}, 12) == printed(412.9, 0.1));
  CHECK(error(euler{}, 24) == printed(206.4, 0.1));
  CHECK(error(euler{}, 48) == printed(103.2, 0.1));
  CHECK(error(heun{}, 12) == Approx(2 * 6.197).epsilon(0.01));  // the trapezoidal rule: twice the midpoint's
  CHECK(error(midpoint{}, 12) == printed(6.197, 0.001));
  CHECK(error(midpoint{}, 24) == printed(1.548, 0.001));
  CHECK(error(midpoint{}, 48) == printed(0.387, 0.001));
  CHECK(error(rk4{}, 12) == printed(1.673e-3, 1e-6));
  CHECK(error(rk4{}, 24) == printed(1.045e-4, 1e-7));
  CHECK(error(rk4{}, 48) == printed(6.53e-6, 1e-8));
}

TEST_CASE("Decaying moving eddy") {
  const double f = 1e-4, u0 = 0.3, ug = 0.04, decay = 1 / (2.89 * day), slow = 1 / (28.9 * day);
  const exact_on_mesh eddy(make_mesh({.x0 = 8000, .y0 = 4000, .width = 9000, .height = 8000, .across = 20, .up = 16}),
                           [=](double, double, double t) {
                             const double e = (u0 - ug) * std::exp(-decay * t);
                             return vec<double, 2>{ug * std::exp(-slow * t) + e * std::cos(f * t), -e * std::sin(f * t)};
                           });
  const vec<double, 2> exact{14850.72246903089, 6156.698710329873};
  const auto error = [&]<class Scheme>(Scheme, int steps) {
    return distance(advect<Scheme>(eddy.data, eddy.velocity(), {{10000, 10000}}, day, steps)[0], exact);
  };
  CHECK(error(euler{}, 24) == printed(745.6, 0.1));
  CHECK(error(euler{}, 48) == printed(371.9, 0.1));
  CHECK(error(euler{}, 96) == printed(185.8, 0.1));
  CHECK(error(midpoint{}, 24) == printed(22.31, 0.01));
  CHECK(error(midpoint{}, 48) == printed(5.561, 0.001));
  CHECK(error(midpoint{}, 96) == printed(1.389, 0.001));
  CHECK(error(rk4{}, 24) == printed(2.413e-2, 1e-5));
  CHECK(error(rk4{}, 48) == printed(1.504e-3, 1e-6));
  CHECK(error(rk4{}, 96) == printed(9.393e-5, 1e-8));
}

TEST_CASE("Double gyre") {
  const double a0 = 0.25, eps = 0.25, omega = 0.628;
  const exact_on_mesh gyre(make_mesh({.width = 2, .height = 1, .across = 30, .up = 15}), [=](double x, double y, double t) {
    const double a = eps * std::sin(omega * t), b = 1 - 2 * a, f = a * x * x + b * x;
    return vec<double, 2>{-pi * a0 * std::sin(pi * f) * std::cos(pi * y),
                          pi * a0 * std::cos(pi * f) * std::sin(pi * y) * (2 * a * x + b)};
  });
  const vec<double, 2> exact{0.6366858670658, 0.6169714525216};
  const auto error = [&]<class Scheme>(Scheme, int steps) {
    return distance(advect<Scheme>(gyre.data, gyre.velocity(), {{0.6, 0.3}}, 6, steps)[0], exact);
  };
  CHECK(error(euler{}, 60) == printed(0.79, 0.01));
  CHECK(error(euler{}, 120) == printed(0.54, 0.01));
  CHECK(error(euler{}, 600) == printed(0.10, 0.01));
  CHECK(error(midpoint{}, 60) == printed(1.07e-2, 1e-4));
  CHECK(error(midpoint{}, 120) == printed(3.41e-3, 1e-5));
  CHECK(error(midpoint{}, 600) == printed(1.60e-4, 1e-6));
  CHECK(error(rk4{}, 60) == printed(2.26e-5, 1e-7));
  CHECK(error(rk4{}, 120) == Approx(1.96e-6).epsilon(0.005));
  CHECK(error(rk4{}, 600) == printed(3.86e-9, 1e-11));
}

TEST_CASE("Double gyre, the second published case") {
  const double a0 = 0.1, eps = 0.25, omega = 2 * pi / 10;
  const exact_on_mesh gyre(make_mesh({.width = 2, .height = 1, .across = 30, .up = 15}), [=](double x, double y, double t) {
    const double a = eps * std::sin(omega * t), b = 1 - 2 * a, f = a * x * x + b * x;
    return vec<double, 2>{-pi * a0 * std::sin(pi * f) * std::cos(pi * y),
                          pi * a0 * std::cos(pi * f) * std::sin(pi * y) * (2 * a * x + b)};
  });
  const auto end = advect<rk4>(gyre.data, gyre.velocity(), {{0.6, 0.3}}, 10, 2000)[0];
  CHECK(distance(end, {0.33189509756863, 0.01714421523192}) < 1e-10);
}

TEST_CASE("Uniform flow is followed to round-off, forwards and backwards") {
  const vec<double, 2> u{0.37, -0.21};
  const steady_on_nodes flow(make_mesh({.width = 90000, .height = 60000, .across = 40, .up = 30, .jitter = 0.3}),
                             [&](double, double, double) { return u; });
  const places_list start{{30000, 40000}, {45000.5, 30000.25}, {60000, 20000}};
  for (const double length : {30000.0, -30000.0}) {
    const auto end = advect<rk4>(flow.data, flow.velocity(), start, length, 500);
    for (std::size_t i = 0; i < start.size(); ++i) CHECK(distance(end[i], start[i] + length * u) < 1e-8);
  }
}

TEST_CASE("Strain flow: the method's own growth factors, and a stream function that drifts by its order") {
  const steady_on_nodes strain(make_mesh({.x0 = -80, .y0 = -2, .width = 160, .height = 4, .across = 60, .up = 11}),
                               [](double x, double y, double) { return vec<double, 2>{2 * x, -2 * y}; });
  const vec<double, 2> start{0.9, 1.1};
  const auto drift = [&](int steps) {
    const double z = 2 * 2.0 / steps;  // rate times step, T = 2 s
    const auto growth = [](double s) { return 1 + s + s * s / 2 + s * s * s / 6 + s * s * s * s / 24; };
    const auto end = advect<rk4>(strain.data, strain.velocity(), {start}, 2, steps)[0];
    CHECK(end.at[0] == Approx(start.at[0] * std::pow(growth(z), steps)).epsilon(1e-11));
    CHECK(end.at[1] == Approx(start.at[1] * std::pow(growth(-z), steps)).epsilon(1e-11));
    CHECK(distance(end, {start.at[0] * std::exp(4), start.at[1] * std::exp(-4)}) < 60 * std::pow(z, 4));
    return std::abs(end.at[0] * end.at[1] / (start.at[0] * start.at[1]) - 1);
  };
  const double coarse = drift(50), half = drift(100), fine = drift(200);  // dt 0.01 s is the last
  CHECK(fine < 1e-9);
  // R(z) R(-z) = 1 + z^6 / 72 + ..., so that the drift is of one order more than the method.
  CHECK(order(coarse, half) == Approx(5).margin(0.1));
  CHECK(order(half, fine) == Approx(5).margin(0.1));
}

TEST_CASE("Stommel gyre: the stream function stays constant, the better the finer the mesh") {
  const double a = 1e7, beta = 2e-11, r = 1 / (11.6 * day), es = r / (beta * a), scale = 0.05;
  const auto stream = [=](const vec<double, 2>& p) {
    const double x = p.at[0] / a, y = p.at[1] / a;
    return (1 - std::exp(-x / es) - x) * pi * std::sin(pi * y) * scale;
  };
  const auto flow = [=](double x_metres, double y_metres, double) {
    const double x = x_metres / a, y = y_metres / a;
    return vec<double, 2>{-(1 - std::exp(-x / es) - x) * pi * pi * std::cos(pi * y) * scale,
                          (std::exp(-x / es) / es - 1) * pi * std::sin(pi * y) * scale};
  };
  const auto drift = [&](int cells) {
    // Finer towards the western boundary current, which is 50 km wide.
    mesh_data mesh = make_mesh({.width = 1, .height = a, .across = cells, .up = cells});
    for (double& x : mesh.x) x = a * x * x;
    build_mesh(mesh, "graded basin");
    const steady_on_nodes stommel(std::move(mesh), flow);
    places_list start;
    for (int i = 0; i < 20; ++i) start.push_back({10000 + 4700.0 * i, 5e6});
    for (int i = 0; i < 20; ++i) start.push_back({4e5 * (i + 1), 2e6 + 3e5 * i});
    const auto end = advect<rk4>(stommel.data, stommel.velocity(), start, 2 * day, 288);
    double sum = 0;
    for (std::size_t i = 0; i < start.size(); ++i) sum += std::pow(stream(end[i]) - stream(start[i]), 2);
    CHECK(distance(end[1], start[1]) > 1e6);
    return std::sqrt(sum / static_cast<double>(start.size()));
  };
  const double coarse = drift(64), half = drift(128), fine = drift(256);
  CHECK(fine < 1e-4);  // of 0.15
  CHECK(std::log2(coarse / fine) / 2 == Approx(2).margin(0.5));
  CHECK(half < coarse / 2.5);
  CHECK(fine < half / 2.5);
}

TEST_CASE("Peninsula: the stream function stays constant and no particle enters the half-disc") {
  const double length = 1e5, u0 = 1, radius = 0.32 * length / 2, far = 1e5;
  const auto stream = [=](const vec<double, 2>& p) {
    return u0 * radius * radius * p.at[1] / dot(p, p) - u0 * p.at[1];
  };
  const auto flow = [=](double x, double y, double) {
    const double s = x * x + y * y, q = u0 * radius * radius / (s * s);
    return vec<double, 2>{u0 - q * (x * x - y * y), -2 * q * x * y};
  };
  const auto drift = [&](int cells) {
    // Rings about the half-disc, whose shore is a polygon about it: its sides touch the circle.
    mesh_data mesh = make_mesh({.width = pi, .height = std::log(far / radius), .across = 2 * cells, .up = cells});
    for (std::size_t n = 0; n < mesh.x.size(); ++n) {
      const double angle = pi - mesh.x[n], grown = radius / std::cos(pi / (4 * cells)) * std::exp(mesh.y[n]);
      mesh.x[n] = grown * std::cos(angle), mesh.y[n] = grown * std::sin(angle);
      if (angle == 0 || angle == pi) mesh.y[n] = 0;
    }
    build_mesh(mesh, "peninsula");
    const steady_on_nodes around(std::move(mesh), flow);
    places_list start;
    for (int i = 0; i < 60; ++i) start.push_back({-40000 + 300.0 * (i % 7), 60 + 300.0 * i});
    places_list now = start;
    for (int part = 0; part < 40; ++part) {
      now = advect<rk4>(around.data, around.velocity(), now, 1800, 6);
      for (const auto& p : now) REQUIRE(std::sqrt(dot(p, p)) >= radius);
    }
    double most = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
      CHECK(now[i].at[0] > (i < 4 ? -radius : 0));  // past the tip; the lowest ones are slow at the foot
      if (i > 10) most = std::max(most, std::abs(stream(now[i]) - stream(start[i])));
    }
    return most;
  };
  const double coarse = drift(30), fine = drift(60);
  CHECK(coarse < 150);  // [m2/s], of up to 17000
  CHECK(order(coarse, fine) > 1.5);
}
