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
/// interval; `begin`: when that began [s], on the clock in which they are to be told.  The particles need the property
/// leaving_delay.
template <Executor Ex, int Dim, class... P>
std::vector<leaver<Dim>> take_leavers(particle_set<Ex, Dim, P...>& particles, double begin) {
  std::vector<leaver<Dim>> to;
  std::vector<std::size_t> which;
  const auto states = particles.template collect<state>();
  for (std::size_t i = 0; i < states.size(); ++i)
    if (states[i] == status::left) which.push_back(i);
  if (which.empty()) return to;
  const auto ids = particles.template collect<particle_id>();
  const auto delays = particles.template collect<leaving_delay>();
  for (const std::size_t i : which) to.push_back({ids[i], {}, begin + static_cast<double>(delays[i])});
  for (int d = 0; d < Dim; ++d) {
    const auto places = particles.template collect<position>(d);
    for (std::size_t k = 0; k < which.size(); ++k) to[k].place.at[d] = places[which[k]];
  }
  std::sort(to.begin(), to.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  compact(particles);
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
