// SPDX-License-Identifier: BSL-1.0
// Two forcings at once, each with its own mesh and times: a current, and 3 % of a wind.
#include <eudrift/forcing/depth_choice.hpp>
#include <eudrift/forcing/read_ahead.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/swarm/staged_advance.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"
#include "../support/executors.hpp"
#include "analytic_source.hpp"

using namespace eudrift;

namespace {

/// The current where the particle is, and a share of the wind there, found on the wind's own mesh.
struct with_wind {
  triangle_mesh_view<double, std::int32_t> mesh;
  slices_view<double, std::int32_t, 2> current;
  triangle_mesh_view<double, std::int32_t> air;
  slices_view<double, std::int32_t, 2> wind;
  double since;  ///< from the beginning of the wind's interval to that of the current's [s]
  double share;

  EUDRIFT_FN vec<double, 2> operator()(const site<double, std::int32_t>& where, double seconds) const {
    vec<double, 2> u = current(mesh, where, seconds);
    // Each frame has its own origin.
    const vec<double, 2> p{where.point.at[0] + mesh.frame.origin_x - air.frame.origin_x,
                           where.point.at[1] + mesh.frame.origin_y - air.frame.origin_y};
    const std::int32_t e = search(air, p);
    if (e >= 0) u = u + share * wind(air, {p, e, air.weights(e, p)}, since + seconds);
    return u;
  }
};

constexpr double hour = 3600;
constexpr time_ms hour_ms = 3600000;

// Linear in place and time, in coordinates of the file, so that both meshes give them without error.
vec<double, 2> current_at(double x, double y, double t) {
  return {0.4 + 3e-5 * (y - 40000) + 2e-5 * t, -0.1 + 2e-5 * (x - 50000) - 1e-5 * t};
}
vec<double, 2> wind_at(double x, double y, double t) {
  return {5 + 2e-4 * (x - 50000) - 5e-4 * t, -8 + 1e-4 * (y - 40000) + 7e-4 * t};
}

test::analytic_source source_of(mesh_data mesh, std::vector<time_ms> times, location where, vec<double, 2> (*flow)(double, double, double)) {
  const double x0 = mesh.frame.origin_x, y0 = mesh.frame.origin_y;
  test::analytic_source source(std::move(mesh), std::move(times));
  for (int d = 0; d < 2; ++d)
    source.add({d == 0 ? "u" : "v", where, 1, "m s-1"},
               [=](double x, double y, index_t, double t) { return flow(x + x0, y + y0, t).at[d]; });
  return source;
}

mesh_data ocean() {
  mesh_data mesh = test::make_mesh({.x0 = -20000, .y0 = -15000, .width = 40000, .height = 30000, .across = 30, .up = 25});
  mesh.frame = {false, 50000, 40000};
  return mesh;
}
mesh_data atmosphere() {
  mesh_data mesh = test::make_mesh({.x0 = -90000, .y0 = -80000, .width = 180000, .height = 160000, .across = 7, .up = 5, .seed = 9});
  mesh.frame = {false, 45000, 44000};
  return mesh;
}

/// Both components of a slice, as a reader thread hands them over.
std::array<std::vector<double>, 2> fields_of(test::analytic_source& source, index_t slice) {
  const field_former form(source, {});
  return {form(*find_field(source, "u"), slice), form(*find_field(source, "v"), slice)};
}

template <class Ex>
particle_batch<2> run(const Ex& ex, const std::vector<vec<double, 2>>& start, bool staged) {
  // Hourly currents at elements; the wind each three hours at nodes, an hour before the current begins.
  auto sea = source_of(ocean(), {hour_ms, 2 * hour_ms, 3 * hour_ms, 4 * hour_ms, 5 * hour_ms}, location::element, current_at);
  auto air = source_of(atmosphere(), {0, 3 * hour_ms, 6 * hour_ms}, location::node, wind_at);
  const resident_mesh<Ex> sea_mesh(ex, sea.mesh()), air_mesh(ex, air.mesh());
  const resident_weights<Ex> weights(ex, make_node_weights(sea.mesh(), node_average::linear_exact));
  resident_slices<Ex, 2> current(ex, sea_mesh.nodes()), wind(ex, air_mesh.nodes());
  read_ahead<std::array<std::vector<double>, 2>> next_current([&](index_t k) { return fields_of(sea, k); }, 0, 1, 5);
  read_ahead<std::array<std::vector<double>, 2>> next_wind([&](index_t k) { return fields_of(air, k); }, 0, 1, 3);
  const auto receive_current = [&] {
    current.receive(next_current.next(), location::element);
    ex.map(current.nodes(), current.reduction(weights));
  };
  particle_set<Ex, 2> particles(ex);
  particles.append(test::particles_at(sea.mesh(), start));
  staged_advance<rk4, Ex> stages(ex);

  receive_current();
  wind.receive(next_wind.next(), location::node);
  index_t wind_slice = 0;  // of the later wind
  for (std::size_t k = 0; k + 1 < sea.times().size(); ++k) {
    receive_current();
    while (air.times()[static_cast<std::size_t>(wind_slice)] < sea.times()[k + 1]) {
      wind.receive(next_wind.next(), location::node);
      ++wind_slice;
    }
    const double since = static_cast<double>(sea.times()[k] - air.times()[static_cast<std::size_t>(wind_slice) - 1]) / 1000;
    const motion<with_wind> by{{sea_mesh.view(), current.view(hour), air_mesh.view(), wind.view(3 * hour), since, 0.03}, {}};
    const step_grid<double> grid{hour, 30};
    if (staged) {
      stages(particles, by, grid, 0, grid.steps);
    } else {
      ex.map(particles.size(), advance_by<rk4>(by, particles.view(), grid, 0, grid.steps));
    }
  }
  return particles.collect_all();
}

}  // namespace

