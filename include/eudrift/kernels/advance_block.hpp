// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel C for a block of particles at once: lanes in place of particles, the same formulas and bits.
#pragma once
#include <eudrift/kernels/motion.hpp>
#include <eudrift/kernels/particle_rows.hpp>
#include <eudrift/random/disc_block.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// A block of particles on its way through an interval.  Its two parts take turns: while the particles of one that
/// left their elements are looked after one by one, the processor has the other's lanes to compute.
template <RungeKutta Scheme, class Velocity>
class particle_block {
 public:
  using rows = particle_rows<Velocity>;
  using id = typename rows::id;

  static constexpr int most = particles_a_block;  ///< particles
  /// Whether particles can go in lanes: not where their diffusivity varies.
  static bool takes(const motion<Velocity>& by) { return !by.walk.varies(); }

  particle_block(const motion<Velocity>& by) : by_(by), rows_(by.velocity) {}

  int size() const { return rows_.size(); }
  vec<double, 2> point(int i) const { return rows_.here(i); }
  id element(int i) const { return rows_.element(i); }

  /// Particle i is at p, in element e.
  void set(int i, const vec<double, 2>& p, id e) { rows_.set(i, p, e); }
  /// Whether there is a walk.
  bool is_random() const { return by_.walk.diffusivity > 0; }
  /// Where there is one: the random numbers of particle i are those of `number`, from `step` on.
  void set_key(int i, std::int64_t number, std::uint32_t step) {
    number_[i] = static_cast<std::uint64_t>(number);
    step_[i] = step;
  }
  /// To be called when particles 0 ... size - 1 are set.
  void start(int size) {
    if (by_.walk.diffusivity > 0)
      for (int i = size; i % lanes::size != 0; ++i) number_[i] = number_[size - 1], step_[i] = step_[size - 1];
    rows_.start(size);
  }
  /// Makes one step.
  void advance(const time_step<double>& step) {
    bits left[rows::parts];
    for (int p = 0; p < rows::parts; ++p) left[p] = take_slope<0>(p, step);
    go_through<0>(step, left);
    ++made_;
  }
  /// Whether particle i has ended its way in this step, and where.
  bool has_ended(int i) const { return rows_.ended().has(i); }
  site<double, id> end(int i) const { return rows_.ended().site_of(i, point(i), element(i)); }
  /// Whether a particle was in an element of another process, or ended its way, since this was asked last.
  bool some_may_depart() { return rows_.some_may_depart(); }
  /// Between two steps: one more particle, as set() has them.
  void join(const vec<double, 2>& p, id e, std::int64_t number, std::uint32_t step) {
    const int first = size();
    rows_.join(p, e);
    for (int i = first; i < rows::end_of_register(first); ++i)
      number_[i] = static_cast<std::uint64_t>(number), step_[i] = step - made_;
  }
  /// Between two steps: particle i is not wanted any more, and the last one takes its number.
  void drop(int i) {
    rows_.drop(i);
    if (by_.walk.diffusivity > 0) number_[i] = number_[size()], step_[i] = step_[size()];
  }

 private:
  using bits = typename rows::bits;
  static constexpr int stages = solution_stages<Scheme>;

  template <int Stage>
  void go_through(const time_step<double>& step, bits* left) {
    for (int p = 0; p < rows::parts; ++p) {
      look_after<Stage>(p, left[p], step);
      if constexpr (Stage + 1 < stages)
        left[p] = take_slope<Stage + 1>(p, step);
      else
        end_step(p, step.length);
    }
    if constexpr (Stage + 1 < stages) go_through<Stage + 1>(step, left);
  }
  void end_step(int p, double seconds) {
    rows_.arrive(p);
    if (!(by_.walk.diffusivity > 0)) return;
    walk(p, seconds);
    rows_.arrive(p);
  }

