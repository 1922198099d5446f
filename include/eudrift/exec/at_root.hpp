// SPDX-License-Identifier: BSL-1.0
/// \file
/// What one process does for all: files that are written once.
#pragma once
#include <eudrift/exec/distributed.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// f(), which one process does for all.  On a distributed executor (mpi/at_root.hpp) it is collective: f is called at
/// the root, and what it throws there is thrown on every process.
template <Executor Ex, class F>
requires(!Distributed<Ex>) void at_root(const Ex&, F&& f) { f(); }

}  // namespace eudrift::inline EUDRIFT_ABI
