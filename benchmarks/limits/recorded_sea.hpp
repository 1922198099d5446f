// SPDX-License-Identifier: BSL-1.0
// The reference case as a run has it: blocks of particles that read the elements' records.
#pragma once
#include <eudrift/forcing/resident_records.hpp>

#include "../support/reference_case.hpp"
#include "../support/timing.hpp"

namespace limits {

using namespace reference;

/// Another precision of the records is another Velocity and Records.
template <Executor Ex, class Velocity = nodal_velocity<double, id>,
          class Records = resident_records<Ex>>
class recorded_sea {
 public:
  recorded_sea(const Ex& ex, const sea& s) : library_(ex, s), records_(ex, library_.mesh()) {
    fill();
  }
  /// What is due when a slice arrives.
  void fill() { records_.fill(current()); }
  /// Puts the particles back to where they started.
  void restart() { library_.restart(); }
  /// One interval, `visit` steps a map: what is measured.
  void advance(std::int32_t visit = steps) { advance(library_.particles(), visit); }
  /// The same of other particles.
  void advance(particle_set<Ex, 2>& particles, std::int32_t visit = steps) {
    for (std::int32_t k = 0; k < steps; k += visit) step(particles, k, std::min(k + visit, steps));
  }
  void step(particle_set<Ex, 2>& particles, std::int32_t first, std::int32_t last) {
    const motion<Velocity> by{records_.with(current()), walk};
    library_.executor().map(particles.size(),
                            advance_by<rk4>(by, particles.view(), library_.grid(), first, last));
  }
  particle_set<Ex, 2>& particles() { return library_.particles(); }
  index_t size() { return particles().size(); }
  const resident_mesh<Ex>& mesh() const { return library_.mesh(); }

  random_walk walk{};  ///< none if not told otherwise

 private:
  Velocity current() const {
    const auto nodal = library_.by().velocity;
    return {nodal.mesh, nodal.current};
  }
  library_case<Ex> library_;
  Records records_;
};

using serial_sea = recorded_sea<serial_executor>;

/// Share of the particle-steps that end in another element than they began in.
template <class Case>
double share_that_leaves(Case& c) {
  c.restart();
  double crossed = 0;
  const auto elements = [&] { return c.particles().template collect<host_element>(); };
  std::vector<id> before(elements().begin(), elements().end());
  for (std::int32_t k = 0; k < steps; ++k) {
    c.step(c.particles(), k, k + 1);
    const auto now = elements();
    for (std::size_t i = 0; i < before.size(); ++i) crossed += before[i] != now[i];
    before.assign(now.begin(), now.end());
  }
  return crossed / steps / static_cast<double>(before.size());
}

/// CPU time of a particle-step [ns]; intervals of few particles are repeated, so that a clock can
/// tell.
template <class Case>
double time_a_step(Case& c, std::int32_t visit = steps) {
  constexpr double least = 600'000;
  const double interval = static_cast<double>(c.size()) * steps;
  double spent = 0, done = 0;
  while (done < least) {
    c.restart();
    spent += nanoseconds([&] { c.advance(visit); }, 1);
    done += interval;
  }
  return spent / done;
}

}  // namespace limits
