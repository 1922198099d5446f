// SPDX-License-Identifier: BSL-1.0
#include "executors.hpp"

#if defined(EUDRIFT_WITH_MPI)
#include "pi.hpp"

#include <eudrift/mpi/executor.hpp>
#include <eudrift/mpi/rank_on_host.hpp>
#if defined(EUDRIFT_WITH_OPENMP)
#include <eudrift/openmp/executor.hpp>
#endif
#if defined(EUDRIFT_WITH_GPU)
#include <eudrift/gpu/executor.hpp>
#endif

#include <cstdio>

namespace {

using eudrift::check_mpi;
using eudrift::communicator;

/// The lines of all processes in the order of ranks, printed by the first.
void print_in_order(const communicator& processes, const std::string& line) {
  const auto lengths = processes.all_gather(static_cast<std::int64_t>(line.size()));
  if (processes.rank() != 0) return processes.send(0, std::as_bytes(std::span(line)));
  std::puts(line.c_str());
  for (int rank = 1; rank < processes.size(); ++rank) {
    std::string other(static_cast<std::size_t>(lengths[static_cast<std::size_t>(rank)]), ' ');
    processes.receive(rank, std::as_writable_bytes(std::span(other)));
    std::puts(other.c_str());
  }
}

template <eudrift::Executor Local>
void run_over(const Local& local, const pi::options& o, const std::string& threads) {
  const eudrift::mpi_executor<Local> ex(local);
  const communicator& processes = ex.processes();
  const int rank = processes.rank(), ranks = processes.size();
  print_in_order(processes, pi::process_line(rank, ranks, "mpi over " + o.local, threads));
  const double value = pi::area(ex, o.terms, pi::share_of(o.terms, rank, ranks));
  if (rank == 0) pi::print_result(value, o.terms);
}

void run(const pi::options& o) {
#if defined(EUDRIFT_WITH_GPU)
  if (o.local == "gpu") {
    const eudrift::gpu_executor local((o.device + eudrift::rank_on_host()) % eudrift::gpu_executor::devices());
    return run_over(local, o, local.device());
  }
#endif
#if defined(EUDRIFT_WITH_OPENMP)
  if (o.local == "openmp") {
    const eudrift::openmp_executor local(o.threads);
    return run_over(local, o, pi::team_of_threads(local.threads()));
  }
#endif
  run_over(eudrift::serial_executor{}, o, pi::one_thread());
}

}  // namespace

void pi::run_mpi(const options& o) {
  int level = 0;
  check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level), "MPI_Init_thread");
  try {
    run(o);
  } catch (const std::exception& e) {  // the others may not know of it, and would wait
    std::fprintf(stderr, "pi: %s\n", e.what());
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  check_mpi(MPI_Finalize(), "MPI_Finalize");
}
#endif
