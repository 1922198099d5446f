// SPDX-License-Identifier: BSL-1.0
// Particles carried by a flow over a mesh, in this thread.
#pragma once
#include <eudrift/exec/serial.hpp>
#include <eudrift/kernels/advance.hpp>

#include "../support/basin.hpp"

#include <cmath>
#include <numbers>

namespace test {

using places_list = std::vector<vec<double, 2>>;

/// What becomes of particles in one forcing interval of signed `length` [s], cut into `steps`.
template <class Scheme, class Velocity>
places_list advect(const mesh_data& mesh, const Velocity& velocity, const places_list& from, double length, int steps,
                   const eudrift::random_walk& walk = {}) {
  const eudrift::serial_executor ex;
  eudrift::particle_set<eudrift::serial_executor, 2> particles(ex);
  particles.append(particles_at(mesh, from));
  const eudrift::motion<Velocity> by{velocity, walk};
  const eudrift::step_grid<double> grid{length, steps};
  ex.map(particles.size(), eudrift::advance_by<Scheme>(by, particles.view(), grid, 0, steps));
  const auto end = particles.collect_all();
  places_list to;
  for (std::size_t i = 0; i < from.size(); ++i)
    to.push_back({end.component<eudrift::position>(0)[i], end.component<eudrift::position>(1)[i]});
  return to;
}

/// A flow's exact values at the nodes, linear in between, steady.
struct steady_on_nodes {
  mesh_data data;
  eudrift::mesh_bins bins;
  std::array<std::vector<double>, 2> value;

  template <class F>
  steady_on_nodes(mesh_data mesh, const F& flow)
      : data(std::move(mesh)), bins(eudrift::make_bins(data)), value(at_nodes(data, flow, 0)) {}

  eudrift::nodal_velocity<double, std::int32_t> velocity() const {
    const eudrift::soa_view<const double, 2> field{{value[0].data(), value[1].data()}, data.nodes()};
    return {view_of(data, bins), {field, field, 1}};
  }
};

/// The flow itself at every point; the mesh only says where there is water.
template <class F>
struct exact_on_mesh {
  mesh_data data;
  eudrift::mesh_bins bins;
  F flow;

  exact_on_mesh(mesh_data mesh, F f) : data(std::move(mesh)), bins(eudrift::make_bins(data)), flow(f) {}
  analytic_velocity<F> velocity() const { return {view_of(data, bins), flow}; }
};

inline double distance(const vec<double, 2>& a, const vec<double, 2>& b) {
  return std::hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]);
}

/// Order that two errors at h and h / 2 show.
inline double order(double at_h, double at_half) { return std::log2(at_h / at_half); }

}  // namespace test
