// SPDX-License-Identifier: BSL-1.0
// The executors that this program was built with.
#pragma once
#include "options.hpp"

#include <string>
#include <vector>

namespace happiest_particle {

struct executor_entry {
  const char* name;
  void (*run)(const options&);  ///< null: not built in
  const char* install;          ///< what brings it
};

/// What is said where memory does not suffice.
inline constexpr const char* no_memory = "memory does not suffice; use fewer particles or a machine with more";
/// A sentence as one line, whatever names it contains.
std::string one_line(std::string sentence);

/// All executors that there are, built in or not.
const std::vector<executor_entry>& executors();

// Each in a source file of its own, so that they compile side by side.
void run_serial(const options& o);
void run_openmp(const options& o);
void run_gpu(const options& o);
void run_mpi(const options& o);

}  // namespace happiest_particle
