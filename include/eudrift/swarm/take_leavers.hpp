// SPDX-License-Identifier: BSL-1.0
/// \file
/// Takes those out of a set of particles who have left the mesh, and tells where and when they did.
#pragma once
#include <eudrift/swarm/compact.hpp>

#include <algorithm>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A particle that left through an open edge.
template <int Dim>
struct leaver {
  std::int64_t id;
  vec<double, Dim> place;  ///< its last in the mesh, as positions are
  double seconds;          ///< when it left
};

/// Drops the particles that have left (compact), and returns them in ascending id.  To be called after each forcing
/// interval; `begin`: when that began [s], on the clock in which they are to be told (where step_grid::origin says so
/// already, 0).  The particles need the property leaving_delay.
template <Executor Ex, int Dim, class... P>
std::vector<leaver<Dim>> take_leavers(particle_set<Ex, Dim, P...>& particles, double begin) {
  std::vector<leaver<Dim>> to;
  const Ex& ex = particles.executor();
  const auto all = particles.view();
  selection<Ex> gone;
  const view<const status> now = get<state>(all);
  if (gone(ex, 0, now.size, detail::has_status{now, 1u << static_cast<int>(status::left)}) == 0) return to;
  const auto which = gone.list(ex);
  typename particle_set<Ex, Dim, P...>::batch there;
  particles.copy(which, there);
  const auto& ids = there.template component<particle_id>();
  const auto& delays = there.template component<leaving_delay>();
  for (std::size_t k = 0; k < which.size(); ++k) {
    to.push_back({ids[k], {}, begin + static_cast<double>(delays[k])});
    for (int d = 0; d < Dim; ++d) to[k].place.at[d] = there.template component<position>(d)[k];
  }
  std::sort(to.begin(), to.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  compact(particles);
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
