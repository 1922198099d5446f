// SPDX-License-Identifier: BSL-1.0
// What the machine can do at most, to hold kernels against.
#include <benchmark/benchmark.h>

#include "support/machine.hpp"

namespace {

using benchmark::Counter;

void arithmetic(benchmark::State& state, bool fused) {
  constexpr int turns = 100'000;
  double done = 0;
  for (auto unused : state) {
    static_cast<void>(unused);
    done += reference::multiply_and_add(turns, fused);
  }
  state.counters["flop/s"] = Counter(done, Counter::kIsRate);
}

void bandwidth(benchmark::State& state, std::size_t bytes) {
  reference::triad arrays(bytes);
  for (auto unused : state) {
    static_cast<void>(unused);
    arrays.run();
  }
  state.counters["bytes/s"] = Counter(arrays.bytes(), Counter::kIsIterationInvariantRate);
}

void random_records(benchmark::State& state, std::size_t bytes) {
  reference::random_lines lines(bytes);
  constexpr std::size_t reads = 10'000;
  for (auto unused : state) {
    static_cast<void>(unused);
    lines.at_once(reads);
  }
  state.counters["s/record"] =
      Counter(double{reads}, Counter::kIsIterationInvariantRate | Counter::kInvert);
}

const bool registered = [] {
  for (const bool fused : {false, true})
    benchmark::RegisterBenchmark(
        fused ? "machine/multiply_and_add/fused" : "machine/multiply_and_add/separate",
        [fused](benchmark::State& s) { arithmetic(s, fused); });
  for (int level = 1; level <= 4; ++level) {
    const std::string in = level < 4 ? "L" + std::to_string(level) : "memory";
    const std::size_t bytes = reference::measured_bytes(level);
    benchmark::RegisterBenchmark(("machine/triad/" + in).c_str(),
                                 [bytes](benchmark::State& s) { bandwidth(s, bytes); });
    benchmark::RegisterBenchmark(("machine/random_records/" + in).c_str(),
                                 [bytes](benchmark::State& s) { random_records(s, bytes); });
  }
  return true;
}();

}  // namespace
