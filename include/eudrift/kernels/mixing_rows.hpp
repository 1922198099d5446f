// SPDX-License-Identifier: BSL-1.0
/// \file
/// Random displacements along the vertical of a block of particles, with the bits of single ones.
#pragma once
#include <eudrift/kernels/layered_rows.hpp>
#include <eudrift/kernels/vertical_walk.hpp>
#include <eudrift/random/disc_block.hpp>

#include <algorithm>
#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// reflect_in_column() of each lane.
EUDRIFT_FN lanes reflect_in_column(const lanes& from, const lanes& to) {
  constexpr unsigned all = (1u << lanes::size) - 1;
  const unsigned out = ~((to <= lanes(0)) & (lanes(-1) <= to)).bits() & all;
  if (out == 0) [[likely]] return to;
  alignas(lanes) double a[lanes::size], b[lanes::size];
  from.store(a), to.store(b);
  for (int k = 0; k < lanes::size; ++k) b[k] = reflect_in_column(a[k], b[k]);
  return lanes::load(b);
}

/// symmetric_interval() of each lane.
EUDRIFT_FN lanes symmetric_interval(const whole_lanes& word) {
  return (to_double(word) - lanes(2147483647.5)) * lanes(4.656612873077393e-10);
}

/// Who counts the random numbers of particles: number i is that of lane i, `made` steps after step[i].
struct block_keys {
  const std::uint64_t *number, *step;
  std::uint64_t made;

  EUDRIFT_FN_HOST whole_lanes numbers(int i) const { return whole_lanes::load(number + i); }
  EUDRIFT_FN_HOST whole_lanes steps(int i) const { return whole_lanes::load(step + i) + whole_lanes(made); }
};

/// sigma after the sub-steps of a step, by a walk of Scheme whose diffusivity of sigma is k, for the register of
/// particles from i on: what vertical_walk::step does for one.
template <class Scheme, class Walk, class K>
EUDRIFT_FN_HOST lanes walk_of_lanes(const Walk& walk, const K& k, lanes sigma, const time_step<double>& step,
                                    const block_keys& keys, int i) {
  const std::uint32_t parts = walk.parts(step.length);
  const lanes seconds((step.length < 0 ? -step.length : step.length) / parts);
  const std::uint64_t seed = walk.seed;
  const whole_lanes low(0xffffffffu), id = keys.numbers(i), number = keys.steps(i);
  for (std::uint32_t n = 0; n < parts; n += 4) {
    const vec<whole_lanes, 4> word = detail::philox4x32(
        {id & low, id >> 32, number, whole_lanes(std::uint64_t{mixing_stream + n / 4})},
        {static_cast<std::uint32_t>(seed & 0xffffffffu), static_cast<std::uint32_t>(seed >> 32)});
    for (std::uint32_t m = 0; m < 4 && n + m < parts; ++m)
      sigma = Scheme::step(k, sigma, seconds, symmetric_interval(word.at[m]));
  }
  return sigma;
}

namespace detail {

/// Displaces the particles of part p by any mixing, one by one; set(i, sigma) takes what the register from i on has.
template <class Mixing, class Rows, class Set>
void mix_one_by_one(const Mixing& mixing, int p, const Rows& rows, const time_step<double>& step,
                    const block_keys& keys, const Set& set) {
  alignas(lanes) double to[Rows::most];
  const auto& plane = rows.plane;
  for (int i = plane.begin(p); i < plane.end(p); ++i) {
    const auto at = plane.present(i);
    to[i] = mixing
                .step(rows.mesh(), site<double, typename Rows::id, 3>{{at.point.at[0], at.point.at[1], rows.sigma(i)},
                                                                      at.element, at.weights},
                      step, static_cast<std::int64_t>(keys.number[i]),
                      static_cast<std::uint32_t>(keys.step[i] + keys.made))
                .point.at[2];
  }
  for (int i = plane.begin(p); i < plane.end(p); i += lanes::size) {
    for (int k = plane.end(p); k < i + lanes::size; ++k) to[k] = rows.sigma(k);
    set(i, lanes::load(to + i));
  }
}

}  // namespace detail

/// Any mixing: particle by particle.
template <class Mixing>
class mixing_rows {
 public:
  explicit mixing_rows(const Mixing& mixing) : mixing_(mixing) {}
  void drop(int, int) {}
  template <class Rows>
  void renew(int, const Rows&) {}
  /// Displaces the particles of part p; set(i, sigma) takes what the register from i on has.
  template <class Rows, class Set>
  void walk(int p, const Rows& rows, const time_step<double>& step, const block_keys& keys, const Set& set) {
    detail::mix_one_by_one(mixing_, p, rows, step, keys, set);
  }

 private:
  Mixing mixing_;
};

