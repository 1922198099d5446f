// SPDX-License-Identifier: BSL-1.0
// The methods of kernel C on a flow that costs nothing: a turning plane.
#include <benchmark/benchmark.h>

#include <eudrift/core/vec.hpp>
#include <eudrift/math/runge_kutta.hpp>

using namespace eudrift;

namespace {

constexpr int steps = 1000;

template <class Scheme>
void library(benchmark::State& state) {
  const auto turn = [](const vec<double, 2>& p, double) { return vec<double, 2>{-p.at[1], p.at[0]}; };
  vec<double, 2> p{1, 0};
  for (auto unused : state) {
    static_cast<void>(unused);
    for (int k = 0; k < steps; ++k) p = step<Scheme>(turn, p, k * 1e-3, 1e-3);
    benchmark::DoNotOptimize(p);
  }
  state.SetItemsProcessed(state.iterations() * steps);
}

void rk4_by_hand(benchmark::State& state) {
  double x = 1, y = 0;
  const double h = 1e-3;
  for (auto unused : state) {
    static_cast<void>(unused);
    for (int k = 0; k < steps; ++k) {
      const double u1 = -y, v1 = x;
      const double u2 = -(y + h * (0.5 * v1)), v2 = x + h * (0.5 * u1);
      const double u3 = -(y + h * (0.5 * v2)), v3 = x + h * (0.5 * u2);
      const double u4 = -(y + h * v3), v4 = x + h * u3;
      x += h * (1.0 / 6 * u1 + 1.0 / 3 * u2 + 1.0 / 3 * u3 + 1.0 / 6 * u4);
      y += h * (1.0 / 6 * v1 + 1.0 / 3 * v2 + 1.0 / 3 * v3 + 1.0 / 6 * v4);
    }
    benchmark::DoNotOptimize(x);
    benchmark::DoNotOptimize(y);
  }
  state.SetItemsProcessed(state.iterations() * steps);
}

BENCHMARK(library<euler>)->Name("step/euler");
BENCHMARK(library<midpoint>)->Name("step/midpoint");
BENCHMARK(library<heun>)->Name("step/heun");
BENCHMARK(library<ralston3>)->Name("step/ralston3");
BENCHMARK(library<rk4>)->Name("step/rk4");
BENCHMARK(rk4_by_hand)->Name("step/rk4_by_hand");
BENCHMARK(library<bogacki_shampine32>)->Name("step/bogacki_shampine32");
BENCHMARK(library<dormand_prince54>)->Name("step/dormand_prince54");

}  // namespace
