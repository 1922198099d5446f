// SPDX-License-Identifier: BSL-1.0
// A time loop of one's own: a square lake with a steady gyre, particles that drift and spread, and
// the one that is fastest at the end.  Needs the core alone; docs/time_loop.md explains it.
#include <eudrift/eudrift.hpp>

#include <cmath>
#include <cstdio>

namespace {

using eudrift::index_t;

// A square of n x n cells, each cut into two triangles.
eudrift::mesh_data square_lake(int n, double cell) {
  eudrift::mesh_data mesh;
  for (int j = 0; j <= n; ++j)
    for (int i = 0; i <= n; ++i) mesh.x.push_back(i * cell), mesh.y.push_back(j * cell);
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < n; ++i) {
      const int a = j * (n + 1) + i, b = a + 1, c = a + n + 1, d = c + 1;
      mesh.corner.insert(mesh.corner.end(), {a, b, d, a, d, c});
    }
  build_mesh(mesh, "the lake");
  return mesh;
}

// Velocity at the nodes [m/s]: one gyre that is tangential at the shore.
std::array<std::vector<double>, 2> gyre(const eudrift::mesh_data& mesh, double width) {
  std::array<std::vector<double>, 2> u;
  const double k = 3.14159265358979 / width;
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    u[0].push_back(-0.3 * std::sin(k * mesh.x[n]) * std::cos(k * mesh.y[n]));
    u[1].push_back(0.3 * std::cos(k * mesh.x[n]) * std::sin(k * mesh.y[n]));
  }
  return u;
}

// Kernel B as a term of the reduction: the speed at each particle, with its id.
struct speed {
  eudrift::nodal_velocity<double, std::int32_t> velocity;
  eudrift::drifter_view<2> particles;
  EUDRIFT_FN eudrift::held<double> operator()(index_t i) const {
    const auto u = velocity(site_of(velocity.mesh, particles, i), 0.0);
    return {std::sqrt(dot(u, u)), eudrift::get<eudrift::particle_id>(particles)[i]};
  }
};

// 100 particles on a line, 10 m apart from each other.
eudrift::particle_batch<2> line(const eudrift::triangle_mesh_view<double, std::int32_t>& lake) {
  eudrift::particle_batch<2> batch;
  batch.resize(100);
  for (std::size_t i = 0; i < 100; ++i) {
    const eudrift::vec<double, 2> p{2000.0 + 10.0 * static_cast<double>(i), 5000.0};
    batch.component<eudrift::particle_id>()[i] = static_cast<std::int64_t>(i);
    batch.component<eudrift::position>(0)[i] = p[0];
    batch.component<eudrift::position>(1)[i] = p[1];
    batch.component<eudrift::host_element>()[i] = search(lake, p);
  }
  return batch;
}

template <eudrift::Executor Ex>
void drift(const Ex& ex) {
  const eudrift::mesh_data lake = square_lake(20, 500);
  const eudrift::resident_mesh<Ex> mesh(ex, lake);
  eudrift::resident_slices<Ex, 2> current(ex, mesh.nodes());
  current.receive(gyre(lake, 10000), eudrift::location::node);
  current.receive(gyre(lake, 10000), eudrift::location::node);

  eudrift::particle_set<Ex, 2> particles(ex);
  particles.append(line(mesh.view()));

  const eudrift::step_grid<double> hour{3600, 60};
  const eudrift::random_walk walk{1.0, 42};
  for (int h = 0; h < 24; ++h) {
    const eudrift::motion<eudrift::nodal_velocity<double, std::int32_t>> by{{mesh.view(), current.view(hour.length)}, walk};
    ex.map(particles.size(), eudrift::advance_by<eudrift::rk4>(by, particles.view(), hour, 0, hour.steps));
  }

  const eudrift::held<double> fastest =
      ex.reduce(particles.size(), speed{{mesh.view(), current.view(hour.length)}, particles.view()}, eudrift::max_reduce<double>{});
  std::printf("the fastest particle is %lld with %.3f m/s\n", static_cast<long long>(fastest.id), fastest.value);
}

}  // namespace

int main() { drift(eudrift::serial_executor{}); }