/// A walk by the diffusivity at nodes, held in columns: its numbers on the prism of each particle are carried from
/// step to step.  Who comes into another within a step takes those of that in the lanes of this step.
template <class Scheme, class Id>
class mixing_rows<vertical_walk<Scheme, layered_diffusivity<double, Id, linear_profile>>> {
 public:
  using mixing_type = vertical_walk<Scheme, layered_diffusivity<double, Id, linear_profile>>;

  explicit mixing_rows(const mixing_type& mixing)
      : mixing_(mixing), levels_(mixing.diffusivity.diffusivity.layers),
        in_lanes_(mixing.diffusivity.columns.held() && levels_.count > 1),
        rows_(levels_, beyond_layers::constant) {
    std::fill_n(element_, particles_a_layered_block, nowhere);
  }
  void drop(int i, int last) {
    rows_.move(i, last);
    element_[i] = element_[last], lowest_[i] = lowest_[last], highest_[i] = highest_[last];
  }
  /// See above; to be called after renew().
  template <class Rows, class Set>
  void walk(int p, const Rows& rows, const time_step<double>& step, const block_keys& keys, const Set& set) {
    if (!in_lanes_) return detail::mix_one_by_one(mixing_, p, rows, step, keys, set);
    const auto& plane = rows.plane;
    const double middle = step.begin + 0.5 * step.length;
    for (int i = plane.begin(p); i < plane.end(p); i += lanes::size) {
      const diffusivity_of<Rows> k(*this, rows, i, middle);
      set(i, walk_of_lanes<Scheme>(mixing_, k, rows.sigma_lanes(i), step, keys, i));
    }
  }

  /// Takes the numbers of those who are in another prism than when they walked last.
  template <class Rows>
  void renew(int p, const Rows& rows) {
    if (!in_lanes_) return;
    const auto& plane = rows.plane;
    for (int first = plane.begin(p); first < plane.end(p); first += lanes::size) {
      const lanes sigma = rows.sigma_lanes(first);
      constexpr unsigned all = (1u << lanes::size) - 1;
      const auto in = rows_.same_at_all_nodes()
                          ? (sigma <= lanes::load(highest_ + first)) & (sigma > lanes::load(lowest_ + first))
                          : rows_.surround(first, plane.weight_lanes(first), sigma);
      unsigned out = ~in.bits() & all;
      for (int k = 0; k < lanes::size; ++k) out |= unsigned{plane.element(first + k) != element_[first + k]} << k;
      for (; out != 0; out &= out - 1) {
        const int i = first + __builtin_ctz(out);
        const std::int32_t k = level_above(rows, i, rows.sigma(i));
        element_[i] = plane.element(i);
        const double *a = line(rows, i, 0, 0), *b = line(rows, i, 1, 0), *c = line(rows, i, 2, 0);
        const auto flow_at = [&](index_t n) __attribute__((always_inline)) {
          const index_t to = n * index_t(sizeof(column_line) / sizeof(double));
          return flow_of<1>(a + to, b + to, c + to);
        };
        rows_.load(i, levels_, k, [&](index_t n) { return levels_.on(rows.mesh(), element_[i], n); }, flow_at);
        if (rows_.same_at_all_nodes()) lowest_[i] = lowest_below(k), highest_[i] = highest_below(k);
      }
    }
  }

 private:
  /// The diffusivity of sigma over the particles of a register.
  template <class Rows>
  class diffusivity_of {
   public:
    EUDRIFT_FN_HOST diffusivity_of(const mixing_rows& of, const Rows& rows, int i, double seconds)
        : of_(of), rows_(rows), i_(i), late_(seconds * of.mixing_.diffusivity.diffusivity.all.per_second) {
      const vec<lanes, 3> w = rows.plane.weight_lanes(i);
      upper_ = of.rows_.upper(i).at(w, lanes(late_)), lower_ = of.rows_.lower(i).at(w, lanes(late_));
      if (of.rows_.same_at_all_nodes()) {
        top_ = of.rows_.top(i), per_sigma_ = of.rows_.per_sigma(i);
        lowest_ = lanes::load(of.lowest_ + i), highest_ = lanes::load(of.highest_ + i);
        first_ = lanes(of.levels_.sigma[0]), last_ = lanes(of.levels_.sigma[of.levels_.count - 1]);
      } else {
        first_ = top_ = of.rows_.top(i, w), last_ = of.rows_.bottom(i, w);
        per_sigma_ = lanes(1) / (last_ - top_);
        lowest_ = blend(of.rows_.is_last(i), lanes(-1e300), last_);
        highest_ = blend(of.rows_.is_first(i), lanes(1e300), top_);
      }
      const lanes thickness = rows.water_at(i, of.mixing_.diffusivity.column, w, seconds).now.thickness();
      scale_ = lanes(1) / (thickness * thickness);
    }
    EUDRIFT_FN_HOST sigma_diffusivity<lanes> operator()(const lanes& sigma) const {
      const auto in = (sigma <= highest_) & (sigma > lowest_);
      constexpr unsigned all = (1u << lanes::size) - 1;
      if (const unsigned out = ~in.bits() & all; out != 0) [[unlikely]] look_up(out, sigma);
      const lanes place = blend(sigma > first_, first_, blend(sigma < last_, last_, sigma)), none(0);
      const lanes value = linear_profile::between(upper_, lower_, per_sigma_ * (place - top_)).at[0];
      const lanes slope = blend(place == sigma, per_sigma_ * (lower_.at[0] - upper_.at[0]), none);
      const auto positive = value > none;
      return {blend(positive, scale_ * value, none), blend(positive, scale_ * slope, none)};
    }

