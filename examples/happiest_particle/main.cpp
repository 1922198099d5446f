// SPDX-License-Identifier: BSL-1.0
// The happiest particle: moves particles through model output, finds the happiest one, and tells when
// all are ecstatic.
#include "executors.hpp"

#include <eudrift/core/error.hpp>
#include <eudrift/netcdf/probe_file.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <thread>

namespace happiest_particle {

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
      {"mpi", nullptr, "install MPI and nlohmann/json, e.g. libopenmpi-dev and nlohmann-json3-dev, and configure again"},
#endif
  };
  return all;
}

namespace {

/// Whether this is one of many processes that MPI's launchers started alike, but not the first.
bool is_another() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"})
    if (const char* rank = std::getenv(name)) return std::string(rank) != "0";
  return false;
}

/// How many processes MPI's launcher started.
int started() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (const char* size = std::getenv(name)) return std::atoi(size);
  return 1;
}

/// One line, whatever names it contains.  The process ends without the clean-up of HDF5, which after a
/// damaged file prints lines of its own.
[[noreturn]] void refuse(const std::string& sentence) {
  std::fprintf(stderr, "happiest_particle: %s\n", one_line(sentence).c_str());
  std::fflush(nullptr);
  std::_Exit(2);
}

/// All processes have the same command line, and one says what is wrong with it.
std::optional<options> parse(int count, const char* const* words) try {
  auto o = parse_options(count, words);
  eudrift::require(!o || o->executor == "mpi" || started() <= 1,
                   std::to_string(started()) + " processes were started, but the executor " + (o ? o->executor : "") +
                       " has one, and each would do the same; add --executor mpi --local serial or openmp");
  return o;
} catch (const std::exception& e) {
  if (!is_another()) refuse(e.what());
  // The launcher ends this one when the first has said so; one that ended before might keep it from saying it.
  std::this_thread::sleep_for(std::chrono::seconds(5));
  std::_Exit(2);
}

void start(const options& o) {
  std::string names;
  for (const executor_entry& e : executors()) {
    names += (names.empty() ? "" : ", ") + std::string(e.name);
    if (e.name != o.executor) continue;
    eudrift::require(e.run != nullptr, "the executor " + o.executor + " is not built in: " + e.install);
    for (const std::string& path : o.forcing)
      if (!is_another()) eudrift::probe_netcdf_file(path);
    // The tracks of a run that may have been killed.
    if (!o.restart.empty() && !is_another()) eudrift::probe_netcdf_file(o.output);
    return e.run(o);
  }
  throw eudrift::error("there is no executor " + o.executor + "; choose one of " + names);
}

/// What was printed may still be on its way, or have been lost on it.
void check_printed() {
  const bool flushed = std::fflush(stdout) == 0;
  eudrift::require(flushed && std::ferror(stdout) == 0,
                   "standard output cannot be written, so that what was to be printed is lost; make room where it goes");
}

}  // namespace

std::string one_line(std::string sentence) {
  std::replace_if(sentence.begin(), sentence.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return sentence;
}

}  // namespace happiest_particle

int main(int count, char** words) try {
  const auto options = happiest_particle::parse(count, words);
  if (options) happiest_particle::start(*options);
  happiest_particle::check_printed();
  return 0;
} catch (const std::bad_alloc&) {
  happiest_particle::refuse(happiest_particle::no_memory);
} catch (const std::exception& e) {
  happiest_particle::refuse(e.what());
}
