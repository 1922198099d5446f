#include <eudrift/eudrift.hpp>
#include <cmath>
#include <cstdio>
using namespace eudrift;

int main() {
  const int n = 40;  // a lake of 40 by 40 squares of 250 m, two triangles each, that turns once a day round its middle
  const double side = 250, day = 86400, turn = 2 * 3.14159265358979 / day;
  mesh_data lake;
  std::array<std::vector<double>, 2> current;  // at nodes [m/s]
  for (int k = 0; k < (n + 1) * (n + 1); ++k) {
    const int i = k % (n + 1), j = k / (n + 1);
    lake.x.push_back((i - n / 2) * side), lake.y.push_back((j - n / 2) * side);
    current[0].push_back(-turn * lake.y.back()), current[1].push_back(turn * lake.x.back());
    if (i < n && j < n) lake.corner.insert(lake.corner.end(), {k, k + 1, k + n + 2, k, k + n + 2, k + n + 1});
  }
  build_mesh(lake, "the lake");
  const serial_executor ex;  // or openmp_executor, or one of your own: no bit of the result changes
  const resident_mesh<serial_executor> mesh(ex, lake);
  resident_slices<serial_executor, 2> slices(ex, mesh.nodes());
  for (int k = 0; k < 2; ++k) slices.receive(current, location::node);  // the same when the day begins and when it ends
  particle_batch<2> one;
  one.resize(1);
  one.component<position>(0)[0] = 2000;  // 2 km east of the middle
  one.component<host_element>()[0] = search(mesh.view(), {2000.0, 0.0});
  particle_set<serial_executor, 2> particles(ex);
  particles.append(one);
  const motion<nodal_velocity<double, std::int32_t>> by{{mesh.view(), slices.view(day)}, {}};
  for (int quarter = 0; quarter < 4; ++quarter) {  // 360 of 1440 steps of Runge-Kutta 4
    ex.map(1, advance_by<rk4>(by, particles.view(), step_grid<double>{day, 1440}, 360 * quarter, 360 * (quarter + 1)));
    const double x = particles.collect<position>(0)[0], y = particles.collect<position>(1)[0];
    std::printf("after %d hours: %ld %ld\n", 6 * (quarter + 1), std::lround(x), std::lround(y));
  }
}
