// SPDX-License-Identifier: BSL-1.0
// A forcing source of one's own: one turn of the whirl brings a particle back to where it began.
#include "drift.hpp"
#include "whirl.hpp"

#include <eudrift/exec/serial.hpp>
#include <eudrift/mesh/locate.hpp>

#include <cmath>
#include <cstdio>

int main() {
  using namespace eudrift;
  const serial_executor ex;
  whirl lake(20, 10000, 12 * 3'600'000);
  const resident_mesh<serial_executor> mesh(ex, lake.mesh());
  particle_batch<2> one;
  one.resize(1);
  one.component<position>(0)[0] = 3000;
  one.component<position>(1)[0] = 400;
  one.component<host_element>()[0] = search(mesh.view(), vec<double, 2>{3000, 400});
  particle_set<serial_executor, 2> particles(ex);
  particles.append(one);
  drift(ex, lake, particles, 60);
  const particle_batch<2> end = particles.collect_all();
  const double away = std::hypot(end.component<position>(0)[0] - 3000, end.component<position>(1)[0] - 400);
  std::printf("after one turn, 19 km long, the particle is %.1g m from where it began\n", away);
  return away < 1e-5 ? 0 : 1;
}
