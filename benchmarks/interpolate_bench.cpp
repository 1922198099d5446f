// SPDX-License-Identifier: BSL-1.0
// Kernel B: velocity at particles, barycentric in space and linear in time.
#include <benchmark/benchmark.h>

#include "support/reference_case.hpp"

using namespace reference;

namespace {

constexpr double moment = 1234;  ///< [s after the interval's beginning]

void library(benchmark::State& state, order o) {
  library_case<serial_executor> c(serial_executor{}, the_sea(o));
  const index_t n = c.particles().size();
  std::array<std::vector<double>, 2> to;
  for (auto& component : to) component.resize(static_cast<std::size_t>(n));
  const auto v = c.by().velocity;
  const auto particles = c.particles().view();
  const interpolate<double, id, 2, decltype(c.particles().view())> kernel{
      v.mesh, v.current, particles, moment, {{to[0].data(), to[1].data()}, n}};
  for (auto unused : state) {
    static_cast<void>(unused);
    c.executor().map(n, kernel);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * n);
}

void by_hand(benchmark::State& state, order o) {
  hand_case c(the_sea(o));
  std::vector<double> u(c.x.size()), v(c.x.size());
  const auto mesh = c.mesh();
  const auto current = c.current();
  for (auto unused : state) {
    static_cast<void>(unused);
    for (std::size_t i = 0; i < c.x.size(); ++i) {
      const auto w = hand_written::weights_in(mesh, c.element[i], c.x[i], c.y[i]);
      const auto p = hand_written::velocity(mesh, current, c.element[i], w, moment);
      u[i] = p.x;
      v[i] = p.y;
    }
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(c.x.size()));
}

BENCHMARK_CAPTURE(library, sorted, order::sorted)->Name("interpolate/serial/sorted");
BENCHMARK_CAPTURE(by_hand, sorted, order::sorted)->Name("interpolate/by_hand/sorted");
BENCHMARK_CAPTURE(library, scattered, order::scattered)->Name("interpolate/serial/scattered");
BENCHMARK_CAPTURE(by_hand, scattered, order::scattered)->Name("interpolate/by_hand/scattered");

}  // namespace
