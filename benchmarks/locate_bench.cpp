// SPDX-License-Identifier: BSL-1.0
// Finding the element of a point: from nothing, from the element before, from far away.
#include <benchmark/benchmark.h>

#include "support/reference_case.hpp"

using namespace reference;

namespace {

/// Element of the point `metres` east of each particle, from the particle's own; beyond the basin's
/// edge `nowhere` is the answer.
template <bool FromNear>
struct find_element {
  triangle_mesh_view<double, id> mesh;
  drifter_view<2> particles;
  double metres;
  view<id> to;
  EUDRIFT_FN void operator()(index_t i) const {
    vec<double, 2> p = get<position>(particles).load(i);
    p.at[0] += metres;
    to[i] = FromNear ? locate(mesh, get<host_element>(particles)[i], p) : search(mesh, p);
  }
};

template <bool FromNear>
void run(benchmark::State& state, order o, double metres) {
  library_case<serial_executor> c(serial_executor{}, the_sea(o));
  const index_t n = c.particles().size();
  std::vector<id> found(static_cast<std::size_t>(n));
  const find_element<FromNear> kernel{c.mesh().view(), c.particles().view(), metres, {found.data(), n}};
  for (auto unused : state) {
    static_cast<void>(unused);
    c.executor().map(n, kernel);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * n);
}

void from_nothing(benchmark::State& state, order o) { run<false>(state, o, 0); }
void from_near(benchmark::State& state, order o, double metres) { run<true>(state, o, metres); }

BENCHMARK_CAPTURE(from_nothing, sorted, order::sorted)->Name("search/sorted");
BENCHMARK_CAPTURE(from_nothing, scattered, order::scattered)->Name("search/scattered");
BENCHMARK_CAPTURE(from_near, here, order::sorted, 0.0)->Name("locate/here/sorted");
BENCHMARK_CAPTURE(from_near, step, order::sorted, 30.0)->Name("locate/30_m/sorted");
BENCHMARK_CAPTURE(from_near, step_scattered, order::scattered, 30.0)->Name("locate/30_m/scattered");
BENCHMARK_CAPTURE(from_near, walk, order::sorted, 3000.0)->Name("locate/3_km/sorted");

}  // namespace
