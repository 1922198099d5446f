// SPDX-License-Identifier: BSL-1.0
/// \file
/// Order along a Hilbert curve (Hilbert 1891): what is near in the plane comes near in memory.
#pragma once
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Place of cell (i, j) of 2^levels x 2^levels along the curve from (0, 0) to (2^levels - 1, 0), counted
/// from 0; 0 <= levels <= 32.  Each cell shares an edge with the one before.
///
/// From the largest quadrants down: the curve takes lower left, upper left, upper right, lower right.  It
/// runs through the upper two as through the whole, and through the lower two mirrored, at the rising
/// diagonal on the left and at the falling one on the right (bits as in Lam and Shapiro 1994).
constexpr std::uint64_t hilbert_place(std::uint32_t i, std::uint32_t j, int levels) {
  std::uint64_t place = 0;
  for (int level = levels; level-- > 0;) {
    const std::uint32_t right = (i >> level) & 1, upper = (j >> level) & 1;
    place = 4 * place + ((3 * right) ^ upper);
    const std::uint32_t flip = 0u - (right & (upper ^ 1)), swap = (i ^ j) & (upper - 1);
    i ^= swap ^ flip;
    j ^= swap ^ flip;
  }
  return place;
}

/// A Hilbert curve over the smallest square that stands on the lower left corner of a mesh's bounding box
/// and covers it, in 2^24 x 2^24 cells.
class hilbert_curve {
 public:
  static constexpr int levels = 24;  ///< 6 cm in a square of 1000 km

  /// `mesh`: at least one node, all finite.
  explicit hilbert_curve(const mesh_data& mesh) {
    const auto [x_low, x_high] = std::minmax_element(mesh.x.begin(), mesh.x.end());
    const auto [y_low, y_high] = std::minmax_element(mesh.y.begin(), mesh.y.end());
    low_ = {*x_low, *y_low};
    const double length = std::max(*x_high - *x_low, *y_high - *y_low);
    cells_per_metre_ = length > 0 ? cells / length : 0;
  }
  /// Place of a point [m] along the curve; a point outside counts as the nearest one of the square.
  std::uint64_t operator()(const vec<double, 2>& p) const { return hilbert_place(cell(p, 0), cell(p, 1), levels); }

 private:
  static constexpr double cells = 1 << levels;
  std::uint32_t cell(const vec<double, 2>& p, int d) const {
    return static_cast<std::uint32_t>(std::clamp((p.at[d] - low_.at[d]) * cells_per_metre_, 0.0, cells - 1));
  }
  vec<double, 2> low_{};
  double cells_per_metre_ = 0;
};

namespace detail {

/// 0 ... n - 1 by ascending place(i), equal ones by ascending file number.
template <class Place>
std::vector<std::int32_t> order_along(const std::vector<std::int32_t>& number, const Place& place) {
  struct entry {
    std::uint64_t place;
    std::int32_t number, item;
  };
  std::vector<entry> entries(number.size());
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = {place(i), number[i], static_cast<std::int32_t>(i)};
  std::sort(entries.begin(), entries.end(), [](const entry& a, const entry& b) {
    return a.place != b.place ? a.place < b.place : a.number < b.number;
  });
  std::vector<std::int32_t> order(entries.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = entries[i].item;
  return order;
}

}  // namespace detail

/// The nodes of a complete mesh (build_mesh) in the order of a hilbert_curve over it, (nodes,).  As file
/// numbers the order depends on positions and file numbers alone.
inline std::vector<std::int32_t> hilbert_node_order(const mesh_data& mesh) {
  const hilbert_curve curve(mesh);
  return detail::order_along(mesh.node_number, [&](std::size_t n) { return curve({mesh.x[n], mesh.y[n]}); });
}

/// The same of its elements, by centroid, (elements,).
inline std::vector<std::int32_t> hilbert_element_order(const mesh_data& mesh) {
  const hilbert_curve curve(mesh);
  return detail::order_along(mesh.element_number, [&](std::size_t e) {
    const auto node = [&](std::size_t k) { return static_cast<std::size_t>(mesh.corner[3 * e + k]); };
    return curve({(mesh.x[node(0)] + mesh.x[node(1)] + mesh.x[node(2)]) / 3,
                  (mesh.y[node(0)] + mesh.y[node(1)] + mesh.y[node(2)]) / 3});
  });
}

}  // namespace eudrift::inline EUDRIFT_ABI
