// SPDX-License-Identifier: BSL-1.0
// The happiest particle, its time loop as it is, on executors of one's own:
//   custom_executor pool|tbb FORCING.nc TRACKS.nc
#include "../happiest_particle/host.hpp"
#include "pool_executor.hpp"
#if defined(EUDRIFT_WITH_TBB)
#include "tbb_executor.hpp"
#endif

#include <cstdio>
#include <exception>
#include <string>

int main(int count, char** words) try {
  eudrift::require(count == 4, "three words are expected: an executor (pool or tbb), FVCOM output, and the tracks to write");
  happiest_particle::options o;
  o.executor = words[1];
  o.forcing = {words[2]};
  o.output = words[3];
  o.particles = 5000;
  o.spreading.constant = 1;
  // The loop was compiled once, for whatever executor of the host there is.
  const auto run = [&](const auto& ex) { happiest_particle::run_on_host(eudrift::any_host_executor(ex), o); };
  if (o.executor == "pool") run(pool_executor(3));
#if defined(EUDRIFT_WITH_TBB)
  else if (o.executor == "tbb") run(tbb_executor{});
#endif
  else throw eudrift::error("there is no executor " + o.executor + " here; choose pool, or tbb where oneTBB was found");
} catch (const std::exception& e) {
  std::fprintf(stderr, "custom_executor: %s\n", e.what());
  return 2;
}
