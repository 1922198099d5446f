// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel B: nodal fields at points, barycentric in space and linear in time.
#pragma once
#include <eudrift/mesh/travel.hpp>
#include <eudrift/particles/particle.hpp>
#include <eudrift/simd/lanes.hpp>

#include <concepts>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// N nodal fields on element e.
template <class T, class Id, int N>
EUDRIFT_FN constexpr linear_on_triangle<T, N> field_on(const triangle_mesh_view<T, Id>& mesh,
                                                      const soa_view<const T, N>& field, Id e) {
  return linear_of(field.load(mesh.node_of(e, 0)), field.load(mesh.node_of(e, 1)), field.load(mesh.node_of(e, 2)));
}

/// Value of N nodal fields at a site.
template <class T, class Id, int N, int Dim>
EUDRIFT_FN constexpr vec<T, N> at_site(const triangle_mesh_view<T, Id>& mesh, const soa_view<const T, N>& field,
                                const site<T, Id, Dim>& where) {
  return field_on(mesh, field, where.element).at(where.weights);
}

/// N fields on an element during a forcing interval: linear in space and time.  T: a number, or lanes.
template <class T, int N>
struct flow_on_element {
  static constexpr int parts = 2;  ///< linear_on_triangle of which it is made

  linear_on_triangle<T, N> before;  ///< where the interval begins
  linear_on_triangle<T, N> change;  ///< until its end

  /// The fields after a part `late` of the interval.
  EUDRIFT_FN constexpr linear_on_triangle<T, N> now(const T& late) const {
    return {before.at_a + late * change.at_a, before.to_b + late * change.to_b, before.to_c + late * change.to_c};
  }
  /// Value at weights w then.
  EUDRIFT_FN constexpr vec<T, N> at(const vec<T, 3>& w, const T& late) const { return now(late).at(w); }
};

/// N nodal fields between two slices in time.
template <class T, class Id, int N>
struct slices_view {
  using flow = flow_on_element<T, N>;  ///< on an element

  soa_view<const T, N> before;  ///< where the forcing interval begins, (N, nodes)
  soa_view<const T, N> after;   ///< where it ends
  T per_second;                 ///< 1 / its length, negative in a run backwards

  /// The fields on element e.
  EUDRIFT_FN constexpr flow_on_element<T, N> on(const triangle_mesh_view<T, Id>& mesh, Id e) const {
    const auto a = field_on(mesh, before, e), b = field_on(mesh, after, e);
    return {a, {b.at_a - a.at_a, b.to_b - a.to_b, b.to_c - a.to_c}};
  }
  /// Value at a site, `seconds` after the interval's beginning.
  template <int Dim = 2>
  EUDRIFT_FN constexpr vec<T, N> operator()(const triangle_mesh_view<T, Id>& mesh, const site<T, Id, Dim>& where,
                                     T seconds) const {
    return on(mesh, where.element).at(where.weights, seconds * per_second);
  }
  /// Items begin ... begin + count - 1, as those of a layer.
  EUDRIFT_FN constexpr slices_view part(index_t begin, index_t count) const {
    slices_view some{{}, {}, per_second};
    for (int d = 0; d < N; ++d)
      some.before.data[d] = before.data[d] + begin, some.after.data[d] = after.data[d] + begin;
    some.before.size = some.after.size = count;
    return some;
  }
};

/// A velocity that is a formula of a few numbers of the element that a particle is in, so that the block
/// form of a kernel can carry them in lanes from stage to stage, until the particle leaves:
///
///   V::carried          how many numbers
///   carry(e)            those of element e, as vec<T, carried>
///   at(c, w, p, t)      velocity [m/s in the frame] with numbers c at weights w and point p, t seconds after the
///                       interval's beginning; for T and for lanes in place of T
///   operator()(site, t) the same at a site, from its element's numbers
template <class V>
concept CarriedVelocity = requires(const V& v, typename decltype(V::mesh)::id e, typename decltype(V::mesh)::scalar t,
                                   vec<lanes, V::carried> c, vec<lanes, 3> w, vec<lanes, 2> p) {
  { v.carry(e) } -> std::same_as<vec<typename decltype(V::mesh)::scalar, V::carried>>;
  { v.at(c, w, p, t) } -> std::same_as<vec<lanes, 2>>;
};

