// SPDX-License-Identifier: BSL-1.0
// Advection in three dimensions with exact answers, on irregular meshes.
#include "layered_sea.hpp"

#include <eudrift/kernels/vertical_walk.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <cmath>
#include <numbers>

using namespace eudrift;
using namespace test;

namespace {

constexpr double hour = 3600;
constexpr double pi = std::numbers::pi;

mesh_data basin_mesh(int cells) {
  return make_mesh({.width = 10000, .height = 8000, .across = cells, .up = cells * 4 / 5});
}
double tilted_bed(double x, double y) { return 50 + x / 250 + y / 400; }
double tilted_surface(double x, double, double t) { return 0.4 + x / 15000 - t / 9000; }

/// A flow in x, y, z in the manner of Arnold, Beltrami and Childress: without divergence, with chaotic paths.
vec<double, 3> abc_flow(const vec<double, 3>& p) {
  const double k = 2 * pi / 8000, m = 2 * pi / 60;
  return {0.4 * std::sin(m * p.at[2]) + 0.35 * std::cos(k * p.at[1]),
          0.3 * std::sin(k * p.at[0]) + 0.4 * std::cos(m * p.at[2]),
          2e-3 * (std::sin(k * p.at[1]) + std::cos(k * p.at[0]))};
}

/// That flow at every point of a sea whose bed and surface alone are known at nodes.
struct abc_velocity {
  triangle_mesh_view<double, std::int32_t> mesh;
  column_slices<double, std::int32_t> column;
  EUDRIFT_FN vec<double, 3> operator()(const site<double, std::int32_t, 3>& where, double seconds) const {
    const auto& [x, y, sigma] = where.point.at;
    const moving_column<double> water = column.moving_at(mesh, where, seconds);
    const vec<double, 3> u = abc_flow({x, y, water.now.height(sigma)});
    return {u.at[0], u.at[1], water.sigma_rate(sigma, in_plane(u), u.at[2])};
  }
};

/// Particles in the middle of the basin, away from bed and surface.
points in_the_middle(int n) {
  points p;
  for (int i = 0; i < n; ++i)
    p.push_back({4500 + 1000 * std::sin(1.0 + i), 4000 + 1000 * std::cos(2.0 * i), -0.35 - 0.2 * std::sin(3.0 * i)});
  return p;
}

/// Greatest distance of the ends from those in x, y, z, where 10 m along the vertical count as 1 km.
double greatest_distance(const layered_sea& sea, const points& ends, const points& exact, double seconds) {
  double most = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const double z = sea.water(ends[i], seconds).height(ends[i].at[2]);
    most = std::max(most, std::hypot(ends[i].at[0] - exact[i].at[0], ends[i].at[1] - exact[i].at[1],
                                     100 * (z - exact[i].at[2])));
  }
  return most;
}

/// Ends of the paths of abc_flow, found in x, y, z in 2000 steps.
points abc_ends(const layered_sea& sea, const points& from, double length) {
  points ends;
  for (vec<double, 3> p : from) {
    p.at[2] = sea.water(p, 0).height(p.at[2]);
    for (int n = 0; n < 2000; ++n)
      p = step<rk4>([](const vec<double, 3>& at, double) { return abc_flow(at); }, p, 0.0, length / 2000);
    ends.push_back(p);
  }
  return ends;
}

formulas abc_formulas() {
  formulas f;
  f.depth = tilted_bed, f.zeta = tilted_surface;
  const auto z_at = [](double x, double y, double s, double t) {
    return water_column<double>{tilted_surface(x, y, t), tilted_bed(x, y)}.height(s);
  };
  f.current = [=](double x, double y, double s, double t) { return in_plane(abc_flow({x, y, z_at(x, y, s, t)})); };
  f.vertical = [=](double x, double y, double s, double t) { return abc_flow({x, y, z_at(x, y, s, t)}).at[2]; };
  return f;
}

}  // namespace

