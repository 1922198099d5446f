// SPDX-License-Identifier: BSL-1.0
// A stirred sea in uneven sigma layers round an island, its particles, and where they end by single steps and by
// blocks.
#pragma once
#include <eudrift/forcing/resident_columns.hpp>
#include <eudrift/kernels/vertical_walk.hpp>

#include "layered_sea.hpp"

#include <bit>
#include <map>

namespace test {

/// The hour's fields without a call of the C library, whose bits differ between systems.  `stirring` multiplies what
/// acts along the vertical.
class stirred_sea {
 public:
  using velocity_type = eudrift::layered_velocity<double, std::int32_t>;
  using diffusivity_type = eudrift::layered_diffusivity<double, std::int32_t>;
  static constexpr double hour = 3600;

  explicit stirred_sea(double stirring, bool spherical = false, int cells = 25)
      : sea_(basin_of(cells, spherical), fields(stirring), {-0.04, -0.15, -0.3, -0.62, -0.93},
             {0, -0.1, -0.25, -0.5, -0.8, -1}, 0, hour),
        mesh_(ex_, sea_.data), columns_(ex_, mesh_, 6), levels_{0, -0.1, -0.25, -0.5, -0.8, -1} {
    for (const int late : {0, 1})
      for (const double s : levels_)
        for (const double x : sea_.data.x)
          kh_[late].push_back(stirring * (1e-5 - 1e-2 * s * (1 + s) * (1 + 0.3 * late) * (1 + x / 40000)));
  }
  const mesh_data& mesh() const { return sea_.data; }
  velocity_type velocity(eudrift::vertical_motion knows, eudrift::beyond_layers beyond) const {
    velocity_type v = sea_.velocity(knows);
    v.mesh = mesh_.view();
    v.beyond = beyond;
    return v;
  }
  diffusivity_type diffusivity() const {
    const index_t n = static_cast<index_t>(kh_[0].size());
    return {sea_.column(),
            {{{{kh_[0].data()}, n}, {{kh_[1].data()}, n}, 1 / hour},
             eudrift::same_layers(eudrift::view<const double>{levels_.data(), static_cast<index_t>(levels_.size())})}};
  }
  template <class Velocity>
  const eudrift::resident_columns<eudrift::serial_executor>& filled(const Velocity& v) {
    columns_.fill(v, diffusivity());
    return columns_;
  }
  /// Fields whose layers or levels are at other sigmas at each node: closer to the surface here, to the bed there.
  template <class Field>
  Field uneven(Field field) {
    auto& table = uneven_[field.layers.count];
    if (table.empty())
      for (index_t k = 0; k < field.layers.count; ++k)
        for (std::size_t n = 0; n < mesh().x.size(); ++n) {
          const double s = field.layers.sigma[k];
          table.push_back(s + 0.9 * (mesh().x[n] / 5000 - 1) * (mesh().y[n] / 4000 - 1) * s * (1 + s));
        }
    field.layers = eudrift::layers_at_nodes(
        eudrift::view<const double>{table.data(), static_cast<index_t>(table.size())}, mesh().nodes());
    return field;
  }
  /// n particles, from surface to bed; each fifth is released within the hour.
  eudrift::particle_batch<3> release(index_t n) const {
    auto batch = particles_at<eudrift::particle_batch<3>>(mesh(), scattered(mesh(), n));
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
      const double part = static_cast<double>(i) / static_cast<double>(n);
      batch.component<eudrift::position>(2)[i] = -part;
      if (i % 5 != 0) continue;
      batch.component<eudrift::state>()[i] = eudrift::status::waiting;
      batch.component<eudrift::release_delay>()[i] = hour * part;
    }
    return batch;
  }

 private:
  static mesh_data basin_of(int cells, bool spherical) {
    const auto island = [](double x, double y) { return x > 4000 && x < 5200 && y > 3000 && y < 4400; };
    mesh_data mesh = make_mesh({.width = 10000, .height = 8000, .across = cells, .up = cells * 4 / 5, .dry = island});
    if (spherical) mesh.frame = {true, -123, 60};
    return mesh;
  }
  static formulas fields(double stirring) {
    return {.depth = [](double x, double y) { return 4 + x / 2000 + y / 3000; },
            .zeta = [](double x, double y, double t) { return 0.4 * (x / 5000 - 1) * (1 - t / 3000) - y / 20000; },
            .current =
                [](double x, double y, double s, double t) {
                  const double a = x / 5000 - 1, b = y / 4000 - 1, c = 1 + t / 20000;
                  return vec<double, 2>{c * (0.7 * b - 0.3 * a * a + 0.2) * (1 + 0.8 * s),
                                        (0.5 * a * c - 0.4 * a * b - 0.1) * (1 + 0.5 * s * s)};
                },
            .vertical =
                [stirring](double x, double y, double s, double t) {
                  return stirring * -2e-3 * s * (1.2 + s) * (x / 5000 - y / 4000) * (1 + t / 9000);
                }};
  }

  layered_sea sea_;
  eudrift::serial_executor ex_;
  eudrift::resident_mesh<eudrift::serial_executor> mesh_;
  eudrift::resident_columns<eudrift::serial_executor> columns_;
  std::vector<double> levels_, kh_[2];
  std::map<index_t, std::vector<double>> uneven_;  // by the number of layers
};

/// A kernel without its block form.
template <class F>
struct one_by_one {
  F kernel;
  void operator()(index_t i) const { kernel(i); }
};

/// Bits of all that steps change, after an hour in `steps` steps and as many maps as `cut` says: by blocks, or one by
/// one.
template <class Scheme, class Velocity, class Mixing>
std::vector<std::uint64_t> ends(const eudrift::particle_batch<3>& from, const eudrift::motion<Velocity, Mixing>& by,
                                bool blocks, int steps, int cut = 1) {
  const eudrift::serial_executor ex;
  eudrift::particle_set<eudrift::serial_executor, 3> particles(ex);
  particles.append(from);
  for (int k = 0; k < cut; ++k) {
    const eudrift::step_grid<double> grid{stirred_sea::hour, steps};
    auto kernel =
        eudrift::advance_by<Scheme>(by, particles.view(), grid, steps * k / cut, steps * (k + 1) / cut);
    static_assert(eudrift::BlockKernel<decltype(kernel)> || eudrift::lanes::size == 1);
    if (blocks)
      ex.map(particles.size(), kernel);
    else
      ex.map(particles.size(), one_by_one<decltype(kernel)>{kernel});
  }
  const auto end = particles.collect_all();
  std::vector<std::uint64_t> bits;
  for (std::size_t i = 0; i < static_cast<std::size_t>(end.size()); ++i) {
    for (int d = 0; d < 3; ++d) bits.push_back(std::bit_cast<std::uint64_t>(end.component<eudrift::position>(d)[i]));
    bits.push_back(static_cast<std::uint64_t>(end.component<eudrift::host_element>()[i]));
    bits.push_back(end.component<eudrift::steps_made>()[i]);
    bits.push_back(static_cast<std::uint64_t>(end.component<eudrift::state>()[i]));
    bits.push_back(static_cast<std::uint64_t>(end.component<eudrift::next_step>()[i]));
  }
  return bits;
}

}  // namespace test
