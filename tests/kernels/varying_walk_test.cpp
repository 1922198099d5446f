// SPDX-License-Identifier: BSL-1.0
// The random walk in a diffusivity that varies.  Chance fails a bound of 5 standard errors once in 2 million, a chi-square
// once in a million.
#include <eudrift/exec/serial.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/swarm/greatest_step.hpp>

#include "../catch.hpp"
#include "../support/chi_square.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"

#include <cmath>
#include <numbers>

using namespace eudrift;

namespace {

using place = site<double, std::int32_t>;
using current = nodal_velocity<double, std::int32_t>;
constexpr walk_scheme all_schemes[]{walk_scheme::naive, walk_scheme::visser, walk_scheme::milstein};

/// A diffusivity at the nodes of a mesh, in layers, at the two ends of an interval.
struct diffusivity_on {
  std::vector<double> before, after, sigma;
  template <class F>
  diffusivity_on(const mesh_data& mesh, const F& k, std::vector<double> layers = {0}) : sigma(std::move(layers)) {
    for (const double s : sigma)
      for (std::size_t n = 0; n < mesh.x.size(); ++n)
        before.push_back(k(mesh.x[n], mesh.y[n], s, 0.0)), after.push_back(k(mesh.x[n], mesh.y[n], s, 1.0));
  }
  nodal_diffusivity view(double per_second = 0) const {
    const auto nodes = static_cast<index_t>(before.size() / sigma.size());
    return {{{before.data()}, nodes}, {{after.data()}, nodes}, per_second,
            same_layers(eudrift::view<const double>{sigma.data(), static_cast<index_t>(sigma.size())})};
  }
};

test::viewed square(int cells, double size, const coordinate_frame& frame = {}) {
  mesh_data mesh = test::make_mesh({.width = size, .height = size, .across = cells, .up = cells});
  mesh.frame = frame;
  return test::viewed(mesh);
}

place at(const triangle_mesh_view<double, std::int32_t>& mesh, const vec<double, 2>& p) {
  return site_in(mesh, search(mesh, p), p);
}

}  // namespace

TEST_CASE("Where the diffusivity is the same everywhere each scheme has the bits of the constant walk") {
  for (const coordinate_frame& frame : {coordinate_frame{}, {true, 10, 60}}) {
    const test::viewed water = square(12, 3000, frame);
    const auto view = water.view();
    const diffusivity_on everywhere(water.data, [](double, double, double, double) { return 7.0; });
    std::vector<double> none(water.data.x.size());
    const soa_view<const double, 2> still{{none.data(), none.data()}, water.data.nodes()};
    const random_walk constant{7, 3};
    for (const walk_scheme scheme : all_schemes) {
      const motion<current> by{{view, {still, still, 1}}, {0, 3, {everywhere.view(), scheme, 300}}};
      REQUIRE(by.walk.varies());
      place here = at(view, {40, 60}), there = here;  // meets the coast
      for (std::uint32_t n = 0; n < 300; ++n) {
        here = constant.step(view, here, 300.0, 5, n);
        there = disperse(by, there, time_step<double>{0, n % 2 == 0 ? 300.0 : -300.0}, 5, n);
        REQUIRE(here.element == there.element);
        REQUIRE(here.point.at[0] == there.point.at[0]);
        REQUIRE(here.point.at[1] == there.point.at[1]);
      }
    }
  }
}

TEST_CASE("Moments: 2 K t in sub-steps too; the gradient's drift, on the ground, in layers and in time") {
  const int count = test::full_size() ? 40000 : 10000;
  const double n = count, seconds = 600;
  for (const coordinate_frame& frame : {coordinate_frame{}, {true, 10, 60}}) {
    const test::viewed water = square(8, 20000, frame);
    const auto view = water.view();
    // 20 + 0.01 x - 0.006 y at sigma -0.25 in the middle of the interval.
    const diffusivity_on linear(
        water.data, [](double x, double y, double s, double t) { return (t + 1.5) / 2 * (20 + 0.01 * x - 0.006 * y) * (0.5 - 2 * s); },
        {-0.1, -0.3, -0.8});
    const place from = at(view, {10000, 10100});
    const double stretch = frame.stretch(10100.0), k = 20 + 0.01 * 10000 - 0.006 * 10100,
                 home = frame.meridional_drift(10100.0) * k * seconds;
    for (const walk_scheme scheme : all_schemes)
      for (const double longest : {seconds, 160.0}) {
        const varying_walk walk{linear.view(1 / 3600.0), scheme, longest};
        double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < count; ++i) {
          const vec<double, 2> to =
              walk.step(view, from, -0.25, time_step<double>{1500, seconds}, 9, i, 0).point - from.point;
          const double dx = to.at[0] / stretch / n, dy = to.at[1] / n;
          x += dx, y += dy, xx += n * dx * dx, yy += n * dy * dy, xy += n * dx * dy;
        }
        const double variance = 2 * k * seconds, drifts = scheme == walk_scheme::naive ? 0 : 1;
        INFO(static_cast<int>(scheme) << " " << longest << " " << frame.spherical);
        CHECK(std::abs(x - drifts * stretch * 0.01 * seconds) < 5 * std::sqrt(variance / n) + 0.02 * variance / 20000);
        CHECK(std::abs(y - (home - drifts * 0.006 * seconds)) < 5 * std::sqrt(variance / n));
        CHECK(std::abs((xx - x * x) / variance - 1) < 5 * std::sqrt(2 / n) + 0.01);
        CHECK(std::abs((yy - y * y) / variance - 1) < 5 * std::sqrt(2 / n) + 0.01);
        CHECK(std::abs((xy - x * y) / variance) < 5 / std::sqrt(n));
      }
  }
}

