// SPDX-License-Identifier: BSL-1.0
// No step gets farther than the greatest, nor looks at a point beyond, at coasts, with a walk and on the sphere.
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance_to_edges.hpp>
#include <eudrift/partition/halo.hpp>
#include <eudrift/swarm/greatest_step.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace eudrift;

namespace {

using current = nodal_velocity<double, std::int32_t>;

/// The current, which notes how far away it was asked for.
struct watched {
  triangle_mesh_view<double, std::int32_t> mesh;
  current flow;
  vec<double, 2> from;
  double* farthest;
  vec<double, 2> operator()(const site<double, std::int32_t>& where, double seconds) const {
    *farthest = std::max(*farthest, std::hypot(where.point.at[0] - from.at[0], where.point.at[1] - from.at[1]));
    return flow(where, seconds);
  }
};

/// Two slices of a flow drawn at random at each node.
struct random_flow {
  std::array<std::vector<double>, 4> value;
  random_flow(index_t nodes, double speed, test::draws& random) {
    for (auto& v : value)
      for (index_t n = 0; n < nodes; ++n) v.push_back(random.between(-speed, speed));
  }
  slices_view<double, std::int32_t, 2> view(double seconds) const {
    const auto nodes = static_cast<index_t>(value[0].size());
    return {{{value[0].data(), value[1].data()}, nodes}, {{value[2].data(), value[3].data()}, nodes}, 1 / seconds};
  }
};

}  // namespace

TEMPLATE_TEST_CASE("No step gets farther than the greatest, nor looks beyond", "", euler, midpoint, heun, ralston3, rk4,
                   bogacki_shampine32, dormand_prince54) {
  test::draws random(5);
  const auto dry = [](double x, double y) { return x * x + y * y < 3e6; };
  const mesh_data plane = test::make_mesh(
      {.x0 = -5000, .y0 = -4000, .width = 10000, .height = 8000, .across = 20, .up = 16, .dry = dry});
  for (const coordinate_frame& frame : {coordinate_frame{}, {true, 10, 60}, {true, 10, 0.01}, {true, 10, -89.9}}) {
    mesh_data mesh = plane;
    mesh.frame = frame;
    const test::viewed water(mesh);
    for (const double diffusivity : {0.0, 30.0})
      for (const double seconds : {300.0, -900.0}) {
        const random_flow flow(mesh.nodes(), 1, random);
        const current velocity{water.view(), flow.view(seconds)};
        const random_walk walk{diffusivity, 3};
        const double bound = greatest_step<TestType>(serial_executor{}, motion<current>{velocity, walk},
                                                     step_grid<double>{3 * seconds, 3}, mesh.nodes());
        double farthest = 0;
        for (std::uint32_t i = 0; i < 1000; ++i) {
          const auto from = test::in_element(mesh, random.below(mesh.elements()), random);
          const std::int32_t e = search(water.view(), from);
          if (e < 0) continue;
          const motion<watched> by{{water.view(), velocity, from, &farthest}, walk};
          const carried_element in(by.velocity, e);
          const time_step<double> step{0, seconds};
          const auto end = make_step<TestType>(by, in, site_in(water.view(), e, from), step, i, i).point;
          farthest = std::max(farthest, std::hypot(end.at[0] - from.at[0], end.at[1] - from.at[1]));
        }
        CHECK(farthest <= bound);
        CHECK(farthest > 0.1 * bound / greatest_weight<TestType>());
      }
  }
}

TEST_CASE("A uniform current carries as far as the greatest step says, and a walk no farther") {
  const test::viewed water(test::make_mesh({.width = 100, .height = 100}));
  const std::vector<double> u(static_cast<std::size_t>(water.data.nodes()), 0.3), v(u.size(), -0.4);
  const soa_view<const double, 2> uniform{{u.data(), v.data()}, water.data.nodes()};
  const current velocity{water.view(), {uniform, uniform, 1}};
  const step_grid<double> grid{-600, 6};
  const auto step = [&](double diffusivity) {
    return greatest_step<rk4>(serial_executor{}, motion<current>{velocity, {diffusivity, 1}}, grid, water.data.nodes());
  };
  CHECK(step(0) == Approx(50));
  CHECK(step(2) == Approx(50 + 40));
  CHECK(greatest_weight<euler>() == 1);
  CHECK(greatest_weight<ralston3>() == 1);
  CHECK(greatest_weight<dormand_prince54>() > 20);  // its fifth stage looks far ahead, and back
}

