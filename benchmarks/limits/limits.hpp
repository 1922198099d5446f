// SPDX-License-Identifier: BSL-1.0
// The parts of the program.
#pragma once
#include "machine.hpp"
#include "recorded_sea.hpp"

#include <memory>
#include <string>

namespace limits {

struct setting {
  std::string folder = ".";  ///< of the CSV files
  int pairs = 11;            ///< measurements of which a median is taken
  bool small = false;        ///< a case of each part, of seconds, to see that it runs
};

/// Bytes of memory that the system can still give.
double free_bytes();
/// Whether a mesh and particles fit with a quarter to spare; says so where they do not.
bool fits(index_t nodes, index_t particles);

void measure_costs(
    const setting& s);  ///< against particles, nodes, steps a map, precision of the records
void measure_order(const setting& s);  ///< what a sort costs, and what it costs not to sort
void measure_threads(
    const setting& s);  ///< one, two and more of them; two beside two copies of a serial run
void measure_memory(
    const setting& s);  ///< of 10^7 particles on 10^6 nodes; in a process of its own

}  // namespace limits
