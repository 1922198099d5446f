// SPDX-License-Identifier: BSL-1.0
// A gyre as FVCOM writes it: hourly velocities at the elements of an irregular mesh; how far 24 hours on the
// mesh lead from the same flow known everywhere.
#include <eudrift/forcing/resident_slices.hpp>

#include "advect.hpp"

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <cstdio>

using namespace eudrift;

namespace {

constexpr double size = 100000, hour = 3600;
constexpr int hours = 24;

/// 0.5 m/s on average, modulated by 20 % with the tide; the stream function vanishes on the boundary.
vec<double, 2> gyre(double x, double y, double t) {
  const double k = std::numbers::pi / size;
  const double speed = 0.70710678 * (1 + 0.2 * std::sin(2 * std::numbers::pi * t / (12.42 * hour)));
  return {-speed * std::sin(k * x) * std::cos(k * y), speed * std::cos(k * x) * std::sin(k * y)};
}

/// Exact in space, linear in time between whole hours, by classic Runge-Kutta steps of 30 s.
vec<double, 2> follow(vec<double, 2> p) {
  for (int h = 0; h < hours; ++h) {
    const auto u = [&](const vec<double, 2>& q, double s) {
      return (1 - s / hour) * gyre(q.at[0], q.at[1], h * hour) + s / hour * gyre(q.at[0], q.at[1], (h + 1) * hour);
    };
    const double dt = 30;
    for (int i = 0; i < 120; ++i) {
      const double s = i * dt;
      const auto k1 = u(p, s), k2 = u(p + dt / 2 * k1, s + dt / 2), k3 = u(p + dt / 2 * k2, s + dt / 2);
      const auto k4 = u(p + dt * k3, s + dt);
      p = p + dt / 6 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
    }
  }
  return p;
}

/// Rms distance of the particles from `exact` after 24 hours, in steps of 60 s.
double error_of(const mesh_data& mesh, node_average how, const test::places_list& start, const test::places_list& exact) {
  const serial_executor ex;
  const resident_mesh<serial_executor> resident(ex, mesh);
  const resident_weights<serial_executor> weights(ex, make_node_weights(mesh, how));
  resident_slices<serial_executor, 2> current(ex, mesh.nodes());
  particle_set<serial_executor, 2> particles(ex);
  particles.append(test::particles_at(mesh, start));
  const auto receive = [&](int h) {
    current.receive(test::at_elements(mesh, gyre, h * hour), location::element);
    ex.map(current.nodes(), current.reduction(weights));
  };
  receive(0);
  for (int h = 0; h < hours; ++h) {
    receive(h + 1);
    const motion<nodal_velocity<double, std::int32_t>> by{{resident.view(), current.view(hour)}, {}};
    ex.map(particles.size(), advance_by<rk4>(by, particles.view(), step_grid<double>{hour, 60}, 0, 60));
  }
  const auto end = particles.collect_all();
  double sum = 0;
  for (std::size_t i = 0; i < start.size(); ++i)
    sum += std::pow(end.component<position>(0)[i] - exact[i].at[0], 2) +
           std::pow(end.component<position>(1)[i] - exact[i].at[1], 2);
  return std::sqrt(sum / static_cast<double>(start.size()));
}

}  // namespace

TEST_CASE("24 hours in a gyre of 20,000 nodes lead less than 1 m from the hourly-linear flow") {
  const mesh_data mesh = test::make_mesh({.width = size, .height = size, .across = 140, .up = 140});
  REQUIRE(mesh.nodes() == 19881);
  const int count = test::long_form() ? 100000 : 1000;
  test::draws random(5);
  test::places_list start, exact;
  double square = 0;
  for (int i = 0; i < count; ++i) {
    start.push_back({random.between(0, size), random.between(0, size)});
    exact.push_back(follow(start.back()));
    const auto u = gyre(start.back().at[0], start.back().at[1], 0);
    square += dot(u, u) / count;
  }
  CHECK(std::sqrt(square) == Approx(0.5).epsilon(0.05));
  const double linear = error_of(mesh, node_average::linear_exact, start, exact);
  const double area = error_of(mesh, node_average::area, start, exact);
  const double mean = error_of(mesh, node_average::mean, start, exact);
  const double inverse = error_of(mesh, node_average::inverse_distance, start, exact);
  std::printf("gyre, rms error after 24 h [m]: linear_exact %.2f, inverse_distance %.2f, mean %.2f, area %.2f\n", linear,
              inverse, mean, area);
  CHECK(linear < 1);
  // Averages alone are first order, worst at the coast, where all elements lie on one side of a node.
  for (const double average : {area, mean, inverse}) {
    CHECK(average > 10);
    CHECK(average < 100);
  }
}
