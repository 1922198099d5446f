// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel C for a block of particles in layers of water: lanes in place of particles, the same formulas and bits.
#pragma once
#include <eudrift/kernels/mixing_rows.hpp>
#include <eudrift/kernels/motion.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

template <class Velocity>
inline constexpr bool is_layered_in_lanes = false;
template <class Id, class Profile, class Current, class Vertical>
inline constexpr bool is_layered_in_lanes<layered_velocity<double, Id, Profile, Current, Vertical>> =
    requires { Profile::reach; };

}  // namespace detail

/// A velocity by which particles in layers may go in lanes, where there is more than one.
template <class V>
concept LayeredInLanes = detail::is_layered_in_lanes<V> && (lanes::size > 1);

/// A block of particles in layers of water on its way through an interval, as particle_block is one in the plane.
///
/// It takes fields on two layers or more, three where cubics go between them, with the columns of all nodes in memory
/// (resident_columns).
template <RungeKutta Scheme, class Velocity, class Mixing>
class layered_block {
 public:
  using rows = layered_rows<Velocity>;
  using id = typename rows::id;
  static constexpr int most = rows::most;  ///< particles

  layered_block(const motion<Velocity, Mixing>& by) : by_(by), rows_(by.velocity), mixing_(by.mixing) {}

  /// Whether particles can go in lanes.
  static bool takes(const motion<Velocity, Mixing>& by) {
    const Velocity& v = by.velocity;
    const index_t least = v.profile.bends() ? 3 : 2;  // layers
    return v.columns.held() && !by.walk.varies() && v.current.layers.count >= least &&
           (v.knows == vertical_motion::none || v.vertical.layers.count >= least);
  }
  int size() const { return rows_.plane.size(); }
  vec<double, 3> point(int i) const {
    const vec<double, 2> p = rows_.plane.here(i);
    return {p.at[0], p.at[1], rows_.sigma(i)};
  }
  id element(int i) const { return rows_.plane.element(i); }

  /// Particle i is at p, in element e.
  void set(int i, const vec<double, 3>& p, id e) { rows_.set(i, p, e); }
  /// Whether there is a walk.
  bool is_random() const { return by_.walk.diffusivity > 0 || !std::same_as<Mixing, no_mixing>; }
  /// Where there is one: the random numbers of particle i are those of `number`, from `step` on.
  void set_key(int i, std::int64_t number, std::uint32_t step) {
    number_[i] = static_cast<std::uint64_t>(number);
    step_[i] = step;
  }
  /// To be called when particles 0 ... size - 1 are set.
  void start(int size) {
    if (is_random())
      for (int i = size; i % lanes::size != 0; ++i) number_[i] = number_[size - 1], step_[i] = step_[size - 1];
    rows_.start(size);
  }
  /// Makes one step.
  void advance(const time_step<double>& step) {
    astray left[parts];
    for (int p = 0; p < parts; ++p) left[p] = take_slope<0>(p, step);
    go_through<0>(step, left);
    ++made_;
  }
  /// Whether particle i has ended its way in this step, and where in the plane.
  bool has_ended(int i) const { return rows_.plane.ended().has(i); }
  site<double, id> end(int i) const { return rows_.plane.ended().site_of(i, rows_.plane.here(i), element(i)); }
  /// Whether a particle was in an element of another process, or ended its way, since this was asked last.
  bool some_may_depart() { return rows_.plane.some_may_depart(); }
  /// Between two steps: particle i is not wanted any more, and the last one takes its number.
  void drop(int i) {
    rows_.drop(i);
    mixing_.drop(i, size());
    if (is_random()) number_[i] = number_[size()], step_[i] = step_[size()];
  }

 private:
  using bits = typename rows::bits;
  static constexpr int parts = rows::plane_rows::parts;
  static constexpr int stages = solution_stages<Scheme>;
  /// Who may have left an element, and who the layers between which it was.
  struct astray {
    bits element = 0, layers = 0;
  };

