// SPDX-License-Identifier: BSL-1.0
// Currents and winds added up: in blocks with the bits of single particles, turned on the ground and not in the frame.
#include <eudrift/behaviour/added_velocity.hpp>
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"

#include <bit>
#include <cmath>

using namespace eudrift;

namespace {

using nodal = nodal_velocity<double, std::int32_t>;

vec<double, 2> flow(double x, double y, double t) {
  return {0.6 * std::sin(y / 1500 + t / 5000), 0.5 * std::cos(x / 1700)};
}
vec<double, 2> wind(double x, double y, double t) { return {8 * std::cos(y / 6000 - t / 7000), 5 + x / 5000}; }

struct sea {
  explicit sea(bool sphere)
      : data(test::make_mesh({.width = 10000, .height = 8000, .across = 12, .up = 10})),
        mesh((turn(sphere), serial_executor{}), data),
        water(serial_executor{}, mesh.nodes()),
        air(serial_executor{}, mesh.nodes()) {
    for (const double t : {0.0, 3600.0}) {
      water.receive(test::at_nodes(data, flow, t), location::node);
      air.receive(test::at_nodes(data, wind, t), location::node);
    }
  }
  nodal current() const { return {mesh.view(), water.view(3600)}; }
  nodal blown() const { return {mesh.view(), air.view(3600)}; }

  mesh_data data;
  resident_mesh<serial_executor> mesh;
  resident_slices<serial_executor, 2> water, air;

 private:
  void turn(bool sphere) {
    if (sphere) data.frame = {true, -123, 60};
  }
};

template <class F>
struct one_by_one {
  F kernel;
  EUDRIFT_FN void operator()(index_t i) const { kernel(i); }
};

template <class Velocity>
std::vector<std::uint64_t> end_of(const sea& s, const Velocity& velocity, bool blocks) {
  particle_set<serial_executor, 2> particles{serial_executor{}};
  particles.append(test::particles_at(s.data, test::scattered(s.data, 300)));
  const motion<Velocity> by{velocity, {1, 7}};
  auto kernel = advance_by<rk4>(by, particles.view(), step_grid<double>{3600, 6}, 0, 6);
  if (blocks)
    serial_executor{}.map(300, kernel);
  else
    serial_executor{}.map(300, one_by_one<decltype(kernel)>{kernel});
  std::vector<std::uint64_t> bits;
  for (int d = 0; d < 2; ++d)
    for (const double x : particles.collect<position>(d)) bits.push_back(std::bit_cast<std::uint64_t>(x));
  return bits;
}

}  // namespace

TEST_CASE("a current and a turned share of the wind go in blocks, with the bits of single particles") {
  for (const bool sphere : {false, true}) {
    const sea s(sphere);
    const auto both = sum_of(s.current(), share_of(s.blown(), 0.03, -20));
    static_assert(CarriedVelocity<std::remove_const_t<decltype(both)>>);
    CHECK(end_of(s, both, true) == end_of(s, both, false));
    CHECK(end_of(s, both, true) != end_of(s, s.current(), true));
  }
}

TEST_CASE("velocities add up, and shares are turned on the ground") {
  for (const bool sphere : {false, true}) {
    const sea s(sphere);
    const auto view = s.mesh.view();
    const auto here = site_in(view, search(view, {6000, 5000}), {6000, 5000});
    const double stretch = view.frame.stretch(5000.0), angle = -20 * 3.14159265358979323846 / 180;
    const vec<double, 2> u = s.current()(here, 900), w = s.blown()(here, 900);
    const vec<double, 2> ground{w.at[0] / stretch, w.at[1]};
    const vec<double, 2> turned{0.03 * (std::cos(angle) * ground.at[0] - std::sin(angle) * ground.at[1]) * stretch,
                                0.03 * (std::sin(angle) * ground.at[0] + std::cos(angle) * ground.at[1])};
    const vec<double, 2> sum = sum_of(s.current(), share_of(s.blown(), 0.03, -20), share_of(s.blown(), 0.5))(here, 900);
    for (int d = 0; d < 2; ++d) CHECK(sum.at[d] == Approx(u.at[d] + turned.at[d] + 0.5 * w.at[d]).epsilon(1e-13));
    CHECK((stretch != 1) == sphere);
  }
}

TEST_CASE("a velocity that is no formula of carried numbers can be added, and goes one by one") {
  using analytic = test::analytic_velocity<vec<double, 2> (*)(double, double, double)>;
  const sea s(false);
  const auto both = sum_of(s.current(), share_of(analytic{s.mesh.view(), wind}, 0.03));
  static_assert(!CarriedVelocity<std::remove_const_t<decltype(both)>>);
  const auto view = s.mesh.view();
  const auto here = site_in(view, search(view, {6000, 5000}), {6000, 5000});
  CHECK(both(here, 0) == s.current()(here, 0) + 0.03 * wind(6000, 5000, 0));
}
