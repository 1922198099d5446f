// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which process owns which element: one rank for each, along a Hilbert curve or as a graph partitioner says.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/mesh/hilbert.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

// A particle belongs to the process that owns its element.  As locate() gives each point one element, also on
// edges and at nodes, so has each particle one process.

namespace detail {

/// Sum of the elements' weights; without any, their number.  Throws error where a mesh cannot be shared out so.
inline std::int64_t total_weight(const mesh_data& mesh, int ranks, std::span<const std::int64_t> weight) {
  const index_t n = mesh.elements();
  require(ranks >= 1,
          "a mesh was to be shared out among " + std::to_string(ranks) + " processes; 1 or more are expected");
  require(n >= ranks, "a mesh of " + std::to_string(n) + " elements was to be shared out among " +
                          std::to_string(ranks) + " processes; start at most as many as there are elements");
  require(weight.empty() || static_cast<index_t>(weight.size()) == n,
          std::to_string(weight.size()) + " weights were given for a mesh of " + std::to_string(n) +
              " elements; one is expected for each, or none at all");
  std::int64_t total = 0;
  const std::int64_t most = std::numeric_limits<std::int64_t>::max() / 2 / ranks;
  for (std::size_t e = 0; e < weight.size(); ++e) {
    if (weight[e] < 1)
      throw error("element " + std::to_string(std::int64_t{mesh.element_number[e]} + 1) + " has the weight " +
                  std::to_string(weight[e]) + "; 1 or more is expected");
    if (weight[e] > most - total)
      throw error("the elements' weights add up to more than " + std::to_string(most) + "; scale them down");
    total += weight[e];
  }
  return weight.empty() ? n : total;
}

}  // namespace detail

/// Owners (elements,) of a complete mesh's elements (build_mesh): runs of neighbours along a Hilbert curve,
/// of equal weight but for one element's.  `weight`: of each element, 1 or more, as the particles in it; or none, for
/// equal ones.  Every process gets an element.  By file numbers the result does not depend on the order in memory.
/// Throws error where there are fewer elements than processes or a weight is not positive.
inline std::vector<std::int32_t> hilbert_owners(const mesh_data& mesh, int ranks,
                                                std::span<const std::int64_t> weight = {}) {
  const std::int64_t total = detail::total_weight(mesh, ranks, weight);
  const std::vector<std::int32_t> order = hilbert_element_order(mesh);
  const auto n = static_cast<std::int64_t>(order.size());
  std::vector<std::int32_t> owner(order.size());
  std::int64_t before = 0;     // weight of all elements before the present one
  std::int64_t rank = -1;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto e = static_cast<std::size_t>(order[static_cast<std::size_t>(i)]);
    const std::int64_t own = weight.empty() ? 1 : weight[e];
    // The middle of its weight decides; but none is passed over, and enough are left for those to come.
    const std::int64_t due = (2 * before + own) * ranks / (2 * total);
    rank = std::max({std::min(due, rank + 1), rank, ranks - (n - i)});
    owner[e] = static_cast<std::int32_t>(rank);
    before += own;
  }
  return owner;
}

/// Throws error, naming the element, unless `owner` has a rank below `ranks` for each element of the mesh.
inline void check_owners(const mesh_data& mesh, std::span<const std::int32_t> owner, int ranks) {
  require(static_cast<index_t>(owner.size()) == mesh.elements(),
          std::to_string(owner.size()) + " owners were given for a mesh of " + std::to_string(mesh.elements()) +
              " elements; one is expected for each");
  for (std::size_t e = 0; e < owner.size(); ++e)
    if (owner[e] < 0 || owner[e] >= ranks)
      throw error("element " + std::to_string(std::int64_t{mesh.element_number[e]} + 1) + " is owned by rank " +
                  std::to_string(owner[e]) + "; ranks are 0 to " + std::to_string(ranks - 1));
}

}  // namespace eudrift::inline EUDRIFT_ABI
