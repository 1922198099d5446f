// SPDX-License-Identifier: BSL-1.0
/// \file
/// Steps of particles stage by stage: kernel C, transfer, kernel B for each stage, then the step.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/kernels/stages.hpp>
#include <eudrift/swarm/transfer.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Moves particles with the bits of `advance`, as several maps a step in place of one a forcing
/// interval: for a solver that must act between stages, and to see what fusing saves.  It owns what a
/// step keeps between its maps, so keep it over the time loop.
template <RungeKutta Scheme, Executor Ex>
class staged_advance {
 public:
  static constexpr int stages = solution_stages<Scheme>;  ///< maps of B a step

  explicit staged_advance(const Ex& ex) : ex_(ex) {}

  /// From grid point `first` to grid point `last` of a forcing interval, as `advance` has them.
  template <class Velocity, class... P>
  void operator()(particle_set<Ex, 2, P...>& particles, const motion<Velocity>& by,
                  const step_grid<double>& grid, std::int32_t first, std::int32_t last) {
    make_room(particles.size());
    for (std::int32_t number = first; number < last; ++number) {
      const step_with<Velocity, drifter_view<2, P...>> step{by, particles.view(), grid, number, scratch()};
      all_stages(std::make_integer_sequence<int, stages>{}, particles, step);
      ex_.map(particles.size(), end_of(step));
    }
  }

 private:
  template <int... Stage, class Particles, class Step>
  void all_stages(std::integer_sequence<int, Stage...>, Particles& particles, const Step& step) {
    (one_stage<Stage>(particles, step), ...);
  }
  template <int Stage, class Particles, class Step>
  void one_stage(Particles& particles, const Step& step) {
    ex_.map(particles.size(), go_to<Stage>(step));  // C
    // A particle's slopes stay here, so none may change its owner within a step.
    require(transfer(ex_, particles) == 0, "particles left this process's part of the mesh within a step; "
                                           "stage by stage only whole steps can be handed over");
    ex_.map(particles.size(), slope_at<Stage>(step));  // B
  }

  template <class V, class Q>
  using step_with = staged_step<Scheme, double, std::int32_t, V, Q>;
  template <int Stage, class V, class Q>
  static go_to_stage<Stage, Scheme, double, std::int32_t, V, Q> go_to(const step_with<V, Q>& step) {
    return {step};
  }
  template <int Stage, class V, class Q>
  static take_slope<Stage, Scheme, double, std::int32_t, V, Q> slope_at(const step_with<V, Q>& step) {
    return {step};
  }
  template <class V, class Q>
  static end_step<Scheme, double, std::int32_t, V, Q> end_of(const step_with<V, Q>& step) {
    return {step};
  }

  void make_room(index_t n) {
    if (element_.size() >= n) return;
    element_ = ex_.template make<std::int32_t>(n);
    for (auto& a : point_) a = ex_.template make<double>(n);
    for (auto& slope : slope_)
      for (auto& a : slope) a = ex_.template make<double>(n);
  }
  stage_view<double, std::int32_t, stages> scratch() {
    stage_view<double, std::int32_t, stages> v{plane(point_), ex_.view(element_), {}};
    for (std::size_t s = 0; s < slope_.size(); ++s) v.slope[s] = plane(slope_[s]);
    return v;
  }

  using plane_array = std::array<array_t<Ex, double>, 2>;
  soa_view<double, 2> plane(plane_array& a) {
    return {{ex_.view(a[0]).data, ex_.view(a[1]).data}, a[0].size()};
  }

  Ex ex_;
  plane_array point_;                  // [m], (2, particles)
  array_t<Ex, std::int32_t> element_;  // (particles,)
  std::array<plane_array, static_cast<std::size_t>(stages)> slope_;  // [m/s in the frame]
};

}  // namespace eudrift::inline EUDRIFT_ABI
