// SPDX-License-Identifier: BSL-1.0
/// \file
/// Whether the sub-steps of a horizontal random walk are short enough for a diffusivity that varies.
#pragma once
#include <eudrift/exec/executor.hpp>
#include <eudrift/kernels/diffusivity_range.hpp>
#include <eudrift/kernels/varying_walk.hpp>

#include <cstdint>
#include <string>

namespace eudrift::inline EUDRIFT_ABI {

/// How great, steep and bent a diffusivity is on the elements of a mesh, those of a halo included.  Collective.
template <Executor Ex>
diffusivity_range range_of(const Ex& ex, const triangle_mesh_view<double, std::int32_t>& mesh,
                           const nodal_diffusivity& diffusivity) {
  return ex.reduce(mesh.element_number.size, diffusivity_at_element<std::int32_t>{mesh, diffusivity},
                   widest_diffusivity{});
}

/// Throws error where sub-steps of `longest` [s] are too long for a diffusivity of that range: longer than a tenth of 1
/// over its sharpest bend, the two-dimensional form of what Visser 1997 asks for along the vertical.
inline void require_stable_walk(const diffusivity_range& range, double longest) {
  require(longest > 0, "the sub-step of the horizontal random walk is " + std::to_string(longest) +
                           " s; more than 0 is expected");
  require(longest * range.sharpest <= 0.1,
          "the horizontal random walk has sub-steps of " + std::to_string(longest) +
              " s, but the diffusivity changes so sharply from element to element that at most " +
              std::to_string(0.1 / range.sharpest) + " s are stable; choose shorter ones");
}

}  // namespace eudrift::inline EUDRIFT_ABI