  // The parts take turns: what one has stored number by number is read in registers after the other's turn.
  template <int Stage>
  void go_through(const time_step<double>& step, astray* left) {
    for (int p = 0; p < parts; ++p) look_after<Stage>(p, left[p], step);
    if constexpr (Stage + 1 < stages) {
      for (int p = 0; p < parts; ++p) left[p] = take_slope<Stage + 1>(p, step);
      go_through<Stage + 1>(step, left);
    } else {
      end_step(step);
    }
  }
  void end_step(const time_step<double>& step) {
    if (by_.walk.diffusivity > 0) {
      astray left[parts];
      bits ended[parts];
      for (int p = 0; p < parts; ++p) {
        ended[p] = rows_.plane.ended().of(p);
        left[p] = walk(p, step.length);
        left[p].element &= ~ended[p], left[p].layers &= ~ended[p];
      }
      for (int p = 0; p < parts; ++p) {
        end_walk(p, left[p]);
        if (ended[p] != 0) [[unlikely]] rows_.plane.turn_back(p, ended[p]);
      }
    }
    if constexpr (!std::same_as<Mixing, no_mixing>) {
      bits left[parts];
      double kept[most];  // the heights of those who have ended their ways, whom nothing stirs
      const auto each_ended = [&](const auto& f) {
        for (int p = 0; p < parts; ++p)
          if (const bits ended = rows_.plane.ended().of(p); ended != 0) [[unlikely]]
            rows_.plane.ended().for_each(p, ended, f);
      };
      each_ended([&](int i) { kept[i] = rows_.sigma(i); });
      for (int p = 0; p < parts; ++p) mixing_.renew(p, rows_);
      for (int p = 0; p < parts; ++p) left[p] = mix(p, step);
      for (int p = 0; p < parts; ++p) settle(p, left[p], [&](int i) { return rows_.sigma(i); });
      each_ended([&](int i) { rows_.rise_to(i, kept[i]); });
    }
    for (int p = 0; p < parts; ++p) rows_.arrive(p);
  }

  /// Takes slope `Stage` at the present points and goes to those of the next stage, or of the step's end; gives
  /// those who may not be there.
  template <int Stage>
  astray take_slope(int p, time_step<double> step) {
    const lanes bound = by_.velocity.mesh.inside;
    const double seconds = stage_time<Scheme, Stage>(step.begin, step.length);
    astray left;
    for (int i = rows_.plane.begin(p), n = 0; i < rows_.plane.end(p); i += lanes::size, n += lanes::size) {
      vec<lanes, 3> slope[static_cast<unsigned>(stages)];
      for (int k = 0; k < Stage; ++k)
        slope[k] = {lanes::load(slope_[k][0] + i), lanes::load(slope_[k][1] + i), lanes::load(slope_[k][2] + i)};
      slope[Stage] = rows_.velocity_at(i, seconds);
      for (int d = 0; d < 3; ++d) slope[Stage].at[d].store(slope_[Stage][d] + i);
      const vec<lanes, 3> by = increment_after<Stage>(slope, step.length);
      const vec<lanes, 2> way = in_plane(by), to = rows_.plane.from_lanes(i) + way;
      const vec<lanes, 3> w = rows_.plane.weights_at(i, to);
      rows_.plane.place(i, to, w);
      left.element |= (Stage == 0 ? rows::plane_rows::astray(w, bound) : rows_.plane.astray(w, bound, i, way)) << n;
      left.layers |= rows_.place(i, rows_.sigma_from_lanes(i) + by.at[2], w) << n;
    }
    return left;
  }
  template <int Stage, class T, int Dim>
  EUDRIFT_FN_HOST static vec<T, Dim> increment_after(const vec<T, Dim>* slope, double seconds) {
    if constexpr (Stage + 1 < stages)
      return stage_increment<Scheme, Stage + 1>(slope, seconds);
    else
      return increment<Scheme>(slope, seconds);
  }
  /// Those whom take_slope() gave go on one by one, as single particles do.
  template <int Stage>
  EUDRIFT_FN_HOST void look_after(int p, const astray& left, const time_step<double>& step) {
    const auto in_water = [&](int i) { return reflect_in_column(rows_.sigma_from(i), rows_.sigma(i)); };
    go_on(p, left.element, in_water, [&](int i, const vec<double, 2>& to) {
      const site<double, id> from = rows_.plane.origin(i);
      if constexpr (Stage + 1 < stages) {
        return end_of_travel(by_.velocity.mesh, from.element, from.point, to);
      } else {
        vec<double, 2> slope[static_cast<unsigned>(stages)];
        for (int k = 0; k < stages; ++k) slope[k] = {slope_[k][0][i], slope_[k][1][i]};
        const auto& mesh = by_.velocity.mesh;
        return displace(by_.coast, mesh, from, increment<Scheme>(slope, step.length),
                        mesh.frame.stretch(from.point.at[1]));
      }
    });
    settle(p, left.layers & ~left.element, in_water);
  }
  /// Particles `left` of a part go to their present points in the plane, from where the step began, or as
  /// exactly(i, to) says; sigma(i) is where they are then.
  template <class Sigma, class F>
  EUDRIFT_FN_HOST void go_on(int p, bits left, const Sigma& sigma, const F& exactly) {
    auto& plane = rows_.plane;
    plane.for_each(
        p, left, [&](int i, id next) __attribute__((always_inline)) { rows_.fetch(i, next); },
        [&](int i, id next) __attribute__((always_inline)) {
          const id before = plane.element(i);
          const vec<double, 2> to = plane.here(i);
          plane.go_on(i, to, next, [&] { return exactly(i, to); });
          if (plane.element(i) != before)
            rows_.came_to(i, sigma(i));
          else
            rows_.rise_to(i, sigma(i));
        });
  }
  template <class Sigma>
  EUDRIFT_FN_HOST void settle(int p, bits left, const Sigma& sigma) {
    const int first = rows_.plane.begin(p), held = size() - first;
    if (held < rows::plane_rows::part) left &= held > 0 ? (bits{1} << held) - 1 : 0;
    for (bits b = left; b != 0; b &= b - 1) {
      const int i = first + __builtin_ctzll(b);
      rows_.fetch(i, element(i));
    }
    for (bits b = left; b != 0; b &= b - 1) {
      const int i = first + __builtin_ctzll(b);
      rows_.rise_to(i, sigma(i));
    }
  }

