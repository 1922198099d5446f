// SPDX-License-Identifier: BSL-1.0
// The time loop: the same for every executor.
#pragma once
#include "checkpoint.hpp"
#include "chosen_parts.hpp"
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
  step_choice steps;
  bool until_ecstatic;
  bool goes_on;      ///< with the particles of an earlier run, or of this one, stopped
  plan_place from;   ///< where it begins
  index_t sort_every;  ///< intervals, see options
  const checkpoints& saves;
  /// Where there are many processes: sees to it that this one holds what interval i asks for.
  std::function<void(run&, std::size_t)> fit{};
  /// Where there are many processes: hands particles to those who own their elements, and gives how many went, of all.
  std::function<index_t(drifters<Ex>&)> transfer = [](drifters<Ex>&) { return index_t{0}; };
  crowd<Ex> particles{ex};
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
  /// Sees the water where the run begins, for an output before the loop, which in three dimensions tells of heights.
  /// `make_slices` gives the slices from the first on, of which one source serves one reader at a time.
  template <class MakeSlices>
  void see_first(const MakeSlices& make_slices) {
    if (!sea_.is_deep()) return;
    slices.reset();
    slices = make_slices();
    for (int k = 0; k < 2; ++k) sea_.receive(slices->next()), sea_.reduce_to_nodes();
    slices.reset();
    slices = make_slices();
    beginning = slices->next();
  }
  /// Drops the releases of the intervals up to that where the run goes on: they are among its particles.
  void forget_released() {
    for (std::size_t i = 0; i <= from.interval; ++i) releases[i] = {};
  }
  /// Whether particles are sorted by element where interval i begins: those that drift together are read together.
  bool sorts(std::size_t i) const {
    return i == from.interval || (sort_every > 0 && i % static_cast<std::size_t>(sort_every) == 0);
  }
  /// Whether an earlier run was already in interval i.
  bool is_begun(std::size_t i) const {
    return goes_on && i == from.interval && (from.point > 0 || when.start != when.intervals[0].begin);
  }
};

/// Moves particles through part of a forcing interval: all steps and stages in one map, whole or in parts of each
/// particle's own, or, in two dimensions, one map a stage.
template <eudrift::RungeKutta Scheme, eudrift::Executor Ex>
class mover {
 public:
  mover(const Ex& ex, const step_choice& steps) : ex_(ex), steps_(steps), at_once_(ex), stage_by_stage_(ex) {}
  void operator()(drifters<Ex>& particles, const movement& by, const interval& now, const part& p) {
    if (by.deep) {
      upright<Ex> deep(particles);
      if (in_parts(by, [&](const auto& move) { move(deep, *by.deep, now.grid, p.first, p.last); })) return;
      return at_once_(deep, *by.deep, now.grid, p.first, p.last);
    }
    if (in_parts(by, [&](const auto& move) { move(particles, by.flat, now.grid, p.first, p.last); })) return;
    if (steps_.staged) return stage_by_stage_(particles, by.flat, now.grid, p.first, p.last);
    at_once_(particles, by.flat, now.grid, p.first, p.last);
  }
  /// Those who came from another process make the steps that they have left.
  void go_on(drifters<Ex>& particles, const movement& by, const interval& now, const part& p) {
    if (by.deep) {
      upright<Ex> deep(particles);
      if (in_parts(by, [&](const auto& move) { move.go_on(deep, *by.deep, now.grid, p.last); })) return;
      return at_once_.go_on(deep, *by.deep, now.grid, p.last);
    }
    if (in_parts(by, [&](const auto& move) { move.go_on(particles, by.flat, now.grid, p.last); })) return;
    at_once_.go_on(particles, by.flat, now.grid, p.last);
  }

 private:
  /// Calls f(advance in parts) where steps are made of parts, which Scheme must allow.
  template <class F>
  bool in_parts([[maybe_unused]] const movement& by, [[maybe_unused]] const F& f) const {
    if constexpr (goes_in_parts<Scheme>) {
      if (!steps_.in_parts()) return false;
      const auto& frame = by.deep ? by.deep->velocity.mesh.frame : by.flat.velocity.mesh.frame;
      const double pace = by.range ? eudrift::greatest_step<Scheme>(*by.range, frame, 1, {}) : 0;
      f(eudrift::parted_advance<chosen_parts<Scheme>, Ex>(ex_, {{steps_.tolerance, most_tries}, pace}));
      return true;
    }
    return false;
  }

