// SPDX-License-Identifier: BSL-1.0
/// \file
/// Owners of elements such that few edges lie between processes, by METIS (Karypis and Kumar 1998).
#pragma once
#include <eudrift/partition/owners.hpp>

#include <metis.h>

#include <numeric>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Elements in ascending file number, so that METIS is asked the same whatever the order in memory.
inline std::vector<std::int32_t> order_by_number(const mesh_data& mesh) {
  std::vector<std::int32_t> order(mesh.element_number.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return mesh.element_number[static_cast<std::size_t>(a)] < mesh.element_number[static_cast<std::size_t>(b)];
  });
  return order;
}

/// Gives each process that got none an element of the one that has most; METIS leaves some empty where elements are
/// few.
inline void fill_empty(std::vector<idx_t>& owner, int ranks) {
  std::vector<std::int64_t> count(static_cast<std::size_t>(ranks));
  for (const idx_t r : owner) ++count[static_cast<std::size_t>(r)];
  for (std::size_t empty = 0; empty < count.size(); ++empty) {
    if (count[empty] > 0) continue;
    const auto most = std::max_element(count.begin(), count.end());
    *std::find(owner.begin(), owner.end(), static_cast<idx_t>(most - count.begin())) = static_cast<idx_t>(empty);
    --*most, ++count[empty];
  }
}

}  // namespace detail

/// Owners (elements,) of a complete mesh's elements (build_mesh) by METIS's k-way partition of the dual graph, in which
/// elements are joined that share an edge: about equal weight (METIS allows 3 % more), and few edges between
/// processes.  Otherwise as hilbert_owners().  The same for the same release of METIS.
inline std::vector<std::int32_t> metis_owners(const mesh_data& mesh, int ranks,
                                              std::span<const std::int64_t> weight = {}) {
  const std::int64_t total = detail::total_weight(mesh, ranks, weight);
  const std::vector<std::int32_t> order = detail::order_by_number(mesh);
  std::vector<std::int32_t> owner(order.size(), 0);
  if (ranks == 1) return owner;

  std::vector<idx_t> place(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[static_cast<std::size_t>(order[i])] = static_cast<idx_t>(i);
  std::vector<idx_t> begin{0}, joined, weights, part(order.size());
  // METIS counts in its own integers, which may have 32 bits.
  int shift = 0;
  while ((total >> shift) >= std::numeric_limits<std::int32_t>::max() / 4) ++shift;
  for (const std::int32_t element : order) {
    const auto e = static_cast<std::size_t>(element);
    for (std::size_t k = 0; k < 3; ++k)
      if (const std::int32_t other = mesh.neighbour[3 * e + k]; other >= 0)
        joined.push_back(place[static_cast<std::size_t>(other)]);
    begin.push_back(static_cast<idx_t>(joined.size()));
    if (!weight.empty()) weights.push_back(static_cast<idx_t>(std::max<std::int64_t>(1, weight[e] >> shift)));
  }
  idx_t n = static_cast<idx_t>(order.size()), constraints = 1, parts = ranks, cut = 0;
  idx_t options[METIS_NOPTIONS];
  METIS_SetDefaultOptions(options);
  options[METIS_OPTION_SEED] = 1;
  const int code =
      METIS_PartGraphKway(&n, &constraints, begin.data(), joined.data(), weights.empty() ? nullptr : weights.data(),
                          nullptr, nullptr, &parts, nullptr, nullptr, options, &cut, part.data());
  require(code == METIS_OK, "METIS_PartGraphKway failed with code " + std::to_string(code) + " for " +
                                std::to_string(n) + " elements and " + std::to_string(ranks) +
                                " processes; take the Hilbert curve (hilbert_owners)");
  detail::fill_empty(part, ranks);
  for (std::size_t i = 0; i < order.size(); ++i)
    owner[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(part[i]);
  return owner;
}

}  // namespace eudrift::inline EUDRIFT_ABI
