// SPDX-License-Identifier: BSL-1.0
/// \file
/// The vertical coordinate of a model: at which height a level lies.
#pragma once
#include <eudrift/core/view.hpp>

#include <concepts>

namespace eudrift::inline EUDRIFT_ABI {

/// Heights of a model's levels (or layer centres), the uppermost first.  `seconds` count from the
/// beginning of the forcing interval.
///
///   levels()                   how many
///   height(level, node, s)     of a level at a node [m, up, from the same datum as the surface]
///   surface(node, s)           of the surface [m]
template <class V>
concept VerticalCoordinate = requires(const V& v, index_t k, index_t n, double seconds) {
  { v.levels() } -> std::convertible_to<index_t>;
  { v.height(k, n, seconds) } -> std::convertible_to<double>;
  { v.surface(n, seconds) } -> std::convertible_to<double>;
};

/// Terrain-following levels: z = zeta + sigma (h + zeta), sigma 0 at the surface and -1 at the bed.
template <class T>
struct sigma_coordinate {
  view<const T> sigma;        ///< (levels, nodes)
  view<const T> depth;        ///< still-water depth h [m, down], (nodes,)
  view<const T> zeta_before;  ///< surface elevation where the interval begins [m], (nodes,)
  view<const T> zeta_after;   ///< where it ends
  T per_second = 0;           ///< 1 / the interval's length

  EUDRIFT_FN constexpr index_t levels() const { return sigma.size / depth.size; }
  EUDRIFT_FN constexpr T surface(index_t node, T seconds) const {
    const T late = seconds * per_second;
    return (T(1) - late) * zeta_before[node] + late * zeta_after[node];
  }
  EUDRIFT_FN constexpr T height(index_t level, index_t node, T seconds) const {
    const T zeta = surface(node, seconds);
    return zeta + sigma[level * depth.size + node] * (depth[node] + zeta);
  }
};
static_assert(VerticalCoordinate<sigma_coordinate<double>>);

}  // namespace eudrift::inline EUDRIFT_ABI
