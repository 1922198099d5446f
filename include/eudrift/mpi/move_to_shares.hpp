// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles go with their elements from one sharing out of a mesh to another.
#pragma once
#include <eudrift/mpi/elements_on_the_way.hpp>
#include <eudrift/mpi/particle_exchange.hpp>
#include <eudrift/partition/element_runs.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Particle i is in element to[e] where it was in element e; one without an element stays so.
template <class Particles>
struct put_in_elements {
  view<const std::int32_t> to;
  Particles particles;
  EUDRIFT_FN void operator()(index_t i) const {
    std::int32_t& e = get<host_element>(particles)[i];
    e = e < 0 ? e : to[e];
  }
};

/// Elements of the particles of this process.  Throws error where one of them is in an element that is not its own.
template <class Particles>
std::span<const std::int32_t> own_elements(const Particles& particles, const mesh_share& share) {
  const auto element = particles.template collect<host_element>();
  for (const std::int32_t e : element)
    if (e >= share.owned)
      throw error("the mesh was to be shared out anew while a particle is in an element that this process does not "
                  "own; transfer particles before");
  return element;
}

}  // namespace detail

/// What the own elements of a share weigh, (owned,): 1, and `of_a_particle` for each of this process's particles in
/// one.  Throws error where a particle is in an element that this process does not own, or is to weigh less than
/// nothing.
template <Executor Ex, int Dim, class... P>
std::vector<std::int64_t> element_weights(const mesh_share& share, const particle_set<Ex, Dim, P...>& particles,
                                          std::int64_t of_a_particle) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  require(of_a_particle >= 0 && of_a_particle <= most, "a particle was to weigh " + std::to_string(of_a_particle) +
                                                           " elements; 0 to " + std::to_string(most) + " are expected");
  std::vector<std::int64_t> weight(static_cast<std::size_t>(share.owned), 1);
  for (const std::int32_t e : detail::own_elements(particles, share))
    if (e >= 0) weight[static_cast<std::size_t>(e)] += of_a_particle;
  return weight;
}

/// The first `count` particles of this process, in own elements of the share `from`, get the same elements by the
/// numbers of the share `to`, where they are its own too.  Of this process alone.
template <Executor Ex, int Dim, class... P>
void renumber_elements(const Ex& ex, particle_set<Ex, Dim, P...>& particles, const mesh_share& from,
                       const mesh_share& to, index_t count) {
  std::vector<std::int32_t> there;
  for (std::size_t e = 0; e < static_cast<std::size_t>(from.owned); ++e)
    there.push_back(to.local(from.mesh.element_number[e]));
  const auto table = ex.upload(there);
  ex.map(count, detail::put_in_elements<decltype(particles.view())>{ex.view(table), particles.view()});
  ex.wait();
}

/// Collective: particles go from own elements of the share `from` to own elements of `to`, a share by the owners
/// `next`.  One without an element stays.  Throws error, on all processes, where a particle is in an element that its
/// process does not own.
template <Executor Local, int Dim, class... P>
void move_to_shares(const mpi_executor<Local>& ex, particle_set<mpi_executor<Local>, Dim, P...>& particles,
                    const mesh_share& from, const element_runs& next, const mesh_share& to) {
  using batch = particle_batch<Dim, P...>;
  const communicator& processes = ex.processes();
  std::vector<std::int32_t> owner, rank;
  agree(processes, sentence_of([&] {
    for (std::size_t e = 0; e < static_cast<std::size_t>(from.owned); ++e) owner.push_back(next.owner(from.element[e]));
    for (const std::int32_t e : detail::own_elements(particles, from))
      rank.push_back(e < 0 ? processes.rank() : owner[static_cast<std::size_t>(e)]);
  }));
  particle_exchange<Local, Dim, P...> exchange(ex);
  exchange(
      particles, rank, [&](batch& leaving) { detail::leave_share(leaving, from); },
      [&](batch& came) { detail::enter_share(came, to); });
  renumber_elements(ex, particles, from, to, particles.size() - particles.arrived());
  particles.set_arrived(0);
  particle_set<mpi_executor<Local>, Dim, P...> nobody(ex);
  exchange(nobody, {});  // vouches for the round before
}

}  // namespace eudrift::inline EUDRIFT_ABI
