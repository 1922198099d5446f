// SPDX-License-Identifier: BSL-1.0
// The time loop: the same for every executor.
#pragma once
#include "checkpoint.hpp"
#include "happiness.hpp"
#include "report.hpp"

#include <eudrift/swarm/fused_advance.hpp>
#include <eudrift/swarm/sort_by_element.hpp>
#include <eudrift/swarm/staged_advance.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace happiest_particle {

/// Particles are sorted by element where every so many intervals begin, and where some join: those that drift
/// together are read together.  It changes no bit.  By measurement (docs/performance.md) six hours of drift cost less than
/// a sort each hour.
inline constexpr std::size_t intervals_a_sort = 6;

/// What a run is made of; set_up.hpp fills it.
template <eudrift::Executor Ex>
struct run {
  Ex ex;
  plan when;
  sea<Ex> sea_;
  host_slice beginning;                                     ///< the first slice
  std::unique_ptr<eudrift::read_ahead<host_slice>> slices;  ///< the others
  std::vector<drifters_batch> releases;  ///< one for each interval
  eudrift::random_walk walk;
  band preferred;
  bool staged, until_ecstatic;
  bool goes_on;      ///< with the particles of an earlier run, or of this one, stopped
  plan_place from;   ///< where it begins
  const checkpoints& saves;
  /// Where there are many processes: sees to it that this one holds what interval i asks for.
  std::function<void(run&, std::size_t)> fit{};
  /// Where there are many processes: hands particles to those who own their elements, and gives how many went, of all.
  std::function<index_t(drifters<Ex>&)> transfer = [](drifters<Ex>&) { return index_t{0}; };
  drifters<Ex> particles{ex};
  eudrift::sort_by_element sort{};
  std::optional<host_slice> expected{};  ///< the next slice, on its way to the executor's memory

  /// Begins to bring the next slice there, if that is not done yet and there is one.
  void expect_slice() {
    if (expected || !slices->more()) return;
    expected = slices->next();
    sea_.expect(*expected);
  }
  /// The next slice, expected or not.
  host_slice next_slice() { return expected ? *std::exchange(expected, std::nullopt) : slices->next(); }
  /// Drops the releases of the intervals up to that where the run goes on: they are among its particles.
  void forget_released() {
    for (std::size_t i = 0; i <= from.interval; ++i) releases[i] = {};
  }
  /// Whether an earlier run was already in interval i.
  bool is_begun(std::size_t i) const {
    return goes_on && i == from.interval && (from.point > 0 || when.start != when.intervals[0].begin);
  }
};

/// Moves particles through part of a forcing interval: all steps and stages in one map, or one map a
/// stage.
template <eudrift::RungeKutta Scheme, eudrift::Executor Ex>
class mover {
 public:
  mover(const Ex& ex, bool staged) : staged_(staged), at_once_(ex), stage_by_stage_(ex) {}
  void operator()(drifters<Ex>& particles, const eudrift::motion<velocity>& by, const interval& now, const part& p) {
    if (staged_) return stage_by_stage_(particles, by, now.grid, p.first, p.last);
    at_once_(particles, by, now.grid, p.first, p.last);
  }
  /// Those who came from another process make the steps that they have left.
  void go_on(drifters<Ex>& particles, const eudrift::motion<velocity>& by, const interval& now, const part& p) {
    at_once_.go_on(particles, by, now.grid, p.last);
  }

 private:
  bool staged_;
  eudrift::fused_advance<Scheme, Ex> at_once_;
  eudrift::staged_advance<Scheme, Ex> stage_by_stage_;
};

/// Kernel D: who is most and who is least happy.
template <eudrift::Executor Ex>
mood extremes(run<Ex>& r) {
  const auto particles = r.particles.view();
  return {r.ex.reduce(particles.size, moving_happiness{particles}, eudrift::max_reduce<double>{}),
          r.ex.reduce(particles.size, moving_happiness{particles}, eudrift::min_reduce<double>{})};
}

/// Kernels B and D at a grid time: how happy each particle is, and who is most and least so.
template <eudrift::Executor Ex>
mood judge(run<Ex>& r, const interval& now, double seconds) {
  const auto mesh = r.sea_.mesh().view();
  const auto particles = r.particles.view();
  if (r.sea_.feels_speed())
    r.ex.map(particles.size, feel<2>{mesh, r.sea_.current().view(now.grid.length), seconds, r.preferred, particles});
  else
    r.ex.map(particles.size, feel<1>{mesh, r.sea_.mood().view(now.grid.length), seconds, r.preferred, particles});
  return extremes(r);
}

// [time loop]
template <eudrift::RungeKutta Scheme, eudrift::Executor Ex>
void run_loop(run<Ex>& r, report& tell) {
  mover<Scheme, Ex> move(r.ex, r.staged);
  r.sea_.receive(std::exchange(r.beginning, {}));
  r.sea_.reduce_to_nodes();                                                      // map A

  for (std::size_t i = r.from.interval; i < r.when.intervals.size(); ++i) {
    const interval& now = r.when.intervals[i];
    r.sea_.receive(r.next_slice());  // read and copied while the interval before was computed
    r.sea_.reduce_to_nodes();                                                    // map A
    if (r.fit) r.fit(r, i);
    const index_t held = r.particles.size();
    r.particles.append(std::exchange(r.releases[i], {}));
    if (!r.is_begun(i)) r.ex.map(r.particles.size(), r.sea_.begin_interval(r.particles.view(), held));
    if (i == r.from.interval || i % intervals_a_sort == 0 || r.particles.size() > held)
      r.sort(r.particles, r.sea_.mesh().elements());
    const auto by = r.sea_.motion(now.grid.length, r.walk, r.particles.size() * now.grid.steps);

    if (i == 0 && !r.goes_on) tell.look(r.when.start, true, judge(r, now, now.delay(r.when.start)), r.particles, r.sea_);
    for (const part& p : now.parts_after(i == r.from.interval ? r.from.point : 0, r.until_ecstatic)) {
      if (r.until_ecstatic && tell.all_ecstatic()) return;
      move(r.particles, by, now, p);                                             // map C, B fused
      r.expect_slice();  // is copied beside the maps
      while (r.transfer(r.particles) > 0) move.go_on(r.particles, by, now, p);   // who came goes on
      if (p.look) {
        const mood happy = judge(r, now, now.grid.time(p.last));                 // map B, map D, reduce
        tell.look(p.end, p.output, happy, r.particles, r.sea_);                  // alert, output
      }
      if (p.checkpoint) r.saves.save(r.particles, {i, p.last}, p.end, tell);
    }
  }
}
// [time loop]

}  // namespace happiest_particle
