// SPDX-License-Identifier: BSL-1.0
// When what happens: forcing intervals, their steps, and the grid times at which a run looks up.
#pragma once
#include "options.hpp"

#include <eudrift/forcing/source.hpp>
#include <eudrift/kernels/step_grid.hpp>

#include <optional>
#include <span>
#include <vector>

namespace happiest_particle {

using eudrift::index_t;
using eudrift::time_ms;

/// Steps that are made at once.
struct part {
  std::int32_t first, last;  ///< grid points of the interval
  time_ms end;               ///< time of grid point `last`
  bool look;                 ///< whether the run looks up there: who is happiest, are all ecstatic
  bool output;               ///< whether tracks are written there
  bool checkpoint;           ///< whether a checkpoint is written there
};

/// How far a run is: at a grid point of one of its intervals.
struct plan_place {
  std::size_t interval = 0;
  std::int32_t point = 0;
};

/// The part of a run between two forcing times.
struct interval {
  index_t before, after;  ///< slices, in the run's direction
  time_ms begin, end;     ///< their times
  eudrift::step_grid<double> grid;  ///< its origin is `begin` [s]
  std::vector<part> parts;

  /// Seconds from the interval's beginning to a time; of a grid time, the grid's own value.
  double delay(time_ms time) const;
  /// The parts beyond grid point `after`, cut at every grid time where `each_step`, which is looked at then.
  std::vector<part> parts_after(std::int32_t after, bool each_step) const;
};

struct plan {
  time_ms start, end;  ///< of the run; end < start backwards
  std::vector<interval> intervals;

  bool backward() const { return end < start; }
  /// The run's interval in which a particle released at `time` begins: that which ends then, or has it
  /// inside; the first one at the start.
  std::size_t interval_of(time_ms time) const;
  /// How many times tracks are written, the start among them.
  std::size_t outputs() const;
};

/// Throws eudrift::error for times outside the forcing, an end, outputs or checkpoints that do not fall on grid
/// times (naming the nearest that do), and less than two slices.
/// `earlier`: when the run begins that goes on from another.
plan make_plan(std::span<const time_ms> times, bool calendar, const options& o, std::optional<time_ms> earlier = {});

}  // namespace happiest_particle