TEST_CASE("A flow in x, y, z is followed in sigma over a tilted bed under a moving surface, with order four") {
  const double length = hour;
  const layered_sea sea(basin_mesh(12), abc_formulas(), centres(2), centres(2), 0, length);
  const points from = in_the_middle(20), exact = abc_ends(sea, from, length);
  const abc_velocity velocity{view_of(sea.data, sea.bins), sea.column()};
  const auto error = [&](int steps) {
    return greatest_distance(sea, drift<rk4>(sea.data, velocity, from, length, steps), exact, length);
  };
  const double at_900 = error(4), at_450 = error(8), at_225 = error(16);
  CHECK(std::log2(at_900 / at_450) == Approx(4).margin(0.4));
  CHECK(std::log2(at_450 / at_225) == Approx(4).margin(0.4));
  CHECK(error(200) < 1e-6 * 1000);  // paths of 1 to 3 km
}

TEST_CASE("The same flow known at nodes and layers is followed with order two, by cubics between few layers better") {
  const double length = hour;
  const points from = in_the_middle(20);
  const auto error = [&]<class Profile>(Profile, int cells, int layers) {
    const layered_sea sea(basin_mesh(cells), abc_formulas(), centres(layers), levels(layers), 0, length);
    const auto ends = drift<rk4>(sea.data, sea.velocity<Profile>(vertical_motion::upward), from, length, 60);
    return greatest_distance(sea, ends, abc_ends(sea, from, length), length);
  };
  const double coarse = error(linear_profile{}, 25, 12), fine = error(linear_profile{}, 50, 24);
  CHECK(std::log2(coarse / fine) == Approx(2).margin(0.5));
  CHECK(error(cubic_profile{}, 50, 12) < 0.5 * error(linear_profile{}, 50, 12));
}

TEST_CASE("What moves straight ahead in space does so over a tilted bed under a moving surface") {
  const formulas f{.depth = tilted_bed, .zeta = tilted_surface,
                   .current = [](double, double, double, double) { return vec<double, 2>{0.3, -0.2}; },
                   .vertical = [](double, double, double, double) { return 5e-4; }};
  const layered_sea sea(basin_mesh(12), f, centres(5), centres(3), 0, 2 * hour);
  const points from = in_the_middle(20);
  const auto ends = drift<rk4>(sea.data, sea.velocity(vertical_motion::upward), from, 2 * hour, 40);
  for (std::size_t i = 0; i < from.size(); ++i) {
    CHECK(ends[i].at[0] == Approx(from[i].at[0] + 0.3 * 2 * hour).epsilon(1e-12));
    CHECK(ends[i].at[1] == Approx(from[i].at[1] - 0.2 * 2 * hour).epsilon(1e-12));
    const double z = sea.water(from[i], 0).height(from[i].at[2]) + 5e-4 * 2 * hour;
    CHECK(sea.water(ends[i], 2 * hour).height(ends[i].at[2]) == Approx(z).margin(1e-8));
  }
}

TEST_CASE("In a column that rises and falls, no omega keeps sigma and no upward velocity keeps z") {
  const formulas f{.depth = [](double, double) { return 8.0; },
                   .zeta = [](double, double, double t) { return t < 4000 ? t / 2000 : 4 - t / 2000; },
                   .current = [](double, double, double, double) { return vec<double, 2>{0, 0}; }};
  points by_omega = in_the_middle(10), unknown = by_omega, upward = by_omega;
  for (const double begin : {0.0, 4000.0}) {
    const layered_sea sea(basin_mesh(8), f, centres(4), levels(4), begin, 4000);
    by_omega = drift<rk4>(sea.data, sea.velocity(vertical_motion::omega), by_omega, 4000, 7);
    unknown = drift<rk4>(sea.data, sea.velocity(vertical_motion::none), unknown, 4000, 7);
    const points before = upward;
    upward = drift<rk4>(sea.data, sea.velocity(vertical_motion::upward), upward, 4000, 40);
    for (std::size_t i = 0; i < upward.size(); ++i) {
      CHECK(sea.water(upward[i], 4000).height(upward[i].at[2]) ==
            Approx(sea.water(before[i], 0).height(before[i].at[2])).margin(1e-8));
      CHECK(std::abs(upward[i].at[2] - before[i].at[2]) > 0.05);
    }
  }
  const points from = in_the_middle(10);
  for (std::size_t i = 0; i < from.size(); ++i) {
    CHECK(by_omega[i] == from[i]);
    CHECK(unknown[i] == from[i]);
  }
}

