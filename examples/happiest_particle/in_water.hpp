// SPDX-License-Identifier: BSL-1.0
// Kernels over particles in water: where they begin in it, and where they are.
#pragma once
#include "drifters.hpp"

#include <eudrift/forcing/water_slice.hpp>
#include <eudrift/kernels/begin_interval.hpp>

namespace happiest_particle {

/// Kernel where an interval begins: who is aground, and those that are released in it take their places in the water.
struct begin_interval {
  eudrift::begin_interval<drifters_view> wetness;
  eudrift::triangle_mesh_view<double, std::int32_t> mesh;
  eudrift::column_slices<double, std::int32_t> column;  ///< empty in two dimensions

  EUDRIFT_FN void operator()(index_t i) const {
    wetness(i);
    double& at = eudrift::get<sigma>(wetness.particles)[i];
    if (!(at > 0)) return;
    const double delay = eudrift::get<eudrift::release_delay>(wetness.particles)[i];
    const double down = at / column.at(mesh, eudrift::site_of(mesh, wetness.particles, i), delay).thickness();
    at = down < 1 ? -down : -1;
  }
};

/// Where particles are in the water, for people.
struct heights_of {
  eudrift::triangle_mesh_view<double, std::int32_t> mesh;
  eudrift::column_slices<double, std::int32_t> column;
  eudrift::layered_slices<double, std::int32_t, 1> levels;  ///< of which only the places of the levels are asked
  drifters_view particles;
  double seconds;              ///< after the interval's beginning
  eudrift::view<double> z;     ///< [m, up]
  eudrift::view<float> layer;  ///< counted from 1, the uppermost

  EUDRIFT_FN void operator()(index_t i) const {
    const double at = eudrift::get<sigma>(particles)[i];
    const auto where = eudrift::site_of(mesh, particles, i);
    z[i] = column.at(mesh, where, seconds).height(at);
    const eudrift::layers_over over(mesh, levels, where, seconds);
    index_t below = 1;
    while (below + 1 < over.count() && over.sigma(below) > at) ++below;
    layer[i] = static_cast<float>(below);
  }
};

}  // namespace happiest_particle
