// SPDX-License-Identifier: BSL-1.0
// The reference case in layers of water: the gyre over ten sigma layers, omega and diffusivity on eleven levels, a
// surface that moves, depths of 20 to 100 m.
#pragma once
#include <eudrift/forcing/resident_columns.hpp>
#include <eudrift/forcing/resident_slices.hpp>

#include "hand_written_layers.hpp"
#include "reference_case.hpp"

namespace reference {

inline constexpr int layer_count = 10;
inline constexpr double stirred = 1;  ///< diffusivity in the plane [m2/s]
inline constexpr std::uint64_t seed = 5, mixing_seed = 6;

using layered = layered_velocity<double, id>;
using mixing = vertical_walk<visser_walk, layered_diffusivity<double, id>>;

/// Mesh, two slices and particles, sorted, in host memory.
struct layered_basin {
  mesh_data mesh;
  std::vector<double> middles, levels, depth;
  std::array<std::vector<double>, 2> zeta, omega, kh;     ///< before, after
  std::array<std::array<std::vector<double>, 2>, 2> flow;  ///< before, after: u, v
  particle_batch<3> start;

  layered_basin(index_t particles, int side) {
    mesh = hilbert_ordered(test::make_mesh({.width = size, .height = size, .across = side - 1, .up = side - 1}));
    for (int k = 0; k < layer_count; ++k) middles.push_back(-(k + 0.5) / layer_count);
    for (int k = 0; k <= layer_count; ++k) levels.push_back(-static_cast<double>(k) / layer_count);
    constexpr double pi = 3.14159265358979323846;
    const auto each_node = [&](const auto& f) {
      for (std::size_t n = 0; n < mesh.x.size(); ++n) f(mesh.x[n], mesh.y[n]);
    };
    each_node([&](double x, double y) {
      depth.push_back(20 + 80 * std::sin(pi * x / size) * std::sin(pi * y / size));
    });
    for (const std::size_t s : {0u, 1u}) {
      const double t = hour * static_cast<double>(s);
      each_node([&](double x, double y) { zeta[s].push_back(0.5 * std::sin(5 * x / size - 3 * y / size + t / 7000)); });
      const auto current = test::at_nodes(mesh, gyre, t);
      for (const double sigma : middles)
        for (const std::size_t d : {0u, 1u})
          for (const double u : current[d]) flow[s][d].push_back((1 + 0.3 * sigma) * u);
      for (const double sigma : levels)
        each_node([&](double x, double y) {
          omega[s].push_back(2e-3 * std::sin(pi * sigma) * std::sin(7 * x / size + 3 * y / size + t / 7200));
          kh[s].push_back(1e-4 + 5e-3 * -sigma * (1 + sigma) * (1 + 0.2 * static_cast<double>(s)));
        });
    }
    scatter(particles);
  }

  /// Other particles: uniform over the basin but for 2 km along its edge, and over the water.
  void scatter(index_t particles) {
    std::mt19937 random(7);
    const auto draw = [&] { return (static_cast<double>(random()) + 0.5) / 4294967296.0; };
    std::vector<vec<double, 2>> places;
    for (index_t i = 0; i < particles; ++i) {
      const double x = draw(), y = draw();
      places.push_back({size * (0.02 + 0.96 * x), size * (0.02 + 0.96 * y)});
    }
    start = test::particles_at<particle_batch<3>>(mesh, places);
    for (double& sigma : start.component<position>(2)) sigma = -draw();
    particle_set<serial_executor, 3> set(serial_executor{});
    set.append(start);
    sort_by_element{}(set, mesh.elements());
    start = set.collect_all();
  }
};

/// The basin in an executor's memory, moved by the library.
template <Executor Ex>
class layered_case_on {
 public:
  layered_case_on(const Ex& ex, const layered_basin& b)
      : ex_(ex), basin_(b), mesh_(ex_, b.mesh), depth_(ex.upload(b.depth)), middles_(ex.upload(b.middles)),
        levels_(ex.upload(b.levels)), zeta_(ex_, mesh_.nodes()), flow_(ex_, mesh_.nodes(), layer_count),
        omega_(ex_, mesh_.nodes(), layer_count + 1), kh_(ex_, mesh_.nodes(), layer_count + 1),
        columns_(ex_, mesh_, layer_count + 1), particles_(ex_) {
    for (const std::size_t s : {0u, 1u}) {
      zeta_.receive({b.zeta[s]}, location::node), flow_.receive(b.flow[s], location::node);
      omega_.receive({b.omega[s]}, location::node), kh_.receive({b.kh[s]}, location::node);
    }
    fill();
    restart();
  }
  void fill() { columns_.fill(velocity(), diffusivity()); }
  void restart() {
    particles_ = particle_set<Ex, 3>(ex_);
    particles_.append(basin_.start);
  }
  motion<layered> advection() const { return {columns_.with(velocity()), {}}; }
  motion<layered, mixing> walk() const {
    return {columns_.with(velocity()), {stirred, seed}, {columns_.with(diffusivity()), hour / steps, mixing_seed}};
  }
  particle_set<Ex, 3>& particles() { return particles_; }
  const Ex& executor() const { return ex_; }
  static step_grid<double> grid() { return {hour, steps}; }