TEST_CASE("Omega is in m/s: what it carries away from the bed does so by its exact law") {
  // d sigma / dt = a (1 + sigma) / D with D = D0 + r t.
  const double a = 2e-4, r = 1e-4, depth = 12;
  const formulas f{.depth = [=](double, double) { return depth; },
                   .zeta = [=](double, double, double t) { return r * t; },
                   .current = [](double, double, double, double) { return vec<double, 2>{0, 0}; },
                   .vertical = [=](double, double, double s, double) { return a * (1 + s); }};
  const layered_sea sea(basin_mesh(8), f, centres(4), levels(1), 0, 2 * hour);
  const points from = {{5000, 4000, -0.9}, {3000, 2000, -0.3}, {3000, 2000, -1}};
  const auto ends = drift<rk4>(sea.data, sea.velocity(vertical_motion::omega), from, 2 * hour, 60);
  for (std::size_t i = 0; i < from.size(); ++i)
    CHECK(ends[i].at[2] ==
          Approx(-1 + (1 + from[i].at[2]) * std::pow(1 + r * 2 * hour / depth, a / r)).margin(1e-9));
}

TEST_CASE("In a gyre of ten layers straight lines cost 58 m a day, cubics 3 m") {
  // 0.45 m/s at the surface in the root mean square, in a basin of 100 km by 80 km.
  const double day = 24 * hour;
  const auto basin = [] { return make_mesh({.width = 100000, .height = 80000, .across = 25, .up = 20}); };
  const formulas f{.depth = [](double, double) { return 30.0; },
                   .current = [](double x, double y, double s, double) {
                     const double k = pi / 100000, l = pi / 80000, strength = 0.7 * std::cos(pi / 2 * s);
                     return vec<double, 2>{-strength * std::sin(k * x) * std::cos(l * y) * k / l,
                                           strength * std::cos(k * x) * std::sin(l * y)};
                   }};
  points from;
  for (int i = 0; i < 40; ++i)
    from.push_back({50000 + 45000 * std::sin(1.0 + i), 40000 + 35000 * std::cos(2.0 * i), -0.5 - 0.45 * std::sin(3.0 * i)});
  const auto ends = [&]<class Profile>(Profile, int layers) {
    const layered_sea sea(basin(), f, centres(layers), centres(1), 0, day);
    return drift<rk4>(sea.data, sea.velocity<Profile>(vertical_motion::none), from, day, 288);
  };
  const points truth = ends(cubic_profile{}, 160);
  const auto error = [&](const points& p) {
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const vec<double, 2> d = in_plane(p[i]) - in_plane(truth[i]);
      sum += dot(d, d);
    }
    return std::sqrt(sum / static_cast<double>(p.size()));
  };
  const double by_lines = error(ends(linear_profile{}, 10)), by_cubics = error(ends(cubic_profile{}, 10));
  INFO("root mean square after a day: " << by_lines << " m by lines, " << by_cubics << " m by cubics");
  CHECK(by_lines == Approx(57.9).margin(0.05));
  CHECK(by_cubics == Approx(3.08).margin(0.005));
}

