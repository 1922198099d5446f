// SPDX-License-Identifier: BSL-1.0
// The price of order: a sort of the particles by element, and the renumbering of a mesh.
#include <benchmark/benchmark.h>

#include "support/sort_case.hpp"

using namespace reference;

namespace {

/// Each time on the same particles, put back without being measured.
void sort(benchmark::State& state, before what) {
  sort_case c(the_sea(what == before::random ? order::scattered : order::sorted), what);
  for (auto unused : state) {
    static_cast<void>(unused);
    state.PauseTiming();
    c.restart();
    state.ResumeTiming();
    c.sort();
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * c.size());
}

/// Per node, with the elements that go with it.
void renumber(benchmark::State& state, int side) {
  const mesh_data mesh = test::make_mesh({.width = size, .height = size, .across = side - 1, .up = side - 1});
  for (auto unused : state) {
    static_cast<void>(unused);
    benchmark::DoNotOptimize(hilbert_ordered(mesh));
  }
  state.SetItemsProcessed(state.iterations() * mesh.nodes());
}

BENCHMARK_CAPTURE(sort, random, before::random)->Name("sort_by_element/random");
BENCHMARK_CAPTURE(sort, drifted, before::drifted)->Name("sort_by_element/after_an_hour");
BENCHMARK_CAPTURE(renumber, small, 142)->Name("hilbert_ordered/20164_nodes");

}  // namespace