TEST_CASE("Well mixed where the diffusivity varies twentyfold: Visser and Milstein stay so, the naive walk gathers") {
  const int count = test::long_form() ? 1000000 : test::full_size() ? 8000 : 4000, steps = test::long_form() ? 100 : 300;
  const double size = 2000;
  const test::viewed water = square(40, size);
  const auto view = water.view();
  const diffusivity_on uneven(water.data, [&](double x, double y, double, double) {
    return 20 + 18 * std::cos(std::numbers::pi * x / size) * std::cos(2 * std::numbers::pi * y / size);
  });
  test::draws random(4);
  std::vector<place> start;
  for (int i = 0; i < count; ++i) start.push_back(at(view, {random.between(0, size), random.between(0, size)}));
  const auto ratio = [&](walk_scheme scheme) {
    const varying_walk walk{uneven.view(), scheme, 40};
    std::vector<std::int64_t> in(40);
    for (int i = 0; i < count; ++i) {
      place here = start[static_cast<std::size_t>(i)];
      for (int s = 0; s < steps; ++s)
        here = walk.step(view, here, 0.0, time_step<double>{0, 40}, 11, i, static_cast<std::uint32_t>(s));
      const auto part = [&](int d, int parts) { return std::min(static_cast<int>(here.point.at[d] / size * parts), parts - 1); };
      ++in[static_cast<std::size_t>(5 * part(1, 8) + part(0, 5))];
    }
    return test::chi_square_ratio(in, std::vector<double>(40, 1.0));
  };
  CHECK(ratio(walk_scheme::visser) < 1);
  CHECK(ratio(walk_scheme::milstein) < 1);
  CHECK(ratio(walk_scheme::naive) > 5);
}

TEST_CASE("No sub-step in a diffusivity drawn at random gets farther than the greatest step says") {
  test::draws random(6);
  for (const coordinate_frame& frame : {coordinate_frame{}, {true, 10, 60}}) {
    const test::viewed water = square(10, 4000, frame);
    const auto view = water.view();
    const diffusivity_on drawn(water.data, [&](double, double, double, double) { return random.between(0, 40); }, {-0.2, -0.7});
    std::vector<double> none(water.data.x.size());
    const soa_view<const double, 2> still{{none.data(), none.data()}, water.data.nodes()};
    for (const walk_scheme scheme : all_schemes)
      for (const double longest : {300.0, 100.0}) {
        const motion<current> by{{view, {still, still, 1}}, {0, 3, {drawn.view(1 / 300.0), scheme, longest}}};
        const double bound = greatest_step<euler>(serial_executor{}, by, step_grid<double>{300, 1}, water.data.nodes());
        double farthest = 0;
        for (int i = 0; i < 2000; ++i) {
          const place from = at(view, {random.between(0, 4000), random.between(0, 4000)});
          const vec<double, 2> way = disperse(by, from, time_step<double>{0, 300}, i, 0).point - from.point;
          farthest = std::max(farthest, std::sqrt(dot(way, way)));
        }
        CHECK(farthest <= bound);
        CHECK(farthest > 0.2 * bound);
      }
  }
}

TEST_CASE("How great, steep and bent a diffusivity is; sub-steps that are too long are refused with those that are not") {
  // Of x^2 on squares of side h cut by diagonals: 2 x + h at most, and steps of 2 h over h / 3 to h.
  mesh_data mesh = test::make_mesh({.width = 1000, .height = 1000, .across = 10, .up = 10, .jitter = 0});
  const test::viewed water(mesh);
  const auto view = water.view();
  const diffusivity_on square_of(water.data, [](double x, double, double s, double t) { return (s > -0.5 ? 0.5 : 1) * (1 + t) / 2 * 1e-3 * x * x; }, {-0.2, -0.7});
  const diffusivity_range range = range_of(serial_executor{}, view, square_of.view());
  CHECK(range.most == Approx(1000));
  CHECK(range.steepest == Approx(1.9));
  CHECK(range.sharpest >= 2e-3);
  CHECK(range.sharpest <= 6.001e-3);
  const diffusivity_on linear(water.data, [](double x, double y, double, double) { return 1 + x + 2 * y; });
  CHECK(range_of(serial_executor{}, view, linear.view()).sharpest < 1e-12);
  CHECK(test::sentence([&] { require_stable_walk({1, 1, 1e-3}, 100); }).empty());
  CHECK(test::sentence([&] { require_stable_walk({1, 1, 1e-3}, 101); }) ==
        "the horizontal random walk has sub-steps of 101.000000 s, but the diffusivity changes so sharply from element to "
        "element that at most 100.000000 s are stable; choose shorter ones");
  CHECK(test::sentence([&] { require_stable_walk({}, 0); }).find("more than 0 is expected") != std::string::npos);
  const diffusivity_on holed(water.data, [](double x, double, double, double) { return x < 10 ? std::nan("") : 1; });
  CHECK(test::sentence([&] { range_of(serial_executor{}, view, holed.view()); }).find("is not a number") != std::string::npos);
}
