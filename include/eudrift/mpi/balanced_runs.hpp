// SPDX-License-Identifier: BSL-1.0
/// \file
/// Runs of elements of about equal weight, found by all processes together while each knows its own elements' weights.
#pragma once
#include <eudrift/mpi/communicator.hpp>
#include <eudrift/partition/element_runs.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// The elements of a process, ascending, by their numbers in the whole mesh's memory (mesh_share::element), and how
/// much each weighs, 0 or more.  Every element of the mesh is of one process.
struct weighed_elements {
  std::span<const std::int32_t> element;  ///< (owned,)
  std::span<const std::int64_t> weight;   ///< (owned,)
};

namespace detail {

/// Collective: where each of some runs begins, and the number of elements behind them; (runs + 1,).  Run k begins at
/// the first element whose middle lies behind k / runs of the weight, but every run has an element: none is passed
/// over, and enough are left for those to come.  All are found at once by bisection, in as many sums over processes as
/// the number of elements has bits.
inline std::vector<std::int64_t> cuts_by_weight(const communicator& processes, const weighed_elements& own,
                                                std::int64_t elements, std::int64_t total, int runs) {
  std::vector<std::int64_t> lighter{0};  // weight of own elements before own element i
  for (const std::int64_t w : own.weight) lighter.push_back(lighter.back() + w);
  const auto own_before = [&](std::int64_t place) {
    const auto at = std::lower_bound(own.element.begin(), own.element.end(), place);
    return lighter[static_cast<std::size_t>(at - own.element.begin())];
  };
  const auto n = static_cast<std::size_t>(runs);
  std::vector<std::int64_t> low(n, 0), high(n, elements), twice_the_middle(n);  // it is one of low[k] ... high[k]
  const auto between = [&](std::size_t k) { return low[k] + (high[k] - low[k]) / 2; };
  for (std::int64_t rest = elements; rest > 0; rest /= 2) {
    for (std::size_t k = 1; k < n; ++k) twice_the_middle[k] = own_before(between(k)) + own_before(between(k) + 1);
    processes.sum(twice_the_middle);
    for (std::size_t k = 1; k < n; ++k) {
      if (low[k] == high[k]) continue;
      const bool is_behind = twice_the_middle[k] * runs >= 2 * total * static_cast<std::int64_t>(k);
      (is_behind ? high : low)[k] = between(k) + (is_behind ? 0 : 1);
    }
  }
  std::vector<std::int64_t> begin{0};
  for (int k = 1; k < runs; ++k)
    begin.push_back(std::min(std::max(low[static_cast<std::size_t>(k)], begin.back() + 1), elements - runs + k));
  begin.push_back(elements);
  return begin;
}

}  // namespace detail

/// Collective, the same everywhere: runs of equal weight but for one element's, for the processes from rank `first`
/// on; those of hilbert_owners() where the mesh lies along the curve.  It does not matter which process has which
/// elements so far.  Throws error, on all processes, where there are fewer elements than runs, or their weights add up
/// to more than can be counted.
inline element_runs balanced_runs(const communicator& processes, const weighed_elements& own, int first = 0) {
  std::array<std::int64_t, 2> sum{static_cast<std::int64_t>(own.element.size()),
                                  std::accumulate(own.weight.begin(), own.weight.end(), std::int64_t{0})};
  processes.sum(sum);
  const auto [elements, total] = sum;
  const int runs = processes.size() - first;
  require(runs >= 1 && elements >= runs,
          "a mesh of " + std::to_string(elements) + " elements was to be shared out among " + std::to_string(runs) +
              " processes; 1 or more are expected, and an element for each");
  const std::int64_t most = std::numeric_limits<std::int64_t>::max() / 2 / runs;
  require(total <= most, "the elements' weights add up to more than " + std::to_string(most) + "; scale them down");
  return {detail::cuts_by_weight(processes, own, elements, total, runs), first};
}

}  // namespace eudrift::inline EUDRIFT_ABI