/// A carried velocity that may hold its numbers in records, where `record` is not null: carry(e) is
/// record[e].number there, as doubles.
template <class V>
concept RecordedVelocity = CarriedVelocity<V> && requires(const V& v) {
  { v.record } -> std::convertible_to<const carried_record<typename V::stored, V::carried>*>;
};

/// Velocity at a site in the mesh's frame, as kernel C takes it.  Stored: float rounds the 12 numbers that the
/// current is made of on each element, with records and without.  They take half the bytes then; positions, which stay
/// double, are off by some 1e-4 m after a day.
template <class T, class Id, class Stored = T>
struct nodal_velocity {
  static constexpr int carried = 12;  ///< the numbers of a flow_on_element of two fields
  using stored = Stored;              ///< their precision
  using record_type = carried_record<Stored, carried>;

  triangle_mesh_view<T, Id> mesh;
  slices_view<T, Id, 2> current;  ///< eastward (or along x) and northward (y) velocity [m/s]
  const record_type* record = nullptr;  ///< records that hold this current, or none: the same bits

  /// The current on element e.
  EUDRIFT_FN constexpr flow_on_element<T, 2> on(Id e) const {
    if (record != nullptr) return made_of<T>(record[e].number);
    if constexpr (std::is_same_v<Stored, T>) {
      return current.on(mesh, e);
    } else {
      const auto exact = numbers(current.on(mesh, e));
      Stored rounded[carried];
      for (int k = 0; k < carried; ++k) rounded[k] = static_cast<Stored>(exact.at[k]);
      return made_of<T>(rounded);
    }
  }
  EUDRIFT_FN constexpr vec<T, carried> carry(Id e) const {
    return numbers(on(e));
  }
  /// What a flow is made of, in the order of carry().
  EUDRIFT_FN static constexpr vec<T, carried> numbers(const flow_on_element<T, 2>& flow) {
    const auto& [before, change] = flow;
    return {{before.at_a.at[0], before.at_a.at[1], before.to_b.at[0], before.to_b.at[1], before.to_c.at[0],
             before.to_c.at[1], change.at_a.at[0], change.at_a.at[1], change.to_b.at[0], change.to_b.at[1],
             change.to_c.at[0], change.to_c.at[1]}};
  }
  template <class L>
  EUDRIFT_FN constexpr vec<L, 2> at(const vec<L, carried>& c, const vec<L, 3>& w, const vec<L, 2>& p, T seconds) const {
    return at(made_of<L>(c.at), w, p, seconds);
  }
  /// The same of a flow.
  template <class L>
  EUDRIFT_FN constexpr vec<L, 2> at(const flow_on_element<L, 2>& flow, const vec<L, 3>& w, const vec<L, 2>& p,
                             T seconds) const {
    vec<L, 2> u = flow.at(w, L(seconds * current.per_second));
    if (mesh.frame.spherical) u.at[0] *= mesh.frame.stretch(p.at[1]);
    return u;
  }
  /// [m/s in the frame], `seconds` after the forcing interval's beginning.
  EUDRIFT_FN constexpr vec<T, 2> operator()(const site<T, Id>& where, T seconds) const {
    return at(on(where.element), where.weights, where.point, seconds);
  }

 private:
  // Written out, since not every compiler keeps what a loop fills in registers.
  template <class L, class Number>
  EUDRIFT_FN static constexpr flow_on_element<L, 2> made_of(const Number* c) {
    const auto part = [c](int k) { return vec<L, 2>{L(c[k]), L(c[k + 1])}; };
    return {{part(0), part(2), part(4)}, {part(6), part(8), part(10)}};
  }
};

/// The site of particle i in a set of particles.
template <class T, class Id, class Particles>
EUDRIFT_FN constexpr site<T, Id, dimensions<Particles>> site_of(const triangle_mesh_view<T, Id>& mesh,
                                                         const Particles& particles, index_t i) {
  const auto p = get<position>(particles).load(i);
  const Id e = get<host_element>(particles)[i];
  return {p, e, mesh.weights(e, in_plane(p))};
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