  /// Random displacements in the plane; gives those who may have left their elements, or their layers.
  astray walk(int p, double seconds) {
    auto& plane = rows_.plane;
    plane.arrive(p);
    astray left;
    for (int i = plane.begin(p), n = 0; i < plane.end(p); i += lanes::size, n += lanes::size) {
      const vec<lanes, 2> from = plane.from_lanes(i);
      const vec<lanes, 2> way = by_.walk.displacement(
          rows_.mesh().frame, from, seconds, uniform_in_disc(by_.walk.seed, keys().numbers(i), keys().steps(i)));
      way.at[0].store(slope_[0][0] + i), way.at[1].store(slope_[0][1] + i);
      const vec<lanes, 3> w = plane.weights_at(i, from + way);
      left.element |= plane.astray(w, rows_.mesh().inside) << n;
      plane.place(i, from + way, w);
      if (!rows_.same_layers()) left.layers |= rows_.place(i, rows_.sigma_lanes(i), w) << n;
    }
    return left;
  }
  void end_walk(int p, const astray& left) {
    go_on(p, left.element, [&](int i) { return rows_.sigma(i); },
          [&](int i, const vec<double, 2>&) {
            const site<double, id> from = rows_.plane.origin(i);
            return displace(rule_of_walk(by_.coast), rows_.mesh(), from, {slope_[0][0][i], slope_[0][1][i]},
                            rows_.mesh().frame.stretch(from.point.at[1]));
          });
    settle(p, left.layers & ~left.element, [&](int i) { return rows_.sigma(i); });
  }
  /// Random displacements along the vertical; gives those who may have left their layers.
  bits mix(int p, const time_step<double>& step) {
    bits left = 0;
    int n = 0;
    mixing_.walk(p, rows_, step, keys(), [&](int i, const lanes& sigma) __attribute__((always_inline)) {
      left |= rows_.place(i, sigma, rows_.plane.weight_lanes(i)) << n;
      n += lanes::size;
    });
    return left;
  }
  block_keys keys() const { return {number_, step_, made_}; }

  motion<Velocity, Mixing> by_;
  rows rows_;
  mixing_rows<Mixing> mixing_;
  alignas(64) typename rows::row slope_[static_cast<std::size_t>(stages)][3];  // [m/s in the frame, 1/s]
  alignas(64) std::uint64_t number_[most], step_[most];                        // key of the random numbers
  std::uint64_t made_ = 0;                                                     // steps
};

}  // namespace eudrift::inline EUDRIFT_ABI
