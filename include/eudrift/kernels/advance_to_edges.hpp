// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel C whose steps end where particles go from one cell, in which the velocity is smooth, into the next.
#pragma once
#include <eudrift/kernels/advance_in_parts.hpp>
#include <eudrift/kernels/flow_cell.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Where a step of some length from p leads in the flow of one cell, which goes on beyond its faces.
template <RungeKutta Scheme, class T, int Dim, class Velocity>
EUDRIFT_FN_RARE vec<T, Dim> within_flow_of(const flow_cell<Velocity, Dim>& here, const Velocity& velocity,
                                           const vec<T, Dim>& p, T begin, T length) {
  const auto flow = [&](const vec<T, Dim>& q, T t) { return here.at(velocity, q, t); };
  return step<Scheme>(flow, p, begin, length);
}

/// The length of the step after which margin k of the end is 0, where it is below 0 after `length`: Illinois's rule,
/// held off the ends so that each round leaves less.  The end lies on the outer side, or on the face itself.
template <RungeKutta Scheme, class T, int Dim, class Velocity>
EUDRIFT_FN_RARE T length_to_face(const flow_cell<Velocity, Dim>& here, const Velocity& velocity, const vec<T, Dim>& p,
                                 T begin, T length, int k) {
  const auto margin = [&](T part) {
    return here.margins(within_flow_of<Scheme>(here, velocity, p, begin, part * length)).at[k];
  };
  T low = 0, high = 1, at_low = here.margins(p).at[k], at_high = margin(high);
  if (!(at_low > 0)) {  // it stands on the face, but for rounding: it goes beyond at once, or into the cell first
    low = T(1e-6), at_low = margin(low);
    if (!(at_low > 0)) return T(0);
  }
  int kept = 0;  // which end stayed in the last round: -1 low, 1 high
  for (int round = 0; round < 100 && high - low > T(4e-16) * high; ++round) {
    T share = at_low / (at_low - at_high);
    if (!(share > T(0.01))) share = T(0.01);
    if (share > T(0.99)) share = T(0.99);
    const T middle = low + share * (high - low), at_middle = margin(middle);
    if (!(middle > low && middle < high)) break;
    if (at_middle > 0) {
      low = middle, at_low = at_middle;
      if (kept == 1) at_high *= T(0.5);
      kept = 1;
    } else {
      high = middle, at_high = at_middle;
      if (kept == -1) at_low *= T(0.5);
      kept = -1;
      if (at_middle == 0) break;
    }
  }
  return high * length;
}

}  // namespace detail

/// Makes a step of the grid of parts that each lie in one cell, where the velocity is smooth: in one element, and in
/// layers of water between two of them (flow_cell).  A part whose end is outside is shortened to end on the face.
/// Velocity interpolated between nodes and layers has kinks there, across which no scheme keeps an order above two; by
/// parts each keeps its own (Moerk, Nordam and Rühs 2025).  What an edge of the coast or of the part of the mesh that
/// is held would end, or surface and bed, is left to a step as `advance` makes it, which slides there, or is mirrored;
/// so is the rest of one that crosses more than `most` faces.
template <RungeKutta Scheme>
struct parts_to_edges {
  std::int32_t most = 1000;  ///< faces crossed in a step of the grid
  /// How far in the plane from where the step began a part may end, for each second of the step that has passed then
  /// [m/s in the frame]; one that would lead farther, as a flow that goes on beyond its cell may, is left to a step as
  /// `advance` makes it.  greatest_step() of a second is what a halo, as wide as that of a step, asks for.
  double fastest = 1e300;

  template <class T, class Id, int Dim, class Velocity, class Mixing>
  EUDRIFT_FN site<T, Id, Dim> operator()(const motion<Velocity, Mixing>& by, const site<T, Id, Dim>& from,
                                         const time_step<T>& whole) const {
    const auto& velocity = by.velocity;
    flow_cell<Velocity, Dim> here(velocity, from);
    vec<T, Dim> p = from.point;
    T done = 0;
    const auto keeps_pace = [&](const vec<T, Dim>& q, T seconds) {
      const vec<T, 2> gone = in_plane(q) - in_plane(from.point);
      const T most_gone = static_cast<T>(fastest) * seconds;
      return dot(gone, gone) <= most_gone * most_gone;
    };
    for (std::int32_t crossed = 0; crossed < most; ++crossed) {
      const T begin = whole.begin + done, left = whole.length - done;
      const vec<T, Dim> end = detail::within_flow_of<Scheme>(here, velocity, p, begin, left);
      const auto margins = here.margins(end);
      T length = left;
      int face = -1;
      for (int k = 0; k < flow_cell<Velocity, Dim>::faces; ++k) {
        if (margins.at[k] >= 0) continue;
        const T until = detail::length_to_face<Scheme>(here, velocity, p, begin, left, k);
        if (face < 0 || until * until < length * length) face = k, length = until;
      }
      if (face < 0) {
        const Id owner = locate(velocity.mesh, here.element(), in_plane(end));
        if (owner < 0 || !keeps_pace(end, whole.length)) break;  // it is on the coast, or beyond by a rounding
        return detail::at_height_of(detail::in_water(p, end), site_in(velocity.mesh, owner, in_plane(end)));
      }
      const vec<T, Dim> on_face = detail::within_flow_of<Scheme>(here, velocity, p, begin, length);
      if constexpr (Dim == 3)
        if (!(on_face.at[2] <= 0 && on_face.at[2] >= -1)) break;  // a flow that bends meets surface or bed before
      if (!keeps_pace(on_face, done + length) || !here.cross(velocity, face)) break;
      p = on_face;
      done += length;
    }
    const Id owner = locate(velocity.mesh, here.element(), in_plane(p));
    if (owner < 0) return as_ever(by, from, whole);
    const T left = whole.length - done;
    const site<T, Id, Dim> there = detail::at_height_of(p, site_in(velocity.mesh, owner, in_plane(p)));
    site<T, Id, Dim> to = as_ever(by, there, time_step<T>{whole.begin + done, left});
    if (has_ended(to)) to.weights.at[0] = (done + share_travelled(to) * left) / whole.length;
    return to;
  }

 private:
  template <class T, class Id, int Dim, class Velocity, class Mixing>
  EUDRIFT_FN_RARE static site<T, Id, Dim> as_ever(const motion<Velocity, Mixing>& by, site<T, Id, Dim> from,
                                                  time_step<T> step) {
    vec<T, Dim> slope[static_cast<unsigned>(Scheme::stages)]{};
    detail::all_slopes<Scheme, 0>(by.velocity, from, slope, step);
    return detail::advect_by(by, from, increment<Scheme>(slope, step.length));
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
