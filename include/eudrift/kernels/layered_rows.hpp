// SPDX-License-Identifier: BSL-1.0
/// \file
/// A block of particles in layers of water, in lanes: where they are, and the numbers of the prisms that they are in.
#pragma once
#include <eudrift/kernels/layered_velocity.hpp>
#include <eudrift/kernels/particle_rows.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Particles that the block form takes at a time in three dimensions, where each carries twice as many numbers.
inline constexpr int particles_a_layered_block = 48;

namespace detail {

/// sigma just below the bed.
inline constexpr double below_bed = -1.0000000000000002;

/// The layer from which the interval of sigma goes down, as upper_layer() finds it, looked for from k on.
template <class T>
EUDRIFT_FN constexpr std::int32_t upper_layer_near(const sigma_layers<T>& layers, std::int32_t k, T sigma) {
  while (k > 0 && !(layers.sigma[k] >= sigma)) --k;
  while (k + 2 < layers.count && layers.sigma[k + 1] >= sigma) ++k;
  return k;
}

}  // namespace detail

/// sigma of particles between the layers, the same at all nodes, of N fields, and the fields' numbers on the prisms
/// from a layer to the next.
template <int N, int Particles>
class prism_rows {
 public:
  using row = double[Particles];
  static constexpr int numbers = 12 * N;  ///< two flow_on_element: of the upper layer, of the lower

  prism_rows() { std::fill_n(upper_, Particles, ~0); }
  /// Particle i is in another element.
  void forget(int i) { upper_[i] = ~near(i); }
  /// The layer above particle i when it was looked for last.
  std::int32_t near(int i) const { return upper_[i] < 0 ? ~upper_[i] : upper_[i]; }
  /// Whether the numbers of particle i are those below layer k.
  bool holds(int i, std::int32_t k) const { return upper_[i] == k; }
  /// Particle i is between layers k and k + 1 of the columns of nodes a, b and c; the fields stand from `number` on.
  template <class T>
  EUDRIFT_FN_HOST void load(int i, const sigma_layers<T>& layers, std::int32_t k, const double* a, const double* b,
                            const double* c) {
    upper_[i] = k;
    top_[i] = layers.sigma[k];
    per_sigma_[i] = 1 / (layers.sigma[k + 1] - layers.sigma[k]);
    constexpr int next = sizeof(column_line) / sizeof(double);
    store(i, 0, flow_of<N>(a, b, c));
    store(i, 6 * N, flow_of<N>(a + next, b + next, c + next));
  }
  /// The fields at weights w and sigma after a part `late` of the interval.
  EUDRIFT_FN_HOST vec<lanes, N> at(int i, const vec<lanes, 3>& w, const lanes& sigma, const lanes& late) const {
    return linear_profile::between(flow(i, 0).at(w, late), flow(i, 6 * N).at(w, late),
                                   lanes::load(per_sigma_ + i) * (sigma - lanes::load(top_ + i)));
  }
  EUDRIFT_FN_HOST flow_on_element<lanes, N> upper(int i) const { return flow(i, 0); }
  EUDRIFT_FN_HOST flow_on_element<lanes, N> lower(int i) const { return flow(i, 6 * N); }
  EUDRIFT_FN_HOST lanes top(int i) const { return lanes::load(top_ + i); }
  EUDRIFT_FN_HOST lanes per_sigma(int i) const { return lanes::load(per_sigma_ + i); }
  /// Particle `from` takes the number `to`.
  void move(int to, int from) {
    upper_[to] = upper_[from], top_[to] = top_[from], per_sigma_[to] = per_sigma_[from];
    for (row& one : flow_) one[to] = one[from];
  }

 private:
  EUDRIFT_FN_HOST void store(int i, int first, const flow_on_element<double, N>& f) {
    const auto put = [&](int m, const vec<double, N>& v) __attribute__((always_inline)) {
      flow_[first + m * N][i] = v.at[0];
      if constexpr (N == 2) flow_[first + m * N + 1][i] = v.at[1];
    };
    put(0, f.before.at_a), put(1, f.before.to_b), put(2, f.before.to_c);
    put(3, f.change.at_a), put(4, f.change.to_b), put(5, f.change.to_c);
  }
  EUDRIFT_FN_HOST flow_on_element<lanes, N> flow(int i, int first) const {
    const auto part = [&](int m) __attribute__((always_inline)) {
      if constexpr (N == 1)
        return vec<lanes, 1>{lanes::load(flow_[first + m] + i)};
      else
        return vec<lanes, 2>{lanes::load(flow_[first + 2 * m] + i), lanes::load(flow_[first + 2 * m + 1] + i)};
    };
    return {{part(0), part(1), part(2)}, {part(3), part(4), part(5)}};
  }

