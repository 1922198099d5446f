// SPDX-License-Identifier: BSL-1.0
// Currents that are cubic in time between slices: exact for parabolas, of their order, and of the same bits everywhere.
#include <eudrift/forcing/resident_cubic_slices.hpp>
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"
#include "../support/executors.hpp"
#include "../support/sentence.hpp"

#include <bit>
#include <cmath>

using namespace eudrift;

namespace {

using cubic_velocity = cubic_nodal_velocity<double, std::int32_t>;
static_assert(CarriedVelocity<cubic_velocity>);  // so that particles go in blocks

template <class F>
struct one_by_one {
  F kernel;
  EUDRIFT_FN void operator()(index_t i) const { kernel(i); }
};

enum class way { line, cubic, cubic_one_by_one };

/// Calls f(current, first, last) for each interval between times, whose current is cubic; a slice is at elements where
/// `where` says so.
template <class Ex, class Flow, class F>
void each_interval(const Ex& ex, const mesh_data& mesh, const std::vector<double>& times, const Flow& flow,
                   location where, const F& f) {
  resident_cubic_slices<Ex, 2> slices(ex, mesh.nodes());
  const resident_weights<Ex> weights(ex, make_node_weights(mesh, node_average::linear_exact));
  for (std::size_t k = 0; k < times.size(); ++k) {
    slices.receive(where == location::node ? test::at_nodes(mesh, flow, times[k]) : test::at_elements(mesh, flow, times[k]),
                   where, times[k]);
    if (slices.to_reduce() > 0) ex.map(slices.to_reduce(), slices.reduction(weights));
    slices.find_slopes();
    if (k >= 2) f(slices.view(), times[k - 2], times[k - 1]);
  }
  slices.last();
  f(slices.view(), times[times.size() - 2], times.back());
}

mesh_data basin() { return test::make_mesh({.x0 = -10000, .y0 = -10000, .width = 20000, .height = 20000, .across = 9, .up = 9}); }

/// Where particles end that a flow carries through all intervals, in steps of `step` [s].
template <class Ex, class Flow>
particle_batch<2> carried(const Ex& ex, const mesh_data& mesh, const std::vector<double>& times, const Flow& flow,
                          way how, double step, const std::vector<vec<double, 2>>& from) {
  const resident_mesh<Ex> resident(ex, mesh);
  particle_set<Ex, 2> particles(ex);
  particles.append(test::particles_at(mesh, from));
  each_interval(ex, mesh, times, flow, location::node, [&](auto current, double begin, double end) {
    std::vector<double> secant[2];
    if (how == way::line)
      for (int d = 0; d < 2; ++d) {
        for (index_t n = 0; n < mesh.nodes(); ++n)
          secant[d].push_back((current.after.data[d][n] - current.before.data[d][n]) / (end - begin));
        current.slope_before.data[d] = current.slope_after.data[d] = secant[d].data();
      }
    const step_grid<double> grid{end - begin, static_cast<int>(std::abs(end - begin) / step + 0.5)};
    const motion<cubic_velocity> by{{resident.view(), current}, {}};
    const auto kernel = advance_by<rk4>(by, particles.view(), grid, 0, grid.steps);
    if constexpr (std::same_as<Ex, serial_executor>)
      if (how == way::cubic_one_by_one)
        return ex.map(particles.size(), one_by_one<std::remove_const_t<decltype(kernel)>>{kernel});
    ex.map(particles.size(), kernel);
    ex.wait();
  });
  return particles.collect_all();
}

}  // namespace

TEST_CASE("A current that is a parabola in time is met exactly, at uneven times, to both ends, and backwards") {
  const auto flow = [](double x, double y, double t) {
    const double a = t / 3600;
    return vec<double, 2>{0.3 + 1e-5 * x - (0.2 - 1e-5 * y) * a + 0.05 * a * a, (2e-5 * x - 0.1) * a * a + 1e-5 * y};
  };
  const mesh_data mesh = basin();
  const test::viewed water(mesh);
  std::vector<double> times{-600, 0, 3600, 5400, 12000, 12600};
  if (GENERATE(false, true)) std::reverse(times.begin(), times.end());
  const location where = GENERATE(location::node, location::element);
  test::draws random(7);
  int intervals = 0;
  double bent = 0;
  each_interval(serial_executor{}, mesh, times, flow, where, [&](const auto& current, double begin, double end) {
    ++intervals;
    CHECK(current.length == end - begin);
    for (int i = 0; i < 20; ++i) {
      const std::int32_t e = static_cast<std::int32_t>(random.below(mesh.elements()));
      const auto p = test::in_element(mesh, e, random);
      const double late = random.unit() * (end - begin);
      const site<double, std::int32_t> here{p, e, water.view().weights(e, p)};
      const auto u = cubic_velocity{water.view(), current}(here, late), exact = flow(p[0], p[1], begin + late);
      CHECK(u[0] == Approx(exact[0]).margin(1e-12));
      CHECK(u[1] == Approx(exact[1]).margin(1e-12));
      const slices_view<double, std::int32_t, 2> line{current.before, current.after, current.per_second};
      bent = std::max(bent, std::abs(line(water.view(), here, late)[0] - exact[0]));
    }
  });
  CHECK(intervals == 5);
  CHECK(bent > 1e-2);
}

