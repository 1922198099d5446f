// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the manager of a forcing and those who ask it say to each other.
#pragma once
#include <eudrift/forcing/source.hpp>
#include <eudrift/mpi/agree.hpp>
#include <eudrift/mpi/poll.hpp>
#include <eudrift/partition/mesh_share.hpp>

namespace eudrift::inline EUDRIFT_ABI::forcing_protocol {

// A process asks for a slice by its number, and gets an answer: a head, a text and values.  The text is the manifest of
// the values, or a sentence that says why there are none, after which neither says anything to the other.  Whoever has
// enough of it says so by a last request, to which there is no answer.

/// Rank of the manager.
inline constexpr int manager = 0;
/// What sentences that it caused begin with.
inline constexpr const char* manager_prefix = "rank 0: ";
/// A request that is the last.
inline constexpr index_t no_more = -1;
/// How long who ends waits for those who have not: they end at the same time, but for one that failed alone, and a
/// program ends all of them then (MPI_Abort).
inline constexpr std::chrono::seconds patience{5};

/// Precedes an answer.
struct head {
  std::int64_t is_refused;    ///< 1: the text is a sentence
  std::int64_t text_bytes;    ///< of what follows
  std::int64_t values_bytes;  ///< of what follows that
};

/// Throws error unless there is a slice of that number.
inline void require_slice(index_t slice, const std::vector<time_ms>& times) {
  require(slice >= 0 && slice < static_cast<index_t>(times.size()),
          "slice " + std::to_string(slice) + " of the forcing was asked for; it has " + std::to_string(times.size()) +
              ", counted from 0");
}

/// The numbers of what a process holds of a mesh, in the whole mesh's memory.
struct held_items {
  std::vector<std::int32_t> node, element;  ///< see mesh_share
  /// Of a field.
  std::span<const std::int32_t> at(location where) const { return where == location::node ? node : element; }
};

/// Collective: at the manager what each process holds, by rank; elsewhere nothing.
inline std::vector<held_items> gather_items(const communicator& processes, const mesh_share& share) {
  const auto nodes = processes.all_gather(static_cast<std::int64_t>(share.node.size()));
  const auto elements = processes.all_gather(static_cast<std::int64_t>(share.element.size()));
  if (processes.rank() != manager) {
    processes.send(manager, std::as_bytes(std::span(share.node)));
    processes.send(manager, std::as_bytes(std::span(share.element)));
    return {};
  }
  std::vector<held_items> all(nodes.size());
  all[manager] = {share.node, share.element};
  for (int rank = 0; rank < processes.size(); ++rank) {
    if (rank == manager) continue;
    const auto r = static_cast<std::size_t>(rank);
    all[r].node.resize(static_cast<std::size_t>(nodes[r]));
    all[r].element.resize(static_cast<std::size_t>(elements[r]));
    processes.receive(rank, std::as_writable_bytes(std::span(all[r].node)));
    processes.receive(rank, std::as_writable_bytes(std::span(all[r].element)));
  }
  return all;
}

}  // namespace eudrift::inline EUDRIFT_ABI::forcing_protocol
