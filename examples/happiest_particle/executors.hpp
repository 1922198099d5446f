// SPDX-License-Identifier: BSL-1.0
// The executors that this program was built with.
#pragma once
#include "options.hpp"

#include <vector>

namespace happiest_particle {

struct executor_entry {
  const char* name;
  void (*run)(const options&);  ///< null: not built in
  const char* install;          ///< what brings it
};

/// All executors that there are, built in or not.
const std::vector<executor_entry>& executors();

// Each in a source file of its own, so that they compile side by side.
void run_serial(const options& o);
void run_openmp(const options& o);

}  // namespace happiest_particle
