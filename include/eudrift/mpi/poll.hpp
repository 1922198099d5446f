// SPDX-License-Identifier: BSL-1.0
/// \file
/// Waits for messages without keeping a core, on which kernels run meanwhile.
#pragma once
#include <eudrift/mpi/check.hpp>

#include <chrono>
#include <thread>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Calls is_done() until it returns true, or for at most so long, and sleeps in between; returns whether it came true.
/// MPI itself would wait on a core of its own.
template <class F>
bool poll_for(std::chrono::steady_clock::duration most, F&& is_done) {
  const auto begun = std::chrono::steady_clock::now();
  while (!is_done()) {
    if (std::chrono::steady_clock::now() - begun > most) return false;
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  return true;
}

/// The same however long it takes.
template <class F>
void poll(F&& is_done) {
  while (!poll_for(std::chrono::hours(1), is_done)) {
  }
}

/// Whether all requests are complete; then there are none left.  MPI carries messages on within the call.
inline bool are_complete(std::vector<MPI_Request>& requests) {
  int done = 0;
  check_mpi(MPI_Testall(static_cast<int>(requests.size()), requests.data(), &done, MPI_STATUSES_IGNORE), "MPI_Testall");
  if (done != 0) requests.clear();
  return done != 0;
}

}  // namespace eudrift::inline EUDRIFT_ABI
