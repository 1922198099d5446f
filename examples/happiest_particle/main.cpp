// SPDX-License-Identifier: BSL-1.0
// The happiest particle: moves particles through FVCOM output, finds the happiest one, and tells when
// all are ecstatic.
#include "executors.hpp"

#include <eudrift/core/error.hpp>
#include <eudrift/netcdf/probe_file.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>

namespace happiest_particle {

const std::vector<executor_entry>& executors() {
  static const std::vector<executor_entry> all{
      {"serial", run_serial, ""},
#if defined(EUDRIFT_WITH_OPENMP)
      {"openmp", run_openmp, ""},
#else
      {"openmp", nullptr, "install a compiler with OpenMP, e.g. g++, or libomp-dev for clang, and configure again"},
#endif
  };
  return all;
}

namespace {

void run(const options& o) {
  std::string names;
  for (const executor_entry& e : executors()) {
    names += (names.empty() ? "" : ", ") + std::string(e.name);
    if (e.name != o.executor) continue;
    eudrift::require(e.run != nullptr, "the executor " + o.executor + " is not built in: " + e.install);
    for (const std::string& path : o.forcing) eudrift::probe_netcdf_file(path);
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

/// One line, whatever names it contains.  The process ends without the clean-up of HDF5, which after a
/// damaged file prints lines of its own.
[[noreturn]] void refuse(std::string sentence) {
  std::replace_if(sentence.begin(), sentence.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  std::fprintf(stderr, "happiest_particle: %s\n", sentence.c_str());
  std::fflush(nullptr);
  std::_Exit(2);
}

}  // namespace
}  // namespace happiest_particle

int main(int count, char** words) try {
  const auto options = happiest_particle::parse_options(count, words);
  if (options) happiest_particle::run(*options);
  happiest_particle::check_printed();
  return 0;
} catch (const std::bad_alloc&) {
  happiest_particle::refuse("memory does not suffice; use fewer particles or a machine with more");
} catch (const std::exception& e) {
  happiest_particle::refuse(e.what());
}
