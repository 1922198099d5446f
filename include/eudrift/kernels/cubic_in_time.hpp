// SPDX-License-Identifier: BSL-1.0
/// \file
/// Nodal fields that are cubic in time: kernel B by values and slopes at two slices, and the map that finds slopes.
#pragma once
#include <eudrift/kernels/layered_field.hpp>

#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// N fields on an element during a forcing interval: linear in space, in time the cubic of Hermite that has their
/// values and slopes where it begins and ends.  T: a number, or lanes.
template <class T, int N>
struct bent_flow_on_element {
  static constexpr int parts = 4;  ///< linear_on_triangle of which it is made

  linear_on_triangle<T, N> before, change;  ///< as flow_on_element has them
  /// What bends the line between them: by how much the interval's length times the slope exceeds `change`.
  linear_on_triangle<T, N> at_begin, at_end;

  /// The fields after a part `late` of the interval.
  EUDRIFT_FN constexpr linear_on_triangle<T, N> now(const T& late) const {
    const T rest = T(1) - late, q = late * rest, first = q * rest, last = q * late;
    const auto of = [&](const vec<T, N>& b, const vec<T, N>& c, const vec<T, N>& f, const vec<T, N>& l) {
      return b + late * c + (first * f - last * l);
    };
    return {of(before.at_a, change.at_a, at_begin.at_a, at_end.at_a),
            of(before.to_b, change.to_b, at_begin.to_b, at_end.to_b),
            of(before.to_c, change.to_c, at_begin.to_c, at_end.to_c)};
  }
  /// Value at weights w then.
  EUDRIFT_FN constexpr vec<T, N> at(const vec<T, 3>& w, const T& late) const { return now(late).at(w); }
};

/// N nodal fields between two slices in time, cubic there: slices_view with slopes.  By slope_in_time the error is of
/// third order in the time between slices, along a path of fourth; one that is a parabola in time is met exactly.
/// Values may lie outside of those of both slices.
template <class T, class Id, int N>
struct cubic_slices_view {
  using flow = bent_flow_on_element<T, N>;  ///< on an element

  soa_view<const T, N> before;                ///< where the forcing interval begins, (N, nodes)
  soa_view<const T, N> after;                 ///< where it ends
  soa_view<const T, N> slope_before;          ///< d/dt where it begins [the fields' unit/s]
  soa_view<const T, N> slope_after;           ///< where it ends
  T length;                                   ///< [s], negative in a run backwards
  T per_second;                               ///< 1 / length

  /// The fields on element e.
  EUDRIFT_FN constexpr flow on(const triangle_mesh_view<T, Id>& mesh, Id e) const {
    const auto a = field_on(mesh, before, e), b = field_on(mesh, after, e);
    const linear_on_triangle<T, N> change{b.at_a - a.at_a, b.to_b - a.to_b, b.to_c - a.to_c};
    const auto bend = [&](const linear_on_triangle<T, N>& slope) {
      return linear_on_triangle<T, N>{length * slope.at_a - change.at_a, length * slope.to_b - change.to_b,
                                      length * slope.to_c - change.to_c};
    };
    return {a, change, bend(field_on(mesh, slope_before, e)), bend(field_on(mesh, slope_after, e))};
  }
  /// Value at a site, `seconds` after the interval's beginning.
  template <int Dim = 2>
  EUDRIFT_FN constexpr vec<T, N> operator()(const triangle_mesh_view<T, Id>& mesh, const site<T, Id, Dim>& where,
                                            T seconds) const {
    return on(mesh, where.element).at(where.weights, seconds * per_second);
  }
  /// Items begin ... begin + count - 1, as those of a layer.
  EUDRIFT_FN constexpr cubic_slices_view part(index_t begin, index_t count) const {
    cubic_slices_view some{{}, {}, {}, {}, length, per_second};
    for (int d = 0; d < N; ++d) {
      some.before.data[d] = before.data[d] + begin, some.after.data[d] = after.data[d] + begin;
      some.slope_before.data[d] = slope_before.data[d] + begin, some.slope_after.data[d] = slope_after.data[d] + begin;
    }
    some.before.size = some.after.size = some.slope_before.size = some.slope_after.size = count;
    return some;
  }
};

