// SPDX-License-Identifier: BSL-1.0
/// \file
/// Whether MPI reads and writes the memory of a card by itself.
#pragma once
#include <eudrift/exec/memory_kind.hpp>

#include <mpi.h>
#if defined(OPEN_MPI) && __has_include(<mpi-ext.h>)
#include <mpi-ext.h>  // names MPIX_*
#endif

namespace eudrift::inline EUDRIFT_ABI {

/// Whether pointers to memory of this kind may be given to MPI: to the host's always, to a card's where MPI says so.
/// Open MPI is asked by MPIX_Query_cuda_support and MPIX_Query_rocm_support, MPICH from 4.0 on by
/// MPIX_GPU_query_support; of any other it is not known, and so it does not.  After MPI_Init.
inline bool mpi_takes(memory_kind kind) {
  if (kind == memory_kind::host) return true;
#if defined(OPEN_MPI) && defined(MPIX_CUDA_AWARE_SUPPORT)
  if (kind == memory_kind::cuda) return MPIX_Query_cuda_support() == 1;
#endif
#if defined(OPEN_MPI) && defined(MPIX_ROCM_AWARE_SUPPORT)
  if (kind == memory_kind::hip) return MPIX_Query_rocm_support() == 1;
#endif
#if defined(MPICH_NUMVERSION) && MPICH_NUMVERSION >= 40000000
  if (kind == memory_kind::cuda || kind == memory_kind::hip) {
    const int card = kind == memory_kind::cuda ? MPIX_GPU_SUPPORT_CUDA : MPIX_GPU_SUPPORT_HIP;
    int does = 0;
    return MPIX_GPU_query_support(card, &does) == MPI_SUCCESS && does != 0;
  }
#endif
  return false;
}

}  // namespace eudrift::inline EUDRIFT_ABI
