// SPDX-License-Identifier: BSL-1.0
/// \file
/// Drops finished particles, so that they cost nothing.
#pragma once
#include <eudrift/swarm/particle_set.hpp>

#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Drops the particles that have left, keeps the order of the others, and returns how many were
/// dropped.  Take over what is still wanted of them (their last place, their leaving_delay) before.
template <Executor Ex, int Dim, class... P>
index_t compact(particle_set<Ex, Dim, P...>& particles) {
  std::vector<index_t> kept;
  const auto states = particles.template collect<state>();
  for (std::size_t i = 0; i < states.size(); ++i)
    if (states[i] != status::left) kept.push_back(static_cast<index_t>(i));
  const index_t dropped = particles.size() - static_cast<index_t>(kept.size());
  if (dropped > 0) particles.reorder(kept);
  return dropped;
}

}  // namespace eudrift::inline EUDRIFT_ABI
