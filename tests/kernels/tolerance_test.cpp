// SPDX-License-Identifier: BSL-1.0
// Steps to a tolerance, against exact answers.
#include <eudrift/kernels/layered_velocity.hpp>
#include <eudrift/swarm/adaptive_advance.hpp>

#include "advect.hpp"

#include "../catch.hpp"
#include "../support/sentence.hpp"

#include <bit>

using namespace eudrift;
using namespace test;

namespace {

/// A decaying, moving eddy: uniform in space, with an exact answer.
struct eddy {
  static constexpr double f = 1e-4, u0 = 0.3, ug = 0.04, day = 86400, decay = 1 / (2.89 * day), slow = 1 / (28.9 * day);
  static vec<double, 2> at(double, double, double t) {
    const double s = (u0 - ug) * std::exp(-decay * t);
    return {ug * std::exp(-slow * t) + s * std::cos(f * t), -s * std::sin(f * t)};
  }
};
const vec<double, 2> eddy_end{14850.72246903089, 6156.698710329873};  // of (10000, 10000), after a day

using flow_type = vec<double, 2> (*)(double, double, double);

/// Particles after an interval, as the control has it.
template <class Scheme, class Velocity>
particle_batch<2> within(const step_control& control, const mesh_data& mesh, const Velocity& velocity,
                         const places_list& from, double length, int steps, int cut, const random_walk& walk = {}) {
  const serial_executor ex;
  particle_set<serial_executor, 2> particles(ex);
  particles.append(particles_at(mesh, from));
  const adaptive_advance<Scheme, serial_executor> advance(ex, control);
  const motion<Velocity> by{velocity, walk};
  const step_grid<double> grid{length, steps};
  advance(particles, by, grid, 0, cut), advance(particles, by, grid, cut, steps);
  return particles.collect_all();
}
vec<double, 2> place(const particle_batch<2>& p, std::size_t i) {
  return {p.component<position>(0)[i], p.component<position>(1)[i]};
}

/// Two vortices in a square, one within a few cells: short steps there, long ones elsewhere.
vec<double, 2> vortices(double x, double y, double) {
  const auto turn = [&](double cx, double cy, double size, double speed) {
    const double q = std::exp(-((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (size * size));
    return vec<double, 2>{-speed * q * (y - cy) / size, speed * q * (x - cx) / size};
  };
  return turn(3000, 4000, 2000, 0.5) + turn(7000, 4000, 300, 3);
}

}  // namespace

TEMPLATE_TEST_CASE("The end point comes as near to the exact one as the tolerance asks", "", bogacki_shampine32,
                   dormand_prince54) {
  const exact_on_mesh<flow_type> sea(make_mesh({.width = 20000, .height = 20000}), eddy::at);
  const auto error = [&](double tolerance) {
    const auto end = within<TestType>({tolerance, 100000}, sea.data, sea.velocity(), {{10000, 10000}}, eddy::day, 1, 1);
    CHECK(end.template component<state>()[0] == status::moving);
    return distance(place(end, 0), eddy_end);
  };
  const double loose = error(1), middle = error(1e-2), tight = error(1e-4);
  CHECK(loose < 2);
  CHECK(middle < 0.02);
  CHECK(tight < 2e-4);
  CHECK(loose > tight);
}

TEST_CASE("The factor from a step to the next is held between a fifth and five, and near one at the tolerance") {
  CHECK(step_factor<dormand_prince54>(1.0) == Approx(0.9));
  CHECK(step_factor<bogacki_shampine32>(1.0) == Approx(0.9));
  CHECK(step_factor<dormand_prince54>(16.0) == Approx(0.9 * std::pow(0.25, 3.0 / 16)));
  CHECK(step_factor<bogacki_shampine32>(16.0) == Approx(0.9 * std::pow(0.25, 5.0 / 16)));
  CHECK(step_factor<dormand_prince54>(0.0) == 5);
  for (const double square : {1e300, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
    CHECK(step_factor<dormand_prince54>(square) == 0.2);
}

TEST_CASE("No position depends on where the host looks up, nor on the other particles, and none is on land") {
  const steady_on_nodes sea(make_mesh({.width = 10000, .height = 8000, .across = 25, .up = 20}), vortices);
  const auto from = scattered(sea.data, 300);
  const step_control control{0.1, 10000};
  const random_walk walk{1, 3};
  const auto whole = within<dormand_prince54>(control, sea.data, sea.velocity(), from, 7200, 6, 6, walk);
  const auto cut = within<dormand_prince54>(control, sea.data, sea.velocity(), from, 7200, 6, 1, walk);
  const auto mesh = view_of(sea.data, sea.bins);
  std::size_t moved = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    REQUIRE(whole.component<state>()[i] == status::moving);
    REQUIRE(place(whole, i) == place(cut, i));
    REQUIRE(search(mesh, place(whole, i)) == whole.component<host_element>()[i]);
    REQUIRE(whole.component<steps_made>()[i] == 6);  // of the grid
    moved += distance(place(whole, i), from[i]) > 100;
  }
  CHECK(moved > 100);
  const auto alone = within<dormand_prince54>(control, sea.data, sea.velocity(), {from[0]}, 7200, 6, 6, walk);
  CHECK(place(alone, 0) == place(whole, 0));
}

TEST_CASE("A particle that the control gives up is unresolved, and stays where its last step ended") {
  const exact_on_mesh<flow_type> sea(make_mesh({.width = 10000, .height = 8000}), vortices);
  const places_list from{{7100, 4100}, {1000, 7000}};
  const auto end = within<dormand_prince54>({1e-3, 3}, sea.data, sea.velocity(), from, 7200, 2, 1);
  CHECK(end.component<state>()[0] == status::unresolved);
  CHECK(place(end, 0) == from[0]);
  CHECK(end.component<steps_made>()[0] == 0);
  CHECK(end.component<state>()[1] == status::moving);
  CHECK(sentence([] { adaptive_advance<dormand_prince54, serial_executor>(serial_executor{}, {0, 10}); }).find(
            "more than 0 is expected") != std::string::npos);
}

TEST_CASE("Tolerances count metres on the ground and, in three dimensions, in the water") {
  struct shear {
    triangle_mesh_view<double, std::int32_t> mesh;
    EUDRIFT_FN vec<double, 3> operator()(const site<double, std::int32_t, 3>& where, double t) const {
      return {0, 0, 1e-4 * std::cos(t / 900) * (1 + where.point.at[2])};
    }
    EUDRIFT_FN double thickness(const site<double, std::int32_t, 3>&, double) const { return 1000; }
  };
  const mesh_data data = make_mesh({.width = 10000, .height = 8000});
  const mesh_bins bins = make_bins(data);
  const serial_executor ex;
  const auto error = [&](double tolerance) {
    auto batch = particles_at<particle_batch<3>>(data, {{5000, 4000}});
    batch.component<position>(2)[0] = -0.5;
    particle_set<serial_executor, 3> particles(ex);
    particles.append(batch);
    const motion<shear> by{{view_of(data, bins)}, {}};
    adaptive_advance<dormand_prince54, serial_executor>{ex, {tolerance, 1000}}(particles, by, {7200, 1}, 0, 1);
    const double exact = -1 + 0.5 * std::exp(0.09 * std::sin(7200.0 / 900));
    return 1000 * std::abs(particles.collect<position>(2)[0] - exact);
  };
  CHECK(error(1) < 10);
  CHECK(error(1e-4) < 1e-2);
}
