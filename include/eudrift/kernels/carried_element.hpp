// SPDX-License-Identifier: BSL-1.0
/// \file
/// The element that a single particle is in, carried from stage to stage and from step to step.
#pragma once
#include <eudrift/kernels/interpolate.hpp>

#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

struct no_numbers {};
/// What a velocity carries of element e; nothing where it is no CarriedVelocity.
template <class Velocity, class Id>
EUDRIFT_FN constexpr auto numbers_of(const Velocity& velocity, Id e) {
  if constexpr (CarriedVelocity<Velocity>)
    return velocity.carry(e);
  else
    return no_numbers{};
}

}  // namespace detail

/// What a single particle carries of the element that it is in, until it is in another: the element's shape, and the
/// numbers of a CarriedVelocity.
template <class Velocity>
class carried_element {
 public:
  using mesh_view = decltype(Velocity::mesh);
  using scalar = typename mesh_view::scalar;
  using id = typename mesh_view::id;

  EUDRIFT_FN constexpr carried_element(const Velocity& velocity, id e)
      : element(e), shape(velocity.mesh.shape(e)), numbers_(detail::numbers_of(velocity, e)) {}

  id element;
  triangle_shape<scalar> shape;

  /// Velocity [m/s in the frame] at point p of the element, whose weights are w there, `seconds` after the forcing
  /// interval's beginning.
  template <int Dim>
  EUDRIFT_FN constexpr vec<scalar, Dim> at(const Velocity& velocity, const vec<scalar, Dim>& p,
                                           const vec<scalar, 3>& w, scalar seconds) const {
    if constexpr (CarriedVelocity<Velocity>)
      return velocity.at(numbers_, w, p, seconds);
    else
      return velocity(site<scalar, id, Dim>{p, element, w}, seconds);
  }

 private:
  decltype(detail::numbers_of(std::declval<const Velocity&>(), id{})) numbers_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
