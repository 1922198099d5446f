// SPDX-License-Identifier: BSL-1.0
/// \file
/// Dispersal along the vertical: diffusivities on the mesh, and the walk that motion takes.
#pragma once
#include <eudrift/kernels/layered_field.hpp>
#include <eudrift/kernels/node_columns.hpp>
#include <eudrift/kernels/step_grid.hpp>
#include <eudrift/random/variate.hpp>
#include <eudrift/vertical/walk.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// The diffusivity in one water column as a walk takes it: K [m2/s] at the layers of a LayeredColumn, between them and
/// with its slope by Profile, constant beyond; negative ones count as zero.
template <class Profile, class Column, class T>
struct column_diffusivity {
  Column layers;
  T thickness;  ///< of the water [m]

  EUDRIFT_FN constexpr sigma_diffusivity<T> operator()(T sigma) const {
    const auto k = Profile::at(layers, sigma, beyond_layers::constant);
    if (!(k.value.at[0] > 0)) return {T(0), T(0)};
    const T scale = T(1) / (thickness * thickness);
    return {scale * k.value.at[0], scale * k.slope.at[0]};
  }
};

/// Diffusivity on levels at nodes, such as FVCOM's kh.
template <class T, class Id, class Profile = linear_profile>
struct layered_diffusivity {
  using profile = Profile;

  column_slices<T, Id> column;
  layered_slices<T, Id, 1> diffusivity;  ///< [m2/s]
  node_columns columns{};                ///< that hold both, or none: the same bits; see layered_block

  /// In the water over a site; it refers to this and to the mesh.
  EUDRIFT_FN constexpr auto over(const triangle_mesh_view<T, Id>& mesh, const site<T, Id, 3>& where, T seconds) const {
    using layers = layers_over<layered_slices<T, Id, 1>>;
    return column_diffusivity<Profile, layers, T>{layers(mesh, diffusivity, where, seconds),
                                                  column.at(mesh, where, seconds).thickness()};
  }
};

/// Diffusivities at depths below the surface, as a LayeredColumn.
template <class T>
struct depth_table {
  view<const T> depth;        ///< [m], ascending
  view<const T> diffusivity;  ///< [m2/s] there
  T thickness;                ///< of the water [m]

  EUDRIFT_FN constexpr index_t count() const { return depth.size; }
  EUDRIFT_FN constexpr T sigma(index_t k) const { return -depth[k] / thickness; }
  EUDRIFT_FN constexpr vec<T, 1> value(index_t k) const { return {diffusivity[k]}; }
};

/// The same diffusivity over all of the mesh, by depth below the surface; one entry: constant.
template <class T, class Id, class Profile = linear_profile>
struct tabulated_diffusivity {
  column_slices<T, Id> column;
  view<const T> depth;        ///< [m], ascending, 1 or more
  view<const T> diffusivity;  ///< [m2/s] there

  /// In the water over a site.
  EUDRIFT_FN constexpr auto over(const triangle_mesh_view<T, Id>& mesh, const site<T, Id, 3>& where, T seconds) const {
    const T thickness = column.at(mesh, where, seconds).thickness();
    return column_diffusivity<Profile, depth_table<T>, T>{{depth, diffusivity, thickness}, thickness};
  }
};

/// Random walk along the vertical by Scheme (naive_walk, visser_walk, milstein_walk); for motion.  It has sub-steps of
/// its own: a step is cut into as few equal ones as are no longer than `longest`.  The column stands still in a step,
/// as it is in the middle of it.  Variate: what its displacements are drawn from; by normal_variate particles go one by
/// one.
template <class Scheme, class Diffusivity, class Variate = uniform_variate>
struct vertical_walk {
  using scheme = Scheme;

  Diffusivity diffusivity;
  double longest = 1;  ///< sub-step [s], > 0; see swarm/stable_mixing.hpp
  std::uint64_t seed = 0;

  /// Sub-steps of a step of `seconds`, of either sign.
  EUDRIFT_FN constexpr std::uint32_t parts(double seconds) const {
    return sub_steps(seconds, longest, 4000000000u);
  }
  /// The site after the random displacement of a step; `number` counts the particle's steps.  Never inlined, as the
  /// velocity.
  template <class T, class Id>
  EUDRIFT_FN_RARE site<T, Id, 3> step(const triangle_mesh_view<T, Id>& mesh, const site<T, Id, 3>& from,
                                 const time_step<T>& step, std::int64_t id, std::uint32_t number) const {
    const auto k = diffusivity.over(mesh, from, step.begin + T(0.5) * step.length);
    const std::uint32_t sub_steps = parts(static_cast<double>(step.length));
    const T seconds = (step.length < 0 ? -step.length : step.length) / static_cast<T>(sub_steps);
    T sigma = from.point.at[2];
    for (std::uint32_t n = 0; n < sub_steps; n += 4) {
      const auto word = philox(seed, static_cast<std::uint64_t>(id), number, mixing_stream + n / 4);
      for (std::uint32_t i = 0; i < 4 && n + i < sub_steps; ++i)
        sigma = Scheme::step(k, sigma, seconds, static_cast<T>(Variate::of(word, i)));
    }
    return {{from.point.at[0], from.point.at[1], sigma}, from.element, from.weights};
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
