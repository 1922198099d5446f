// SPDX-License-Identifier: BSL-1.0
// Random numbers and the random walk.
#include <benchmark/benchmark.h>

#include "support/reference_case.hpp"

using namespace reference;

namespace {

void words(benchmark::State& state) {
  std::uint64_t particle = 0;
  for (auto unused : state) {
    static_cast<void>(unused);
    benchmark::DoNotOptimize(philox(1, ++particle, 0, dispersal_stream));
  }
  state.SetItemsProcessed(state.iterations());
}
void disc(benchmark::State& state) {
  std::uint64_t particle = 0;
  for (auto unused : state) {
    static_cast<void>(unused);
    benchmark::DoNotOptimize(uniform_in_disc(1, ++particle, 0));
  }
  state.SetItemsProcessed(state.iterations());
}

/// One step of the walk for each particle, its new element left behind.
struct disperse {
  triangle_mesh_view<double, id> mesh;
  drifter_view<2> particles;
  random_walk walk;
  view<id> to;
  EUDRIFT_FN void operator()(index_t i) const {
    to[i] = walk.step(mesh, site_of(mesh, particles, i), 60.0, get<particle_id>(particles)[i], 0).element;
  }
};
void walk(benchmark::State& state) {
  library_case<serial_executor> c(serial_executor{}, the_sea(order::sorted));
  const index_t n = c.particles().size();
  std::vector<id> to(static_cast<std::size_t>(n));
  const disperse kernel{c.mesh().view(), c.particles().view(), {10, 1}, {to.data(), n}};
  for (auto unused : state) {
    static_cast<void>(unused);
    c.executor().map(n, kernel);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * n);
}

BENCHMARK(words)->Name("philox4x32_10");
BENCHMARK(disc)->Name("uniform_in_disc");
BENCHMARK(walk)->Name("random_walk/10_m2_per_s/sorted");

}  // namespace
