// SPDX-License-Identifier: BSL-1.0
// What this process's work costs, which a simulation must be told, and what is wanted of a run.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "simulation.hpp"

namespace scaling {

/// Seconds each; scaling.cpp measures them where it is run with the word `measure`.
struct costs {
  double step = 0;       ///< of a particle, from an interval's beginning
  double late_step = 0;  ///< of one that came in the course of the interval
  double look = 0;       ///< at a particle, whether it goes
  double carry = 0;      ///< of a particle that goes, or comes, where one in eight does
  double move = 0;       ///< the same where the mesh is shared out anew, and half of them do
  double stay = 0;       ///< of any particle then, in what all go through
  double value = 0;      ///< of a particle, in a reduction
  double fill = 0;       ///< of an element's record, when a slice comes
  double cut = 0;        ///< of a process, when each finds where all of their runs begin
  double share = 0;      ///< of an element of the whole mesh, when a process takes its share
  double hold = 0;       ///< of an element of that share, when it is made ready
};
using cost_name = std::pair<const char*, double costs::*>;
inline constexpr std::array<cost_name, 11> cost_names{{{"step", &costs::step},
                                                       {"late_step", &costs::late_step},
                                                       {"look", &costs::look},
                                                       {"carry", &costs::carry},
                                                       {"move", &costs::move},
                                                       {"value", &costs::value},
                                                       {"fill", &costs::fill},
                                                       {"stay", &costs::stay},
                                                       {"cut", &costs::cut},
                                                       {"share", &costs::share},
                                                       {"hold", &costs::hold}}};

/// One run; words name=value.
struct wanted {
  bool clustered = false;      ///< release=clustered: nine of ten particles in a twentieth of the area
  double particles = 1e6;      ///< of all processes
  std::int64_t weight = 1;     ///< that one of them stands for
  int across = 32;             ///< cells along a side of the basin, each of two elements
  double width = 100000;       ///< of the basin [m]
  int intervals = 6;           ///< of an hour
  bool balance = false;        ///< share out anew when it pays (rebalance_rule)
  bool processor = false;      ///< count time on the processor, for a real run on a machine that has other work
  costs cost;
};

/// Throws eudrift::error for a word that says nothing.
inline wanted read_words(int n, char** word) {
  wanted w;
  for (int i = 1; i < n; ++i) {
    const std::string all = word[i], name = all.substr(0, all.find('='));
    const std::string value = all.substr(std::min(all.size(), name.size() + 1));
    const double number = std::strtod(value.c_str(), nullptr);
    bool known = true;
    if (name == "release")
      w.clustered = value == "clustered", known = w.clustered || value == "even";
    else if (name == "particles")
      w.particles = number;
    else if (name == "weight")
      w.weight = static_cast<std::int64_t>(number);
    else if (name == "across")
      w.across = static_cast<int>(number);
    else if (name == "width")
      w.width = number;
    else if (name == "intervals")
      w.intervals = static_cast<int>(number);
    else if (name == "balance")
      w.balance = number != 0;
    else if (name == "processor")
      w.processor = number != 0;
    else
      known = false;
    for (const auto& [cost, member] : cost_names)
      if (name == cost) w.cost.*member = number, known = true;
    eudrift::require(known, "'" + all + "' says nothing; name=value is expected, with a name of costs.hpp");
  }
  eudrift::require(w.particles >= 1 && w.weight >= 1 && w.across >= 1 && w.width > 0 && w.intervals >= 1,
                   "particles, weight, across, width and intervals must be positive");
  return w;
}

}  // namespace scaling