   private:
    /// Lanes `which` take the numbers of the prisms in which they are.
    EUDRIFT_FN_HOST void look_up(unsigned which, const lanes& sigma) const {
      alignas(lanes) double at[lanes::size];
      sigma.store(at);
      for (; which != 0; which &= which - 1) {
        const int n = __builtin_ctz(which);
        const std::int32_t k = of_.level_above(rows_, i_ + n, at[n]);
        const auto w = rows_.plane.present(i_ + n).weights;
        const auto here = lanes(n) == lanes::load(number_of_lane);
        const auto put = [&](lanes& row, double number) { row = blend(here, lanes(number), row); };
        put(upper_.at[0], of_.prism(rows_, i_ + n, k).at(w, late_).at[0]);
        put(lower_.at[0], of_.prism(rows_, i_ + n, k + 1).at(w, late_).at[0]);
        const double top = of_.sigma_at(rows_, i_ + n, k), bottom = of_.sigma_at(rows_, i_ + n, k + 1);
        put(top_, top), put(per_sigma_, 1 / (bottom - top));
        put(lowest_, k + 2 < of_.levels_.count ? bottom : -1e300), put(highest_, k > 0 ? top : 1e300);
        if (!of_.rows_.same_at_all_nodes()) put(first_, top), put(last_, bottom);
      }
    }
    alignas(64) static constexpr double number_of_lane[] = {0, 1, 2, 3, 4, 5, 6, 7};

    const mixing_rows& of_;
    const Rows& rows_;
    int i_;
    double late_;
    mutable vec<lanes, 1> upper_, lower_;
    mutable lanes top_, per_sigma_, lowest_, highest_;  // sigma of the prism's level above, and between which it serves
    mutable lanes first_, last_;                        // beyond which the diffusivity is constant, if they are in it
    lanes scale_;
  };

  template <class Rows>
  EUDRIFT_FN_HOST const double* line(const Rows& rows, int i, int corner, std::int32_t k) const {
    const index_t node = rows.mesh().node_of(rows.plane.element(i), corner);
    return mixing_.diffusivity.columns.at(node, k) + column_line::diffusivity;
  }
  template <class Rows>
  EUDRIFT_FN_HOST flow_on_element<double, 1> prism(const Rows& rows, int i, std::int32_t k) const {
    return flow_of<1>(line(rows, i, 0, k), line(rows, i, 1, k), line(rows, i, 2, k));
  }
  /// sigma of level k where particle i is, and the level above `sigma` there.
  template <class Rows>
  EUDRIFT_FN_HOST double sigma_at(const Rows& rows, int i, std::int32_t k) const {
    if (levels_.next_node == 0) return levels_.sigma[k];
    return levels_.on(rows.mesh(), rows.plane.element(i), k).at(rows.plane.present(i).weights).at[0];
  }
  template <class Rows>
  EUDRIFT_FN_HOST std::int32_t level_above(const Rows& rows, int i, double sigma) const {
    return detail::upper_layer_near(levels_.count, rows_.near(i), sigma,
                                    [&](std::int32_t k) { return sigma_at(rows, i, k); });
  }
  double lowest_below(std::int32_t k) const { return k + 2 < levels_.count ? levels_.sigma[k + 1] : -1e300; }
  double highest_below(std::int32_t k) const { return k > 0 ? levels_.sigma[k] : 1e300; }

  mixing_type mixing_;
  sigma_layers<double> levels_;
  bool in_lanes_;
  prism_rows<layered_slices<double, Id, 1>, linear_profile, particles_a_layered_block> rows_;
  alignas(64) double lowest_[particles_a_layered_block] = {}, highest_[particles_a_layered_block] = {};
  Id element_[particles_a_layered_block];
};

}  // namespace eudrift::inline EUDRIFT_ABI