  Ex ex_;
  step_choice steps_;
  eudrift::fused_advance<Scheme, Ex> at_once_;
  eudrift::staged_advance<Scheme, Ex> stage_by_stage_;
};

/// Kernel D: who is most and who is least happy.
template <eudrift::Executor Ex>
mood extremes(drifters<Ex>& some) {
  const auto particles = some.view();
  return {some.executor().reduce(particles.size, moving_happiness{particles}, eudrift::max_reduce<double>{}),
          some.executor().reduce(particles.size, moving_happiness{particles}, eudrift::min_reduce<double>{})};
}
template <eudrift::Executor Ex>
mood extremes(run<Ex>& r) {
  mood of_all;
  r.particles.in_parts([&](drifters<Ex>& some, index_t) { of_all = of_all | extremes(some); });
  return of_all;
}

/// Kernels B and D at a grid time: how happy each particle is, and who is most and least so.
template <eudrift::Executor Ex>
mood judge(run<Ex>& r, drifters<Ex>& some, const interval& now, double seconds) {
  const auto mesh = r.sea_.mesh().view();
  const auto particles = some.view();
  if (r.sea_.feels_speed())
    r.ex.map(particles.size, feel<2>{mesh, r.sea_.current(now.grid.length), seconds, r.preferred, particles, r.sea_.current_record()});
  else
    r.ex.map(particles.size, feel<1>{mesh, r.sea_.mood(now.grid.length), seconds, r.preferred, particles});
  return extremes(some);
}

// [time loop]
template <eudrift::RungeKutta Scheme, eudrift::Executor Ex>
void run_loop(run<Ex>& r, report& tell) {
  mover<Scheme, Ex> move(r.ex, r.steps);
  r.sea_.receive(std::exchange(r.beginning, {}));
  r.sea_.reduce_to_nodes();                                                      // map A

  for (std::size_t i = r.from.interval; i < r.when.intervals.size(); ++i) {
    const interval& now = r.when.intervals[i];
    r.sea_.receive(r.next_slice());  // read and copied while the interval before was computed
    r.sea_.reduce_to_nodes();                                                    // map A
    if (r.fit) r.fit(r, i);
    r.particles.append(std::exchange(r.releases[i], {}));
    mood happy;
    r.particles.in_parts([&](drifters<Ex>& some, index_t held) {
      if (!r.is_begun(i)) r.ex.map(some.size(), r.sea_.begin_interval(some.view(), held));
      if (r.sorts(i) || some.size() > held) r.sort(some, r.sea_.mesh().elements());
      if (i == 0 && !r.goes_on) happy = happy | judge(r, some, now, now.delay(r.when.start));
    });
    const auto by = r.sea_.motion(now.grid.length, r.walk, r.particles.size() * now.grid.steps);

    if (i == 0 && !r.goes_on) tell.look(r.when.start, true, happy, r.particles, r.sea_);
    for (const part& p : now.parts_after(i == r.from.interval ? r.from.point : 0, r.until_ecstatic)) {
      if (r.until_ecstatic && tell.all_ecstatic()) return;
      happy = {};
      r.particles.in_parts([&](drifters<Ex>& some, index_t) {
        move(some, by, now, p);                                                  // map C, B fused
        r.expect_slice();  // is copied beside the maps
        while (r.transfer(some) > 0) move.go_on(some, by, now, p);               // who came goes on
        if (p.look) happy = happy | judge(r, some, now, now.grid.time(p.last));  // map B, map D, reduce
      });
      if (p.look) tell.look(p.end, p.output, happy, r.particles, r.sea_);        // alert, output
      if (p.checkpoint) r.saves.save(r.particles, {i, p.last}, p.end, tell);
    }
  }
}
// [time loop]

}  // namespace happiest_particle
