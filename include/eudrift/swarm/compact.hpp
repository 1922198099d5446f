// SPDX-License-Identifier: BSL-1.0
/// \file
/// Drops finished particles, so that they cost nothing.
#pragma once
#include <eudrift/kernels/max_reduce.hpp>
#include <eudrift/swarm/selection.hpp>

#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {
/// Term: whether a particle's status is one of a set, which has a bit for each status.
struct has_status {
  view<const status> now;
  std::uint32_t of;
  EUDRIFT_FN bool operator()(index_t i) const { return (of >> static_cast<int>(now[i]) & 1u) != 0; }
};
static_assert(status_count <= 32);
}  // namespace detail

/// Drops the particles whose status is one for which `drop` is true, keeps the order of the others, and returns how many were
/// dropped: `compact(particles, is_final)` for all that never move again.  Take over what is still wanted of them (their
/// last place, their leaving_delay, what statistics count) before.  `drop` is asked once for each status there is; the
/// particles stay in the executor's memory.
template <Executor Ex, int Dim, class... P, class Drop>
index_t compact(particle_set<Ex, Dim, P...>& particles, Drop&& drop) {
  const Ex& ex = particles.executor();
  std::uint32_t dropped = 0;
  for (int s = 0; s < status_count; ++s)
    if (drop(static_cast<status>(s))) dropped |= 1u << s;
  const view<const status> now = get<state>(particles.view());
  const index_t n = now.size;
  const auto gone = static_cast<index_t>(reduce_own(ex, n, detail::has_status{now, dropped}, count_reduce{}));
  if (gone == 0) return 0;
  selection<Ex> kept;
  kept(ex, 0, n, detail::has_status{now, ~dropped});
  particles.take_order(kept.indices(), n - gone);
  return gone;
}
/// The same of those that have left: through an open edge, or taken out by a kernel of one's own.
template <Executor Ex, int Dim, class... P>
index_t compact(particle_set<Ex, Dim, P...>& particles) {
  return compact(particles, [](status s) { return s == status::left; });
}

}  // namespace eudrift::inline EUDRIFT_ABI
