// SPDX-License-Identifier: BSL-1.0
/// \file
/// Runs the program on many processes of this machine.
#pragma once
#include "../happiest_particle/stormy.hpp"

#include <cstdlib>

namespace program_test {

/// Words that start `ranks` processes, more than there are cores where it comes to that.
inline words processes(int ranks) {
  for (const auto& [name, value] : {std::pair{"OMPI_ALLOW_RUN_AS_ROOT", "1"}, {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"},
                                    {"OMPI_MCA_rmaps_base_oversubscribe", "1"}, {"OMPI_MCA_hwloc_base_binding_policy", "none"},
                                    {"OMPI_MCA_mpi_yield_when_idle", "1"}, {"OMP_WAIT_POLICY", "passive"}})
    setenv(name, value, 1);
  return {EUDRIFT_MPIEXEC, "-n", std::to_string(ranks)};
}

/// For as long as it lives the program runs on so many processes.
class on_many {
 public:
  explicit on_many(int ranks) { launcher() = processes(ranks); }
  on_many(const on_many&) = delete;
  on_many& operator=(const on_many&) = delete;
  ~on_many() { launcher().clear(); }
};

inline words with(words line, const words& more) {
  line.insert(line.end(), more.begin(), more.end());
  return line;
}

}  // namespace program_test
