// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel C for a block of particles at once: lanes in place of particles, the same formulas and bits.
#pragma once
#include <eudrift/kernels/motion.hpp>
#include <eudrift/mesh/element_record.hpp>
#include <eudrift/random/disc_block.hpp>
#include <eudrift/simd/lanes.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Particles that the block form takes at a time: a multiple of every number of lanes, and few enough for what
/// they carry to fit a nearest cache of 32 kB.
inline constexpr int particles_a_block = 96;

/// Up to particles_a_block particles on their way through an interval.  Its rows stay in the nearest cache over all
/// steps and stages.  Each particle carries the numbers of the element that it is in; where a stage's point is
/// not surely in there, the particle takes the exact way that single particles take, and the numbers of the
/// element where that ends.
template <RungeKutta Scheme, class Velocity>
class particle_block {
 public:
  using mesh_view = decltype(Velocity::mesh);
  using id = typename mesh_view::id;

  particle_block(const motion<Velocity>& by) : by_(by), inside_(by.velocity.mesh.inside) {}

  int size() const { return size_; }
  /// Takes in the particle at p of element e, whose random numbers are those of `number` and `step`.
  void add(const vec<double, 2>& p, id e, std::int64_t number, std::uint32_t step) {
    const int i = size_++;
    for (int d = 0; d < 2; ++d) from_[d][i] = p.at[d];
    element_[i] = from_element_[i] = e;
    number_[i] = static_cast<std::uint64_t>(number);
    step_[i] = step;
  }
  /// To be called when all are taken in.
  void start() {
    for (int i = size_; i % lanes::size != 0; ++i) {
      for (row& r : from_) r[i] = r[size_ - 1];
      element_[i] = from_element_[i] = element_[size_ - 1];
      number_[i] = number_[size_ - 1], step_[i] = step_[size_ - 1];
    }
    left_ = {};
    for (int i = 0; i < size_; i += lanes::size) {
      load_lanes(i);
      lanes(everywhere).store(reach_ + i);
      const vec<lanes, 2> p = at(from_, i);
      go(i, p);  // for the weights
    }
    arrive();
  }
  /// Makes one step.
  void advance(const time_step<double>& step) {
    stages(std::make_integer_sequence<int, solution_stages<Scheme>>{}, step);
    arrive();
    if (by_.walk.diffusivity > 0) {
      walk(step.length);
      arrive();
    }
    for (int i = 0; i < size_; ++i) ++step_[i];
  }
  vec<double, 2> point(int i) const { return {here_[0][i], here_[1][i]}; }
  id element(int i) const { return element_[i]; }
  std::uint32_t step(int i) const { return static_cast<std::uint32_t>(step_[i]); }

 private:
  static constexpr int most = particles_a_block;
  using row = double[most];

  static constexpr double everywhere = 1e300;

  /// The numbers of particle i's element.
  void load(int i) {
    const id e = element_[i];
    const triangle_shape<double> s = by_.velocity.mesh.shape(e);
    shape_[0][i] = s.origin.at[0], shape_[1][i] = s.origin.at[1];
    shape_[2][i] = s.to_b.at[0], shape_[3][i] = s.to_b.at[1];
    shape_[4][i] = s.to_c.at[0], shape_[5][i] = s.to_c.at[1];
    const auto c = by_.velocity.carry(e);
    for (int k = 0; k < Velocity::carried; ++k) flow_[k][i] = c.at[k];
    reach_[i] = e == from_element_[i] ? everywhere : reach_from(from_element_[i]);
  }
  double reach_from(id e) const {
    const double* record = by_.velocity.mesh.record;
    return record != nullptr ? record[index_t(e) * element_record::size + element_record::reach] : 0.0;
  }
  void set_weights(int i, const vec<double, 3>& w) { weight_[0][i] = w.at[1], weight_[1][i] = w.at[2]; }
  /// load() for a whole register of particles.
  EUDRIFT_FN_HOST void load_lanes(int i) {
    if constexpr (RecordedVelocity<Velocity>)
      if (by_.velocity.record != nullptr) return load_from_records(i);
    for (int k = 0; k < lanes::size; ++k) load(i + k);
  }
  EUDRIFT_FN_HOST void load_from_records(int i) {
    [&]<int... Part>(std::integer_sequence<int, Part...>) __attribute__((always_inline)) {
      (load_columns<Part * lanes::size>(i, std::make_integer_sequence<int, lanes::size>{}), ...);
    }(std::make_integer_sequence<int, element_record::size / lanes::size>{});
  }
  template <int Column, int... K>
  EUDRIFT_FN_HOST void load_columns(int i, std::integer_sequence<int, K...>) {
    const double* record = by_.velocity.record + Column;
    lanes number[lanes::size] = {lanes::load(record + index_t(element_[i + K]) * element_record::size)...};
    transpose(number);
    (store_column<Column + K>(i, number[K]), ...);
  }
  template <int Column>
  EUDRIFT_FN_HOST void store_column(int i, const lanes& number) {
    if constexpr (Column < element_record::beyond)
      number.store(shape_[Column - element_record::shape] + i);
    else if constexpr (Column >= element_record::flow && Column < element_record::flow + Velocity::carried)
      number.store(flow_[Column - element_record::flow] + i);
  }

