// SPDX-License-Identifier: BSL-1.0
/// \file
/// Where a particle is counted: in a cell of a grid, in two dimensions or three, or in a polygon.
#pragma once
#include <eudrift/behaviour/behaviour.hpp>
#include <eudrift/kernels/layered_field.hpp>
#include <eudrift/region/polygons_view.hpp>

namespace eudrift::inline EUDRIFT_ABI {

// A place is a function object of all particles and the number of one that gives a key from 0 to keys() - 1.  The last
// key is that of what is outside, so that every particle is counted once.

/// A grid of rectangular cells in the mesh's frame.  A cell has its western and southern sides, not the others.
struct cell_grid {
  vec<double, 2> low;       ///< its lower left corner [m]
  vec<double, 2> cell;      ///< width and height of a cell [m], positive
  std::int32_t across, up;  ///< cells

  /// Cells, one by one along x, row by row along y; and one more for outside.
  EUDRIFT_FN constexpr index_t keys() const { return index_t{across} * up + 1; }
  EUDRIFT_FN constexpr index_t at(const vec<double, 2>& p) const {
    const double i = (p.at[0] - low.at[0]) / cell.at[0], j = (p.at[1] - low.at[1]) / cell.at[1];
    if (!(i >= 0 && i < across && j >= 0 && j < up)) return keys() - 1;
    return static_cast<index_t>(j) * across + static_cast<index_t>(i);
  }
  template <class Particles>
  EUDRIFT_FN constexpr index_t operator()(const Particles& particles, index_t i) const {
    return at(in_plane(get<position>(particles).load(i)));
  }
};

/// The same with layers by depth below the surface, the first at it; key: layer by layer, in each as cell_grid.
template <class T, class Id>
struct depth_grid {
  cell_grid plane;
  triangle_mesh_view<T, Id> mesh;
  column_slices<T, Id> column;
  double seconds;       ///< now [s after the forcing interval's beginning]
  double layer;         ///< thickness of a layer [m], positive
  std::int32_t layers;  ///< how many

  EUDRIFT_FN constexpr index_t keys() const { return (plane.keys() - 1) * layers + 1; }
  template <class Particles>
  EUDRIFT_FN constexpr index_t operator()(const Particles& particles, index_t i) const {
    const index_t cell = plane(particles, i);
    const auto here = site_of(mesh, particles, i);
    const double depth =
        -static_cast<double>(here.point.at[2] * column.at(mesh, here, static_cast<T>(seconds)).thickness());
    const double k = depth / layer;
    if (cell == plane.keys() - 1 || !(k < layers)) return keys() - 1;
    return static_cast<index_t>(k) * (plane.keys() - 1) + cell;
  }
};

/// Polygons; where they overlap, the first.
struct polygon_places {
  polygons_view polygons;

  EUDRIFT_FN constexpr index_t keys() const { return index_t{polygons.count()} + 1; }
  template <class Particles>
  EUDRIFT_FN constexpr index_t operator()(const Particles& particles, index_t i) const {
    const std::int32_t k = polygons.at(in_plane(get<position>(particles).load(i)));
    return k == no_polygon ? keys() - 1 : k;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
