// SPDX-License-Identifier: BSL-1.0
// The reference case on a device: first the bits of the serial executor, then times, beside what the device can do.
//   gpu_bench [small]
#include "../limits/recorded_sea.hpp"
#include "../support/layered_case.hpp"

#include <eudrift/exec/serial.hpp>
#include <eudrift/gpu/executor.hpp>
#include <eudrift/kernels/max_reduce.hpp>

#include <bit>
#include <chrono>
#include <cstdio>
#include <functional>

namespace {

using namespace eudrift;
using limits::recorded_sea;
using reference::hour;
using reference::order;
using reference::sea;
using reference::steps;

/// Sums and products of an RK4 step that stays in its element, and bytes of a record and of what a visit reads and writes of
/// a particle (limits/work.hpp counts them, by types that nvcc does not take).
constexpr double operations = 157, record = 192, columns = 41 + 25;

/// Seconds of f() on the device, the least of `turns`.
double seconds(const gpu_executor& ex, const std::function<void()>& f, int turns = 5) {
  double least = 1e30;
  for (int t = 0; t < turns; ++t) {
    ex.wait();
    const auto begin = std::chrono::steady_clock::now();
    f();
    ex.wait();
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return least;
}

/// Sums and products of chains that do not wait for each other.
struct multiply_and_add {
  static constexpr int chains = 8, turns = 1000;
  view<double> to;
  EUDRIFT_FN void operator()(index_t i) const {
    double x[chains], sum = 0;
    for (int k = 0; k < chains; ++k) x[k] = static_cast<double>(i + k);
    for (int t = 0; t < turns; ++t)
      for (int k = 0; k < chains; ++k) x[k] = x[k] * 0.999 + 0.001;
    for (int k = 0; k < chains; ++k) sum += x[k];
    to[i] = sum;
  }
};

/// What the device can do.
struct limit {
  double operations, far, near;  ///< sums and products a second; bytes copied a second in memory and in the L2 cache
};

limit measure(const gpu_executor& ex, bool small) {
  const auto copy = [&](index_t bytes) {
    auto a = ex.make<double>(bytes / 8), b = ex.make<double>(bytes / 8);
    constexpr int times = 20;
    const double s = seconds(ex, [&] {
      for (int t = 0; t < times; ++t)
        ex.map(a.size(), detail::copy_items<double>{ex.view(std::as_const(a)), ex.view(b)});
    });
    return 2.0 * static_cast<double>(bytes) * times / s;
  };
  auto to = ex.make<double>(small ? 1 << 10 : 1 << 21);
  const double s = seconds(ex, [&] { ex.map(to.size(), multiply_and_add{ex.view(to)}); });
  return {2.0 * multiply_and_add::chains * multiply_and_add::turns * static_cast<double>(to.size()) / s,
          copy(small ? 1 << 20 : 1 << 30), copy(small ? 1 << 18 : 1 << 23)};
}

template <int Dim>
std::vector<std::uint64_t> bits_of(const particle_batch<Dim>& p) {
  std::vector<std::uint64_t> bits;
  for (std::size_t i = 0; i < static_cast<std::size_t>(p.size()); ++i) {
    for (int d = 0; d < Dim; ++d) bits.push_back(std::bit_cast<std::uint64_t>(p.template component<position>(d)[i]));
    bits.insert(bits.end(), {static_cast<std::uint64_t>(p.template component<host_element>()[i]),
                             p.template component<steps_made>()[i]});
  }
  return bits;
}

/// Throws error where these are not equal.
void compare(const std::vector<std::uint64_t>& expected, const std::vector<std::uint64_t>& got, const char* how) {
  std::size_t differ = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) differ += expected[i] != got[i];
  require(differ == 0 && expected.size() == got.size(),
          "the device leaves " + std::to_string(differ) + " of " + std::to_string(expected.size()) +
              " numbers at other bits than the serial executor, " + how);
}

/// Throws error where an interval ends at other bits than on the serial executor.
void check(const gpu_executor& ex, const sea& s) {
  for (const double diffusivity : {0.0, 10.0}) {
    recorded_sea<serial_executor> there(serial_executor{}, s);
    recorded_sea<gpu_executor> here(ex, s);
    there.walk = here.walk = {diffusivity, 7};
    there.advance(), here.advance();
    compare(bits_of(there.particles().collect_all()), bits_of(here.particles().collect_all()),
            diffusivity > 0 ? "with a random walk" : "without a random walk");
  }
  std::printf("%lld particles on %lld nodes: the bits of the serial executor, without and with a random walk\n",
              static_cast<long long>(s.start.size()), static_cast<long long>(s.mesh.nodes()));
}

/// Happiness of a kind, for what a reduction costs.
struct square_of_x {
  drifter_view<2> particles;
  EUDRIFT_FN held<double> operator()(index_t i) const {
    const double x = get<position>(particles).load(i).at[0];
    return {x * x, get<particle_id>(particles)[i]};
  }
};

/// One line of the table.
void time_case(const gpu_executor& ex, const sea& s, double leave, const limit& can) {
  recorded_sea<gpu_executor> c(ex, s);
  const double n = static_cast<double>(c.size()), whole = n * steps;
  const double fused = seconds(ex, [&] { c.advance(); }) / whole;
  const double by_one = seconds(ex, [&] { c.advance(1); }, 2) / whole;
  const double fill = seconds(ex, [&] { c.fill(); }) / static_cast<double>(s.mesh.elements());
  sort_by_element sort;
  c.restart();
  c.advance();
  const double sorted = seconds(ex, [&] { sort(c.particles(), s.mesh.elements()); }, 1) / n;
  const double reduce = seconds(ex, [&] { ex.reduce(c.size(), square_of_x{c.particles().view()}, max_reduce<double>{}); }, 3) / n;
  const double elements_a_particle = static_cast<double>(s.mesh.elements()) / n;
  const double moved = (columns + record * std::min(1.0, elements_a_particle)) / steps + record * leave;
  std::printf("| %lld | %.0e | %.4f | %.2e | %.1f %% | %.1f %% | %.1f %% | %.4f | %.3f | %.3f | %.3f |\n",
              static_cast<long long>(s.mesh.nodes()), n, 1e9 * fused, 1 / fused,
              100 * operations / can.operations / fused, 100 * moved / can.far / fused,
              100 * moved / can.near / fused, 1e9 * by_one, 1e9 * fill, 1e9 * sorted, 1e9 * reduce);
  std::fflush(stdout);
}

/// How many intervals a sort should serve: particles that drift apart are read from ever more places.
void time_sorts(const gpu_executor& ex, const sea& s, int most) {
  recorded_sea<gpu_executor> c(ex, s);
  sort_by_element sort;
  sort(c.particles(), s.mesh.elements());
  std::printf("\nns a particle-step where every so many intervals begin with a sort, %.0e particles on %lld nodes:", static_cast<double>(c.size()), static_cast<long long>(s.mesh.nodes()));
  std::vector<double> intervals;
  for (int k = 0; k < most; ++k) intervals.push_back(seconds(ex, [&] { c.advance(); }, 1));
  const double sorted = seconds(ex, [&] { sort(c.particles(), s.mesh.elements()); }, 1);
  double sum = sorted;
  for (int k = 1; k <= most; ++k) {
    sum += intervals[static_cast<std::size_t>(k - 1)];
    if (k <= 2 || k == 4 || k % 6 == 0 || k % 8 == 0) std::printf(" %d: %.4f", k, 1e9 * sum / k / steps / static_cast<double>(c.size()));
  }
  std::printf("\n");
}

/// An interval in layers, with walks or without.
template <bool Walks, class Case>
void advance(Case& c) {
  const auto by = [&] {
    if constexpr (Walks) {
      return c.walk();
    } else {
      return c.advection();
    }
  }();
  c.executor().map(c.particles().size(), advance_by<rk4>(by, c.particles().view(), c.grid(), 0, steps));
}

/// One line of the table in layers; with the serial executor's bits, if they are asked for.
void time_layers(const gpu_executor& ex, const reference::layered_basin& basin, bool checks) {
  reference::layered_case_on<gpu_executor> c(ex, basin);
  const double particle_steps = static_cast<double>(c.particles().size()) * steps;
  if (checks) {
    reference::layered_case_on<serial_executor> there({}, basin);
    advance<false>(there), advance<false>(c);
    compare(bits_of(there.particles().collect_all()), bits_of(c.particles().collect_all()), "in layers");
    there.restart(), c.restart();
    advance<true>(there), advance<true>(c);
    compare(bits_of(there.particles().collect_all()), bits_of(c.particles().collect_all()), "in layers with walks");
    c.restart();
  }
  const double alone = seconds(ex, [&] { advance<false>(c); }, 3) / particle_steps;
  c.restart();
  const double walks = seconds(ex, [&] { advance<true>(c); }, 3) / particle_steps;
  const double fill = seconds(ex, [&] { c.fill(); }) / static_cast<double>(basin.mesh.nodes());
  std::printf("| %lld | %.0e | %.4f | %.2e | %.4f | %.2e | %.3f | %s |\n", static_cast<long long>(basin.mesh.nodes()),
              static_cast<double>(c.particles().size()), 1e9 * alone, 1 / alone, 1e9 * walks, 1 / walks, 1e9 * fill,
              checks ? "equal" : "");
  std::fflush(stdout);
}

void run_layers(const gpu_executor& ex, bool small) {
  std::printf("\nIn ten layers of water:\n\n| nodes | particles | advection [ns a particle-step] | particle-steps a second | and walks [ns] "
              "| a second | fill, a node [ns] | bits |\n|---|---|---|---|---|---|---|---|\n");
  for (const int side : small ? std::vector<int>{20} : std::vector<int>{reference::nodes_a_side, 1000}) {
    reference::layered_basin basin(1000, side);
    for (const index_t n : small ? std::vector<index_t>{1000} : std::vector<index_t>{100'000, 1'000'000, 10'000'000}) try {
        basin.scatter(n);
        time_layers(ex, basin, n <= 100'000);
      } catch (const error& e) {
        if (n <= 100'000) throw;
        std::printf("%lld particles are left out: %s\n", static_cast<long long>(n), e.what());
      }
  }
}

void run(bool small) {
  const gpu_executor ex;
  std::printf("%s\n", ex.device().c_str());
  const std::vector<int> sides = small ? std::vector<int>{20} : std::vector<int>{reference::nodes_a_side, 1000};
  for (const int side : sides) check(ex, sea(order::sorted, small ? 1000 : 100'000, side));
  const limit can = measure(ex, small);
  std::printf("sums and products, not fused: %.3g a second; copies: %.3g bytes a second, %.3g within 16 MiB\n", can.operations, can.far, can.near);
  std::printf("\n| nodes | particles | ns a particle-step | particle-steps a second | of arithmetic | of copy bandwidth | of L2 | one map a step [ns] "
              "| fill, an element [ns] | sort, a particle [ns] | reduce, a particle [ns] |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const int side : sides) {
    sea s(order::sorted, 1000, side);
    recorded_sea<serial_executor> few(serial_executor{}, s);
    const double leave = limits::share_that_leaves(few);
    for (const index_t n : small ? std::vector<index_t>{1000} : std::vector<index_t>{100'000, 1'000'000, 10'000'000, 100'000'000}) try {
        s.start = reference::scatter(s.mesh, order::sorted, n);
        time_case(ex, s, leave, can);
      } catch (const error& e) {
        std::printf("%lld particles are left out: %s\n", static_cast<long long>(n), e.what());
      }
  }
  for (const int side : sides) {
    sea s(order::sorted, small ? 1000 : 10'000'000, side);
    time_sorts(ex, s, small ? 3 : 24);
  }
  run_layers(ex, small);
}

}  // namespace

int main(int count, char** words) try {
  run(count > 1 && std::string(words[1]) == "small");
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "gpu_bench: %s\n", e.what());
  return 2;
}