TEST_CASE("A halo narrower than a step is refused, and so is a current that is not a number") {
  CHECK(test::sentence([] { require_halo({49.9, 1}, 50); }) ==
        "a particle may travel 50.000000 m in a step, but the halo is 49.900000 m wide; share the mesh out with a "
        "halo_width::distance of that at least, or make shorter steps");
  CHECK(test::sentence([] { require_halo({50, 1}, 50); }).empty());
  const test::viewed water(test::make_mesh({}));
  std::vector<double> u(static_cast<std::size_t>(water.data.nodes()), 0.3);
  u[3] = std::numeric_limits<double>::quiet_NaN();
  const soa_view<const double, 2> holed{{u.data(), u.data()}, water.data.nodes()};
  const motion<current> by{{water.view(), {holed, holed, 1}}, {}};
  CHECK(test::sentence([&] { greatest_step<rk4>(serial_executor{}, by, step_grid<double>{60, 1}, 4); })
            .find("the current is not a number at some node") == 0);
  CHECK(test::sentence([&] { greatest_step<rk4>(serial_executor{}, by, step_grid<double>{60, 1}, 3); }).empty());
}

TEST_CASE("A current by the gradients of elements is bounded by its corners, of which it exceeds all elements") {
  test::draws random(7);
  mesh_data mesh = test::make_mesh({.width = 10000, .height = 8000, .across = 12, .up = 10, .jitter = 0.3});
  if (GENERATE(false, true)) mesh.frame = {true, 10, 60};
  const serial_executor ex;
  const resident_mesh<serial_executor> held(ex, mesh);
  resident_slices<serial_executor, 2> slices(ex, mesh.elements());
  double fastest_element = 0;
  for (int k = 0; k < 2; ++k) {
    const random_flow flow(mesh.elements(), 1, random);
    slices.receive({flow.value[0], flow.value[1]}, location::node);
    for (std::size_t e = 0; e < flow.value[0].size(); ++e)
      fastest_element = std::max(fastest_element, std::hypot(flow.value[0][e], flow.value[1][e]));
  }
  const resident_gradients<serial_executor> gradients(ex, make_element_gradients(mesh, beside_coast::mirror));
  resident_records<serial_executor> records(ex, held);
  const current plain{held.view(), slices.view(600)};
  records.fill_by_elements(plain, gradients);
  const current velocity = records.with(plain);
  const flow_range range = range_on_elements(ex, velocity);
  double fastest = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto e = static_cast<std::int32_t>(random.below(mesh.elements()));
    const auto w = velocity.mesh.weights(e, test::in_element(mesh, e, random));
    const vec<double, 2> u = velocity.on(e).at(w, random.between(0, 1));
    fastest = std::max(fastest, std::sqrt(dot(u, u)));
  }
  CHECK(fastest <= std::sqrt(range.square_speed));
  CHECK(fastest > 0.7 * std::sqrt(range.square_speed));
  CHECK(fastest > 1.2 * fastest_element);
  CHECK(range.low == *std::min_element(mesh.y.begin(), mesh.y.end()));
  CHECK(range.high == *std::max_element(mesh.y.begin(), mesh.y.end()));
}

TEST_CASE("Steps that stop at edges keep the pace for which a halo is made, and without one do not") {
  test::draws random(11);
  const test::viewed water(test::make_mesh({.width = 10000, .height = 8000, .across = 20, .up = 16, .jitter = 0.3}));
  const double seconds = 1800;
  const random_flow flow(water.data.nodes(), 1, random);
  const motion<current> by{{water.view(), flow.view(seconds)}, {}};
  const double bound = greatest_step<rk4>(serial_executor{}, by, step_grid<double>{seconds, 1}, water.data.nodes());
  int too_far = 0, outrun = 0, changed = 0, moved = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto from = test::in_element(water.data, random.below(water.data.elements()), random);
    const std::int32_t e = search(water.view(), from);
    if (e < 0) continue;
    const auto way = [&](double fastest) {
      const auto end = parts_to_edges<rk4>{.fastest = fastest}(by, site_in(water.view(), e, from), time_step<double>{0, seconds});
      return end.point - from;
    };
    const vec<double, 2> freely = way(1e300), held = way(bound / seconds);
    too_far += std::sqrt(dot(freely, freely)) > bound;
    changed += freely != held;
    moved += dot(held, held) > 1e4;
    outrun += !(std::sqrt(dot(held, held)) <= bound);
  }
  CHECK(too_far > 0);
  CHECK(outrun == 0);
  CHECK(changed < 200);
  CHECK(moved > 10000);
}
