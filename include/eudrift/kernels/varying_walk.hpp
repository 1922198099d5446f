// SPDX-License-Identifier: BSL-1.0
/// \file
/// Dispersal in a diffusivity that varies from place to place: a horizontal random walk by three schemes.
#pragma once
#include <eudrift/kernels/nodal_diffusivity.hpp>
#include <eudrift/kernels/step_grid.hpp>
#include <eudrift/mesh/coast.hpp>
#include <eudrift/random/disc.hpp>

#include <cmath>
#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// How a random walk takes account of a diffusivity that varies.
enum class walk_scheme : std::uint8_t {
  naive,    ///< not at all: particles gather where it is low.  To be compared with
  visser,   ///< Visser 1997: drift by the gradient, and the diffusivity half of that drift farther on
  milstein  ///< drift by the gradient, and Milstein's term without the areas of Lévy
};

/// Random walk in a diffusivity K that varies.  A step is cut into as few equal sub-steps of dt as are no longer than
/// `longest`.  With w uniform in the unit disc, so that 2 sqrt(dt) w stands for the increment of a Wiener process, each
/// adds on the ground
///
///   naive     sqrt(8 K dt) w
///   visser    grad K dt + sqrt(8 K(x + grad K dt / 2) dt) w
///   milstein  grad K dt / 2 + sqrt(8 K dt) w + 2 dt (grad K . w) w
///
/// and on the sphere, as random_walk, the drift K times coordinate_frame::meridional_drift.  Visser 1997, "Using random
/// walk models to simulate the vertical distribution of particles in a turbulent water column", in two dimensions;
/// Milstein's scheme (Kloeden and Platen 1992, eq. 10.3.3) with dW_i dW_j / 2 for the double integrals, whose
/// antisymmetric part, the areas of Lévy, has mean 0: of weak order one, of strong order one along the gradient, where
/// near a barrier no particle crosses K = 0.  Where K is everywhere the same and a step is no longer than `longest`,
/// each has the bits of random_walk.
struct varying_walk {
  nodal_diffusivity diffusivity{};  ///< empty: no walk
  walk_scheme scheme = walk_scheme::visser;
  double longest = 60;  ///< sub-step [s], > 0; see swarm/stable_walk.hpp

  EUDRIFT_FN constexpr bool held() const { return diffusivity.held(); }
  /// Sub-steps of a step of `seconds`, of either sign.
  EUDRIFT_FN constexpr std::uint32_t parts(double seconds) const { return sub_steps(seconds, longest, 1u << 24); }

  /// The site after the random displacements of a step from a site at `sigma` (0 in two dimensions); `number` counts
  /// the particle's steps, and `rule` says what becomes of it at a coast.
  template <class T, class Id>
  EUDRIFT_FN_RARE site<T, Id> step(const triangle_mesh_view<T, Id>& mesh, site<T, Id> from, T sigma,
                                   const time_step<T>& step, std::uint64_t seed, std::int64_t id, std::uint32_t number,
                                   coast_rule rule = coast_rule::reflect) const {
    const std::uint32_t all = parts(static_cast<double>(step.length));
    const T length = step.length / static_cast<T>(all);
    for (std::uint32_t n = 0; n < all; ++n) {
      const T middle = step.begin + (static_cast<T>(n) + T(0.5)) * length;
      const std::uint32_t stream = n == 0 ? dispersal_stream : walk_stream + 64 * n;
      const vec<double, 2> at = uniform_in_disc(seed, static_cast<std::uint64_t>(id), number, stream);
      const vec<T, 2> way{static_cast<T>(at.at[0]), static_cast<T>(at.at[1])};
      from = displace(rule, mesh, from, displacement(mesh, from, sigma, middle, length < 0 ? -length : length, way),
                      static_cast<T>(mesh.frame.stretch(from.point.at[1])));
      if (has_ended(from)) break;
    }
    return from;
  }

  /// Displacement [m in the frame] of a sub-step of `seconds` > 0 from a site at `sigma`, with K of `when` [s after the
  /// forcing interval's beginning]; `way` is a point in the unit disc.
  template <class T, class Id>
  EUDRIFT_FN vec<T, 2> displacement(const triangle_mesh_view<T, Id>& mesh, const site<T, Id>& from, T sigma, T when,
                                    T seconds, const vec<T, 2>& way) const {
    const coordinate_frame& frame = mesh.frame;
    const T stretch = frame.stretch(from.point.at[1]);
    const linear_on_triangle<T, 1> k = diffusivity.on(mesh, from.element, sigma, when);
    const T here = not_negative(k.at(from.weights).at[0]);
    const vec<T, 2> in_frame = gradient_of(k, mesh.shape(from.element));
    const vec<T, 2> slope{stretch * in_frame.at[0], in_frame.at[1]};  // on the ground
    const T home = frame.spherical ? frame.meridional_drift(from.point.at[1]) * static_cast<T>(here * seconds) : T(0);
    T value = here;
    vec<T, 2> drift{};  // on the ground
    if (scheme == walk_scheme::visser) {
      drift = seconds * slope;
      const vec<T, 2> half{T(0.5) * stretch * drift.at[0], T(0.5) * drift.at[1]};
      const site<T, Id> there = end_of_travel(mesh, from.element, from.point, from.point + half);
      const auto k_there =
          there.element == from.element ? k : diffusivity.on(mesh, there.element, sigma, when);
      value = not_negative(k_there.at(there.weights).at[0]);
    } else if (scheme == walk_scheme::milstein) {
      drift = (T(0.5) * seconds) * slope + (T(2) * seconds * dot(slope, way)) * way;
    }
    const T radius = static_cast<T>(std::sqrt(8 * static_cast<double>(value) * static_cast<double>(seconds)));
    return {radius * stretch * way.at[0] + stretch * drift.at[0], radius * way.at[1] + (home + drift.at[1])};
  }
  /// How far a sub-step of `seconds` gets at most, on the ground [m]: where K is nowhere above `most` [m2/s], its
  /// gradient [m/s] nowhere steeper than `steepest`, and meridional_drift [1/m] nowhere stronger than `home`.
  double greatest_part(double most, double steepest, double home, double seconds) const {
    return std::sqrt(8 * most * seconds) + (2.5 * steepest + home * most) * seconds;
  }

 private:
  template <class T>
  EUDRIFT_FN static constexpr T not_negative(T v) {
    return v > 0 ? v : T(0);
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
