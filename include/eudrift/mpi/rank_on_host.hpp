// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which of a host's processes this one is, by which each takes a card of its own.
#pragma once
#include <eudrift/mpi/check.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Collective over `all`: number of this process among those of them that share its host's memory, from 0 in the order
/// of ranks.  With `(first + rank_on_host()) % gpu_executor::devices()` there is one process for each card.
inline int rank_on_host(MPI_Comm all = MPI_COMM_WORLD) {
  MPI_Comm host = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split_type(all, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &host), "MPI_Comm_split_type");
  int rank = 0;
  check_mpi(MPI_Comm_rank(host, &rank), "MPI_Comm_rank");
  check_mpi(MPI_Comm_free(&host), "MPI_Comm_free");
  return rank;
}

}  // namespace eudrift::inline EUDRIFT_ABI