TEST_CASE("A current and a wind on another mesh, with other times, move particles as their sum does") {
  const std::vector<vec<double, 2>> start{{0, 0}, {5000, -3000}, {-7000, 4000}, {1234.5, 6000}};
  const auto end = run(serial_executor{}, start, false);
  for (std::size_t i = 0; i < start.size(); ++i) {
    vec<double, 2> p = start[i] + vec<double, 2>{50000, 40000};
    const auto u = [](const vec<double, 2>& q, double t) {
      return current_at(q.at[0], q.at[1], t) + 0.03 * wind_at(q.at[0], q.at[1], t);
    };
    for (int n = 0; n < 120; ++n) {
      const double t = hour + 120 * n, dt = 120;
      const auto k1 = u(p, t), k2 = u(p + dt / 2 * k1, t + dt / 2), k3 = u(p + dt / 2 * k2, t + dt / 2), k4 = u(p + dt * k3, t + dt);
      p = p + dt / 6 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
    }
    CHECK(end.component<position>(0)[i] + 50000 == Approx(p.at[0]).margin(1e-6).epsilon(0));
    CHECK(end.component<position>(1)[i] + 40000 == Approx(p.at[1]).margin(1e-6).epsilon(0));
    CHECK(std::abs(p.at[0] - start[i].at[0] - 50000) > 3000);
  }
}

TEST_CASE("Two forcings give the same bits on every executor, fused and stage by stage") {
  const mesh_data mesh = ocean();
  const auto start = test::scattered(mesh, 300);
  const auto expected = run(serial_executor{}, start, false);
  test::for_each_executor([&](const auto& ex) {
    for (const bool staged : {false, true}) {
      const auto got = run(ex, start, staged);
      CHECK(got.template component<position>(0) == expected.component<position>(0));
      CHECK(got.template component<position>(1) == expected.component<position>(1));
      CHECK(got.template component<host_element>() == expected.component<host_element>());
    }
  });
}
