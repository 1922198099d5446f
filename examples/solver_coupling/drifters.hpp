// SPDX-License-Identifier: BSL-1.0
// Particles in a solver's water: they are moved in the solver's own loop, by its own arrays, which are viewed where they lie.
#pragma once
#include "shallow_water.hpp"

#include <eudrift/eudrift.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace solver {

template <eudrift::Executor Ex>
class drifters {
 public:
  // `water` must outlive this. Its mesh is taken once; throws eudrift::error where a point lies outside.
  drifters(const Ex& ex, const shallow_water& water, const std::vector<eudrift::vec<double, 2>>& points)
      : drifters(ex, water, mesh_of(water), points) {}

  // To be called after each step of the solver: particles move from its beginning to its end.
  void follow(double seconds) {
    std::swap(before_, after_);
    reduce_to_nodes();
    const eudrift::motion<eudrift::nodal_velocity<double, std::int32_t>> by{
        {mesh_.view(), {nodal(before_), nodal(after_), 1 / seconds}}, {}};
    const eudrift::step_grid<double> step{seconds, 1};
    ex_.map(particles_.size(), eudrift::advance_by<eudrift::rk4>(by, particles_.view(), step, 0, 1));
    ex_.wait();  // the solver changes its arrays next
  }
  // In the order of the points.
  std::vector<eudrift::vec<double, 2>> places() const {
    const auto x = particles_.template collect<eudrift::position>(0), y = particles_.template collect<eudrift::position>(1);
    std::vector<eudrift::vec<double, 2>> all;
    for (std::size_t i = 0; i < x.size(); ++i) all.push_back({x[i], y[i]});
    return all;
  }

 private:
  using array = eudrift::array_t<Ex, double>;
  struct nodal_arrays {
    array u, v;
  };

  drifters(const Ex& ex, const shallow_water& water, const eudrift::mesh_data& mesh,
           const std::vector<eudrift::vec<double, 2>>& points)
      : ex_(ex),
        water_(water),
        mesh_(ex, mesh),
        weights_(ex, eudrift::make_node_weights(mesh, eudrift::node_average::linear_exact)),
        before_{ex.template make<double>(mesh.nodes()), ex.template make<double>(mesh.nodes())},
        after_{ex.template make<double>(mesh.nodes()), ex.template make<double>(mesh.nodes())},
        particles_(ex) {
    const eudrift::resident_mesh<eudrift::serial_executor> on_host(eudrift::serial_executor{}, mesh);
    eudrift::particle_batch<2> batch;
    batch.resize(static_cast<eudrift::index_t>(points.size()));
    for (std::size_t i = 0; i < points.size(); ++i) {
      const std::int32_t e = search(on_host.view(), points[i]);
      eudrift::require(e >= 0, "a drifter is to start outside the water; give it a place in the mesh");
      batch.component<eudrift::particle_id>()[i] = static_cast<std::int64_t>(i);
      batch.component<eudrift::position>(0)[i] = points[i][0];
      batch.component<eudrift::position>(1)[i] = points[i][1];
      batch.component<eudrift::host_element>()[i] = e;
    }
    particles_.append(batch);
    reduce_to_nodes();
    ex_.wait();
  }
  static eudrift::mesh_data mesh_of(const shallow_water& water) {
    eudrift::mesh_data mesh;
    mesh.x = water.x(), mesh.y = water.y(), mesh.corner = water.corner();
    build_mesh(mesh, "the solver's mesh");
    return mesh;
  }
  // Kernel A reads the solver's own arrays.
  void reduce_to_nodes() {
    const auto elements = static_cast<eudrift::index_t>(water_.u().size());
    const eudrift::soa_view<const double, 2> flow{{water_.u().data(), water_.v().data()}, elements};
    const eudrift::soa_view<double, 2> to{{ex_.view(after_.u).data, ex_.view(after_.v).data}, mesh_.nodes()};
    ex_.map(mesh_.nodes(), eudrift::element_to_node<double, std::int32_t, 2>{weights_.view(), flow, to});
  }
  eudrift::soa_view<const double, 2> nodal(const nodal_arrays& a) const {
    return {{ex_.view(a.u).data, ex_.view(a.v).data}, mesh_.nodes()};
  }

  Ex ex_;
  const shallow_water& water_;
  eudrift::resident_mesh<Ex> mesh_;
  eudrift::resident_weights<Ex> weights_;
  nodal_arrays before_, after_;
  eudrift::particle_set<Ex, 2> particles_;
};

}  // namespace solver