  /// Takes slope `Stage` at the present points and goes to those of the next stage, or of the step's end; gives
  /// those who may not be there.
  template <int Stage>
  bits take_slope(int p, time_step<double> step) {
    const Velocity velocity = by_.velocity;  // of its own, so that no store to a row can change it
    const lanes bound = velocity.mesh.inside;
    const double seconds = stage_time<Scheme, Stage>(step.begin, step.length);
    bits left = 0;
    for (int i = rows_.begin(p), n = 0; i < rows_.end(p); i += lanes::size, n += lanes::size) {
      vec<lanes, 2> slope[static_cast<unsigned>(stages)];
      for (int k = 0; k < Stage; ++k) slope[k] = {lanes::load(slope_[k][0] + i), lanes::load(slope_[k][1] + i)};
      slope[Stage] = velocity.at(rows_.flow_lanes(i), rows_.weight_lanes(i), rows_.here_lanes(i), seconds);
      slope[Stage].at[0].store(slope_[Stage][0] + i), slope[Stage].at[1].store(slope_[Stage][1] + i);
      const vec<lanes, 2> way = increment_after<Stage>(slope, step.length), to = rows_.from_lanes(i) + way;
      const vec<lanes, 3> w = rows_.weights_at(i, to);
      rows_.place(i, to, w);
      left |= (Stage == 0 ? rows::astray(w, bound) : rows_.astray(w, bound, i, way)) << n;
    }
    return left;
  }
  template <int Stage, class T>
  EUDRIFT_FN_HOST static vec<T, 2> increment_after(const vec<T, 2>* slope, double seconds) {
    if constexpr (Stage + 1 < stages)
      return stage_increment<Scheme, Stage + 1>(slope, seconds);
    else
      return increment<Scheme>(slope, seconds);
  }
  /// Those whom take_slope() gave go on one by one, as single particles do.
  template <int Stage>
  EUDRIFT_FN_HOST void look_after(int p, bits left, const time_step<double>& step) {
    rows_.for_each(p, left, [&](int i, id next) __attribute__((always_inline)) {
      const vec<double, 2> to = rows_.here(i);
      rows_.go_on(i, to, next, [&] {
        const site<double, id> from = rows_.origin(i);
        if constexpr (Stage + 1 < stages) {
          return end_of_travel(by_.velocity.mesh, from.element, from.point, to);
        } else {
          vec<double, 2> slope[static_cast<unsigned>(stages)];
          for (int k = 0; k < stages; ++k) slope[k] = {slope_[k][0][i], slope_[k][1][i]};
          return advect<Scheme>(by_, from, slope, step.length);
        }
      });
    });
  }

  /// Random displacements.
  void walk(int p, double seconds) {
    bits left = 0;
    for (int i = rows_.begin(p), n = 0; i < rows_.end(p); i += lanes::size, n += lanes::size) {
      const vec<lanes, 2> from = rows_.from_lanes(i);
      const vec<lanes, 2> way = by_.walk.displacement(
          by_.velocity.mesh.frame, from, seconds,
          uniform_in_disc(by_.walk.seed, whole_lanes::load(number_ + i), whole_lanes::load(step_ + i) + made_));
      way.at[0].store(slope_[0][0] + i), way.at[1].store(slope_[0][1] + i);
      const vec<lanes, 3> w = rows_.weights_at(i, from + way);
      left |= rows_.astray(w, by_.velocity.mesh.inside) << n;
      rows_.place(i, from + way, w);
    }
    const bits ended = rows_.ended().of(p);
    rows_.for_each(p, left & ~ended, [&](int i, id next) __attribute__((always_inline)) {
      rows_.go_on(i, rows_.here(i), next, [&] {
        const site<double, id> from = rows_.origin(i);
        const auto& mesh = by_.velocity.mesh;
        return displace(rule_of_walk(by_.coast), mesh, from, {slope_[0][0][i], slope_[0][1][i]},
                        mesh.frame.stretch(from.point.at[1]));
      });
    });
    if (ended != 0) [[unlikely]] rows_.turn_back(p, ended);
  }

  motion<Velocity> by_;
  rows rows_;
  alignas(64) typename rows::row slope_[static_cast<std::size_t>(stages)][2];  // [m/s in the frame]
  alignas(64) std::uint64_t number_[particles_a_block], step_[particles_a_block];  // key of the random numbers
  std::uint64_t made_ = 0;  // steps
};

}  // namespace eudrift::inline EUDRIFT_ABI