  alignas(64) row flow_[numbers];
  row top_, per_sigma_;
  std::int32_t upper_[Particles];  // the layer above, or its complement where the numbers are those of another element
};

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
      : plane({velocity.mesh, velocity.columns}), velocity_(velocity), ends_of_current_(ends(velocity.current.layers)),
        ends_of_vertical_(ends(velocity.vertical.layers)) {}

  plane_rows plane;

  const auto& mesh() const { return velocity_.mesh; }
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
    vec<lanes, 2> u =
        current_.at(i, w, within(sigma, ends_of_current_), lanes(seconds * velocity_.current.all.per_second));
    if (velocity_.mesh.frame.spherical) u.at[0] *= velocity_.mesh.frame.stretch(plane.here_lanes(i).at[1]);
    if (velocity_.knows == vertical_motion::none) return {u.at[0], u.at[1], lanes(0)};
    const vec<lanes, 1> v =
        vertical_.at(i, w, within(sigma, ends_of_vertical_), lanes(seconds * velocity_.vertical.all.per_second));
    const moving_column<lanes> water = water_at(i, velocity_.column, w, seconds);
    return {u.at[0], u.at[1], velocity_.knows == vertical_motion::omega ? water.sigma_rate(v.at[0])
                                                                        : water.sigma_rate(sigma, u, v.at[0])};
  }
  /// The water over the present points, whose weights are w; the column says when its slices are.
  EUDRIFT_FN_HOST moving_column<lanes> water_at(int i, const column_slices<double, id>& column, const vec<lanes, 3>& w,
                                                double seconds) const {
    const auto n = plane.flow_lanes(i);
    const auto one = [&](int k) __attribute__((always_inline)) { return vec<lanes, 1>{n.at[k]}; };
    return column.moving(flow_on_element<lanes, 1>{{one(0), one(1), one(2)}, {one(3), one(4), one(5)}},
                         linear_on_triangle<lanes, 1>{one(6), one(7), one(8)}, plane.shape_lanes(i), w, seconds);
  }
  /// Makes `sigma` the present one; gives those that may not be between their layers, or not in the water.
  EUDRIFT_FN_HOST bits place(int i, const lanes& sigma) {
    sigma.store(sigma_ + i);
    const auto in = (sigma <= lanes::load(highest_ + i)) & (sigma > lanes::load(lowest_ + i));
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
    const std::int32_t k = detail::upper_layer_near(velocity_.current.layers, current_.near(i), sigma_[i]);
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
  /// Where values follow their layers; beyond, they are those of the ends.
  interval ends(const sigma_layers<double>& layers) const {
    if (velocity_.beyond == beyond_layers::linear || layers.count < 2) return {-1e300, 1e300};
    return {layers.sigma[layers.count - 1], layers.sigma[0]};
  }
  EUDRIFT_FN_HOST static lanes within(const lanes& sigma, const interval& ends) {
    const lanes high(ends.highest), low(ends.lowest);
    return blend(sigma > high, high, blend(sigma < low, low, sigma));
  }
  void came(int i) {
    current_.forget(i), vertical_.forget(i);
    settle(i);
  }
  /// The prisms of particle i are those where it is.
  void settle(int i) {
    interval here{detail::below_bed, 0};
    settle(i, current_, velocity_.current.layers, column_line::current, here);
    if (velocity_.knows != vertical_motion::none)
      settle(i, vertical_, velocity_.vertical.layers, column_line::vertical, here);
    lowest_[i] = here.lowest, highest_[i] = here.highest;
  }
  template <int N>
  void settle(int i, prism_rows<N, most>& rows, const sigma_layers<double>& layers, int number, interval& here) {
    const std::int32_t k = detail::upper_layer_near(layers, rows.near(i), sigma_[i]);
    if (k > 0) here.highest = std::min(here.highest, layers.sigma[k]);
    if (k + 2 < layers.count) here.lowest = std::max(here.lowest, layers.sigma[k + 1]);
    if (rows.holds(i, k)) return;
    const auto line = [&](int corner) {
      return velocity_.columns.at(velocity_.mesh.node_of(plane.element(i), corner), k) + number;
    };
    rows.load(i, layers, k, line(0), line(1), line(2));
  }

  Velocity velocity_;
  interval ends_of_current_, ends_of_vertical_;
  alignas(64) row sigma_, from_, lowest_, highest_;
  prism_rows<2, most> current_;
  prism_rows<1, most> vertical_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