  // Without a loop, since not every compiler keeps what a loop fills in registers.
  template <std::size_t N>
  EUDRIFT_FN_HOST static vec<lanes, static_cast<int>(N)> at(const row (&rows)[N], int i) {
    return [&]<std::size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) {
      return vec<lanes, static_cast<int>(N)>{{lanes::load(rows[K] + i)...}};
    }(std::make_index_sequence<N>{});
  }
  EUDRIFT_FN_HOST static void put(row (&rows)[2], int i, const vec<lanes, 2>& v) {
    v.at[0].store(rows[0] + i), v.at[1].store(rows[1] + i);
  }

  template <int... Stage>
  void stages(std::integer_sequence<int, Stage...>, const time_step<double>& step) {
    (stage<Stage>(step), ...);
  }
  /// Takes slope `Stage` at the present points and goes to those of the next stage, or of the step's end.
  template <int Stage>
  void stage(const time_step<double>& step) {
    const double seconds = stage_time<Scheme, Stage>(step.begin, step.length);
    left_ = {};
    for (int i = 0; i < size_; i += lanes::size) {
      const lanes b = lanes::load(weight_[0] + i), c = lanes::load(weight_[1] + i);
      vec<lanes, 2> slope[static_cast<unsigned>(solution_stages<Scheme>)];
      for (int k = 0; k < Stage; ++k) slope[k] = at(slope_[k], i);
      slope[Stage] = by_.velocity.at(at(flow_, i), {lanes(1) - b - c, b, c}, at(here_, i), seconds);
      put(slope_[Stage], i, slope[Stage]);
      go(i, next_point<Stage>(at(from_, i), slope, step.length));
    }
    if constexpr (Stage + 1 < solution_stages<Scheme>)
      redo([&](int, const site<double, id>& from, const vec<double, 2>& to) {
        return end_of_travel(by_.velocity.mesh, from.element, from.point, to);
      });
    else
      redo([&](int i, const site<double, id>& from, const vec<double, 2>&) {
        vec<double, 2> slope[static_cast<unsigned>(solution_stages<Scheme>)];
        for (int k = 0; k <= Stage; ++k) slope[k] = {slope_[k][0][i], slope_[k][1][i]};
        return advect<Scheme>(by_, from, slope, step.length);
      });
  }
  template <int Stage>
  EUDRIFT_FN_HOST static vec<lanes, 2> next_point(const vec<lanes, 2>& from, const vec<lanes, 2>* slope,
                                                  double seconds) {
    if constexpr (Stage + 1 < solution_stages<Scheme>)
      return stage_state<Scheme, Stage + 1>(from, slope, seconds);
    else
      return combine<Scheme>(from, slope, seconds);
  }
  /// Random displacements.
  void walk(double seconds) {
    left_ = {};
    for (int i = 0; i < size_; i += lanes::size) {
      const vec<lanes, 2> p = at(from_, i);
      const vec<lanes, 2> d = by_.walk.displacement(by_.velocity.mesh.frame, p, seconds,
                                                    uniform_in_disc(by_.walk.seed, number_ + i, step_ + i));
      put(slope_[0], i, d);
      go(i, p + d);
    }
    redo([&](int i, const site<double, id>& from, const vec<double, 2>&) {
      return displace<reflect>(by_.velocity.mesh, from, {slope_[0][0][i], slope_[0][1][i]},
                               by_.velocity.mesh.frame.stretch(from.point.at[1]));
    });
  }

  /// Lanes i and on go to `to`; those that are not surely there are marked in left_.
  EUDRIFT_FN_HOST void go(int i, const vec<lanes, 2>& to) {
    const auto s = at(shape_, i);
    const vec<lanes, 3> w =
        triangle_shape<lanes>{{s.at[0], s.at[1]}, {s.at[2], s.at[3]}, {s.at[4], s.at[5]}}.weights(to);
    put(here_, i, to);
    w.at[1].store(weight_[0] + i), w.at[2].store(weight_[1] + i);
    const vec<lanes, 2> way = to - at(from_, i);
    const lanes bound = inside_;
    const lanes::mask sure = (w.at[0] > bound) & (w.at[1] > bound) & (w.at[2] > bound) &
                             (dot(way, way) < lanes::load(reach_ + i));
    constexpr unsigned all = (1u << lanes::size) - 1;
    left_.word[i / 64] |= std::uint64_t{~sure.bits() & all} << (i % 64);
  }
  /// Goes on with the particles for which lanes could not tell: by records while no coast is near, else as
  /// `exactly` says.
  template <class F>
  EUDRIFT_FN_HOST void redo(const F& exactly) {
    int queued = 0;
    for (int w = 0; w < words; ++w)
      for (std::uint64_t left = left_.word[w]; left != 0; left &= left - 1)
        queue_[queued++] = 64 * w + __builtin_ctzll(left);
    while (queued > 0 && queue_[queued - 1] >= size_) --queued;
    for (int q = 0; q < queued; ++q) go_on(queue_[q], exactly);
  }
  template <class F>
  EUDRIFT_FN_HOST void go_on(int i, const F& exactly) {
    const mesh_view& mesh = by_.velocity.mesh;
    const vec<double, 2> from{from_[0][i], from_[1][i]}, to = point(i), way = to - from;
    if (dot(way, way) < reach_from(from_element_[i])) {
      id e = element_[i];
      vec<double, 3> w{1 - weight_[0][i] - weight_[1][i], weight_[0][i], weight_[1][i]};
      for (int hops = 0; hops < 8; ++hops) {
        if (surely_inside(w, inside_)) {
          settle(i, {to, e, w});
          return;
        }
        const int out = w.at[0] < w.at[1] ? w.at[0] < w.at[2] ? 0 : 2 : w.at[1] < w.at[2] ? 1 : 2;
        if (!(w.at[out] < -inside_)) break;  // on an edge: exact signs decide
        e = static_cast<id>(mesh.record[index_t(e) * element_record::size + element_record::beyond + out]);
        if (e < 0) break;
        w = mesh.weights(e, to);
      }
    }
    settle(i, exactly(i, site_in(mesh, from_element_[i], from), to));
  }
  void settle(int i, const site<double, id>& there) {
    here_[0][i] = there.point.at[0], here_[1][i] = there.point.at[1];
    set_weights(i, there.weights);
    if (there.element == element_[i]) return;
    element_[i] = there.element;
    load(i);
  }
  /// The step's, or the walk's, end is where the next begins.
  void arrive() {
    for (int i = 0; i < size_; i += lanes::size) {
      put(from_, i, at(here_, i));
      lanes(everywhere).store(reach_ + i);
    }
    for (int i = 0; i < size_; ++i) from_element_[i] = element_[i];
  }

  motion<Velocity> by_;
  double inside_;
  int size_ = 0;
  alignas(64) row from_[2], here_[2];  // points where the step began, and of the present stage [m]
  row weight_[2];                      // of the present point: that of corner b, of corner c
  row shape_[6], flow_[Velocity::carried];
  row slope_[static_cast<std::size_t>(solution_stages<Scheme>)][2];  // [m/s in the frame]
  row reach_;                          // how far, squared, a way is surely in the water [m2]
  std::uint64_t number_[most], step_[most];  // key of the random numbers; aligned
  id element_[most], from_element_[most];
  static constexpr int words = (most + 63) / 64;
  struct {
    std::uint64_t word[words];
  } left_;
  int queue_[most];
};

}  // namespace eudrift::inline EUDRIFT_ABI
