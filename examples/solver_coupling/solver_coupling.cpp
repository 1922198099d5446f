// SPDX-License-Identifier: BSL-1.0
// Drifters in the standing wave of a square lake, tracked inside the solver's time loop; docs/time_loop.md explains it.
#include "drifters.hpp"
#include "shallow_water.hpp"

#if defined(EUDRIFT_WITH_OPENMP)
#include <eudrift/openmp/executor.hpp>
#endif

#include <cstdio>

namespace {

template <eudrift::Executor Ex>
void swing(const Ex& ex, const char* name) {
  constexpr double cell = 250, depth = 10;
  constexpr int cells = 40;
  solver::shallow_water lake = solver::square_lake(cells, cell, depth, 0.05);
  const auto elements = static_cast<eudrift::index_t>(lake.u().size());
  const eudrift::soa_view<const double, 2> flow{{lake.u().data(), lake.v().data()}, elements};
  solver::drifters<Ex> drifters(ex, lake.x(), lake.y(), lake.corner(), flow, {{5010, 5020}, {2500, 2600}, {100, 9000}});

  const double half_period = cells * cell / lake.wave_speed();
  constexpr int steps = 120;
  for (int k = 0; k < steps; ++k) {
    lake.step(half_period / steps);
    drifters.follow(half_period / steps, flow);
  }
  std::printf("%s: half a period of %.0f s later\n", name, 2 * half_period);
  for (const auto& p : drifters.places()) std::printf("  %.3f %.3f\n", p[0], p[1]);
}

}  // namespace

int main() {
  swing(eudrift::serial_executor{}, "serial");
#if defined(EUDRIFT_WITH_OPENMP)
  swing(eudrift::openmp_executor{}, "openmp");
#endif
}
