// SPDX-License-Identifier: BSL-1.0
// Particles that drift over a mesh or over shares of it, of which some die, and where they end.
#pragma once
#include <eudrift/behaviour/mortality.hpp>
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/mpi/collect_by_id.hpp>
#include <eudrift/mpi/transfer.hpp>
#include <eudrift/statistics/terms.hpp>
#include <eudrift/swarm/greatest_step.hpp>
#include <eudrift/swarm/sort_by_element.hpp>
#include <eudrift/swarm/staged_advance.hpp>

#include "../support/mesh_files.hpp"
#include "../support/meshes.hpp"

namespace test {

using namespace eudrift;

struct carrier {
  static constexpr const char *name = "carrier", *unit = "1";
};
/// Each particle counts by a property of the user's how many intervals it was carried through.
using with_count = property<carrier, std::uint32_t>;
using batch_type = particle_batch<2, with_count>;

template <class Particles>
struct count_interval {
  Particles particles;
  EUDRIFT_FN void operator()(index_t i) const { ++get<carrier>(particles)[i]; }
};

struct case_of {
  std::string name;
  mesh_data mesh;
  double speed;   // [m/s] at most
  double width;   // of the eddies [m]
  double length;  // of an interval [s], negative backwards
  std::int32_t steps;
  double diffusivity;
  index_t count;
  int intervals;
  int parts = 2;  // of an interval
  bool staged = false;
  std::array<double, 2> drift = {0.2, -0.1};  // part of the speed that is the same everywhere

