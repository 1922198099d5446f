// SPDX-License-Identifier: BSL-1.0
// Runs the benchmarks; says what they ran on.
#include <benchmark/benchmark.h>

#include <eudrift/core/reproducible.hpp>
#include <eudrift/version.hpp>

#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

#include "support/reference_case.hpp"

namespace {

/// The processor's name, where the system tells it.
std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(": ") + 2);
  return "unknown";
}

}  // namespace

int main(int argc, char** argv) {
  // Repetitions of different benchmarks alternate, so that a disturbance does not fall on one alone.
  std::vector<char*> arguments(argv, argv + argc);
  std::string interleave = "--benchmark_enable_random_interleaving=true";
  arguments.insert(arguments.begin() + 1, interleave.data());
  int count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;

  benchmark::AddCustomContext("processor", processor());
  benchmark::AddCustomContext("compiler", EUDRIFT_BENCHMARK_COMPILER);
  benchmark::AddCustomContext("flags", EUDRIFT_BENCHMARK_FLAGS);
  benchmark::AddCustomContext("equal bits", eudrift::is_reproducible_build() ? "yes" : "no");
  try {
    const auto& sea = reference::the_sea(reference::order::sorted);
    benchmark::AddCustomContext("mesh", std::to_string(sea.mesh.nodes()) + " nodes, " +
                                            std::to_string(sea.mesh.elements()) + " elements");
    benchmark::AddCustomContext("particles", std::to_string(sea.start.size()));
    reference::require_equal_bits(sea);
    reference::require_equal_bits(reference::the_sea(reference::order::scattered));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "benchmarks: %s\n", e.what());
    return 1;
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
