// SPDX-License-Identifier: BSL-1.0
// The price of order: a sort of the particles by element, and the renumbering of a mesh.
#include <benchmark/benchmark.h>

#include "support/reference_case.hpp"

using namespace reference;

namespace {

/// Particles in random order, or sorted and then moved for an hour.
enum class before { random, drifted };

/// Each time on the same particles, put back without being measured.
void sort(benchmark::State& state, before what) {
  const sea& s = the_sea(what == before::random ? order::scattered : order::sorted);
  library_case<serial_executor> c(serial_executor{}, s);
  if (what == before::drifted) c.advance();
  const particle_batch<2> unsorted = c.particles().collect_all();
  particle_batch<2> named = unsorted;  // an id is a place in it
  std::iota(named.component<particle_id>().begin(), named.component<particle_id>().end(), std::int64_t{0});
  particle_set<serial_executor, 2> particles(serial_executor{});
  particles.append(named);
  sort_by_element sort;
  sort(particles, s.mesh.elements());  // what is kept from one sort to the next is there
  std::vector<index_t> back(static_cast<std::size_t>(particles.size()));
  const auto ids = particles.collect<particle_id>();
  for (std::size_t i = 0; i < ids.size(); ++i) back[static_cast<std::size_t>(ids[i])] = static_cast<index_t>(i);
  for (auto unused : state) {
    static_cast<void>(unused);
    state.PauseTiming();
    particles.reorder(back);
    state.ResumeTiming();
    sort(particles, s.mesh.elements());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * unsorted.size());
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
