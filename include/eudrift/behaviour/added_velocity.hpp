// SPDX-License-Identifier: BSL-1.0
/// \file
/// Velocities are added up: a current, a share of the wind, the drift of waves.
#pragma once
#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/math/turn.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// What velocity v says at a site; one of the plane is asked there, and has nothing along the vertical.
template <class V, class T, class Id, int Dim>
EUDRIFT_FN constexpr vec<T, Dim> velocity_at(const V& v, const site<T, Id, Dim>& where, T seconds) {
  if constexpr (std::is_invocable_r_v<vec<T, Dim>, const V&, const site<T, Id, Dim>&, T>) {
    return v(where, seconds);
  } else {
    const vec<T, 2> u = v(in_plane(where), seconds);
    return {u.at[0], u.at[1], T(0)};
  }
}

/// The numbers `first` ... `first` + N - 1 of c.
template <int N, class L, int All>
EUDRIFT_FN constexpr vec<L, N> some_of(const vec<L, All>& c, int first) {
  vec<L, N> part;
  for (int k = 0; k < N; ++k) part.at[k] = c.at[first + k];
  return part;
}

}  // namespace detail

/// Two velocities [m/s in the frame], added.  `first` may be one in three dimensions and `second` one in the plane,
/// which then acts at all depths.  Where both are carried (CarriedVelocity), their sum is, and particles go in blocks.
template <class First, class Second>
struct velocity_sum {
  using mesh_type = decltype(First::mesh);
  using scalar = typename mesh_type::scalar;

  mesh_type mesh;  ///< on which particles travel
  First first;
  Second second;

  template <int Dim>
  EUDRIFT_FN constexpr vec<scalar, Dim> operator()(const site<scalar, typename mesh_type::id, Dim>& where,
                                                   scalar seconds) const {
    return detail::velocity_at(first, where, seconds) + detail::velocity_at(second, where, seconds);
  }
  /// Of the water there [m], as `first` has it.
  template <class Site>
  EUDRIFT_FN constexpr scalar thickness(const Site& where, scalar seconds) const {
    return first.thickness(where, seconds);
  }
};
/// The same in the form that blocks take.
template <class First, class Second>
requires CarriedVelocity<First> && CarriedVelocity<Second>
struct velocity_sum<First, Second> {
  using mesh_type = decltype(First::mesh);
  using scalar = typename mesh_type::scalar;
  static constexpr int carried = First::carried + Second::carried;  ///< numbers of an element

  mesh_type mesh;  ///< on which particles travel
  First first;
  Second second;

  EUDRIFT_FN constexpr vec<scalar, carried> carry(typename mesh_type::id e) const {
    const auto a = first.carry(e);
    const auto b = second.carry(e);
    vec<scalar, carried> c;
    for (int k = 0; k < First::carried; ++k) c.at[k] = a.at[k];
    for (int k = 0; k < Second::carried; ++k) c.at[First::carried + k] = b.at[k];
    return c;
  }
  template <class L>
  EUDRIFT_FN constexpr vec<L, 2> at(const vec<L, carried>& c, const vec<L, 3>& w, const vec<L, 2>& p,
                                    scalar seconds) const {
    return first.at(detail::some_of<First::carried>(c, 0), w, p, seconds) +
           second.at(detail::some_of<Second::carried>(c, First::carried), w, p, seconds);
  }
  EUDRIFT_FN constexpr vec<scalar, 2> operator()(const site<scalar, typename mesh_type::id>& where,
                                                 scalar seconds) const {
    return at(carry(where.element), where.weights, where.point, seconds);
  }
};

/// The sum of two velocities and more, on the mesh of the first.
template <class First, class Second>
constexpr velocity_sum<First, Second> sum_of(const First& first, const Second& second) {
  return {first.mesh, first, second};
}
/// The same of three and more.
template <class First, class Second, class Third, class... More>
constexpr auto sum_of(const First& first, const Second& second, const Third& third, const More&... more) {
  return eudrift::sum_of(eudrift::sum_of(first, second), third, more...);
}

/// A share of a velocity, turned by an angle: windage.  What floats is blown by some hundredths of the wind at 10 m, to
/// the right of it on the northern half of the Earth.  Carried where Velocity is.
template <class Velocity>
struct velocity_share {
  using mesh_type = decltype(Velocity::mesh);
  using scalar = typename mesh_type::scalar;

  mesh_type mesh;
  Velocity whole;
  scalar along, across;  ///< share times cosine and sine of the angle; see share_of()

  EUDRIFT_FN constexpr vec<scalar, 2> operator()(const site<scalar, typename mesh_type::id>& where,
                                                 scalar seconds) const {
    return turned(whole(where, seconds), where.point);
  }
  /// Numbers of an element.
  static constexpr int carried = [] {
    if constexpr (CarriedVelocity<Velocity>)
      return Velocity::carried;
    else
      return 1;  // of no use, but a vec has one at least
  }();
  EUDRIFT_FN constexpr auto carry(typename mesh_type::id e) const requires CarriedVelocity<Velocity> {
    return whole.carry(e);
  }
  template <class L>
  EUDRIFT_FN constexpr vec<L, 2> at(const vec<L, carried>& c, const vec<L, 3>& w, const vec<L, 2>& p,
                                    scalar seconds) const requires CarriedVelocity<Velocity> {
    return turned(whole.at(c, w, p, seconds), p);
  }

 private:
  /// In the frame of a sphere x is stretched, so the turn is made on the ground.
  template <class L>
  EUDRIFT_FN constexpr vec<L, 2> turned(const vec<L, 2>& u, const vec<L, 2>& p) const {
    if (across == 0) return L(along) * u;
    const L stretch = mesh.frame.stretch(p.at[1]);
    return {L(along) * u.at[0] - L(across) * stretch * u.at[1], L(across) * u.at[0] / stretch + L(along) * u.at[1]};
  }
};

/// `share` (0.03 for 3 %) of a velocity in the plane, turned counter-clockwise by an angle [degrees].
template <class Velocity>
constexpr velocity_share<Velocity> share_of(const Velocity& whole, double share, double degrees = 0) {
  using scalar = typename velocity_share<Velocity>::scalar;
  const double along = share * cos_turn(degrees / 360), across = degrees == 0 ? 0 : share * sin_turn(degrees / 360);
  return {whole.mesh, whole, static_cast<scalar>(along), static_cast<scalar>(across)};
}

}  // namespace eudrift::inline EUDRIFT_ABI