/// Fields on layers that are cubic in time, for layered_velocity.
template <class T, class Id, int N>
using cubic_layers = layered_slices<T, Id, N, cubic_slices_view<T, Id, N>>;

/// nodal_velocity whose current is cubic in time.
template <class T, class Id>
struct cubic_nodal_velocity {
  static constexpr int carried = 24;  ///< the numbers of a bent_flow_on_element of two fields

  triangle_mesh_view<T, Id> mesh;
  cubic_slices_view<T, Id, 2> current;  ///< eastward (or along x) and northward (y) velocity [m/s]

  EUDRIFT_FN constexpr vec<T, carried> carry(Id e) const {
    const auto [before, change, at_begin, at_end] = current.on(mesh, e);
    vec<T, carried> to{};
    int k = 0;
    for (const auto* part : {&before, &change, &at_begin, &at_end})
      for (const vec<T, 2>* u : {&part->at_a, &part->to_b, &part->to_c}) to.at[k++] = u->at[0], to.at[k++] = u->at[1];
    return to;
  }
  template <class L>
  EUDRIFT_FN constexpr vec<L, 2> at(const vec<L, carried>& c, const vec<L, 3>& w, const vec<L, 2>& p, T seconds) const {
    const auto part = [&c](int k) {
      return linear_on_triangle<L, 2>{{c.at[k], c.at[k + 1]}, {c.at[k + 2], c.at[k + 3]}, {c.at[k + 4], c.at[k + 5]}};
    };
    vec<L, 2> u = bent_flow_on_element<L, 2>{part(0), part(6), part(12), part(18)}.at(
        w, L(seconds * current.per_second));
    if (mesh.frame.spherical) u.at[0] *= mesh.frame.stretch(p.at[1]);
    return u;
  }
  /// [m/s in the frame], `seconds` after the forcing interval's beginning.
  EUDRIFT_FN constexpr vec<T, 2> operator()(const site<T, Id>& where, T seconds) const {
    return at(carry(where.element), where.weights, where.point, seconds);
  }
};

/// Which of three slices.
enum class slice_of_three : std::uint8_t { first, middle, last };

/// Map over items: the slope in time of N fields at one of three slices that follow one another, forwards or
/// backwards: that of the parabola through all three, an error of second order.
template <class T, int N>
struct slope_in_time {
  soa_view<const T, N> first, middle, last;  ///< (N, items)
  T weight_before, weight_after;             ///< [1/s] of the change from `first` to `middle`, and from there to `last`
  soa_view<T, N> to;                         ///< [the fields' unit/s], (N, items)

  EUDRIFT_FN void operator()(index_t i) const {
    const vec<T, N> m = middle.load(i);
    to.store(i, weight_before * (m - first.load(i)) + weight_after * (last.load(i) - m));
  }
};

/// slope_in_time at slice `where` of three, the second of them `to_middle` after the first and the third `to_last`
/// after the second [s]: neither is 0, both have one sign.
template <class T, int N>
constexpr slope_in_time<T, N> slope_at(slice_of_three where, const soa_view<const T, N>& first,
                                       const soa_view<const T, N>& middle, const soa_view<const T, N>& last,
                                       T to_middle, T to_last, const soa_view<T, N>& to) {
  const T all = to_middle + to_last;
  switch (where) {
    case slice_of_three::first:
      return {first, middle, last, (all + to_middle) / (to_middle * all), -to_middle / (to_last * all), to};
    case slice_of_three::last:
      return {first, middle, last, -to_last / (to_middle * all), (all + to_last) / (to_last * all), to};
    case slice_of_three::middle: break;
  }
  return {first, middle, last, to_last / (to_middle * all), to_middle / (to_last * all), to};
}

/// Map over items: copies N fields.
template <class T, int N>
struct copy_items {
  soa_view<const T, N> from;
  soa_view<T, N> to;  ///< (N, items)

  EUDRIFT_FN void operator()(index_t i) const { to.store(i, from.load(i)); }
};

}  // namespace eudrift::inline EUDRIFT_ABI
