// SPDX-License-Identifier: BSL-1.0
/// \file
/// A random walk along the vertical by one diffusivity everywhere, and a block of particles by it.
#pragma once
#include <eudrift/kernels/mixing_rows.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// One diffusivity everywhere and always.  It has no slope, so that a walk by it is the same, to the bit, by each scheme.
template <class T, class Id>
struct uniform_diffusivity {
  column_slices<T, Id> column;
  T value;  ///< [m2/s], 0 or more

  /// That of sigma in one water column.
  struct in_column {
    T scaled;  ///< value over the square of the thickness [1/s]
    EUDRIFT_FN constexpr sigma_diffusivity<T> operator()(T) const { return {scaled, T(0)}; }
  };
  /// In the water over a site.
  EUDRIFT_FN constexpr in_column over(const triangle_mesh_view<T, Id>& mesh, const site<T, Id, 3>& where,
                                      T seconds) const {
    const T thickness = column.at(mesh, where, seconds).thickness();
    return {T(1) / (thickness * thickness) * value};
  }
};

/// Of a block of particles: in lanes.
template <class Scheme, class Id>
class mixing_rows<vertical_walk<Scheme, uniform_diffusivity<double, Id>>> {
 public:
  using mixing_type = vertical_walk<Scheme, uniform_diffusivity<double, Id>>;

  explicit mixing_rows(const mixing_type& mixing) : mixing_(mixing) {}
  void drop(int, int) {}
  template <class Rows>
  void renew(int, const Rows&) {}
  /// Displaces the particles of part p; set(i, sigma) takes what the register from i on has.
  template <class Rows, class Set>
  void walk(int p, const Rows& rows, const time_step<double>& step, const block_keys& keys, const Set& set) {
    for (int i = rows.plane.begin(p); i < rows.plane.end(p); i += lanes::size) set(i, end_of_walk(rows, i, step, keys));
  }

 private:
  struct in_columns {
    lanes scaled;
    EUDRIFT_FN_HOST sigma_diffusivity<lanes> operator()(const lanes&) const { return {scaled, lanes(0)}; }
  };
  /// sigma after the step, of the register from i on.  Not inlined: the schemes of steps share it.
  template <class Rows>
  EUDRIFT_FN_RARE lanes end_of_walk(const Rows& rows, int i, const time_step<double>& step, const block_keys& keys) const {
    const double middle = step.begin + 0.5 * step.length;
    const auto water = rows.water_at(i, mixing_.diffusivity.column, rows.plane.weight_lanes(i), middle);
    const lanes thickness = water.now.thickness();
    return walk_of_lanes<Scheme>(mixing_, in_columns{lanes(1) / (thickness * thickness) * lanes(mixing_.diffusivity.value)},
                                 rows.sigma_lanes(i), step, keys, i);
  }

  mixing_type mixing_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
