// SPDX-License-Identifier: BSL-1.0
#include "limits.hpp"
#include "table.hpp"

#include <cstdio>
#include <fstream>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace limits {

namespace {

/// Of the process, "VmRSS:" now or "VmHWM:" at most [bytes]; 0 where the system does not tell.
double of_process(const std::string& what) {
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;)
    if (double kilobytes = 0; word == what && file >> kilobytes) return 1024 * kilobytes;
  return 0;
}

/// Held by the program's objects [bytes].
double held_bytes() {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
  const auto now = mallinfo2();
  return static_cast<double>(now.uordblks + now.hblkhd);
#else
  return of_process("VmRSS:");
#endif
}

/// Happiness and the like: what a program adds to each particle.
struct own {
  static constexpr const char *name = "own", *unit = "1";
};
using drifters = particle_set<serial_executor, 2, property<own, double>>;
using drifters_batch = particle_batch<2, property<own, double>>;

drifters_batch spread(const mesh_data& mesh, index_t n) {
  drifters_batch batch;
  batch.resize(n);
  const auto elements = static_cast<std::uint64_t>(mesh.elements());
  std::mt19937_64 random(9);
  for (index_t i = 0; i < n; ++i) {
    const auto e = static_cast<index_t>(random() % elements);
    const auto at = static_cast<std::size_t>(i);
    const vec<double, 2> p = test::centroid(mesh, e);
    batch.component<particle_id>()[at] = i;
    batch.component<position>(0)[at] = p.at[0], batch.component<position>(1)[at] = p.at[1];
    batch.component<host_element>()[at] = static_cast<id>(e);
  }
  return batch;
}

}  // namespace

/// As a program has it: mesh read and ordered, current at elements, records, particles sorted and
/// moved.
void measure_memory(const setting& s) {
  const int side = s.small ? 32 : 1000;
  const index_t particles = s.small ? 1000 : 10'000'000;
  if (!fits(index_t{side} * side, particles)) return;
  const serial_executor ex;
  std::vector<row> rows;
  double elements = 0, before = held_bytes();
  const auto tell = [&](const char* what, double items, const char* item) {
    const double now = held_bytes();
    rows.push_back({what, whole((now - before) / (1 << 20)),
                    items > 0 ? brief((now - before) / items) : "", item,
                    whole(of_process("VmHWM:") / (1 << 20))});
    before = now;
  };

  const mesh_data mesh = hilbert_ordered(
      test::make_mesh({.width = size, .height = size, .across = side - 1, .up = side - 1}));
  elements = static_cast<double>(mesh.elements());
  tell("mesh as read", elements, "element");
  const resident_mesh<serial_executor> resident(ex, mesh);
  tell("mesh for kernels", elements, "element");
  const resident_weights<serial_executor> weights(
      ex, make_node_weights(mesh, node_average::linear_exact));
  tell("weights of nodes", elements, "element");
  resident_slices<serial_executor, 2> current(ex, mesh.nodes());
  for (const double t : {0.0, hour}) {
    current.receive(test::at_elements(mesh, gyre, t), location::element);
    ex.map(mesh.nodes(), current.reduction(weights));
  }
  tell("two slices", elements, "element");
  resident_records<serial_executor> records(ex, resident);
  const nodal_velocity<double, id> nodal{resident.view(), current.view(hour)};
  records.fill(nodal);
  tell("records", elements, "element");
  const double n = static_cast<double>(particles);
  drifters set(ex);
  set.append(spread(mesh, particles));
  tell("particles", n, "particle");
  sort_by_element sort;
  sort(set, mesh.elements());
  tell("what a sort keeps", n, "particle");
  ex.map(particles, advance_by<rk4>(motion<nodal_velocity<double, id>>{records.with(nodal), {}},
                                    set.view(), step_grid<double>{hour, steps}, 0, steps));
  tell("an hour's move", 0, "");

  const double most = of_process("VmHWM:") / (1 << 30);
  print(s.folder, "memory",
        "Memory of " + whole(n) + " particles on " + whole(static_cast<double>(mesh.nodes())) +
            " nodes",
        {"what", "MiB held", "bytes", "for each", "process at most [MiB]"}, rows);
  std::printf("\nThe process held %.2f GiB at most; under 8 is aimed at: %s\n", most,
              most < 8 ? "met" : "not met");
}

}  // namespace limits
