// SPDX-License-Identifier: BSL-1.0
/// \file
/// The elements that a process holds: its own, and a halo as wide as a particle may travel.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// How wide a halo is.
struct halo_width {
  double distance = 0;  ///< that a particle may be from its owner's elements [m in the mesh's frame]
  int rings = 1;        ///< of elements beyond that; what is read at a node needs all elements round it
};

/// Throws error where a step of up to `step` [m in the mesh's frame] may lead beyond a halo.
inline void require_halo(const halo_width& held, double step) {
  require(held.distance >= step,
          "a particle may travel " + std::to_string(step) + " m in a step, but the halo is " +
              std::to_string(held.distance) +
              " m wide; share the mesh out with a halo_width::distance of that at least, or make shorter steps");
}

/// Elements that a process holds, by their numbers in the whole mesh's memory.
struct held_elements {
  std::vector<std::int32_t> element;  ///< its own, then the halo, ascending in each; (held,)
  index_t owned = 0;                  ///< how many are its own
};

namespace detail {

/// Square of the distance between a point and a segment [m2].
inline double square_distance(const vec<double, 2>& p, const vec<double, 2>& from, const vec<double, 2>& to) {
  const vec<double, 2> along = to - from, q = p - from;
  const double share = std::clamp(dot(q, along) / dot(along, along), 0.0, 1.0);
  const vec<double, 2> left = q - share * along;
  return dot(left, left);
}

/// Elements that may be within some distance, by squares of at least that side.
class near_elements {
 public:
  near_elements(const mesh_data& mesh, const std::vector<std::int32_t>& elements, double distance)
      : mesh_(mesh), distance_(distance) {
    double sides = 0;
    for (const std::int32_t e : elements) sides += box_of(e).high.at[0] - box_of(e).low.at[0];
    side_ = std::max(distance, sides / static_cast<double>(std::max<std::size_t>(1, elements.size())));
    for (const std::int32_t e : elements) for_each_square(box_of(e), [&](std::uint64_t key) { in_[key].push_back(e); });
  }
  /// Whether element e is no farther from any of them than the distance.
  bool reach(std::int32_t e) const {
    box wide = box_of(e);
    for (int d = 0; d < 2; ++d) wide.low.at[d] -= distance_, wide.high.at[d] += distance_;
    bool found = false;
    for_each_square(wide, [&](std::uint64_t key) {
      const auto square = in_.find(key);
      if (found || square == in_.end()) return;
      for (const std::int32_t other : square->second)
        if (!found && overlap(wide, box_of(other))) found = apart(e, other) <= distance_ * distance_;
    });
    return found;
  }

 private:
  struct box {
    vec<double, 2> low, high;
  };
  vec<double, 2> corner(std::int32_t e, int k) const {
    const auto n =
        static_cast<std::size_t>(mesh_.corner[3 * static_cast<std::size_t>(e) + static_cast<std::size_t>(k)]);
    return {mesh_.x[n], mesh_.y[n]};
  }
  box box_of(std::int32_t e) const {
    box b{corner(e, 0), corner(e, 0)};
    for (int k = 1; k < 3; ++k)
      for (int d = 0; d < 2; ++d) {
        b.low.at[d] = std::min(b.low.at[d], corner(e, k).at[d]);
        b.high.at[d] = std::max(b.high.at[d], corner(e, k).at[d]);
      }
    return b;
  }
  static bool overlap(const box& a, const box& b) {
    return a.low.at[0] <= b.high.at[0] && b.low.at[0] <= a.high.at[0] && a.low.at[1] <= b.high.at[1] &&
           b.low.at[1] <= a.high.at[1];
  }
  /// Square of the distance between two elements, which do not overlap: it is that of a corner and an edge [m2].
  double apart(std::int32_t a, std::int32_t b) const {
    double nearest = INFINITY;
    for (int k = 0; k < 3; ++k)
      for (int j = 0; j < 3; ++j) {
        nearest = std::min(nearest, square_distance(corner(a, k), corner(b, j), corner(b, (j + 1) % 3)));
        nearest = std::min(nearest, square_distance(corner(b, k), corner(a, j), corner(a, (j + 1) % 3)));
      }
    return nearest;
  }
  template <class F>
  void for_each_square(const box& b, const F& f) const {
    const auto at = [&](double v) { return static_cast<std::int64_t>(std::floor(v / side_)); };
    for (std::int64_t j = at(b.low.at[1]); j <= at(b.high.at[1]); ++j)
      for (std::int64_t i = at(b.low.at[0]); i <= at(b.high.at[0]); ++i)
        f(static_cast<std::uint64_t>(j) * (std::uint64_t{1} << 32) + static_cast<std::uint64_t>(i));
  }

