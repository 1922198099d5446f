// SPDX-License-Identifier: BSL-1.0
#include <eudrift/kernels/interpolate.hpp>

#include "advect.hpp"

#include "../catch.hpp"

using namespace eudrift;

TEST_CASE("A field linear in space and time is interpolated to round-off") {
  const auto field = [](double x, double y, double t) { return vec<double, 2>{2 - 3 * x + y + 0.1 * t, x + y * 5 - t}; };
  const mesh_data mesh = test::make_mesh({.width = 8, .height = 5, .across = 12, .up = 9, .jitter = 0.35});
  const mesh_bins bins = make_bins(mesh);
  const auto view = test::view_of(mesh, bins);
  std::vector<vec<double, 2>> places = test::scattered(mesh, 300);
  for (std::size_t i = 0; i < places.size(); i += 2) {
    // off the centroid, and some on nodes
    const auto n = (7 * i) % mesh.x.size();
    const double part = i % 6 == 0 ? 0 : 0.3;
    places[i] = i % 4 == 0 ? vec<double, 2>{mesh.x[n], mesh.y[n]} : places[i] + part * vec<double, 2>{0.05, -0.02};
  }
  particle_set<serial_executor, 2> particles(serial_executor{});
  particles.append(test::particles_at(mesh, places));
  for (const double length : {50.0, -50.0}) {
    const auto before = test::at_nodes(mesh, field, 100), after = test::at_nodes(mesh, field, 100 + length);
    const slices_view<double, std::int32_t, 2> slices{
        {{before[0].data(), before[1].data()}, mesh.nodes()}, {{after[0].data(), after[1].data()}, mesh.nodes()}, 1 / length};
    for (const double share : {0.0, 0.3, 1.0}) {
      std::vector<double> a(places.size()), b(places.size());
      using kernel = interpolate<double, std::int32_t, 2, drifter_view<2>>;
      const kernel map{view, slices, particles.view(), share * length, {{a.data(), b.data()}, particles.size()}};
      serial_executor{}.map(particles.size(), map);
      for (std::size_t i = 0; i < places.size(); ++i) {
        const auto expected = field(places[i].at[0], places[i].at[1], 100 + share * length);
        CHECK(a[i] == Approx(expected.at[0]).margin(1e-12));
        CHECK(b[i] == Approx(expected.at[1]).margin(1e-12));
      }
    }
  }
}

TEST_CASE("On the sphere an eastward flow of 1 m/s moves by 86.4 km a day at every latitude, also across 180 degrees") {
  for (const double latitude : {0.0, 30.0, 60.0, 85.0})
    for (const double longitude : {10.0, 179.999}) {
      mesh_data mesh = test::make_mesh({.x0 = -120000, .y0 = -30000, .width = 240000, .height = 60000, .across = 40, .up = 10});
      mesh.frame = {true, longitude, latitude};
      const test::steady_on_nodes east(std::move(mesh), [](double, double, double) { return vec<double, 2>{1, 0}; });
      for (const double start_y : {0.0, 20000.0}) {
        const double lat = (latitude + start_y / (earth_radius * radians_per_degree)) * radians_per_degree;
        const auto end = test::advect<rk4>(east.data, east.velocity(), {{-5000, start_y}}, 86400, 100)[0];
        CHECK(end.at[1] == start_y);
        const auto from = east.data.frame.to_file({-5000, start_y}), to = east.data.frame.to_file(end);
        double degrees = to.at[0] - from.at[0];
        if (degrees < -180) degrees += 360;
        const double exact = 86400 / (earth_radius * std::cos(lat)) / radians_per_degree;
        CHECK(degrees == Approx(exact).epsilon(1e-6));
      }
    }
}