  /// That a particle can go in a step [m].
  double step() const {
    const double seconds = std::abs(length) / steps;
    return 1.001 * (speed * seconds + std::sqrt(8 * diffusivity * seconds));
  }
};

/// A flow whose speed is at most c.speed, at the nodes of a mesh: (2, nodes).
inline std::array<std::vector<double>, 2> flow_at_nodes(const mesh_data& mesh, const case_of& c, double t) {
  return at_nodes(
      mesh,
      [&](double x, double y, double s) {
        const double left = 1 - std::hypot(c.drift[0], c.drift[1]);
        return vec<double, 2>{c.speed * (left * 0.7 * std::sin(y / c.width + s / 5000) + c.drift[0]),
                              c.speed * (left * 0.7 * std::cos(x / c.width - s / 4000) + c.drift[1])};
      },
      t);
}

/// Particles anywhere in the water, one third of which begin in the course of the first interval.
inline batch_type release(const case_of& c, std::uint64_t seed = 6) {
  draws random(seed);
  std::vector<vec<double, 2>> places;
  const viewed whole(c.mesh);
  while (static_cast<index_t>(places.size()) < c.count) {
    const auto p = in_element(c.mesh, random.below(c.mesh.elements()), random);
    if (search(whole.view(), p) >= 0) places.push_back(p);
  }
  auto batch = particles_at<batch_type>(c.mesh, places);
  for (std::size_t i = 0; i < places.size(); i += 3) {
    batch.component<state>()[i] = status::waiting;
    batch.component<release_delay>()[i] = c.length * static_cast<double>(i) / static_cast<double>(places.size());
  }
  return batch;
}

/// Those of them that belong to a process.
inline batch_type own_of(const batch_type& all, const case_of& c, const mesh_share& share) {
  batch_type own;
  for (std::size_t i = 0; i < static_cast<std::size_t>(all.size()); ++i) {
    const std::int32_t e =
        share.local(c.mesh.element_number[static_cast<std::size_t>(all.component<host_element>()[i])]);
    if (e < 0 || e >= share.owned) continue;
    own.resize(own.size() + 1);
    own.component<particle_id>().back() = all.component<particle_id>()[i];
    for (int d = 0; d < 2; ++d) own.component<position>(d).back() = all.component<position>(d)[i];
    own.component<host_element>().back() = e;
    own.component<state>().back() = all.component<state>()[i];
    own.component<release_delay>().back() = all.component<release_delay>()[i];
  }
  return own;
}

/// What is asked of a run's end.
struct places_by_id {
  std::vector<std::int64_t> id;
  std::vector<double> x, y;
  std::vector<std::int32_t> element;  // file numbers
  std::vector<status> now;
  std::vector<std::uint32_t> count, steps;
  double greatest = 0;  // step
  std::vector<std::int64_t> time_spent;  // [ms], in cells
  bool operator==(const places_by_id&) const = default;
};

/// The loop, by any executor, on a mesh that holds what the particles need; `hand_over` moves them between processes
/// and says how many went.
template <class Ex, class HandOver>
places_by_id drift(const Ex& ex, const case_of& c, const mesh_data& mesh, index_t owned, index_t whole_nodes,
                   particle_set<Ex, 2, with_count>& particles, const HandOver& hand_over) {
  const resident_mesh<Ex> resident(ex, mesh, owned);
  sort_by_element sort;
  const fused_advance<rk4, Ex> fused(ex);
  staged_advance<rk4, Ex> staged(ex);
  const step_grid<double> grid{c.length, c.steps};
  places_by_id to;
  using mortal = mortality<constant_rate>;
  const mortal dies{rate_of_probability(0.05, std::abs(c.length)), 23};
  const auto [west, east] = std::minmax_element(c.mesh.x.begin(), c.mesh.x.end());
  const auto [south, north] = std::minmax_element(c.mesh.y.begin(), c.mesh.y.end());
  const cell_grid cells{{*west, *south}, {(*east - *west) / 10, (*north - *south) / 10}, 10, 10};
  keyed_sums<Ex> time_spent(ex, cells.keys());
  for (int k = 0; k < c.intervals; ++k) {
    const auto before = flow_at_nodes(mesh, c, k * c.length), after = flow_at_nodes(mesh, c, (k + 1) * c.length);
    const array_t<Ex, double> u0 = ex.upload(before[0]), v0 = ex.upload(before[1]), u1 = ex.upload(after[0]),
                              v1 = ex.upload(after[1]);
    const nodal_velocity<double, std::int32_t> velocity{resident.view(),
                                                        {{{ex.view(u0).data, ex.view(v0).data}, mesh.nodes()},
                                                         {{ex.view(u1).data, ex.view(v1).data}, mesh.nodes()},
                                                         1 / c.length}};
    const motion<nodal_velocity<double, std::int32_t>> by{velocity, {c.diffusivity, 17}};
    to.greatest = std::max(to.greatest, greatest_step<rk4>(ex, by, grid, whole_nodes));
    if (k % 2 == 1) sort(particles, mesh.elements());
    for (int part = 0; part < c.parts; ++part) {
      const std::int32_t first = c.steps * part / c.parts, last = c.steps * (part + 1) / c.parts;
      if (c.staged) {
        staged(particles, by, grid, first, last);
        while (hand_over(particles) > 0) staged.go_on(particles, by, grid, last);
      } else {
        fused(particles, by, grid, first, last);
        while (hand_over(particles) > 0) fused.go_on(particles, by, grid, last);
      }
      const time_span span{grid.time(first), grid.time(last)};
      ex.map(particles.size(), behave<mortal, decltype(particles.view())>{dies, particles.view(), span});
      time_spent.add(particles.size(), time_of(cells, particles.view(), span));
    }
    ex.map(particles.size(), count_interval<decltype(particles.view())>{particles.view()});
  }
  std::vector<std::int32_t> file_number;
  for (const std::int32_t e : particles.template collect<host_element>())
    file_number.push_back(mesh.element_number[static_cast<std::size_t>(e)]);
  const auto put = [](auto& all, auto some) { all.insert(all.end(), some.begin(), some.end()); };
  collect_by_id(ex, particles.template collect<particle_id>(),
                std::tuple(particles.template collect<position>(0), particles.template collect<position>(1),
                           std::span<const std::int32_t>(file_number), particles.template collect<state>(),
                           particles.template collect<carrier>(), particles.template collect<steps_made>()),
                [&](auto id, auto x, auto y, auto element, auto now, auto count, auto steps) {
                  put(to.id, id), put(to.x, x), put(to.y, y), put(to.element, element), put(to.now, now);
                  put(to.count, count), put(to.steps, steps);
                },
                100);
  to.time_spent = time_spent.total();
  return to;
}

/// The same on one process.
inline places_by_id drift_alone(const case_of& c, const batch_type& all) {
  const serial_executor alone;
  particle_set<serial_executor, 2, with_count> whole(alone);
  whole.append(all);
  return drift(alone, c, c.mesh, c.mesh.elements(), c.mesh.nodes(), whole, [](auto&) { return 0; });
}

}  // namespace test