  const mesh_data& mesh_;
  double distance_, side_;
  std::unordered_map<std::uint64_t, std::vector<std::int32_t>> in_;
};

/// Calls f(other) for the elements that share a node with element e, itself among them.
template <class F>
void for_each_touching(const mesh_data& mesh, std::int32_t e, const F& f) {
  for (std::size_t k = 0; k < 3; ++k) {
    const auto n = static_cast<std::size_t>(mesh.corner[3 * static_cast<std::size_t>(e) + k]);
    for (auto i = static_cast<std::size_t>(mesh.fan_begin[n]); i < static_cast<std::size_t>(mesh.fan_begin[n + 1]); ++i)
      f(mesh.fan[i]);
  }
}

}  // namespace detail

/// The elements of a complete mesh (build_mesh) that process `rank` holds where owner[e] owns element e.  The halo has
/// all elements to which a way through water of length `width.distance` leads from one of its own, and as many rings of
/// elements round these.  Throws error where the distance is negative or not finite, or there is no ring: without one
/// the elements round a node of an own element are not known, and so not who owns that node.
inline held_elements elements_to_hold(const mesh_data& mesh, std::span<const std::int32_t> owner, int rank,
                                      halo_width width) {
  require(width.distance >= 0 && std::isfinite(width.distance) && width.rings >= 1,
          "a halo of " + std::to_string(width.distance) + " m and " + std::to_string(width.rings) +
              " rings was asked for; a finite distance and 1 ring or more are expected");
  held_elements held;
  std::vector<bool> is_held(owner.size());
  for (std::size_t e = 0; e < owner.size(); ++e)
    if (owner[e] == rank) is_held[e] = true, held.element.push_back(static_cast<std::int32_t>(e));
  held.owned = static_cast<index_t>(held.element.size());

  // Takes in all that touches what was added last and that `wanted` holds true of; returns what was added.
  const auto grow = [&](const std::vector<std::int32_t>& last, const auto& wanted) {
    std::vector<std::int32_t> added;
    for (const std::int32_t e : last)
      detail::for_each_touching(mesh, e, [&](std::int32_t other) {
        if (is_held[static_cast<std::size_t>(other)] || !wanted(other)) return;
        is_held[static_cast<std::size_t>(other)] = true;
        added.push_back(other);
      });
    held.element.insert(held.element.end(), added.begin(), added.end());
    return added;
  };
  if (width.distance > 0) {
    // A way out leads through an own element that touches another's, and stays within the distance of it.
    std::vector<std::int32_t> shore;
    for (const std::int32_t e : held.element) {
      bool is_inner = true;
      detail::for_each_touching(
          mesh, e, [&](std::int32_t other) { is_inner = is_inner && is_held[static_cast<std::size_t>(other)]; });
      if (!is_inner) shore.push_back(e);
    }
    double farthest = 0;  // coordinate, by which the distance is rounded up
    for (std::size_t n = 0; n < mesh.x.size(); ++n)
      farthest = std::max({farthest, std::abs(mesh.x[n]), std::abs(mesh.y[n])});
    const detail::near_elements near(mesh, shore, width.distance * (1 + 1e-9) + 1e-12 * farthest);
    for (std::vector<std::int32_t> last = shore; !last.empty();)
      last = grow(last, [&](std::int32_t e) { return near.reach(e); });
  }
  for (int ring = 0; ring < width.rings; ++ring) {
    const std::vector<std::int32_t> all = held.element;
    grow(all, [](std::int32_t) { return true; });
  }
  std::sort(held.element.begin() + held.owned, held.element.end());
  return held;
}

}  // namespace eudrift::inline EUDRIFT_ABI
