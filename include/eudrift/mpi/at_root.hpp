// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the root does for all processes, and all learn of its error.
#pragma once
#include <eudrift/exec/at_root.hpp>
#include <eudrift/mpi/executor.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Collective: f() at the root.  Throws error on every process where f throws.
template <class Local, class F>
void at_root(const mpi_executor<Local>& ex, F&& f) {
  const communicator& processes = ex.processes();
  agree(processes, processes.rank() == ex.root ? sentence_of(f) : "");
}

}  // namespace eudrift::inline EUDRIFT_ABI
