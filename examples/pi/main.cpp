// SPDX-License-Identifier: BSL-1.0
// Pi by a map and a reduction on any executor: whether OpenMP, a card and MPI are there and work, and what they run on.
#include "executors.hpp"

#include <eudrift/core/error.hpp>

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <numbers>
#include <optional>

namespace pi {

const std::vector<executor_entry>& executors() {
  static const std::vector<executor_entry> all{
      {"serial", run_serial, ""},
#if defined(EUDRIFT_WITH_OPENMP)
      {"openmp", run_openmp, ""},
#else
      {"openmp", nullptr, "install a compiler with OpenMP, e.g. g++, or libomp-dev for clang, and configure again"},
#endif
#if defined(EUDRIFT_WITH_GPU)
      {"gpu", run_gpu, ""},
#else
      {"gpu", nullptr, "install Thrust, e.g. libthrust-dev or the CUDA toolkit, and configure again"},
#endif
#if defined(EUDRIFT_WITH_MPI)
      {"mpi", run_mpi, ""},
#else
      {"mpi", nullptr, "install MPI, e.g. libopenmpi-dev, and configure again"},
#endif
  };
  return all;
}

std::string process_line(int rank, int ranks, const std::string& executor, const std::string& threads) {
  char host[256] = "";
  if (gethostname(host, sizeof host - 1) != 0) host[0] = '?';
  return "rank " + std::to_string(rank) + " of " + std::to_string(ranks) + " on host " + host + ", " + executor +
         ": " + threads;
}

void print_result(double value, std::int64_t terms) {
  std::printf("pi is %.17g by %lld terms, with an error of %.2e\n", value, static_cast<long long>(terms),
              value - std::numbers::pi);
}

namespace {

/// The executor of that name, built in.
const executor_entry& find(const std::string& name) {
  std::string names;
  for (const executor_entry& e : executors()) {
    names += (names.empty() ? "" : ", ") + std::string(e.name);
    if (e.name != name) continue;
    eudrift::require(e.run != nullptr, "the executor " + name + " is not built in: " + e.install);
    return e;
  }
  throw eudrift::error("there is no executor " + name + "; choose one of " + names);
}

/// Nothing where only help was asked for, which is then printed.
std::optional<options> parse_options(int count, const char* const* words) {
  options o;
  CLI::App app{"Computes pi by a map and a reduction, and says on which ranks, hosts and threads."};
  app.add_option("--executor", o.executor, "serial, openmp, gpu or mpi (under mpirun)")->capture_default_str();
  auto* local = app.add_option("--local", o.local, "what runs in each process of mpi: serial, openmp or gpu");
  local->capture_default_str();
  app.add_option("--threads", o.threads, "threads of openmp; 0: all cores")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  auto* device = app.add_option("--device", o.device, "card of gpu, counted from 0; the ranks of mpi on a host take it and the next ones");
  device->check(CLI::Range(0, 1000))->capture_default_str();
  app.add_option("--terms", o.terms, "strips under the curve, each 8 bytes of memory")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000'000}))
      ->capture_default_str();
  try {
    app.parse(count, words);
  } catch (const CLI::Success& asked) {
    app.exit(asked, std::cout, std::cout);
    return std::nullopt;
  } catch (const CLI::ParseError& wrong) {
    throw eudrift::error(std::string(wrong.what()) + "; pi --help lists what can be given");
  }
  const bool over_processes = o.executor == "mpi";
  eudrift::require(local->count() == 0 || over_processes,
                   "--local " + o.local + " is what runs in each process of mpi, but the executor is " + o.executor +
                       "; add --executor mpi or leave it out");
  eudrift::require(o.local != "mpi", "--local is mpi, but in each process serial, openmp or gpu is expected");
  eudrift::require(device->count() == 0 || (over_processes ? o.local : o.executor) == "gpu",
                   "--device is a card of the executor gpu, but kernels run on " + (over_processes ? o.local : o.executor) +
                       "; add " + (over_processes ? "--local gpu" : "--executor gpu") + " or leave it out");
  eudrift::require(o.threads <= 1 || (over_processes ? o.local : o.executor) != "serial",
                   "--threads is " + std::to_string(o.threads) + ", but the executor serial has one; add " +
                       (over_processes ? "--local openmp" : "--executor openmp"));
  return o;
}

}  // namespace
}  // namespace pi

int main(int count, char** words) try {
  const auto o = pi::parse_options(count, words);
  if (!o) return 0;
  const pi::executor_entry& chosen = pi::find(o->executor);
  pi::find(o->local);
  chosen.run(*o);
  eudrift::require(std::fflush(stdout) == 0, "standard output cannot be written; make room where it goes");
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "pi: %s\n", e.what());
  return 2;
}
