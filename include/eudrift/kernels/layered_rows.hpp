// SPDX-License-Identifier: BSL-1.0
/// \file
/// A block of particles in layers of water, in lanes: where they are, and the numbers of the prisms that they are in.
#pragma once
#include <eudrift/kernels/chosen_layers.hpp>
#include <eudrift/kernels/layered_velocity.hpp>
#include <eudrift/kernels/particle_rows.hpp>
#include <eudrift/kernels/prism_rows.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// sigma just below the bed.
inline constexpr double below_bed = -1.0000000000000002;

/// Whether fields are those of which columns hold the numbers, or may be.
template <class Field>
inline constexpr bool is_in_columns = false;
template <class Id, int N>
inline constexpr bool is_in_columns<layered_slices<double, Id, N>> = true;
template <class Id>
inline constexpr bool is_in_columns<chosen_layers<double, Id>> = true;

}  // namespace detail

/// Up to particles_a_layered_block particles: particle_rows in the plane, and above each element the prism between two
/// layers of the current and that between two layers (levels) of the vertical motion.
template <class Velocity>
class layered_rows {
 public:
  static constexpr int most = particles_a_layered_block;
  using id = typename decltype(Velocity::mesh)::id;
  using plane_rows = particle_rows<water_on_element<id>, most>;
  using bits = typename plane_rows::bits;
  using row = double[most];

  layered_rows(const Velocity& velocity)
      : plane({velocity.mesh, velocity.columns}), velocity_(velocity),
        same_(velocity.current.layers.next_node == 0 &&
              (velocity.knows == vertical_motion::none || velocity.vertical.layers.next_node == 0)),
        current_(velocity.current.layers, velocity.beyond, velocity.profile),
        vertical_(velocity.vertical.layers, velocity.beyond, velocity.profile) {}

  plane_rows plane;

  const auto& mesh() const { return velocity_.mesh; }
  /// Whether layers and levels are the same at all nodes, so that who moves in the plane alone stays between them.
  bool same_layers() const { return same_; }
  double sigma(int i) const { return sigma_[i]; }
  /// Where the step began.
  double sigma_from(int i) const { return from_[i]; }
  EUDRIFT_FN_HOST lanes sigma_lanes(int i) const { return lanes::load(sigma_ + i); }
  EUDRIFT_FN_HOST lanes sigma_from_lanes(int i) const { return lanes::load(from_ + i); }
  void set(int i, const vec<double, 3>& p, id e) {
    plane.set(i, in_plane(p), e);
    sigma_[i] = p.at[2];
  }
  /// To be called when particles 0 ... size - 1 are set.
  void start(int size) {
    plane.start(size);
    const int filled = (size + lanes::size - 1) / lanes::size * lanes::size;
    for (int i = size; i < filled; ++i) sigma_[i] = sigma_[size - 1];
    for (int i = 0; i < size; ++i) fetch(i, plane.element(i));
    for (int i = 0; i < filled; ++i) came(i);
    for (int p = 0; p < plane_rows::parts; ++p) arrive(p);
  }
  void arrive(int p) {
    plane.arrive(p);
    for (int i = plane.begin(p); i < plane.end(p); i += lanes::size) sigma_lanes(i).store(from_ + i);
  }
  void drop(int i) {
    plane.drop(i);
    const int last = plane.size();
    for (row* one : {&sigma_, &from_, &lowest_, &highest_}) (*one)[i] = (*one)[last];
    current_.move(i, last), vertical_.move(i, last);
  }

  /// Velocity [m/s in the frame, and d sigma / dt] at the present points.
  EUDRIFT_FN_HOST vec<lanes, 3> velocity_at(int i, double seconds) const {
    const vec<lanes, 3> w = plane.weight_lanes(i);
    const lanes sigma = sigma_lanes(i);
    vec<lanes, 2> u = velocity_.roughness > 0 ? current_over_bed(i, w, sigma, seconds)
                                              : current_.at(i, w, sigma, lanes(velocity_.current.late(seconds)));
    if (velocity_.mesh.frame.spherical) u.at[0] *= velocity_.mesh.frame.stretch(plane.here_lanes(i).at[1]);
    if (velocity_.knows == vertical_motion::none) return {u.at[0], u.at[1], lanes(0)};
    const lanes v = vertical_.at(i, w, sigma, lanes(velocity_.vertical.late(seconds))).at[0];
    const moving_column<lanes> water = water_at(i, velocity_.column, w, seconds);
    return {u.at[0], u.at[1],
            velocity_.knows == vertical_motion::omega ? water.sigma_rate(v) : water.sigma_rate(sigma, u, v)};
  }
  /// The water over the present points, whose weights are w; the column says when its slices are.
  EUDRIFT_FN_HOST moving_column<lanes> water_at(int i, const column_slices<double, id>& column, const vec<lanes, 3>& w,
                                                double seconds) const {
    const auto n = plane.flow_lanes(i);
    const auto one = [&](int k) __attribute__((always_inline)) { return vec<lanes, 1>{n.at[k]}; };
    return column.moving(flow_on_element<lanes, 1>{{one(0), one(1), one(2)}, {one(3), one(4), one(5)}},
                         linear_on_triangle<lanes, 1>{one(6), one(7), one(8)}, plane.shape_lanes(i), w, seconds);
  }
  /// Makes `sigma` the present one, at weights w; gives those that may not be between their layers, or not in the
  /// water.
  EUDRIFT_FN_HOST bits place(int i, const lanes& sigma, const vec<lanes, 3>& w) {
    sigma.store(sigma_ + i);
    auto in = (sigma <= lanes::load(highest_ + i)) & (sigma > lanes::load(lowest_ + i));
    if (!same_) {
      in = in & current_.surround(i, w, sigma);
      if (velocity_.knows != vertical_motion::none) in = in & vertical_.surround(i, w, sigma);
    }
    return ~in.bits() & ((1u << lanes::size) - 1);
  }
  /// Particle i is at sigma, and its numbers those of its element.
  void came_to(int i, double sigma) {
    sigma_[i] = sigma;
    came(i);
  }
  /// Particle i is at sigma of the element whose numbers it carries.
  void rise_to(int i, double sigma) {
    sigma_[i] = sigma;
    settle(i);
  }
  /// Asks memory for the columns of particle i in element e.
  EUDRIFT_FN_HOST void fetch(int i, id e) const {
    if (e < 0) return;
    const std::int32_t near = current_.near(i);
    const std::int32_t k = same_ ? detail::upper_layer_near(velocity_.current.layers, near, sigma_[i]) : near;
    if constexpr (requires { velocity_.current.fetch(e, k); }) velocity_.current.fetch(e, k);
    for (int corner = 0; corner < 3; ++corner) {
      const index_t node = velocity_.mesh.node_of(e, corner);
      __builtin_prefetch(velocity_.columns.ends(node));
      const double* const line = velocity_.columns.at(node, k);
      constexpr int next = sizeof(column_line) / sizeof(double);
      __builtin_prefetch(line), __builtin_prefetch(line + next), __builtin_prefetch(line + 2 * next);
    }
  }

