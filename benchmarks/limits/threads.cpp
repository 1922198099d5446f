// SPDX-License-Identifier: BSL-1.0
#include "../support/side_by_side.hpp"
#include "limits.hpp"
#include "table.hpp"

#if defined(_OPENMP)
#include <eudrift/openmp/executor.hpp>
#endif

namespace limits {

#if defined(_OPENMP)
namespace {

double cpu_of_process() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// What one way of working took: seconds on the wall, and of all cores, for each run.
struct taken {
  std::vector<double> wall, cpu;
  void add(const seconds_spent& spent) { wall.push_back(spent.wall), cpu.push_back(spent.all()); }
};

double median_ratio(const std::vector<double>& of, const std::vector<double>& to, double times) {
  std::vector<double> all;
  for (std::size_t i = 0; i < of.size(); ++i) all.push_back(times * of[i] / to[i]);
  return median(all);
}

/// A serial run alone; one beside another on each of two cores; two threads of the executor at
/// twice the particles of one.
void add_pair(const setting& s, index_t particles, int side, std::vector<row>& rows) {
  constexpr int cores = 2;
  const sea one(order::sorted, particles, side), twice(order::sorted, cores * particles, side);
  serial_sea copy[cores] = {{serial_executor{}, one}, {serial_executor{}, one}};
  recorded_sea<openmp_executor> shared(openmp_executor(cores), twice);
  taken alone, copies, team;
  const auto run_copies = [&](int n) {
    return side_by_side(n, [&](int t) {
      copy[t].restart();
      return [&copy, t] { copy[t].advance(); };
    });
  };
  const auto run_team = [&] {
    shared.restart();
    const double cpu = cpu_of_process(), wall = wall_seconds([&] { shared.advance(); });
    return seconds_spent{wall, {cpu_of_process() - cpu}};
  };
  run_team();  // the team's threads are there
  for (int pair = 0; pair < s.pairs; ++pair)
    for (int turn = 0; turn < 3; ++turn) {
      const int which = (pair + turn) % 3;
      if (which == 0) alone.add(run_copies(1));
      if (which == 1) copies.add(run_copies(cores));
      if (which == 2) team.add(run_team());
    }
  const double of_one = median_ratio(alone.wall, team.wall, cores),
               of_copies = median_ratio(copies.wall, team.wall, 1);
  const double a_step = 1e9 / (static_cast<double>(particles) * steps);
  rows.push_back({whole(static_cast<double>(one.mesh.nodes())),
                  whole(static_cast<double>(particles)), brief(median(alone.wall) * a_step),
                  brief(median(copies.wall) * a_step / cores),
                  brief(median(team.wall) * a_step / cores), fixed(of_one, 2), fixed(of_copies, 2),
                  fixed(median_ratio(team.cpu, alone.cpu, 1.0 / cores), 2),
                  of_one >= 1.9 || of_copies >= 0.95 ? "met" : "not met"});
}

/// The same particles by ever more threads.
void add_scaling(const setting& s, index_t particles, int side, int most, std::vector<row>& rows) {
  const sea all(order::sorted, particles, side);
  std::vector<std::unique_ptr<recorded_sea<openmp_executor>>> team;
  for (int threads = 1; threads <= most; threads *= 2)
    team.push_back(std::make_unique<recorded_sea<openmp_executor>>(openmp_executor(threads), all));
  std::vector<std::vector<double>> wall(team.size());
  for (int pair = 0; pair < s.pairs; ++pair)
    for (std::size_t turn = 0; turn < team.size(); ++turn) {
      const std::size_t i = pair % 2 == 0 ? turn : team.size() - 1 - turn;
      team[i]->restart();
      wall[i].push_back(wall_seconds([&] { team[i]->advance(); }));
    }
  for (std::size_t i = 0; i < team.size(); ++i)
    rows.push_back({whole(static_cast<double>(all.mesh.nodes())),
                    whole(static_cast<double>(particles)), std::to_string(1 << i),
                    brief(1e9 * median(wall[i]) / (static_cast<double>(particles) * steps)),
                    fixed(median_ratio(wall[0], wall[i], 1), 2)});
}

}  // namespace

void measure_threads(const setting& s) {
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  std::vector<row> rows, scaling;
  const auto add = [&](index_t particles, int side) {
    if (!fits(2 * index_t{side} * side, 6 * particles)) return;
    add_scaling(s, particles, side, std::min(cores, 4), scaling);
    if (cores >= 2) add_pair(s, particles, side, rows);
  };
  if (s.small) {
    add(2000, 32);
  } else {
    add(100'000, nodes_a_side), add(1'000'000, nodes_a_side), add(1'000'000, 1000);
  }
  print(s.folder, "threads", "By threads of the OpenMP executor",
        {"nodes", "particles", "threads", "ns on the wall", "speed-up"}, scaling);
  print(s.folder, "two_threads",
        "Two threads: at least 1.9 times as fast as a serial run, or 0.95 times as two serial runs "
        "side by side [ns on the wall]",
        {"nodes", "particles of a run", "serial alone", "two serial, each a core", "two threads",
         "of one", "of two side by side", "time of all cores, of a serial run's", "goal"},
        rows);
}
#else
void measure_threads(const setting&) {
  std::printf("threads are left out: built without OpenMP\n");
}
#endif

}  // namespace limits