 private:
  auto on(const array_t<Ex, double>& sigma) const { return same_layers(ex_.view(sigma)); }
  column_slices<double, id> column() const {
    return {{{ex_.view(depth_).data}, mesh_.nodes()}, zeta_.view(hour)};
  }
  layered velocity() const {
    return {mesh_.view(), column(), {flow_.view(hour), on(middles_)}, vertical_motion::omega,
            {omega_.view(hour), on(levels_)}};
  }
  layered_diffusivity<double, id> diffusivity() const { return {column(), {kh_.view(hour), on(levels_)}}; }

  Ex ex_;
  const layered_basin& basin_;
  resident_mesh<Ex> mesh_;
  array_t<Ex, double> depth_, middles_, levels_;
  resident_slices<Ex, 1> zeta_;
  resident_slices<Ex, 2> flow_;
  resident_slices<Ex, 1> omega_, kh_;
  resident_columns<Ex> columns_;
  particle_set<Ex, 3> particles_;
};
using layered_case = layered_case_on<serial_executor>;

/// The same by the hand-written loop.
class layered_hand_case {
 public:
  explicit layered_hand_case(const layered_basin& b) : basin_(b), inside_(inside_bound(b.mesh)) {
    const auto nodes = b.mesh.x.size();
    line_.resize(nodes * (layer_count + 1)), ends_.resize(nodes);
    for (std::size_t n = 0; n < nodes; ++n) {
      ends_[n] = {b.zeta[0][n], b.zeta[1][n], b.depth[n]};
      for (std::size_t k = 0; k <= layer_count; ++k) {
        hand_written::node_line& one = line_[n * (layer_count + 1) + k];
        const std::size_t i = k * nodes + n;
        if (k < layer_count) {
          one.u0 = b.flow[0][0][i], one.v0 = b.flow[0][1][i];
          one.u1 = b.flow[1][0][i], one.v1 = b.flow[1][1][i];
        }
        one.w0 = b.omega[0][i], one.w1 = b.omega[1][i], one.k0 = b.kh[0][i], one.k1 = b.kh[1][i];
      }
    }
    const auto per = [](const std::vector<double>& sigma, std::vector<double>& to) {
      for (std::size_t k = 0; k + 1 < sigma.size(); ++k) to.push_back(1 / (sigma[k + 1] - sigma[k]));
    };
    per(b.middles, per_middle_), per(b.levels, per_level_);
    restart();
  }
  void restart() {
    x = basin_.start.component<position>(0), y = basin_.start.component<position>(1);
    sigma = basin_.start.component<position>(2), element = basin_.start.component<host_element>();
  }
  void advance(bool walks) {
    const mesh_data& m = basin_.mesh;
    const hand_written::layers f{line_.data(), ends_.data(), layer_count + 1, 1 / hour,
                                 {basin_.middles.data(), per_middle_.data(), layer_count, 0.5},
                                 {basin_.levels.data(), per_level_.data(), layer_count + 1, 0}};
    hand_written::advance_by_steps(
        {m.x.data(), m.y.data(), m.corner.data(), m.neighbour.data(), inside_}, f, {walks, stirred, seed, mixing_seed},
        {x.data(), y.data(), sigma.data(), element.data(), basin_.start.component<particle_id>().data(),
         static_cast<std::int64_t>(x.size())},
        hour, steps, 0, steps);
  }
  std::vector<double> x, y, sigma;
  std::vector<id> element;

 private:
  const layered_basin& basin_;
  double inside_;
  std::vector<hand_written::node_line> line_;
  std::vector<hand_written::node_ends> ends_;
  std::vector<double> per_middle_, per_level_;
};

}  // namespace reference
