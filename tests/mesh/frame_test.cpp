// SPDX-License-Identifier: BSL-1.0
#include <eudrift/kernels/advance.hpp>
#include <eudrift/math/runge_kutta_tableaux.hpp>
#include <eudrift/mesh/frame.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <limits>

namespace {

using eudrift::coordinate_frame;
using eudrift::mesh_data;
using point = eudrift::vec<double, 2>;

constexpr double degree = 3.14159265358979323846 / 180;
constexpr double radius = 6371000;

/// A degree or so of sea about (longitude, latitude), in a frame whose origin is half a degree off.
mesh_data sea_at(double lon, double lat) {
  mesh_data mesh = test::make_mesh(test::basin{.x0 = -1, .y0 = -0.6, .width = 2, .height = 1.2, .across = 9, .up = 7});
  mesh.frame = {true, lon + 0.5, lat - 0.5};
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    const point p = mesh.frame.to_internal(lon + mesh.x[n], lat + mesh.y[n]);
    mesh.x[n] = p[0], mesh.y[n] = p[1];
  }
  eudrift::build_mesh(mesh, "sphere");
  return mesh;
}

/// Longitude and latitude after an hour of 60 steps in a uniform current.
point after_an_hour(double lon, double lat, const point& current) {
  const test::viewed v(sea_at(lon, lat));
  const auto mesh = v.view();
  const std::vector<double> u(v.data.x.size(), current[0]), w(v.data.x.size(), current[1]);
  const eudrift::soa_view<const double, 2> field{{u.data(), w.data()}, v.data.nodes()};
  const eudrift::nodal_velocity<double, std::int32_t> velocity{mesh, {field, field, 1.0 / 3600}};
  const eudrift::motion<decltype(velocity)> by{velocity, {}};
  const point start = v.data.frame.to_internal(lon, lat);
  const std::int32_t e = eudrift::search(mesh, start);
  eudrift::site<double, std::int32_t> here{start, e, mesh.weights(e, start)};
  const eudrift::step_grid<double> grid{3600, 60};
  for (std::int32_t k = 0; k < grid.steps; ++k) {
    const eudrift::carried_element<decltype(velocity)> in(velocity, here.element);
    here = eudrift::make_step<eudrift::rk4>(by, in, here, grid.full(k), 1, static_cast<std::uint32_t>(k));
  }
  return v.data.frame.to_file(here.point);
}

double turned(double lon) {
  while (lon >= 180) lon -= 360;
  while (lon < -180) lon += 360;
  return lon;
}

}  // namespace

TEST_CASE("Plane coordinates go to the frame and back") {
  const coordinate_frame frame{false, 412'345, 5'280'000};
  const point p = frame.to_internal(413'000.25, 5'279'000.5);
  CHECK(p == point{655.25, -999.5});
  CHECK(frame.to_file(p) == point{413'000.25, 5'279'000.5});
  CHECK(frame.stretch(1e5) == 1);
  CHECK(frame.meridional_drift(1e5) == 0);
}

TEST_CASE("Longitude and latitude go to the frame and back, on any turn") {
  for (const double origin : {-180.0, -122.4, 0.0, 90.0, 179.5})
    for (const double lat0 : {-60.0, 0.0, 48.5, 84.0}) {
      const coordinate_frame frame{true, origin, lat0};
      for (const double away : {-179.9, -30.0, -1e-3, 0.0, 2.5, 179.9})
        for (const double turns : {-720.0, -360.0, 0.0, 360.0}) {
          const double lon = origin + away + turns, lat = lat0 + 3;
          const point p = frame.to_internal(lon, lat);
          CHECK(p[0] == Approx(away * degree * radius * std::cos(lat0 * degree)).epsilon(1e-10).margin(1e-6));
          CHECK(p[1] == Approx(3 * degree * radius).epsilon(1e-12));
          const point back = frame.to_file(p);
          CHECK(back[1] == Approx(lat).epsilon(1e-13));
          CHECK(back[0] >= -180);
          CHECK(back[0] < 180);
          CHECK(std::abs(std::remainder(back[0] - lon, 360)) < 1e-10);
        }
    }
}

TEST_CASE("Half a turn east is half a turn west, and what is no longitude does not hang") {
  constexpr coordinate_frame frame{true, 0, 0};
  CHECK(frame.to_internal(180, 0)[0] == frame.to_internal(-180, 0)[0]);
  CHECK(frame.to_internal(180, 0)[0] < 0);
  CHECK(frame.to_internal(std::nextafter(180, 0), 0)[0] > 0);
  CHECK(frame.to_internal(std::nextafter(-180, -200), 0)[0] > 0);
  const double half = 180 * degree * radius;
  for (const double lon : {1e15, -1e300, 1e308, std::numeric_limits<double>::infinity()}) {
    CHECK(!(std::abs(frame.to_internal(lon, 0)[0]) < half));
    CHECK(!(std::abs(frame.to_file({lon, 0})[0]) < 180));
  }
  CHECK(std::isnan(frame.to_internal(std::numeric_limits<double>::quiet_NaN(), 0)[0]));
}

TEST_CASE("The stretch is the ratio of the cosines") {
  for (const double lat0 : {-70.0, 0.0, 37.8, 80.0})
    for (double lat = lat0 - 8; lat <= lat0 + 8; lat += 0.5) {
      const coordinate_frame frame{true, 10, lat0};
      const double y = frame.to_internal(10, lat)[1];
      CHECK(frame.stretch(y) == Approx(std::cos(lat0 * degree) / std::cos(lat * degree)).epsilon(1e-12));
      CHECK(frame.meridional_drift(y) == Approx(-std::tan(lat * degree) / radius).epsilon(1e-11).margin(1e-20));
    }
}

TEST_CASE("A current moves particles by the right angle at every latitude, and across 180") {
  const double lat = GENERATE(0.0, 30.0, 60.0, 85.0, -45.0);
  const double lon = GENERATE(-122.0, 0.0, 179.98, 359.99, -180.0);
  for (const double u : {1.0, -2.0}) {
    const point end = after_an_hour(lon, lat, {u, 0});
    const double angle = u * 3600 / (radius * std::cos(lat * degree)) / degree;
    CHECK(end[1] == Approx(lat).margin(1e-11));
    CHECK(std::abs(std::remainder(end[0] - lon - angle, 360)) < 1e-8 * std::abs(angle));
    CHECK(end[0] == Approx(turned(end[0])).margin(0));
  }
  const point north = after_an_hour(lon, lat, {0, 1.5});
  CHECK(north[1] - lat == Approx(1.5 * 3600 / radius / degree).epsilon(1e-9));
  CHECK(std::abs(std::remainder(north[0] - lon, 360)) < 1e-9);
}

TEST_CASE("A current to the north-east follows the rhumb line") {
  // At constant u and v: longitude = u / v (M(lat) - M(lat0)), M = atanh(sin(lat)) in radians.
  for (const double lat : {0.0, 55.0, 80.0}) {
    const point end = after_an_hour(20, lat, {1, 2});
    const double there = lat + 2 * 3600 / radius / degree;
    const double angle = 0.5 * (std::atanh(std::sin(there * degree)) - std::atanh(std::sin(lat * degree))) / degree;
    CHECK(end[1] == Approx(there).epsilon(1e-12));
    CHECK(end[0] - 20 == Approx(angle).epsilon(1e-8));
  }
}
