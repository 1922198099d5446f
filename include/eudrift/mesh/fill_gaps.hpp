// SPDX-License-Identifier: BSL-1.0
/// \file
/// Values where a field has none, from those beside them.
#pragma once
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Sum and number of the values that are not NaN beside a node: at the two other corners of each of
/// its elements, in ascending file number.  Neither depends on how the mesh is numbered in memory.
inline std::array<double, 2> sum_beside_node(const mesh_data& mesh, std::span<const double> values, std::size_t n) {
  double sum = 0, count = 0;
  for (std::int32_t i = mesh.fan_begin[n]; i < mesh.fan_begin[n + 1]; ++i) {
    const auto e = static_cast<std::size_t>(mesh.fan[static_cast<std::size_t>(i)]);
    double of_element = 0;  // of two: the order of the corners is no matter
    for (std::size_t k = 0; k < 3; ++k) {
      const auto corner = static_cast<std::size_t>(mesh.corner[3 * e + k]);
      if (corner == n || std::isnan(values[corner])) continue;
      of_element += values[corner];
      count += 1;
    }
    sum += of_element;
  }
  return {sum, count};
}

/// The same beside an element: of the elements across its edges, in ascending file number.
inline std::array<double, 2> sum_beside_element(const mesh_data& mesh, std::span<const double> values, std::size_t e) {
  std::array<std::int32_t, 3> across{mesh.neighbour[3 * e], mesh.neighbour[3 * e + 1], mesh.neighbour[3 * e + 2]};
  const auto number = [&](std::int32_t a) { return a < 0 ? a : mesh.element_number[static_cast<std::size_t>(a)]; };
  std::sort(across.begin(), across.end(), [&](std::int32_t a, std::int32_t b) { return number(a) < number(b); });
  double sum = 0, count = 0;
  for (const std::int32_t a : across) {
    if (a < 0 || std::isnan(values[static_cast<std::size_t>(a)])) continue;
    sum += values[static_cast<std::size_t>(a)];
    count += 1;
  }
  return {sum, count};
}

}  // namespace detail

/// Gives each of `gaps` (items whose value is NaN) the mean of the values beside it, ring by ring: a
/// gap with no value beside it waits until those next to it are filled.  `values`: one for each node
/// (`at_nodes`) or element of a complete mesh.  A node of no element becomes 0.  Returns the gaps that remain, those of a piece of the
/// mesh that has no value at all.
inline std::vector<std::size_t> fill_gaps(const mesh_data& mesh, bool at_nodes, std::span<double> values,
                                          std::vector<std::size_t> gaps) {
  for (;;) {
    std::vector<std::size_t> left;
    std::vector<double> found;  // of this ring; NaN: none yet
    for (const std::size_t i : gaps) {
      if (at_nodes && mesh.fan_begin[i] == mesh.fan_begin[i + 1]) {
        found.push_back(0);
        continue;
      }
      const auto [sum, count] = at_nodes ? detail::sum_beside_node(mesh, values, i) : detail::sum_beside_element(mesh, values, i);
      found.push_back(sum / count);
    }
    for (std::size_t g = 0; g < gaps.size(); ++g) {
      if (std::isnan(found[g])) left.push_back(gaps[g]);
      else values[gaps[g]] = found[g];
    }
    if (left.empty() || left.size() == gaps.size()) return left;
    gaps = std::move(left);
  }
}

}  // namespace eudrift::inline EUDRIFT_ABI
