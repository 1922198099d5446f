// SPDX-License-Identifier: BSL-1.0
// Runs the same tests in every process.  A test case ends when it has ended in all of them; one that failed
// tells what it saw, whichever it is, and one that the others do not follow ends them all.
#if !__has_include(<catch2/catch_session.hpp>)
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include <catch2/catch.hpp>
#else
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
namespace Catch {
using TestEventListenerBase = EventListenerBase;
}
#endif
#include <mpi.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>

#include <unistd.h>

#include "../support/meshes.hpp"

int run_catch(int argc, char** argv);

namespace {

/// Of one test case in one process; then all end.
unsigned most_seconds() { return test::long_form() ? 1800 : 120; }
/// That a process which failed waits for the others.
constexpr double patience = 10;

MPI_Comm everybody = MPI_COMM_NULL;
int rank = 0;
std::ostringstream said;
std::string late;

void show_what_was_said() {
  if (rank == 0) {
    std::cout << std::flush;
  } else {
    std::fprintf(stderr, "process %d:\n%s\n", rank, said.str().c_str());
  }
}

extern "C" void end_late(int) {
  const auto ignored = ::write(STDERR_FILENO, late.data(), late.size());
  ::_exit(ignored >= 0 ? 3 : 4);  // without MPI_Finalize, so that mpiexec ends the others
}

struct together : Catch::TestEventListenerBase {
  using Catch::TestEventListenerBase::TestEventListenerBase;
  void testCaseStarting(const Catch::TestCaseInfo& test) override {
    late = "process " + std::to_string(rank) + " has waited too long in: " + test.name + "\n";
    ::alarm(most_seconds());
  }
  void testCaseEnded(const Catch::TestCaseStats& stats) override {
    int mine = stats.totals.assertions.failed > 0, any = 0, all_here = 0;
    MPI_Request request;
    MPI_Iallreduce(&mine, &any, 1, MPI_INT, MPI_MAX, everybody, &request);
    const auto begun = std::chrono::steady_clock::now();
    while (true) {
      MPI_Test(&request, &all_here, MPI_STATUS_IGNORE);
      if (all_here != 0) break;
      const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - begun;
      if (mine != 0 && waited.count() > patience) {
        show_what_was_said();
        MPI_Abort(MPI_COMM_WORLD, 1);
      }
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    ::alarm(0);
  }
};
CATCH_REGISTER_LISTENER(together)

}  // namespace

int main(int argc, char** argv) {
  int level = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &level);
  MPI_Comm_dup(MPI_COMM_WORLD, &everybody);
  MPI_Comm_rank(everybody, &rank);
  std::signal(SIGALRM, end_late);
  std::streambuf* const was = std::cout.rdbuf();
  if (rank != 0) std::cout.rdbuf(said.rdbuf());
  int failed = run_catch(argc, argv);
  if (failed != 0 && rank != 0) show_what_was_said();
  std::cout.rdbuf(was);
  int worst = 0;
  MPI_Allreduce(&failed, &worst, 1, MPI_INT, MPI_MAX, everybody);
  MPI_Comm_free(&everybody);
  MPI_Finalize();
  return worst != 0 ? 1 : 0;
}