TEST_CASE("The current goes to zero at the bed by the law of the wall") {
  const formulas f{.depth = [](double, double) { return 20.0; },
                   .current = [](double, double, double, double) { return vec<double, 2>{0.5, 0.25}; }};
  const layered_sea sea(basin_mesh(8), f, centres(10), centres(1), 0, hour);
  auto velocity = sea.velocity(vertical_motion::none);
  velocity.roughness = 0.003;
  const auto mesh = velocity.mesh;
  const std::int32_t e = search(mesh, vec<double, 2>{5000, 4000});
  for (const double above_bed : {0.0, 0.002, 0.01, 0.3, 0.999, 1.0, 5.0, 20.0}) {
    const auto plane = site_in(mesh, e, vec<double, 2>{5000, 4000});
    const auto u = velocity({{5000, 4000, -1 + above_bed / 20}, e, plane.weights}, 0.0);
    const double part = above_bed <= 0.003 ? 0 : above_bed >= 1 ? 1 : std::log(above_bed / 0.003) / std::log(1 / 0.003);
    CHECK(u.at[0] == Approx(0.5 * part).margin(1e-12));
    CHECK(u.at[1] == Approx(0.25 * part).margin(1e-12));
  }
}

TEST_CASE("On a mock mesh of five elements the values are those of a published reader test") {
  // PyLag's: layers at sigma -0.1, -0.5, -0.9, levels at 0, -0.2, -0.8, -1 over 11 m; in an hour the surface rises from 1 m to
  // 2 m, and u = 2, 1, 0 in the layers doubles.
  const auto u = [](double s, double t) { return (1 + t / hour) * (s + 0.9) / 0.4; };
  const formulas f{.depth = [](double, double) { return 11.0; },
                   .zeta = [](double, double, double t) { return 1 + t / hour; },
                   .current = [=](double, double, double s, double t) { return vec<double, 2>{u(s, t), -u(s, t)}; },
                   .vertical = [](double, double, double s, double) { return s == 0 || s == -1 ? 0 : 0.01; }};  // kh
  const layered_sea sea(mesh_of({{0, 0}, {2, 0}, {4, 0}, {1, 2}, {3, 2}, {5, 2}, {2, 4}}, {0, 1, 3, 1, 4, 3, 1, 2, 4, 2, 5, 4, 3, 4, 6}), f,
                        {-0.1, -0.5, -0.9}, {0, -0.2, -0.8, -1}, 0, hour);
  REQUIRE(sea.data.elements() == 5);
  const auto velocity = sea.velocity(vertical_motion::none);
  const vec<double, 2> place{2.1, 0.8};
  const auto plane = site_in(velocity.mesh, search(velocity.mesh, place), place);
  const auto at = [&](double z, double t) {
    const auto water = velocity.column.at(velocity.mesh, plane, t);
    return site<double, std::int32_t, 3>{{place[0], place[1], water.sigma(z)}, plane.element, plane.weights};
  };
  const auto eastward = [&](double z, double t) { return velocity(at(z, t), t).at[0]; };
  CHECK(eastward(1, 0) == Approx(2));
  CHECK(eastward(1.5, 1800) == Approx(3));
  CHECK(eastward(-2.6, 0) == Approx(1.5));
  CHECK(eastward(-2.25, 1800) == Approx(2.25));
  CHECK(velocity(at(-2.25, 1800), 1800).at[1] == Approx(-2.25));
  // Halfway between the surface and the level below K is 0.005, and there its slope is that of the line.  PyLag takes the mean of
  // central differences at both levels for it, -0.0026042.
  const layered_diffusivity<double, std::int32_t> kh{velocity.column, velocity.vertical};
  const auto half = at(1 - 1.2, 0);
  const auto k = kh.over(velocity.mesh, half, 0.0)(half.point.at[2]);
  const auto level = [&](double s) { return kh.over(velocity.mesh, half, 0.0)(s).value * 144; };
  CHECK(k.value * 144 == Approx(0.005));
  CHECK(k.slope * 12 == Approx(-0.01 / 2.4));
  const double at_surface = (level(0) - level(-0.2)) / 2.4, at_next = (level(0) - level(-0.8)) / 9.6;
  CHECK((at_surface + at_next) / 2 == Approx(-0.0026042).margin(5e-8));
}
