// SPDX-License-Identifier: BSL-1.0
// Strong and weak scaling of the loop of many processes: for real, or under SimGrid, which simulates processes and the
// network between them (run_scaling.sh).
//   scaling measure               prints what work costs, on one process
//   scaling [name=value ...]      one run; prints a line of CSV (names: costs.hpp)
//   scaling columns               prints the line above those
#include "simulation.hpp"

#include "measure.hpp"

#include <cstdio>
#include <cstring>

namespace {

using namespace scaling;

const char* const columns =
    "kind,release,ranks,particles,weight,elements,balance,intervals,interval s,compute s,waiting s,transfer s,"
    "forcing s,reduce s,balance s,rounds,crossings,late steps,balanced,moved";

/// Prints what a run gave, of all processes; per interval.  Collective.
void report(const wanted& w, const sea& s, const communicator& processes, const ledger& done) {
  const auto ranks = static_cast<std::size_t>(processes.size()), n = static_cast<std::size_t>(w.intervals);
  const auto of_all = [&](std::span<const double> mine) {
    std::vector<double> all(mine.size() * ranks);
    processes.all_gather(std::as_bytes(mine), std::as_writable_bytes(std::span(all)));
    return all;
  };
  const auto sum_of = [&](std::int64_t mine) {
    const auto all = processes.all_gather(mine);
    return static_cast<double>(std::accumulate(all.begin(), all.end(), std::int64_t{0}));
  };
  const std::vector<double> computed = of_all(done.computed), seconds = of_all(done.seconds);
  const double steps = sum_of(done.steps), late = sum_of(done.late_steps), moved = sum_of(done.moved);
  if (processes.rank() != 0) return;
  double slowest = 0, longest = 0;
  for (std::size_t k = 0; k < n; ++k) {
    double most = 0;
    for (std::size_t r = 0; r < ranks; ++r) most = std::max(most, computed[r * n + k]);
    slowest += most;
  }
  std::array<double, phases> mean{};
  for (std::size_t r = 0; r < ranks; ++r) {
    double all = 0;
    for (std::size_t p = 0; p < phases; ++p) {
      all += seconds[r * phases + p];
      mean[p] += seconds[r * phases + p] / static_cast<double>(ranks);
    }
    longest = std::max(longest, all);
  }
  const double waiting = slowest - mean[compute], per = 1.0 / w.intervals;
  std::printf("%s,%s,%zu,%g,%lld,%lld,%d,%d,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.2f,%.4f,%.4f,%lld,%.4f\n",
              is_simulated ? "simulated" : "real", w.clustered ? "clustered" : "even", ranks, w.particles,
              static_cast<long long>(w.weight), static_cast<long long>(s.mesh.elements()), w.balance ? 1 : 0, w.intervals,
              longest * per, mean[compute] * per, waiting * per, (mean[transfer_] - waiting) * per, mean[forcing] * per,
              mean[reduce] * per, mean[balance] * per, static_cast<double>(done.rounds) * per,
              static_cast<double>(done.went) * per * static_cast<double>(w.weight) / w.particles, late / steps,
              static_cast<long long>(done.balanced),
              done.balanced > 0 ? moved / static_cast<double>(done.balanced) * static_cast<double>(w.weight) / w.particles : 0);
}

/// One sea for all processes of a memory.
const sea& the_sea(const wanted& w, int ranks) {
  static const sea s(w, ranks);
  return s;
}

void work(int n, char** word) {
  if (n == 2 && std::strcmp(word[1], "columns") == 0) {
    std::puts(columns);
  } else if (n == 2 && std::strcmp(word[1], "measure") == 0) {
    const costs cost = measure();
    for (const auto& [name, member] : cost_names) std::printf("%s=%.3e ", name, cost.*member);
    std::puts("");
  } else {
    const wanted w = read_words(n, word);
#if defined(EUDRIFT_SIMULATED)
    simulated::weight = w.weight;
#else
    require(w.weight == 1, "a weight was given to a run that is no simulation");
#endif
    int ranks = 0;
    check_mpi(MPI_Comm_size(MPI_COMM_WORLD, &ranks), "MPI_Comm_size");
    const sea& all = the_sea(w, ranks);
    run one(w, all);
    const ledger done = one();
    report(w, all, one.processes(), done);
  }
}

}  // namespace

int main(int n, char** word) {
  MPI_Init(&n, &word);
  try {
    work(n, word);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "scaling: %s\n", e.what());
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  MPI_Finalize();
}
