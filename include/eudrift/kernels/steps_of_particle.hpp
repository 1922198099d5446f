// SPDX-License-Identifier: BSL-1.0
/// \file
/// All steps of one particle up to a grid point, however a step is made, and what becomes of it where one ends outside.
#pragma once
#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/kernels/step_grid.hpp>
#include <eudrift/mesh/way_end.hpp>

#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// Particle i has ended its way `seconds` after the interval's beginning: told where it has a leaving_delay.
template <class T, class Particles>
EUDRIFT_FN constexpr void tell_end([[maybe_unused]] const Particles& particles, [[maybe_unused]] index_t i,
                                   [[maybe_unused]] const step_grid<T>& grid, [[maybe_unused]] T seconds) {
  if constexpr (HasProperty<Particles, leaving_delay>) {
    auto& delay = get<leaving_delay>(particles)[i];
    delay = static_cast<std::remove_reference_t<decltype(delay)>>(grid.origin + static_cast<double>(seconds));
  }
}

/// Particle i has ended its way in a step, at `end`, a site as ended_at() makes them: its status; its time is told.
template <class T, class Id, int Dim, class Particles>
EUDRIFT_FN constexpr status end_way(const Particles& particles, index_t i, const site<T, Id, Dim>& end,
                                    const step_grid<T>& grid, const time_step<T>& step) {
  tell_end(particles, i, grid, step.begin + share_travelled(end) * step.length);
  return end_of(end) == way_end::left ? status::left : status::stranded;
}

/// What becomes of particle i whose step, from grid point k on, ended at a site that this process does not own.
template <class T, class Id, int Dim, class Particles>
EUDRIFT_FN constexpr status end_outside(const Particles& particles, index_t i, const site<T, Id, Dim>& end,
                                        const step_grid<T>& grid, const time_step<T>& step, std::int32_t k) {
  if (has_ended(end)) return end_way(particles, i, end, grid, step);
  get<next_step>(particles)[i] = k + 1;
  return status::departed;
}

/// The steps of particle i, which is `now` at `here`, from grid point k to grid point `last`.  make(here, step, id,
/// number) gives the site after a step, of element `nowhere` where it could not be made: the particle is unresolved
/// then, and stays where that step began.
template <class T, class Id, int Dim, class Particles, class Make>
EUDRIFT_FN constexpr void make_steps_of(const triangle_mesh_view<T, Id>& mesh, const Particles& particles, index_t i,
                                        status now, site<T, Id, Dim> here, const step_grid<T>& grid, std::int32_t k,
                                        std::int32_t last, Make&& make) {
  const T delay = static_cast<T>(get<release_delay>(particles)[i]);
  const std::int64_t id = get<particle_id>(particles)[i];
  std::uint32_t number = get<steps_made>(particles)[i];
  for (; k < last; ++k) {
    const time_step<T> step = number > 0 ? grid.full(k) : grid.shortened(k, delay);
    if (step.length == 0) continue;
    const site<T, Id, Dim> there = make(here, step, id, number);
    if (there.element == nowhere) {
      now = status::unresolved;
      tell_end(particles, i, grid, step.begin);
      break;
    }
    here = there;
    ++number;
    if (mesh.owns(here.element)) continue;
    now = end_outside(particles, i, here, grid, step, k);
    if (has_ended(here)) here.element = last_element(here);
    break;
  }
  if (now == status::waiting && grid.released_by(last, delay)) now = status::moving;
  get<position>(particles).store(i, here.point);
  get<host_element>(particles)[i] = here.element;
  get<state>(particles)[i] = now;
  get<steps_made>(particles)[i] = number;
}

}  // namespace eudrift::inline EUDRIFT_ABI
