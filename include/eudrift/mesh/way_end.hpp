// SPDX-License-Identifier: BSL-1.0
/// \file
/// A site at which a particle's way through the mesh ended for good: how displacements tell so.
#pragma once
#include <eudrift/mesh/travel.hpp>

#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// What ended a way.
enum class way_end : std::uint8_t {
  left = 1,     ///< an open edge: whoever crosses it leaves the mesh
  stranded = 2  ///< a solid edge, under the rule coast_rule::strand
};

/// A site in disguise: its element is less than `nowhere`, so that the comparison by which a loop finds those who went
/// to another process (triangle_mesh_view::owns) finds these too, at no cost to all others.  `last`: just inside the
/// edge; `share` of the displacement that was travelled until there.
template <class T, class Id>
EUDRIFT_FN constexpr site<T, Id> ended_at(const site<T, Id>& last, way_end why, T share) {
  return {last.point, static_cast<Id>(nowhere - 1 - last.element), {share, static_cast<T>(why), T(0)}};
}

/// Whether a site is one of these.
template <class T, class Id, int Dim>
EUDRIFT_FN constexpr bool has_ended(const site<T, Id, Dim>& s) {
  return s.element < nowhere;
}
/// The element in which a way ended.
template <class T, class Id, int Dim>
EUDRIFT_FN constexpr Id last_element(const site<T, Id, Dim>& s) {
  return static_cast<Id>(nowhere - 1 - s.element);
}
/// Why it ended.
template <class T, class Id, int Dim>
EUDRIFT_FN constexpr way_end end_of(const site<T, Id, Dim>& s) {
  return s.weights.at[1] > T(1) ? way_end::stranded : way_end::left;
}
/// The share of the displacement that was travelled until then, 0 to 1.
template <class T, class Id, int Dim>
EUDRIFT_FN constexpr T share_travelled(const site<T, Id, Dim>& s) {
  return s.weights.at[0];
}

}  // namespace eudrift::inline EUDRIFT_ABI
