// SPDX-License-Identifier: BSL-1.0
// The local executors on which mpi_executor is tested, and what a test asks of all processes.
#pragma once
#include <eudrift/mpi/executor.hpp>

#include "../support/executors.hpp"

#include <cstdint>
#include <vector>

namespace test {

#if defined(THRUST_DEVICE_SYSTEM)
using locals = std::tuple<gpu>;
#elif defined(EUDRIFT_WITH_OPENMP)
using locals = std::tuple<serial, deferred, openmp<2>>;
#else
using locals = std::tuple<serial, deferred>;
#endif

/// Whether a number is the same on all processes.  Collective.
inline bool same_everywhere(std::uint64_t mine) {
  const eudrift::communicator processes(MPI_COMM_WORLD);
  for (const std::int64_t other : processes.all_gather(static_cast<std::int64_t>(mine)))
    if (static_cast<std::uint64_t>(other) != mine) return false;
  return true;
}

}  // namespace test
