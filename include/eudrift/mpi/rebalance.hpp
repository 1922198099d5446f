// SPDX-License-Identifier: BSL-1.0
/// \file
/// Shares a mesh out anew among processes, by the particles that are in its elements now.
#pragma once
#include <eudrift/mpi/particle_exchange.hpp>
#include <eudrift/partition/mesh_share.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// The greatest load of a process over their mean, 1 or more; 1 where none has any.  Collective, the same everywhere.
/// `load` of this process, 0 or more: seconds that its steps took, or how many there were.
inline double imbalance(const communicator& processes, double load) {
  std::vector<double> all(static_cast<std::size_t>(processes.size()));
  processes.all_gather(std::as_bytes(std::span(&load, 1)), std::as_writable_bytes(std::span(all)));
  double sum = 0, most = 0;
  for (const double l : all) sum += l, most = std::max(most, l);
  return sum > 0 ? std::max(1.0, most * processes.size() / sum) : 1;
}

namespace detail {

template <class Particles>
struct put_elements {
  view<const std::int32_t> from;
  Particles particles;
  EUDRIFT_FN void operator()(index_t i) const { get<host_element>(particles)[i] = from[i]; }
};

/// Gives each particle that is in element e the element f(e); one without an element stays so.
template <Executor Ex, int Dim, class... P, class F>
void rename_elements(const Ex& ex, particle_set<Ex, Dim, P...>& particles, const F& f) {
  const auto now = particles.template collect<host_element>();
  std::vector<std::int32_t> element(now.begin(), now.end());
  for (std::int32_t& e : element) e = e < 0 ? e : f(e);
  const auto there = ex.upload(element);
  ex.map(particles.size(), put_elements<decltype(particles.view())>{ex.view(there), particles.view()});
}

/// Weights of this process's own elements: 1, and `of_a_particle` for each particle in one.
inline std::vector<std::int64_t> weights_of(const mesh_share& share, std::span<const std::int32_t> element,
                                            std::int64_t of_a_particle) {
  require(of_a_particle >= 0,
          "a particle was to weigh " + std::to_string(of_a_particle) + " elements; 0 or more is expected");
  std::vector<std::int64_t> weight(static_cast<std::size_t>(share.owned), 1);
  for (const std::int32_t e : element) {
    if (e >= share.owned)
      throw error("the mesh was to be shared out anew while a particle is in an element that this process does not own; "
                  "transfer particles before");
    if (e >= 0) weight[static_cast<std::size_t>(e)] += of_a_particle;
  }
  return weight;
}

/// New owners of the whole mesh's elements, (elements,); each process gives the weights of its own.  Collective.
inline std::vector<std::int32_t> owners_by_weight(const communicator& processes, int root, const mesh_data& whole,
                                                  const mesh_share& share, std::span<const std::int64_t> own) {
  const auto counts = processes.all_gather(static_cast<std::int64_t>(own.size()));
  std::vector<std::int32_t> owner;
  std::string failed;
  if (processes.rank() != root) {
    processes.send(root, std::as_bytes(std::span(share.element).first(own.size())));
    processes.send(root, std::as_bytes(own));
  } else {
    std::vector<std::int64_t> weight(static_cast<std::size_t>(whole.elements()), 1), theirs;
    std::vector<std::int32_t> element;
    const auto put = [&](std::span<const std::int32_t> e, std::span<const std::int64_t> w) {
      for (std::size_t i = 0; i < w.size(); ++i) weight[static_cast<std::size_t>(e[i])] = w[i];
    };
    put(share.element, own);
    for (int rank = 0; rank < processes.size(); ++rank) {
      if (rank == root) continue;
      const auto n = static_cast<std::size_t>(counts[static_cast<std::size_t>(rank)]);
      element.resize(n), theirs.resize(n);
      processes.receive(rank, std::as_writable_bytes(std::span(element)));
      processes.receive(rank, std::as_writable_bytes(std::span(theirs)));
      put(element, theirs);
    }
    failed = sentence_of([&] { owner = hilbert_owners(whole, processes.size(), weight); });
  }
  agree(processes, failed);
  owner.resize(static_cast<std::size_t>(whole.elements()));
  processes.broadcast(std::as_writable_bytes(std::span(owner)), root);
  return owner;
}

}  // namespace detail

/// Shares the whole mesh out anew by hilbert_owners, an element weighing 1 and a particle in it `of_a_particle`, sends
/// each particle to the new owner of its element, and returns the new share.  Collective, between two forcing intervals,
/// when the last transfer has moved nobody.  `share` is what the processes have so far, shares of `whole`, which each of
/// them holds in the same order; what was made of it (resident_mesh, slices, records) must be made anew, and a
/// particle_transfer too, unless it refers to the share to which the result is assigned.  Positions keep their bits.
/// Throws error, on all processes, where a particle is in an element that its process does not own.
template <Executor Local, int Dim, class... P>
mesh_share rebalance(const mpi_executor<Local>& ex, const mesh_data& whole, const mesh_share& share, halo_width width,
                     particle_set<mpi_executor<Local>, Dim, P...>& particles, std::int64_t of_a_particle = 1) {
  const communicator& processes = ex.processes();
  std::vector<std::int64_t> own;
  agree(processes, sentence_of([&] {
    own = detail::weights_of(share, particles.template collect<host_element>(), of_a_particle);
  }));
  const std::vector<std::int32_t> owner = detail::owners_by_weight(processes, ex.root, whole, share, own);
  mesh_share next;
  agree(processes, sentence_of([&] { next = share_of(whole, owner, processes.rank(), width); }));

  std::vector<std::int32_t> to;
  for (const std::int32_t e : particles.template collect<host_element>())
    to.push_back(e < 0 ? processes.rank()
                       : owner[static_cast<std::size_t>(share.element[static_cast<std::size_t>(e)])]);
  detail::rename_elements(ex, particles, [&](std::int32_t e) {
    return share.mesh.element_number[static_cast<std::size_t>(e)];
  });
  particle_exchange<Local, Dim, P...> exchange(ex);
  exchange(particles, to);
  to.assign(static_cast<std::size_t>(particles.size()), processes.rank());
  exchange(particles, to);  // vouches for the round before
  detail::rename_elements(ex, particles, [&](std::int32_t e) { return next.local(e); });
  return next;
}

}  // namespace eudrift::inline EUDRIFT_ABI
