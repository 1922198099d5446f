// SPDX-License-Identifier: BSL-1.0
// What the command line says, the executors that this program was built with, and what each of them prints.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace pi {

struct options {
  std::string executor = "serial";
  std::string local = "serial";  ///< executor within each process
  int threads = 0;               ///< of openmp, 0 for all cores
  int device = 0;                ///< of gpu, with mpi that of the first rank on a host
  std::int64_t terms = 1'000'000;
};

struct executor_entry {
  const char* name;
  void (*run)(const options&);  ///< null: not built in
  const char* install;          ///< what brings it
};

/// All executors that there are, built in or not.
const std::vector<executor_entry>& executors();

// Each in a source file of its own, with what it needs.
void run_serial(const options& o);
void run_openmp(const options& o);
void run_gpu(const options& o);
void run_mpi(const options& o);

/// "thread 0", the only one of the serial executor.
std::string one_thread();
/// "threads 0 1 on 2 processors": the threads of a team that answer, and the processors on which this process may run.
std::string team_of_threads(int threads);

/// One process in words: "rank 1 of 4 on host node7, openmp: threads 0 1 on 2 processors".
std::string process_line(int rank, int ranks, const std::string& executor, const std::string& threads);
/// Prints pi and its error.
void print_result(double value, std::int64_t terms);

}  // namespace pi
