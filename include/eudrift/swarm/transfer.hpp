// SPDX-License-Identifier: BSL-1.0
/// \file
/// Hands particles that left a process's part of the mesh to the process that owns where they are.
#pragma once
#include <eudrift/exec/distributed.hpp>
#include <eudrift/swarm/particle_set.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// On an executor with one memory nobody else owns an element, so nothing moves.  Returns the number
/// of particles that did.  Over processes particle_transfer (mpi/transfer.hpp) does it.
template <Executor Ex, int Dim, class... P>
  requires(!Distributed<Ex>)
index_t transfer(const Ex&, particle_set<Ex, Dim, P...>&) {
  return 0;
}

}  // namespace eudrift::inline EUDRIFT_ABI
