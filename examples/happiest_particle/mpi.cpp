// SPDX-License-Identifier: BSL-1.0
#include "executors.hpp"

#if defined(EUDRIFT_WITH_MPI)
#include "host.hpp"

#include <eudrift/mpi/agree.hpp>
#if defined(EUDRIFT_PROGRAM_MPI_GPU)
#include "many.hpp"

#include <eudrift/gpu/executor.hpp>
#include <eudrift/mpi/rank_on_host.hpp>
#endif

#include <chrono>
#include <cstdio>
#include <exception>
#include <new>
#include <thread>

namespace happiest_particle {

namespace {

/// MPI for as long as it lives.
class session {
 public:
  session() {
    int given = 0;
    eudrift::check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_MULTIPLE, &given), "MPI_Init_thread");
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  ~session() { MPI_Finalize(); }

  int size() const { return size_; }
  /// Ends all processes, with a sentence from one of them: the root where all know what is wrong.
  [[noreturn]] void end_all(const char* sentence, bool all_know) const {
    constexpr auto patience = std::chrono::seconds(5);
    if (all_know && rank_ != 0) std::this_thread::sleep_for(patience);
    if (!all_know || rank_ == 0) std::fprintf(stderr, "happiest_particle: %s\n", one_line(sentence).c_str());
    std::fflush(nullptr);
    MPI_Abort(MPI_COMM_WORLD, 2);
    std::_Exit(2);
  }

 private:
  int rank_ = 0, size_ = 1;
};

void run_with_local(const options& o) {
#if defined(EUDRIFT_PROGRAM_MPI_GPU)
  if (o.local == "gpu") {
    using eudrift::gpu_executor;
    return run_on_many(gpu_executor((o.device + eudrift::rank_on_host()) % gpu_executor::devices()), o);
  }
#else
  eudrift::require(o.local != "gpu", "--local is gpu, which is not built in; configure with -DEUDRIFT_PROGRAM_MPI_GPU=ON");
#endif
  run_on_hosts(o);
}

}  // namespace

void run_mpi(const options& o) {
  const session mpi;
  if (mpi.size() == 1) return run_with_local(o);
  try {
    run_with_local(o);
  } catch (const eudrift::shared_error& e) {
    mpi.end_all(e.what(), true);
  } catch (const std::bad_alloc&) {
    mpi.end_all(no_memory, false);
  } catch (const std::exception& e) {
    mpi.end_all(e.what(), false);
  }
}

}  // namespace happiest_particle
#endif
