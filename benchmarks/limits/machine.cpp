// SPDX-License-Identifier: BSL-1.0
#include "machine.hpp"

#include "../support/machine.hpp"
#include "../support/side_by_side.hpp"
#include "table.hpp"

#include <memory>

namespace limits {

namespace {

using reference::side_by_side;

/// The most of what f() gives: a limit is what was reached once.
template <class F>
double best_of(int repeats, const F& f) {
  double best = f();
  for (int i = 1; i < repeats; ++i) best = std::max(best, f());
  return best;
}
template <class F>
double least_of(int repeats, const F& f) {
  return -best_of(repeats, [&] { return -f(); });
}

double operations_a_second(int threads, bool fused) {
  constexpr int turns = 2'000'000;
  double done = 0;
  const auto spent = side_by_side(threads, [&](int t) {
    return [&, t] {
      const double mine = reference::multiply_and_add(turns, fused);
      if (t == 0) done = mine * threads;
    };
  });
  return done / spent.longest();
}

double triad_bytes_a_second(int threads, std::size_t bytes) {
  const int runs = 1 + static_cast<int>((std::size_t{1} << 29) / bytes);
  double moved = 0;
  const auto spent = side_by_side(threads, [&](int t) {
    auto arrays = std::make_shared<reference::triad>(bytes);
    arrays->run();
    if (t == 0) moved = arrays->bytes() * runs * threads;
    return [arrays, runs] {
      for (int i = 0; i < runs; ++i) arrays->run();
    };
  });
  return moved / spent.longest();
}

}  // namespace

const memory_level& machine::holding(double bytes) const {
  for (const memory_level& l : level)
    if (bytes <= 1.5 * static_cast<double>(l.bytes)) return l;
  return level.back();
}

machine measure_machine(int threads, int repeats) {
  machine m;
  for (int n = 1; n <= threads; n *= 2) {
    m.separate.push_back(best_of(repeats, [&] { return operations_a_second(n, false); }));
    m.fused.push_back(best_of(repeats, [&] { return operations_a_second(n, true); }));
  }
  for (int level = 1; level <= 4; ++level) {
    const std::size_t bytes = reference::measured_bytes(level);
    memory_level l{level < 4 ? "L" + std::to_string(level) : "memory", bytes, {}, 0, 0};
    for (int n = 1; n <= threads; n *= 2)
      l.triad.push_back(best_of(repeats, [&] { return triad_bytes_a_second(n, bytes); }));
    reference::random_lines lines(bytes);
    lines.at_once(bytes / 192);
    constexpr std::size_t reads = 200'000;
    l.line = least_of(
        repeats, [&] { return reference::nanoseconds([&] { lines.in_chain(reads); }, reads); });
    l.record = least_of(repeats, [&] {
      return reference::nanoseconds([&] { lines.at_once(10 * reads); }, 10.0 * reads);
    });
    m.level.push_back(std::move(l));
  }
  return m;
}

void print_machine(const machine& m, const std::string& folder) {
  std::vector<row> rows;
  for (int level = 1; level <= 3; ++level)
    rows.push_back({"cache of a core", "L" + std::to_string(level), "",
                    whole(static_cast<double>(reference::cache_bytes(level)) / 1024), "kB"});
  for (std::size_t n = 0; n < m.separate.size(); ++n) {
    const std::string threads = std::to_string(1 << n);
    rows.push_back({"product and sum", "", threads, brief(1e-9 * m.separate[n]), "GFLOP/s"});
    rows.push_back({"the same fused", "", threads, brief(1e-9 * m.fused[n]), "GFLOP/s"});
    for (const memory_level& l : m.level)
      rows.push_back({"triad of " + whole(static_cast<double>(l.bytes) / 1024) + " kB", l.name,
                      threads, brief(1e-9 * l.triad[n]), "GB/s"});
  }
  for (const memory_level& l : m.level) {
    rows.push_back({"a random line after another", l.name, "1", brief(l.line), "ns"});
    rows.push_back({"a random record among many", l.name, "1", brief(l.record), "ns"});
  }
  print(folder, "machine", "The machine, doubles in lanes",
        {"what", "in", "threads", "reached", "unit"}, rows);
}

}  // namespace limits
