// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel B in three dimensions: the velocity of water in sigma layers.
#pragma once
#include <eudrift/kernels/layered_field.hpp>
#include <eudrift/kernels/node_columns.hpp>
#include <eudrift/vertical/log_law.hpp>
#include <eudrift/vertical/profile_piece.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// What is known of the motion along the vertical.
enum class vertical_motion {
  none,    ///< nothing: particles keep their sigma
  upward,  ///< true upward velocity (FVCOM's ww) [m/s]
  omega,   ///< (h + zeta) d sigma / dt (FVCOM's omega) [m/s]
};

/// The pieces of the curves (piece_at) of a velocity's current and of its vertical motion.
struct layer_pieces {
  index_t current, vertical;
};

/// Velocity in three dimensions: along x and y [m/s in the frame], and d sigma / dt [1/s].  Each layer is barycentric
/// in the plane and linear in time, like nodal_velocity; Profile (linear_profile, cubic_profile or chosen_profile) says
/// how it goes between layers.  Current and Vertical: fields at nodes that are linear in time, or others as layers_over
/// takes them: cubic in time (cubic_layers), a current at elements (element_layers).
template <class T, class Id, class Profile = linear_profile, class Current = layered_slices<T, Id, 2>,
          class Vertical = layered_slices<T, Id, 1>>
struct layered_velocity {
  using profile_type = Profile;  ///< of `profile`

  triangle_mesh_view<T, Id> mesh;
  column_slices<T, Id> column;
  Current current;     ///< eastward (or along x) and northward (y) velocity [m/s] on layers
  vertical_motion knows = vertical_motion::none;
  Vertical vertical{};  ///< what `knows` says [m/s], on the same layers or on others
  beyond_layers beyond = beyond_layers::constant;
  T roughness = 0;  ///< z0 [m]; where positive the current follows the law of the wall below the lowest layer
  node_columns columns{};  ///< that hold all these fields, or none: the same bits; see layered_block
  [[no_unique_address]] Profile profile{};  ///< between layers

  /// At a site, `seconds` after the forcing interval's beginning.  Never inlined: beside what it does a call costs
  /// nothing, and each stage of a method would hold several copies.
  EUDRIFT_FN_RARE constexpr vec<T, 3> operator()(const site<T, Id, 3>& where, T seconds) const {
    const T sigma = where.point.at[2];
    const moving_column<T> water = column.moving_at(mesh, where, seconds);
    vec<T, 2> u = current_at(water.now, where, seconds);
    if (mesh.frame.spherical) u.at[0] *= mesh.frame.stretch(where.point.at[1]);
    if (knows == vertical_motion::none) return {u.at[0], u.at[1], T(0)};
    const layers_over layers(mesh, vertical, where, seconds);
    return rising(water, sigma, u, profile.at(layers, sigma, beyond).value.at[0]);
  }
  /// The pieces in which a site is.
  EUDRIFT_FN constexpr layer_pieces pieces_at(const site<T, Id, 3>& where) const {
    const T sigma = where.point.at[2];
    const index_t of_current = piece_at(layers_over(mesh, current, where, T(0)), sigma);
    return {of_current,
            knows == vertical_motion::none ? 0 : piece_at(layers_over(mesh, vertical, where, T(0)), sigma)};
  }
  /// By the element and the pieces given, wherever the point is: the same where it is within, smooth beyond.
  EUDRIFT_FN_RARE constexpr vec<T, 3> along(const layer_pieces& pieces, const site<T, Id, 3>& where, T seconds) const {
    const T sigma = where.point.at[2];
    const moving_column<T> water = column.moving_at(mesh, where, seconds);
    const layers_over layers(mesh, current, where, seconds);
    const bool over_bed = roughness > 0 && pieces.current == layers.count();
    vec<T, 2> u = value_along(profile, layers, pieces.current, sigma, over_bed ? beyond_layers::constant : beyond);
    if (over_bed) u = log_curve(water.now, layers.sigma(layers.count() - 1), sigma, roughness) * u;
    if (mesh.frame.spherical) u.at[0] *= mesh.frame.stretch(where.point.at[1]);
    if (knows == vertical_motion::none) return {u.at[0], u.at[1], T(0)};
    const layers_over levels(mesh, vertical, where, seconds);
    return rising(water, sigma, u, value_along(profile, levels, pieces.vertical, sigma, beyond).at[0]);
  }
  /// Of the water there [m].
  EUDRIFT_FN constexpr T thickness(const site<T, Id, 3>& where, T seconds) const {
    return column.at(mesh, where, seconds).thickness();
  }

 private:
  /// The current u with the vertical motion w.
  EUDRIFT_FN constexpr vec<T, 3> rising(const moving_column<T>& water, T sigma, const vec<T, 2>& u, T w) const {
    return {u.at[0], u.at[1], knows == vertical_motion::omega ? water.sigma_rate(w) : water.sigma_rate(sigma, u, w)};
  }
  EUDRIFT_FN constexpr vec<T, 2> current_at(const water_column<T>& water, const site<T, Id, 3>& where,
                                     T seconds) const {
    const layers_over layers(mesh, current, where, seconds);
    const T sigma = where.point.at[2];
    if (!(roughness > 0)) return profile.at(layers, sigma, beyond).value;
    const T lowest = layers.sigma(layers.count() - 1);
    return log_law(water, lowest, sigma, roughness) *
           profile.at(layers, sigma < lowest ? lowest : sigma, beyond).value;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
