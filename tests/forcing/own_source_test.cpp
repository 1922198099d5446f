// SPDX-License-Identifier: BSL-1.0
// The source of examples/own_source, and the loop there, against the circle that the formula says.
#include <eudrift/exec/serial.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"
#include "own_source/drift.hpp"
#include "own_source/whirl.hpp"

#include <cmath>

using namespace eudrift;

TEST_CASE("a source of one's own turns particles on circles") {
  const serial_executor ex;
  whirl lake(10, 8000, 12 * 3'600'000);
  particle_batch<2> start;
  start.resize(lake.mesh().elements());
  std::size_t inside = 0;
  const mesh_data& m = lake.mesh();
  for (std::size_t e = 0; e < m.corner.size() / 3; ++e) {
    const auto at = [&](const std::vector<double>& v, std::size_t k) {
      return v[static_cast<std::size_t>(m.corner[3 * e + k])];
    };
    start.component<position>(0)[e] = (at(m.x, 0) + at(m.x, 1) + at(m.x, 2)) / 3;
    start.component<position>(1)[e] = (at(m.y, 0) + at(m.y, 1) + at(m.y, 2)) / 3;
    start.component<host_element>()[e] = static_cast<std::int32_t>(e);
  }
  particle_set<serial_executor, 2> particles(ex);
  particles.append(start);
  drift(ex, lake, particles, 60);
  const particle_batch<2> end = particles.collect_all();
  double most = 0;
  for (std::size_t i = 0; i < m.corner.size() / 3; ++i) {
    const double x = start.component<position>(0)[i], y = start.component<position>(1)[i];
    if (std::hypot(x, y) > 3900) continue;  // its circle meets the coast
    ++inside;
    most = std::max(most, std::hypot(end.component<position>(0)[i] - x, end.component<position>(1)[i] - y));
  }
  CHECK(inside > 100);
  CHECK(most < 1e-5);  // RK4: 720 steps of angle a = 0.0087, each off by a^5 / 120 of the radius
  CHECK(test::sentence([&] { lake.read("temp", 0, 0, 0, {}); }) == "the whirl has no field temp");
}