 private:
  struct interval {
    double lowest, highest;
  };
  /// The current where the law of the wall holds below the lowest layer.
  EUDRIFT_FN_RARE vec<lanes, 2> current_over_bed(int i, vec<lanes, 3> w, lanes sigma, double seconds) const {
    const water_column<lanes> water = water_at(i, velocity_.column, w, seconds).now;
    const lanes lowest = current_.lowest_layer(i, w);
    const auto below = sigma < lowest;
    const vec<lanes, 2> u =
        current_.at(i, w, blend(below, lowest, sigma), lanes(velocity_.current.late(seconds)));
    unsigned which = below.bits() & ((1u << lanes::size) - 1);
    if (which == 0) return u;
    alignas(lanes) double surface[lanes::size], depth[lanes::size], layer[lanes::size], at[lanes::size],
        part[lanes::size];
    water.surface.store(surface), water.depth.store(depth), lowest.store(layer), sigma.store(at);
    lanes(1).store(part);
    for (; which != 0; which &= which - 1) {
      const int n = __builtin_ctz(which);
      part[n] = log_law(water_column<double>{surface[n], depth[n]}, layer[n], at[n], velocity_.roughness);
    }
    return lanes::load(part) * u;
  }
  void came(int i) {
    current_.forget(i), vertical_.forget(i);
    settle(i);
  }
  /// The prisms of particle i are those where it is.
  void settle(int i) {
    interval here{detail::below_bed, 0};
    settle(i, current_, velocity_.current, column_line::current, here);
    if (velocity_.knows != vertical_motion::none) settle(i, vertical_, velocity_.vertical, column_line::vertical, here);
    lowest_[i] = here.lowest, highest_[i] = here.highest;
  }
  template <class Rows, class Field>
  void settle(int i, Rows& rows, const Field& field, int number, interval& here) {
    const sigma_layers<double>& layers = field.layers;
    const id e = plane.element(i);
    const auto sigma_at = [&](index_t k) __attribute__((always_inline)) { return layers.on(velocity_.mesh, e, k); };
    std::int32_t k;
    if (rows.same_at_all_nodes()) {
      k = detail::upper_layer_near(layers, rows.near(i), sigma_[i]);
      if (k > 0) here.highest = std::min(here.highest, layers.sigma[k]);
      if (k + 2 < layers.count) here.lowest = std::max(here.lowest, layers.sigma[k + 1]);
    } else {
      const vec<double, 3> w = plane.present(i).weights;
      k = detail::upper_layer_near(layers.count, rows.near(i), sigma_[i],
                                   [&](index_t n) { return sigma_at(n).at(w).at[0]; });
    }
    if (rows.holds(i, k)) return;
    if constexpr (detail::is_in_columns<Field>) {
      const auto line = [&](int corner) __attribute__((always_inline)) {
        return velocity_.columns.at(velocity_.mesh.node_of(e, corner), 0) + number;
      };
      const double *a = line(0), *b = line(1), *c = line(2);
      rows.load(i, layers, k, sigma_at, [&](index_t n) __attribute__((always_inline)) {
        if constexpr (requires { field.flows; })
          if (field.flows != nullptr) return field.on(velocity_.mesh, e, n);
        const index_t to = n * index_t(sizeof(column_line) / sizeof(double));
        return flow_of<Rows::fields>(a + to, b + to, c + to);
      });
    } else {
      rows.load(i, layers, k, sigma_at, [&](index_t n) { return field.on(velocity_.mesh, e, n); });
    }
  }

  Velocity velocity_;
  bool same_;
  alignas(64) row sigma_, from_, lowest_, highest_;
  prism_rows<decltype(Velocity::current), typename Velocity::profile_type, most> current_;
  prism_rows<decltype(Velocity::vertical), typename Velocity::profile_type, most> vertical_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
