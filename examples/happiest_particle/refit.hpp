// SPDX-License-Identifier: BSL-1.0
// When a process must hold another part of the mesh: where particles may outrun its halo, and where some processes wait
// for others.
#pragma once
#include "holding.hpp"
#include "usage.hpp"

#include <utility>

namespace happiest_particle {

template <eudrift::Executor Local>
class refit {
 public:
  using executor = typename holding<Local>::executor;

  /// `held` must live as long as this.
  refit(holding<Local>& held, const options& o) : held_(held), balance_(o.balance), rule_(held.workers()) {}

  int times_widened() const { return times_widened_; }
  int times_balanced() const { return times_balanced_; }

  /// Collective, before interval i of a run: where the processes took unequal times, as --balance says, the mesh is shared out
  /// anew by where particles are; and where a step may lead farther than the halo reaches, it becomes wider.
  template <eudrift::RungeKutta Scheme>
  void operator()(run<executor>& r, std::size_t i) {
    if (held_.by_particle() || held_.all().size() == 1) return;
    if (wants_balance()) balance(r, i);
    const eudrift::step_grid<double>& grid = r.when.intervals[i].grid;
    const double needed = r.sea_.template greatest_step<Scheme>(grid, r.walk, held_.share().whole_nodes);
    if (needed > held_.width()) held_.widen(r, i, room * needed), ++times_widened_;
    busy_.reset();
    busy_.start();
  }
  /// Collective: particles go to the owners of their elements; how many went, of all.
  index_t transfer(drifters<executor>& particles) {
    busy_.stop();
    const index_t went = held_.transfer(particles);
    if (went > 0) busy_.start();
    return went;
  }
  /// A halo that is made anew has more room than is needed, lest each slice ask for another.
  static constexpr double room = 1.25;

 private:
  bool wants_balance() {
    if (balance_ == "off" || !std::exchange(has_measured_, true)) return false;
    return balance_ == "on" || rule_.is_due(held_.all(), busy_.seconds());
  }
  void balance(run<executor>& r, std::size_t i) {
    stopwatch taken;
    taken.start();
    held_.balance(r, i);
    taken.stop();
    rule_.took(held_.all(), taken.seconds());
    ++times_balanced_;
  }

  holding<Local>& held_;
  std::string balance_;
  eudrift::rebalance_rule rule_;
  int times_widened_ = 0, times_balanced_ = 0;
  stopwatch busy_;  ///< in maps of the present interval
  bool has_measured_ = false;
};

}  // namespace happiest_particle
