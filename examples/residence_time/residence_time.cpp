// SPDX-License-Identifier: BSL-1.0
// residence_time THREADS: how long water stays in the two halves of a bay that is flushed at a known rate.
// docs/residence_time.md explains it.
#include "../program.hpp"
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/kernels/count_statuses.hpp>
#include <eudrift/mesh/build.hpp>
#include <eudrift/mesh/open_edges.hpp>
#include <eudrift/region/resident_polygons.hpp>
#include <eudrift/statistics/stays.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include <array>
#include <cinttypes>
#include <vector>

namespace {

using namespace eudrift;

constexpr double hour = 3600, bay = 10000, width = 4000, rate = 1 / (24 * hour);  // [s], [m], [m], [1/s]

// The bay, from its head at x = 0 to its mouth at x = 10 km, and the sea beyond it, open at 20 km.  Water wells up
// everywhere in the bay and flows out at the surface: u = rate x.
struct estuary {
  mesh_data mesh;
  std::array<std::vector<double>, 2> current;  // at nodes [m/s]

  estuary() {
    constexpr int across = 80, up = 16;
    std::vector<std::int64_t> open;  // nodes, counted from 1
    for (int k = 0; k < (across + 1) * (up + 1); ++k) {
      const int i = k % (across + 1), j = k / (across + 1);
      mesh.x.push_back(2 * bay * i / across), mesh.y.push_back(width * j / up);
      current[0].push_back(rate * mesh.x.back()), current[1].push_back(0);
      if (i == across) open.push_back(k + 1);
      if (i < across && j < up)
        mesh.corner.insert(mesh.corner.end(), {k, k + 1, k + across + 2, k, k + across + 2, k + across + 1});
    }
    build_mesh(mesh, "the bay");
    open_between(mesh, open, "the bay's open edge");
  }
};

polygon box(const char* name, double west, double east) {
  return {name, {{{west, 0}, {east, 0}, {east, width}, {west, width}, {west, 0}}}};
}

template <Executor Ex>
using waters = particle_set<Ex, 2, property<stays_in, std::int32_t>, property<stay_time, double>>;

// Parcels of water, evenly along the bay, each in the half that it stays in.
template <Executor Ex>
void release(waters<Ex>& particles, const triangle_mesh_view<double, std::int32_t>& mesh) {
  typename waters<Ex>::batch batch;
  batch.resize(10000);
  for (std::size_t i = 0; i < 10000; ++i) {
    const vec<double, 2> p{bay * (static_cast<double>(i) + 0.5) / 10000,
                           width * (static_cast<double>(i % 97) + 0.5) / 97};
    batch.template component<particle_id>()[i] = static_cast<std::int64_t>(i);
    for (int d = 0; d < 2; ++d) batch.template component<position>(d)[i] = p[d];
    batch.template component<host_element>()[i] = search(mesh, p);
    batch.template component<stays_in>()[i] = p[0] < bay / 2 ? 1 : 2;
  }
  particles.append(batch);
}

template <Executor Ex>
void run(const Ex& ex) {
  const estuary water;
  const resident_mesh<Ex> mesh(ex, water.mesh);
  const resident_mesh<serial_executor> host(serial_executor{}, water.mesh);
  resident_slices<Ex, 2> current(ex, mesh.nodes());
  for (int k = 0; k < 2; ++k) current.receive(water.current, location::node);
  const resident_polygons<Ex> halves(ex, {box("inner", 0, bay / 2), box("outer", bay / 2, bay)});
  waters<Ex> particles(ex);
  release(particles, host.view());

  const step_grid<double> steps{hour, 6};
  const motion<nodal_velocity<double, std::int32_t>> by{{mesh.view(), current.view(hour)}, {}};
  keyed_sums<Ex> stays(ex, 2), time(ex, 2);
  std::printf("hour  inner  outer   both\n");
  for (int h = 0;; ++h) {
    if (h % 24 == 0) {
      keyed_sums<Ex> present(ex, 3);
      present.add(particles.size(), count_of(polygon_places{halves.view()}, particles.view()));
      const std::vector<std::int64_t> now = present.total();
      std::printf("%4d %6" PRId64 " %6" PRId64 " %6" PRId64 "\n", h, now[0], now[1], now[0] + now[1]);
    }
    if (h == 96) break;
    for (std::int32_t k = 0; k < steps.steps; ++k) {
      ex.map(particles.size(), advance_by<rk4>(by, particles.view(), steps, k, k + 1));
      using view = typename waters<Ex>::view_type;
      stays.add(particles.size(), ended_stays<view>{halves.view(), particles.view(), false});
      time.add(particles.size(), ended_stays<view>{halves.view(), particles.view(), true});
      ex.map(particles.size(), behave_by(staying{halves.view()}, particles.view(), {steps.time(k), steps.time(k + 1)}));
    }
  }
  const std::vector<std::int64_t> ended = stays.total(), lasted = time.total();
  for (std::size_t k = 0; k < 2; ++k)
    std::printf("%s: %" PRId64 " stays ended, after %.3f hours on average\n", halves.names()[k].c_str(), ended[k],
                static_cast<double>(lasted[k]) / 3.6e6 / static_cast<double>(ended[k]));
  const status_of<typename waters<Ex>::view_type> status_now{particles.view()};
  std::printf("%" PRId64 " of %" PRId64 " parcels have left the sea\n",
              ex.reduce(particles.size(), status_now, count_statuses{})[static_cast<int>(status::left)],
              particles.size());
}

}  // namespace

int main(int count, char** words) {
  return run_on(count > 1 ? words[1] : "", [&](const auto& ex) {
    require(count == 2, "residence_time: expected THREADS, such as 0");
    run(ex);
  });
}
