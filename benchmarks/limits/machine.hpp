// SPDX-License-Identifier: BSL-1.0
// The machine's limits, measured in the run in which they are used.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace limits {

struct memory_level {
  std::string name;
  std::size_t bytes;          ///< what is measured in: two thirds of a cache
  std::vector<double> triad;  ///< bytes a second, by threads from 1 on
  double line, record;  ///< ns to reach a random line after another, a random record among many
};

struct machine {
  std::vector<double> separate, fused;  ///< sums and products a second, by threads from 1 on
  std::vector<memory_level> level;      ///< from the nearest on

  /// The nearest level that holds so many bytes.
  const memory_level& holding(double bytes) const;
};

/// Takes some seconds.
machine measure_machine(int threads, int repeats);

void print_machine(const machine& m, const std::string& folder);

}  // namespace limits
