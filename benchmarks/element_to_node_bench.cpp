// SPDX-License-Identifier: BSL-1.0
// Kernel A: two components of velocity from elements to nodes.
#include <benchmark/benchmark.h>

#include <eudrift/kernels/element_to_node.hpp>
#include <eudrift/mesh/node_weights.hpp>

#include "support/reference_case.hpp"

using namespace reference;

namespace {

struct data {
  const sea& s;
  node_weights weights;
  std::array<std::vector<double>, 2> from, to;

  explicit data(order o)
      : s(the_sea(o)),
        weights(make_node_weights(s.mesh, node_average::linear_exact)),
        from(test::at_elements(s.mesh, gyre, 0)) {
    for (auto& component : to) component.resize(s.mesh.x.size());
  }
};

void library(benchmark::State& state, order o) {
  data d(o);
  const auto whole = []<class T>(const std::vector<T>& v) {
    return view<const T>{v.data(), static_cast<index_t>(v.size())};
  };
  const element_to_node<double, id, 2> kernel{
      {whole(d.weights.begin), whole(d.weights.element), whole(d.weights.weight)},
      {{d.from[0].data(), d.from[1].data()}, d.s.mesh.elements()},
      {{d.to[0].data(), d.to[1].data()}, d.s.mesh.nodes()}};
  const serial_executor ex;
  for (auto unused : state) {
    static_cast<void>(unused);
    ex.map(d.s.mesh.nodes(), kernel);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * d.s.mesh.nodes());
}

void by_hand(benchmark::State& state, order o) {
  data d(o);
  const std::int64_t* begin = d.weights.begin.data();
  const std::int32_t* element = d.weights.element.data();
  const double *weight = d.weights.weight.data(), *u = d.from[0].data(), *v = d.from[1].data();
  double *u_at = d.to[0].data(), *v_at = d.to[1].data();
  const std::int64_t nodes = d.s.mesh.nodes();
  for (auto unused : state) {
    static_cast<void>(unused);
    for (std::int64_t n = 0; n < nodes; ++n) {
      double su = 0, sv = 0;
      for (std::int64_t i = begin[n]; i < begin[n + 1]; ++i) {
        su += weight[i] * u[element[i]];
        sv += weight[i] * v[element[i]];
      }
      u_at[n] = su;
      v_at[n] = sv;
    }
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * nodes);
}

BENCHMARK_CAPTURE(library, sorted, order::sorted)->Name("element_to_node/serial/sorted");
BENCHMARK_CAPTURE(by_hand, sorted, order::sorted)->Name("element_to_node/by_hand/sorted");
BENCHMARK_CAPTURE(library, scattered, order::scattered)->Name("element_to_node/serial/scattered");
BENCHMARK_CAPTURE(by_hand, scattered, order::scattered)->Name("element_to_node/by_hand/scattered");

}  // namespace
