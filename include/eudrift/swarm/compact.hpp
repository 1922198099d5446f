// SPDX-License-Identifier: BSL-1.0
/// \file
/// Drops finished particles, so that they cost nothing.
#pragma once
#include <eudrift/swarm/particle_set.hpp>

#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Drops the particles whose status is one for which `drop` is true, keeps the order of the others, and returns how many were
/// dropped: `compact(particles, is_final)` for all that never move again.  Take over what is still wanted of them (their
/// last place, their leaving_delay, what statistics count) before.
template <Executor Ex, int Dim, class... P, class Drop>
index_t compact(particle_set<Ex, Dim, P...>& particles, Drop&& drop) {
  std::vector<index_t> kept;
  const auto states = particles.template collect<state>();
  for (std::size_t i = 0; i < states.size(); ++i)
    if (!drop(states[i])) kept.push_back(static_cast<index_t>(i));
  const index_t dropped = particles.size() - static_cast<index_t>(kept.size());
  if (dropped > 0) particles.reorder(kept);
  return dropped;
}
/// The same of those that have left.  Nothing in the library sets status::left, since every boundary edge is solid: whoever
/// takes particles out, by a kernel of their own, sets it.
template <Executor Ex, int Dim, class... P>
index_t compact(particle_set<Ex, Dim, P...>& particles) {
  return compact(particles, [](status s) { return s == status::left; });
}

}  // namespace eudrift::inline EUDRIFT_ABI