TEST_CASE("Between slices ever nearer lines converge with order two, cubics with order four") {
  // Inertial motion, uniform in space.
  constexpr double f = 2e-4, speed = 0.4, length = 43200;
  const auto flow = [](double, double, double t) {
    return vec<double, 2>{speed * std::cos(f * t), -speed * std::sin(f * t)};
  };
  const mesh_data mesh = basin();
  const double exact[] = {speed / f * std::sin(f * length), speed / f * (std::cos(f * length) - 1)};
  double error[2][3];
  for (const way how : {way::line, way::cubic})
    for (int n = 0; n < 3; ++n) {
      std::vector<double> times;
      const int slices = 24 << n;
      for (int k = 0; k <= slices; ++k) times.push_back(length * k / slices);
      const auto end = carried(serial_executor{}, mesh, times, flow, how, 225, {{0, 0}});
      error[how == way::cubic][n] =
          std::hypot(end.component<position>(0)[0] - exact[0], end.component<position>(1)[0] - exact[1]);
    }
  for (int n = 0; n < 2; ++n) {
    INFO("lines off by " << error[0][n] << ", " << error[0][n + 1] << " m; cubics " << error[1][n] << ", " << error[1][n + 1]);
    CHECK(std::log2(error[0][n] / error[0][n + 1]) == Approx(2).margin(0.05));
    CHECK(std::log2(error[1][n] / error[1][n + 1]) == Approx(4).margin(0.3));
    CHECK(error[1][n] < 0.05 * error[0][n]);
  }
}

TEST_CASE("Of two slices the cubic is a line, and times that turn back are refused") {
  resident_cubic_slices<serial_executor, 1> slices(serial_executor{}, 2);
  slices.receive({{{1, 2}}}, location::node, 10);
  CHECK(test::sentence([&] { slices.last(); }) == "fields that are cubic in time need two slices at least");
  slices.receive({{{3, -2}}}, location::node, 30);
  CHECK(test::sentence([&] { slices.receive({{{3, -2}}}, location::node, 20); }).find("a slice at 20.000000 s follows one at 30.000000 s") == 0);
  slices.last();
  const auto view = slices.view();
  CHECK(view.length == 20);
  CHECK((view.before.load(0)[0] == 1 && view.after.load(1)[0] == -2));
  for (const auto& slope : {view.slope_before, view.slope_after})
    CHECK((slope.load(0)[0] == Approx(0.1) && slope.load(1)[0] == Approx(-0.2)));
}

TEST_CASE("Cubic in time, particles have the same bits on every executor, in blocks and one by one") {
  const auto flow = [](double x, double y, double t) {
    return vec<double, 2>{0.5 - y / 15000 + 1e-8 * t * t, x / 15000 - 3e-5 * t * (1 + x / 30000)};
  };
  const mesh_data mesh = basin();
  const std::vector<double> times{0, 1800, 5400, 7200};
  const auto from = test::scattered(mesh, 300);
  const auto bits = [&](const auto& ex, way how) {
    const auto end = carried(ex, mesh, times, flow, how, 300, from);
    std::vector<std::uint64_t> all;
    for (std::size_t i = 0; i < from.size(); ++i)
      for (int d = 0; d < 2; ++d) all.push_back(std::bit_cast<std::uint64_t>(end.template component<position>(d)[i]));
    return all;
  };
  const auto expected = bits(serial_executor{}, way::cubic_one_by_one);
  CHECK(bits(serial_executor{}, way::line) != expected);
  test::for_each_executor([&](const auto& ex) { CHECK(bits(ex, way::cubic) == expected); });
}
