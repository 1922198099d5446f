// SPDX-License-Identifier: BSL-1.0
/// \file
/// Order along a Hilbert curve (Hilbert 1891): what is near in the plane comes near in memory.
#pragma once
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// What four levels of quadrants add to a place, and how the curve is turned in the smallest of them:
/// 4 * place + turn, by [turn][bits of i][bits of j].  A turn is 1: mirrored at the rising diagonal,
/// 2: mirrored at both axes; both may hold.
///
/// From the largest quadrants down: the curve takes lower left, upper left, upper right, lower right.  It
/// runs through the upper two as through the whole, and through the lower two mirrored, at the rising
/// diagonal on the left and at the falling one on the right (bits as in Lam and Shapiro 1994).
constexpr std::array<std::uint16_t, 1024> make_hilbert_levels() {
  std::array<std::uint16_t, 1024> to{};
  for (std::uint32_t at = 0; at < to.size(); ++at) {
    std::uint32_t turn = at >> 8, place = 0;
    for (int level = 4; level-- > 0;) {
      const std::uint32_t i = at >> (4 + level) & 1, j = at >> level & 1;
      const std::uint32_t right = ((turn & 1) ? j : i) ^ (turn >> 1), upper = ((turn & 1) ? i : j) ^ (turn >> 1);
      place = 4 * place + ((3 * right) ^ upper);
      if (upper == 0) turn ^= right ? 3u : 1u;
    }
    to[at] = static_cast<std::uint16_t>(4 * place + turn);
  }
  return to;
}
inline constexpr std::array<std::uint16_t, 1024> hilbert_levels = make_hilbert_levels();

}  // namespace detail

/// Place of cell (i, j) of 2^levels x 2^levels along the curve from (0, 0) to (2^levels - 1, 0), counted
/// from 0; 0 <= levels <= 32.  Each cell shares an edge with the one before.
constexpr std::uint64_t hilbert_place(std::uint32_t i, std::uint32_t j, int levels) {
  // Levels come by fours; one of quadrants that are all lower left mirrors the curve, so that an odd number
  // of them is undone beforehand.
  std::uint64_t place = 0;
  std::uint32_t turn = levels & 1;
  for (int level = (levels + 3) / 4 * 4; level > 0;) {
    level -= 4;
    const std::uint32_t four = detail::hilbert_levels[turn << 8 | (i >> level & 15) << 4 | (j >> level & 15)];
    place = place << 8 | four >> 2;
    turn = four & 3;
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

/// 0 ... n - 1 by ascending place(i) along a hilbert_curve, equal ones by ascending file number.
template <class Place>
std::vector<std::int32_t> order_along(const std::vector<std::int32_t>& number, const Place& place) {
  struct entry {
    std::uint64_t place;
    std::int32_t item;
  };
  std::vector<entry> entries(number.size()), sorted(number.size());
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = {place(i), static_cast<std::int32_t>(i)};
  // By digits, the last one first: each pass keeps the order of those with an equal digit.
  constexpr int bits = 12;
  const auto before = [](const entry& a, const entry& b) { return a.place < b.place; };
  const bool is_ordered = std::is_sorted(entries.begin(), entries.end(), before);  // as a mesh along the curve is
  for (int shift = 0; !is_ordered && shift < 2 * hilbert_curve::levels; shift += bits) {
    const auto digit = [&](const entry& e) { return static_cast<std::size_t>(e.place >> shift & ((1 << bits) - 1)); };
    std::vector<std::size_t> next(1 << bits);
    for (const entry& e : entries) ++next[digit(e)];
    std::exclusive_scan(next.begin(), next.end(), next.begin(), std::size_t{0});
    for (const entry& e : entries) sorted[next[digit(e)]++] = e;
    std::swap(entries, sorted);
  }
  for (auto first = entries.begin(); first != entries.end();) {
    const auto last = std::find_if(first, entries.end(), [&](const entry& e) { return e.place != first->place; });
    if (last - first > 1)
      std::sort(first, last, [&](const entry& a, const entry& b) {
        return number[static_cast<std::size_t>(a.item)] < number[static_cast<std::size_t>(b.item)];
      });
    first = last;
  }
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
