// SPDX-License-Identifier: BSL-1.0
// Particles in a solver's water: they are moved in the solver's own loop, by its own arrays, which are viewed where they lie.
#pragma once
#include <eudrift/eudrift.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace solver {

template <eudrift::Executor Ex>
class drifters {
 public:
  // The velocity on the solver's elements [m/s], in its own arrays.
  using flow = eudrift::soa_view<const double, 2>;

  // Nodes [m] and the three nodes of each element, which are taken once, and the velocity at the beginning. Throws
  // eudrift::error where a point lies outside.
  drifters(const Ex& ex, std::vector<double> x, std::vector<double> y, std::vector<std::int32_t> corner, const flow& now,
           const std::vector<eudrift::vec<double, 2>>& points)
      : drifters(ex, mesh_of(std::move(x), std::move(y), std::move(corner)), now, points) {}

  // To be called after each step of the solver: particles move from its beginning to its end.
  void follow(double seconds, const flow& now) {
    std::swap(before_, after_);
    reduce_to_nodes(now);
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

  drifters(const Ex& ex, const eudrift::mesh_data& mesh, const flow& now, const std::vector<eudrift::vec<double, 2>>& points)
      : ex_(ex),
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
    reduce_to_nodes(now);
    ex_.wait();
  }
  static eudrift::mesh_data mesh_of(std::vector<double> x, std::vector<double> y, std::vector<std::int32_t> corner) {
    eudrift::mesh_data mesh;
    mesh.x = std::move(x), mesh.y = std::move(y), mesh.corner = std::move(corner);
    build_mesh(mesh, "the solver's mesh");
    return mesh;
  }
  // Kernel A reads the solver's own arrays.
  void reduce_to_nodes(const flow& now) {
    const eudrift::soa_view<double, 2> to{{ex_.view(after_.u).data, ex_.view(after_.v).data}, mesh_.nodes()};
    ex_.map(mesh_.nodes(), eudrift::element_to_node<double, std::int32_t, 2>{weights_.view(), now, to});
  }
  eudrift::soa_view<const double, 2> nodal(const nodal_arrays& a) const {
    return {{ex_.view(a.u).data, ex_.view(a.v).data}, mesh_.nodes()};
  }

  Ex ex_;
  eudrift::resident_mesh<Ex> mesh_;
  eudrift::resident_weights<Ex> weights_;
  nodal_arrays before_, after_;
  eudrift::particle_set<Ex, 2> particles_;
};

}  // namespace solver
