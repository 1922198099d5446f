// SPDX-License-Identifier: BSL-1.0
/// \file
/// Steps of particles stage by stage: kernel C, kernel B for each stage, then the step.
#pragma once
#include <eudrift/kernels/stages.hpp>
#include <eudrift/swarm/fused_advance.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Moves particles with the bits of `advance`, as several maps a step in place of one a forcing
/// interval: for a solver that must act between stages, and to see what fusing saves.  It owns what a
/// step keeps between its maps, so keep it over the time loop.  Dim: dimensions in which the particles move.
///
/// Nothing is handed over between stages: a particle's slopes stay where it is, and a halo as wide as one step holds
/// every point at which a stage looks.  Whole steps are, as fused_advance says.
template <RungeKutta Scheme, Executor Ex, int Dim = 2>
class staged_advance {
 public:
  static constexpr int stages = solution_stages<Scheme>;  ///< maps of B a step

  explicit staged_advance(const Ex& ex) : ex_(ex) {}

  /// From grid point `first` to grid point `last` of a forcing interval, as `advance` has them; Set: see fused_advance.
  template <class Velocity, class Mixing, class Set>
  void operator()(Set& particles, const motion<Velocity, Mixing>& by, const step_grid<double>& grid, std::int32_t first,
                  std::int32_t last) {
    make_room(particles.size());
    for (std::int32_t number = first; number < last; ++number) {
      const step_with<Velocity, decltype(particles.view()), Mixing> step{by, particles.view(), grid, number, scratch()};
      all_stages(std::make_integer_sequence<int, stages>{}, particles, step);
      ex_.map(particles.size(), end_of(step));
    }
  }

  /// The steps up to grid point `last` that those have left who came in the last transfer; see fused_advance.
  template <class Velocity, class Mixing, class Set>
  void go_on(Set& particles, const motion<Velocity, Mixing>& by, const step_grid<double>& grid,
             std::int32_t last) const {
    fused_advance<Scheme, Ex>(ex_).go_on(particles, by, grid, last);
  }

 private:
  template <int... Stage, class Particles, class Step>
  void all_stages(std::integer_sequence<int, Stage...>, Particles& particles, const Step& step) {
    (one_stage<Stage>(particles, step), ...);
  }
  template <int Stage, class Particles, class Step>
  void one_stage(Particles& particles, const Step& step) {
    ex_.map(particles.size(), go_to<Stage>(step));  // C
    ex_.map(particles.size(), slope_at<Stage>(step));  // B
  }

  template <class V, class Q, class M>
  using step_with = staged_step<Scheme, double, std::int32_t, V, Q, M>;
  template <int Stage, class V, class Q, class M>
  static go_to_stage<Stage, Scheme, double, std::int32_t, V, Q, M> go_to(const step_with<V, Q, M>& step) {
    return {step};
  }
  template <int Stage, class V, class Q, class M>
  static take_slope<Stage, Scheme, double, std::int32_t, V, Q, M> slope_at(const step_with<V, Q, M>& step) {
    return {step};
  }
  template <class V, class Q, class M>
  static end_step<Scheme, double, std::int32_t, V, Q, M> end_of(const step_with<V, Q, M>& step) {
    return {step};
  }

  void make_room(index_t n) {
    if (element_.size() >= n) return;
    element_ = ex_.template make<std::int32_t>(n);
    for (auto& a : point_) a = ex_.template make<double>(n);
    for (auto& slope : slope_)
      for (auto& a : slope) a = ex_.template make<double>(n);
  }
  stage_view<double, std::int32_t, stages, Dim> scratch() {
    stage_view<double, std::int32_t, stages, Dim> v{all(point_), ex_.view(element_), {}};
    for (std::size_t s = 0; s < slope_.size(); ++s) v.slope[s] = all(slope_[s]);
    return v;
  }

  using arrays = std::array<array_t<Ex, double>, static_cast<std::size_t>(Dim)>;
  soa_view<double, Dim> all(arrays& a) {
    soa_view<double, Dim> v;
    for (int d = 0; d < Dim; ++d) v.set(d, ex_.view(a[static_cast<std::size_t>(d)]));
    return v;
  }

  Ex ex_;
  arrays point_;                       // as positions are, (Dim, particles)
  array_t<Ex, std::int32_t> element_;  // (particles,)
  std::array<arrays, static_cast<std::size_t>(stages)> slope_;  // as velocities are
};

}  // namespace eudrift::inline EUDRIFT_ABI
