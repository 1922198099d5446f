// SPDX-License-Identifier: BSL-1.0
/// \file
/// What is said where MPI refuses a call.
#pragma once
#include <eudrift/core/error.hpp>

#include <mpi.h>

#include <string>

namespace eudrift::inline EUDRIFT_ABI {

/// Throws error, naming `call`, unless `code` is MPI_SUCCESS.  A communicator returns codes only where its
/// handler is MPI_ERRORS_RETURN.
inline void check_mpi(int code, const char* call) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = {};
  int length = 0;
  if (MPI_Error_string(code, text, &length) != MPI_SUCCESS) length = 0;
  throw error(std::string(call) + " failed: " +
              (length > 0 ? std::string(text, static_cast<std::size_t>(length)) : "code " + std::to_string(code)) +
              "; the processes can no longer speak to each other, so start the run again");
}

/// Throws error, naming `who` needs it, unless MPI is initialised and not yet finalised.
inline void require_mpi(const char* who) {
  int begun = 0, ended = 0;
  check_mpi(MPI_Initialized(&begun), "MPI_Initialized");
  require(begun != 0, std::string(who) + " was asked for before MPI is initialised; call MPI_Init_thread first");
  check_mpi(MPI_Finalized(&ended), "MPI_Finalized");
  require(ended == 0,
          std::string(who) + " was asked for after MPI_Finalize; keep it and all who use it before that call");
}

/// Throws error unless the calling thread may call MPI in a program that has more than one: MPI gives
/// MPI_THREAD_FUNNELED or more, and, where it gives no more, this is the thread that initialised it.
inline void require_mpi_threads(const char* who) {
  int level = MPI_THREAD_SINGLE, is_main = 0;
  check_mpi(MPI_Query_thread(&level), "MPI_Query_thread");
  require(level >= MPI_THREAD_FUNNELED,
          std::string(who) + " runs threads, but MPI was initialised for a program that has one; call MPI_Init_thread "
                             "with MPI_THREAD_FUNNELED or more in place of MPI_Init");
  check_mpi(MPI_Is_thread_main(&is_main), "MPI_Is_thread_main");
  require(level >= MPI_THREAD_SERIALIZED || is_main != 0,
          std::string(who) +
              " was asked for in a thread other than the one that initialised MPI, which allows calls from "
              "no other (MPI_THREAD_FUNNELED); use that thread or initialise with MPI_THREAD_SERIALIZED");
}

/// Throws error unless threads may call MPI at the same time.
inline void require_mpi_in_all_threads(const char* who) {
  int level = MPI_THREAD_SINGLE;
  check_mpi(MPI_Query_thread(&level), "MPI_Query_thread");
  require(level >= MPI_THREAD_MULTIPLE,
          std::string(who) + " calls MPI while other threads do, but MPI allows one at a time; call MPI_Init_thread "
                             "with MPI_THREAD_MULTIPLE, or take an MPI that gives it");
}

}  // namespace eudrift::inline EUDRIFT_ABI
