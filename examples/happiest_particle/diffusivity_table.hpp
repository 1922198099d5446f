// SPDX-License-Identifier: BSL-1.0
// A vertical diffusivity by depth, as a file gives it.
#pragma once
#include <eudrift/core/view.hpp>

#include <cstdint>
#include <string>

namespace happiest_particle {

/// Diffusivities at depths, the same all over the mesh.  Of a fixed size, so that it goes to other processes as it is.
struct diffusivity_table {
  static constexpr int most = 500;  ///< depths
  std::int32_t size = 0;
  double depth[most] = {};        ///< below the surface [m], ascending
  double diffusivity[most] = {};  ///< there [m2/s]

  eudrift::view<const double> depths() const { return {depth, size}; }
  eudrift::view<const double> diffusivities() const { return {diffusivity, size}; }
};

/// Reads lines of a depth [m] and a diffusivity [m2/s], with a comma or spaces between; a header `depth,diffusivity` and
/// what follows a # are fine.  Throws eudrift::error that names file and line.
diffusivity_table read_diffusivity_table(const std::string& path);

}  // namespace happiest_particle
