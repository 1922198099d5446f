// SPDX-License-Identifier: BSL-1.0
// A sea in sigma layers over an irregular mesh, given by formulas, and particles that it carries.
#pragma once
#include <eudrift/exec/serial.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/kernels/layered_velocity.hpp>

#include "../support/basin.hpp"

namespace test {

using points = std::vector<vec<double, 3>>;  ///< x, y [m] and sigma

/// n equal layers: their centres, and their n + 1 levels.
inline std::vector<double> centres(int n) {
  std::vector<double> s;
  for (int k = 0; k < n; ++k) s.push_back(-(k + 0.5) / n);
  return s;
}
inline std::vector<double> levels(int n) {
  std::vector<double> s;
  for (int k = 0; k <= n; ++k) s.push_back(-1.0 * k / n);
  return s;
}

/// What a sea is at (x, y), sigma and time.
struct formulas {
  std::function<double(double, double)> depth;
  std::function<double(double, double, double)> zeta = [](double, double, double) { return 0.0; };
  std::function<vec<double, 2>(double, double, double, double)> current;
  std::function<double(double, double, double, double)> vertical = [](double, double, double, double) { return 0.0; };
};

/// Its values at nodes and layers where an interval of `length` begins and ends, as forcing brings them.
class layered_sea {
 public:
  layered_sea(mesh_data mesh, const formulas& f, std::vector<double> layers, std::vector<double> vertical_places,
              double begin, double length)
      : data(std::move(mesh)), bins(eudrift::make_bins(data)), layers_(std::move(layers)),
        vertical_places_(std::move(vertical_places)), per_second_(1 / length) {
    const auto each_node = [&](const auto& value) {
      for (std::size_t n = 0; n < data.x.size(); ++n) value(data.x[n], data.y[n]);
    };
    each_node([&](double x, double y) { depth_.push_back(f.depth(x, y)); });
    for (const int late : {0, 1}) {
      const double t = begin + late * length;
      each_node([&](double x, double y) { zeta_[late].push_back(f.zeta(x, y, t)); });
      for (const double s : layers_)
        each_node([&](double x, double y) {
          const vec<double, 2> u = f.current(x, y, s, t);
          for (int d = 0; d < 2; ++d) current_[late][d].push_back(u.at[d]);
        });
      for (const double s : vertical_places_)
        each_node([&](double x, double y) { vertical_[late].push_back(f.vertical(x, y, s, t)); });
    }
  }

  mesh_data data;
  eudrift::mesh_bins bins;

  eudrift::column_slices<double, std::int32_t> column() const {
    return {{{depth_.data()}, data.nodes()},
            {{{zeta_[0].data()}, data.nodes()}, {{zeta_[1].data()}, data.nodes()}, per_second_}};
  }
  template <class Profile = eudrift::linear_profile>
  eudrift::layered_velocity<double, std::int32_t, Profile> velocity(eudrift::vertical_motion knows) const {
    const auto places = [](const std::vector<double>& s) {
      return eudrift::same_layers(eudrift::view<const double>{s.data(), static_cast<index_t>(s.size())});
    };
    const index_t n = static_cast<index_t>(current_[0][0].size()), m = static_cast<index_t>(vertical_[0].size());
    return {view_of(data, bins), column(),
            {{{{current_[0][0].data(), current_[0][1].data()}, n},
              {{current_[1][0].data(), current_[1][1].data()}, n},
              per_second_},
             places(layers_)},
            knows,
            {{{{vertical_[0].data()}, m}, {{vertical_[1].data()}, m}, per_second_}, places(vertical_places_)}};
  }
  /// The water at a point inside the mesh, `seconds` after the interval's beginning.
  eudrift::water_column<double> water(const vec<double, 3>& p, double seconds) const {
    const auto mesh = view_of(data, bins);
    const vec<double, 2> place = in_plane(p);
    return column().at(mesh, site_in(mesh, eudrift::search(mesh, place), place), seconds);
  }

 private:
  std::vector<double> layers_, vertical_places_, depth_, zeta_[2], current_[2][2], vertical_[2];
  double per_second_;
};

/// Moving particles at given points; ids count from 0.
inline eudrift::particle_batch<3> particles_in(const mesh_data& mesh, const points& from) {
  std::vector<vec<double, 2>> places;
  for (const auto& p : from) places.push_back(in_plane(p));
  auto batch = particles_at<eudrift::particle_batch<3>>(mesh, places);
  for (std::size_t i = 0; i < from.size(); ++i) batch.component<eudrift::position>(2)[i] = from[i].at[2];
  return batch;
}

inline points points_of(const eudrift::particle_batch<3>& batch) {
  points p;
  for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size()); ++i)
    p.push_back({batch.component<eudrift::position>(0)[i], batch.component<eudrift::position>(1)[i],
                 batch.component<eudrift::position>(2)[i]});
  return p;
}

/// Where particles are after an interval of `length` in `steps` steps.
template <class Scheme, class Velocity, class Mixing = eudrift::no_mixing>
points drift(const mesh_data& mesh, const Velocity& velocity, const points& from, double length, int steps,
             const Mixing& mixing = {}) {
  const eudrift::serial_executor ex;
  eudrift::particle_set<eudrift::serial_executor, 3> particles(ex);
  particles.append(particles_in(mesh, from));
  const eudrift::motion<Velocity, Mixing> by{velocity, {}, mixing};
  const eudrift::step_grid<double> grid{length, steps};
  ex.map(particles.size(), eudrift::advance_by<Scheme>(by, particles.view(), grid, 0, steps));
  return points_of(particles.collect_all());
}

}  // namespace test
