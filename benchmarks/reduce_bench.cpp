// SPDX-License-Identifier: BSL-1.0
// Kernel D: the highest value with its holder, a sum, and a sum without error.
#include <benchmark/benchmark.h>

#include <eudrift/kernels/max_reduce.hpp>

#include "support/reference_case.hpp"

using namespace reference;

namespace {

struct data {
  std::vector<double> value;
  std::vector<std::int64_t> id;
  data() {
    std::mt19937 random(3);
    for (index_t i = 0; i < particle_count(); ++i) {
      value.push_back(static_cast<double>(random()) / 4294967296.0 - 0.25);
      id.push_back(i);
    }
  }
  held_values<double> held() const { return {{value.data(), size()}, {id.data(), size()}}; }
  index_t size() const { return static_cast<index_t>(value.size()); }
};

struct value_of {
  view<const double> values;
  EUDRIFT_FN double operator()(index_t i) const { return values[i]; }
};

template <class F>
void measure(benchmark::State& state, const data& d, const F& f) {
  for (auto unused : state) {
    static_cast<void>(unused);
    benchmark::DoNotOptimize(f());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * d.size());
}

void maximum(benchmark::State& state) {
  const data d;
  measure(state, d, [&] { return serial_executor{}.reduce(d.size(), d.held(), max_reduce<double>{}).id; });
}
void maximum_by_hand(benchmark::State& state) {
  const data d;
  measure(state, d, [&] {
    double best = d.value[0];
    std::int64_t holder = d.id[0], not_a_number = -1;
    for (std::size_t i = 1; i < d.value.size(); ++i) {
      if (d.value[i] != d.value[i]) {
        if (not_a_number < 0 || d.id[i] < not_a_number) not_a_number = d.id[i];
      } else if (d.value[i] > best || (d.value[i] == best && d.id[i] < holder)) {
        best = d.value[i];
        holder = d.id[i];
      }
    }
    return not_a_number < 0 ? holder : -1;
  });
}
void sum(benchmark::State& state) {
  const data d;
  const value_of term{{d.value.data(), d.size()}};
  measure(state, d, [&] { return serial_executor{}.reduce(d.size(), term, sum_reduce<double>{}); });
}
void sum_by_hand(benchmark::State& state) {
  const data d;
  measure(state, d, [&] {
    double s = 0;
    for (const double v : d.value) s += v;
    return s;
  });
}
void sum_exactly(benchmark::State& state) {
  const data d;
  const value_of term{{d.value.data(), d.size()}};
  measure(state, d, [&] { return serial_executor{}.reduce(d.size(), term, exact_sum{}); });
}

BENCHMARK(maximum)->Name("max_reduce/serial");
BENCHMARK(maximum_by_hand)->Name("max_reduce/by_hand");
BENCHMARK(sum)->Name("sum_reduce/serial");
BENCHMARK(sum_by_hand)->Name("sum_reduce/by_hand");
BENCHMARK(sum_exactly)->Name("exact_sum/serial");

}  // namespace
