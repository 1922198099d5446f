// SPDX-License-Identifier: BSL-1.0
// The fused RK4 interval (60 steps of 60 s) by the library on its executors, in each of its forms,
// and by hand.
#include <benchmark/benchmark.h>

#include <eudrift/swarm/staged_advance.hpp>
#if defined(EUDRIFT_WITH_OPENMP)
#include <eudrift/openmp/executor.hpp>
#endif

#include "support/forms.hpp"

using namespace reference;

namespace {

void count(benchmark::State& state, order o) {
  static const double crossings = crossings_per_step(the_sea(order::sorted));  // the same particles in either order
  const double done = static_cast<double>(the_sea(o).start.size()) * steps;
  using benchmark::Counter;
  state.counters["particle_steps/s"] = Counter(done, Counter::kIsIterationInvariantRate);
  state.counters["s/particle_step"] =
      Counter(done, Counter::kIsIterationInvariantRate | Counter::kInvert);
  state.counters["crossings/step"] = crossings;
}

/// Runs `interval` once an iteration, each time from the start.
template <class Case, class F>
void measure(benchmark::State& state, order o, Case& c, const F& interval) {
  for (auto unused : state) {
    static_cast<void>(unused);
    state.PauseTiming();
    c.restart();
    state.ResumeTiming();
    interval();
  }
  count(state, o);
}

template <class Ex>
void fused(benchmark::State& state, order o, Ex ex) {
  library_case<Ex> c(ex, the_sea(o));
  measure(state, o, c, [&] { c.advance(); });
}

/// The same by single particles, which no executor takes for a block.
void by_index(benchmark::State& state, order o) {
  library_case<serial_executor> c(serial_executor{}, the_sea(o));
  measure(state, o, c, [&] { advance_by_index(c, c.by(), steps); });
}

/// By blocks that read the elements' records, which are filled beforehand.
void with_records(benchmark::State& state, order o) {
  recorded_case c(the_sea(o));
  measure(state, o, c, [&] { advance_by_block(c, c.by_records(), steps); });
}

template <class Ex>
void staged(benchmark::State& state, order o, Ex ex) {
  library_case<Ex> c(ex, the_sea(o));
  staged_advance<rk4, Ex> advance(ex);
  measure(state, o, c, [&] { advance(c.particles(), c.by(), c.grid(), 0, steps); });
}

void by_hand(benchmark::State& state, order o) {
  hand_case c(the_sea(o));
  measure(state, o, c, [&] { c.advance(); });
}

const bool registered = [] {
  const auto add = [](const std::string& name, auto f) {
    return benchmark::RegisterBenchmark(name.c_str(), f)->Unit(benchmark::kMillisecond);
  };
  for (const order o : {order::sorted, order::scattered}) {
    const std::string in = name_of(o);
    add("advance/by_hand/" + in, [o](benchmark::State& s) { by_hand(s, o); });
    add("advance/serial/" + in, [o](benchmark::State& s) { fused(s, o, serial_executor{}); });
    add("advance/serial_records/" + in, [o](benchmark::State& s) { with_records(s, o); });
    add("advance/serial_index/" + in, [o](benchmark::State& s) { by_index(s, o); });
    add("advance_staged/serial/" + in, [o](benchmark::State& s) { staged(s, o, serial_executor{}); });
#if defined(EUDRIFT_WITH_OPENMP)
    for (const int threads : {1, 2})
      add("advance/openmp:" + std::to_string(threads) + "/" + in, [=](benchmark::State& s) {
        fused(s, o, openmp_executor(threads));
      })->UseRealTime();
#endif
  }
  return true;
}();

}  // namespace
