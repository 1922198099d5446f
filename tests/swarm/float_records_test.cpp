// SPDX-License-Identifier: BSL-1.0
// What it costs in accuracy to store the current on elements in float.
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"

#include <cmath>
#include <numbers>

using namespace eudrift;

namespace {

constexpr double side = 100e3, hour = 3600;
constexpr index_t count = 2000;

/// A gyre of 0.5 m/s that waxes and wanes and never crosses the basin's edge.
vec<double, 2> gyre(double x, double y, double t) {
  const double speed = 0.5 * (1 + 0.3 * std::sin(t / 7000)), k = std::numbers::pi / side;
  return {speed * std::sin(k * x) * std::cos(k * y), -speed * std::cos(k * x) * std::sin(k * y)};
}

template <class Stored>
particle_batch<2> after_a_day() {
  static const mesh_data sea = test::make_mesh({.width = side, .height = side, .across = 60, .up = 60});
  const serial_executor ex;
  const resident_mesh<serial_executor> mesh(ex, sea);
  resident_records<serial_executor, Stored> records(ex, mesh);
  resident_slices<serial_executor, 2> current(ex, mesh.nodes());
  particle_set<serial_executor, 2> particles(ex);
  particles.append(test::particles_at(sea, test::scattered(sea, count)));
  current.receive(test::at_nodes(sea, gyre, 0), location::node);
  for (int h = 0; h < 24; ++h) {
    current.receive(test::at_nodes(sea, gyre, (h + 1) * hour), location::node);
    const nodal_velocity<double, std::int32_t, Stored> velocity{mesh.view(), current.view(hour)};
    records.fill(velocity);
    const motion<nodal_velocity<double, std::int32_t, Stored>> by{records.with(velocity), {}};
    ex.map(count, advance_by<rk4>(by, particles.view(), step_grid<double>{hour, 12}, 0, 12));
  }
  return particles.collect_all();
}

}  // namespace

TEST_CASE("A current stored in float moves no particle by a millimetre in a day") {
  const auto exact = after_a_day<double>(), rounded = after_a_day<float>();
  double worst = 0;
  for (std::size_t i = 0; i < count; ++i)
    worst = std::max(worst, std::hypot(rounded.component<position>(0)[i] - exact.component<position>(0)[i],
                                       rounded.component<position>(1)[i] - exact.component<position>(1)[i]));
  INFO("farthest from double: " << worst << " m");
  CHECK(worst < 1e-3);
  CHECK(worst > 1e-6);  // float was really used
  static_assert(sizeof(carried_record<float, 12>) == 128 && sizeof(carried_record<double, 12>) == 192);
}
