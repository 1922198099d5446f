// SPDX-License-Identifier: BSL-1.0
// MPI's calls under SimGrid's SMPI, where its own would not do.  Comes before the library, whose headers then call these.
//
//   MPI_Iprobe      waits between two looks by a share of the time waited so far: else time stands still while processes
//                   look, or each look takes a tenth of a millisecond.
//   MPI_Iallreduce  of a few integers by recursive doubling, as libraries do it: SMPI sends a message from each process
//                   to each.  MPI_Test asks for it.
//   MPI_Issend, MPI_Recv, MPI_Testall  a message of particles (a tag of sparse_exchange) is followed by padding, so that
//                   as many bytes go over the network as `weight` times its particles have.
#pragma once
#include <mpi.h>
#include <sched.h>
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <vector>

/// Who waits for a simulated process has nothing to give up: all of them share one thread.
extern "C" __attribute__((visibility("hidden"))) int sched_yield() noexcept { return 0; }

namespace simulated {

inline std::int64_t weight = 1;  ///< particles for which one stands

/// What a process has under way.  All processes are in one memory.
struct process {
  int tag = -1;              // of the round in which it looked last
  double changed = 0;        // when something came to it last [s]
  std::vector<MPI_Request> padding;
  MPI_Comm among = MPI_COMM_NULL;  // the reduction
  std::array<std::int64_t, 8> mine{}, other{};
  std::int64_t* result = nullptr;
  int numbers = 0, distance = 0, size = 0;
  std::array<MPI_Request, 2> messages{MPI_REQUEST_NULL, MPI_REQUEST_NULL};
};

inline process& this_process() {
  static std::map<long, process> all;
  return all[simgrid::s4u::this_actor::get_pid()];
}
inline double now() { return simgrid::s4u::Engine::get_clock(); }

inline void refuse(const char* sentence) {
  std::fprintf(stderr, "scaling: %s\n", sentence);
  std::abort();
}

inline bool has_particles(int tag) { return weight > 1 && (tag == 1 || tag == 2); }
inline int padding_of(int bytes) { return static_cast<int>(bytes * (weight - 1) / 8); }  // in doubles
/// Memory that is sent and received but never copied.
inline void* padding_room(int doubles) {
  constexpr std::size_t room = std::size_t{4} << 30;
  static void* const all = SMPI_SHARED_MALLOC(room);
  if (static_cast<std::size_t>(doubles) * 8 > room) refuse("a message of more than 4 GiB; choose less weight");
  return all;
}

inline int issend(const void* from, int n, MPI_Datatype type, int to, int tag, MPI_Comm comm, MPI_Request* request) {
  if (has_particles(tag)) {
    std::vector<MPI_Request>& padding = this_process().padding;
    padding.emplace_back();
    const int m = padding_of(n);
    PMPI_Isend(padding_room(m), m, MPI_DOUBLE, to, tag + 2, comm, &padding.back());
  }
  return PMPI_Issend(from, n, type, to, tag, comm, request);
}

inline int recv(void* to, int n, MPI_Datatype type, int from, int tag, MPI_Comm comm, MPI_Status* status) {
  const int code = PMPI_Recv(to, n, type, from, tag, comm, status);
  if (has_particles(tag)) {
    const int m = padding_of(n);
    PMPI_Recv(padding_room(m), m, MPI_DOUBLE, from, tag + 2, comm, MPI_STATUS_IGNORE);
  }
  return code;
}

inline int testall(int n, MPI_Request* requests, int* done, MPI_Status* statuses) {
  const int code = PMPI_Testall(n, requests, done, statuses);
  std::vector<MPI_Request>& padding = this_process().padding;
  if (*done != 0 && !padding.empty()) {
    PMPI_Testall(static_cast<int>(padding.size()), padding.data(), done, MPI_STATUSES_IGNORE);
    if (*done != 0) padding.clear();
  }
  return code;
}

inline int iprobe(int from, int tag, MPI_Comm comm, int* there, MPI_Status* status) {
  const int code = PMPI_Iprobe(from, tag, comm, there, status);
  process& me = this_process();
  if (*there != 0 || tag != me.tag) {
    me.tag = tag, me.changed = now();
  } else {
    simgrid::s4u::this_actor::sleep_for(std::max(4e-7, 0.05 * (now() - me.changed)));
  }
  return code;
}

/// Sends what this process has to the next partner, and asks for what that has.
inline void exchange_sums(process& me) {
  int rank = 0;
  PMPI_Comm_rank(me.among, &rank);
  const int partner = rank ^ me.distance, tag = 100 + me.distance;
  PMPI_Irecv(me.other.data(), me.numbers, MPI_INT64_T, partner, tag, me.among, &me.messages[0]);
  PMPI_Isend(me.mine.data(), me.numbers, MPI_INT64_T, partner, tag, me.among, &me.messages[1]);
}

inline int iallreduce(const void* from, void* to, int n, MPI_Datatype, MPI_Op, MPI_Comm comm, MPI_Request* request) {
  process& me = this_process();
  PMPI_Comm_size(comm, &me.size);
  if (n > 8 || (me.size & (me.size - 1)) != 0) refuse("only 2^n processes reduce 8 numbers at most");
  std::copy_n(static_cast<const std::int64_t*>(from), n, me.mine.begin());
  me.result = static_cast<std::int64_t*>(to), me.numbers = n, me.distance = 1, me.among = comm;
  if (me.size > 1) exchange_sums(me);
  *request = MPI_REQUEST_NULL;
  return MPI_SUCCESS;
}

inline int test(MPI_Request*, int* done, MPI_Status*) {
  process& me = this_process();
  for (*done = 1; me.distance < me.size;) {
    PMPI_Testall(2, me.messages.data(), done, MPI_STATUSES_IGNORE);
    if (*done == 0) return MPI_SUCCESS;
    for (std::size_t i = 0; i < static_cast<std::size_t>(me.numbers); ++i) me.mine[i] += me.other[i];
    me.changed = now();
    me.distance *= 2;
    if (me.distance < me.size) exchange_sums(me);
  }
  std::copy_n(me.mine.begin(), me.numbers, me.result);
  return MPI_SUCCESS;
}

}  // namespace simulated

#define MPI_Issend simulated::issend
#define MPI_Recv simulated::recv
#define MPI_Testall simulated::testall
#define MPI_Iprobe simulated::iprobe
#define MPI_Iallreduce simulated::iallreduce
#define MPI_Test simulated::test
