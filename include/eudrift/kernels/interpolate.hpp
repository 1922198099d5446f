// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel B: nodal fields at points, barycentric in space and linear in time.
#pragma once
#include <eudrift/mesh/travel.hpp>
#include <eudrift/particles/particle.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Value of N nodal fields at a site, barycentric.
template <class T, class Id, int N>
EUDRIFT_FN constexpr vec<T, N> at_site(const triangle_mesh_view<T, Id>& mesh, const soa_view<const T, N>& field,
                                const site<T, Id>& where) {
  const vec<T, N> a = field.load(mesh.node_of(where.element, 0));
  const vec<T, N> b = field.load(mesh.node_of(where.element, 1));
  const vec<T, N> c = field.load(mesh.node_of(where.element, 2));
  return where.weights.at[0] * a + where.weights.at[1] * b + where.weights.at[2] * c;
}

/// N nodal fields between two slices in time.
template <class T, class Id, int N>
struct slices_view {
  soa_view<const T, N> before;  ///< where the forcing interval begins, (N, nodes)
  soa_view<const T, N> after;   ///< where it ends
  T per_second;                 ///< 1 / its length, negative in a run backwards

  /// Value at a site, `seconds` after the interval's beginning.
  EUDRIFT_FN constexpr vec<T, N> operator()(const triangle_mesh_view<T, Id>& mesh, const site<T, Id>& where,
                                     T seconds) const {
    const T late = seconds * per_second;
    return (T(1) - late) * at_site(mesh, before, where) + late * at_site(mesh, after, where);
  }
};

/// Velocity at a site in the mesh's frame, as kernel C takes it.
template <class T, class Id>
struct nodal_velocity {
  triangle_mesh_view<T, Id> mesh;
  slices_view<T, Id, 2> current;  ///< eastward (or along x) and northward (y) velocity [m/s]

  /// [m/s in the frame], `seconds` after the forcing interval's beginning.
  EUDRIFT_FN constexpr vec<T, 2> operator()(const site<T, Id>& where, T seconds) const {
    vec<T, 2> u = current(mesh, where, seconds);
    u.at[0] *= static_cast<T>(mesh.frame.stretch(where.point.at[1]));
    return u;
  }
};

/// The site of particle i in a set of particles.
template <class T, class Id, class Particles>
EUDRIFT_FN constexpr site<T, Id> site_of(const triangle_mesh_view<T, Id>& mesh, const Particles& particles, index_t i) {
  const vec<T, 2> p = get<position>(particles).load(i);
  const Id e = get<host_element>(particles)[i];
  return {p, e, mesh.weights(e, p)};
}

/// Kernel B as a map: N fields at each particle.
template <class T, class Id, int N, class Particles>
struct interpolate {
  triangle_mesh_view<T, Id> mesh;
  slices_view<T, Id, N> field;
  Particles particles;
  T seconds;          ///< after the forcing interval's beginning
  soa_view<T, N> to;  ///< (N, particles), in the field's unit

  EUDRIFT_FN void operator()(index_t i) const { to.store(i, field(mesh, site_of(mesh, particles, i), seconds)); }
};

}  // namespace eudrift::inline EUDRIFT_ABI
