// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel C whose steps end where particles go from one element into the next.
#pragma once
#include <eudrift/kernels/advance_in_parts.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Where a step of some length from p leads in the flow of one element, which goes on beyond its edges.
template <RungeKutta Scheme, class T, class Velocity>
EUDRIFT_FN vec<T, 2> within_flow_of(const carried_element<Velocity>& here, const Velocity& velocity,
                                    const vec<T, 2>& p, T begin, T length) {
  const auto flow = [&](const vec<T, 2>& q, T t) { return here.at(velocity, q, here.shape.weights(q), t); };
  return step<Scheme>(flow, p, begin, length);
}

/// The length of the step after which weight k of the end is 0, where it is below 0 after `length`: Illinois's rule, held
/// off the ends so that each round leaves less.  The end lies on the outer side, or on the edge itself.
template <RungeKutta Scheme, class T, class Velocity>
EUDRIFT_FN_RARE T length_to_edge(const carried_element<Velocity>& here, const Velocity& velocity, const vec<T, 2>& p,
                                 T begin, T length, int k) {
  const auto weight = [&](T part) {
    return here.shape.weights(within_flow_of<Scheme>(here, velocity, p, begin, part * length)).at[k];
  };
  T low = 0, high = 1, at_low = here.shape.weights(p).at[k], at_high = weight(high);
  if (!(at_low > 0)) at_low = 0;  // it stands on the edge, but for rounding
  int kept = 0;                   // which end stayed in the last round: -1 low, 1 high
  for (int round = 0; round < 100 && high - low > T(4e-16) * high; ++round) {
    T share = at_low / (at_low - at_high);
    if (!(share > T(0.01))) share = T(0.01);
    if (share > T(0.99)) share = T(0.99);
    const T middle = low + share * (high - low), at_middle = weight(middle);
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

/// Makes a step of the grid of parts that each lie in one element, where the velocity is smooth: a part whose end is
/// outside is shortened to end on the edge.  Velocity interpolated between nodes has kinks at edges, across which no scheme
/// keeps an order above two; by parts each keeps its own (Moerk, Nordam and Rühs 2025).  What an edge of the coast or
/// of the part of the mesh that is held would end is left to a step as `advance` makes it, which slides there; so is the
/// rest of one that crosses more than `most` edges.
template <RungeKutta Scheme>
struct parts_to_edges {
  std::int32_t most = 1000;  ///< edges crossed in a step of the grid
  /// How far from where the step began a part may end, for each second of the step that has passed then [m/s in the
  /// frame]; one that would lead farther, as a flow that goes on beyond its element may, is left to a step as `advance`
  /// makes it.  greatest_step() of a second is what a halo, as wide as that of a step, asks for.
  double fastest = 1e300;

  template <class T, class Id, class Velocity, class Mixing>
  EUDRIFT_FN site<T, Id> operator()(const motion<Velocity, Mixing>& by, const site<T, Id>& from,
                                    const time_step<T>& whole) const {
    const auto& velocity = by.velocity;
    carried_element<Velocity> here(velocity, from.element);
    vec<T, 2> p = from.point;
    T done = 0;
    const auto keeps_pace = [&](const vec<T, 2>& q, T seconds) {
      const vec<T, 2> gone = q - from.point;
      const T most_gone = static_cast<T>(fastest) * seconds;
      return dot(gone, gone) <= most_gone * most_gone;
    };
    for (std::int32_t crossed = 0; crossed < most; ++crossed) {
      const T begin = whole.begin + done, left = whole.length - done;
      const vec<T, 2> end = detail::within_flow_of<Scheme>(here, velocity, p, begin, left);
      const vec<T, 3> w = here.shape.weights(end);
      if (w.at[0] >= 0 && w.at[1] >= 0 && w.at[2] >= 0) {
        const Id owner = locate(velocity.mesh, here.element, end);
        if (owner < 0 || !keeps_pace(end, whole.length)) break;  // it is on the coast, or beyond by a rounding
        return site_in(velocity.mesh, owner, end);
      }
      T length = left;
      int edge = -1;
      for (int k = 0; k < 3; ++k) {
        if (w.at[k] >= 0) continue;
        const T until = detail::length_to_edge<Scheme>(here, velocity, p, begin, left, k);
        if (edge < 0 || until * until < length * length) edge = k, length = until;
      }
      const Id next = edge < 0 ? Id(nowhere) : velocity.mesh.beyond(here.element, edge);
      if (next < 0) break;
      const vec<T, 2> on_edge = detail::within_flow_of<Scheme>(here, velocity, p, begin, length);
      if (!keeps_pace(on_edge, done + length)) break;
      p = on_edge;
      done += length;
      here = carried_element<Velocity>(velocity, next);
    }
    const Id owner = locate(velocity.mesh, here.element, p);
    if (owner < 0) return as_ever(by, from, whole);
    const T left = whole.length - done;
    site<T, Id> to = as_ever(by, site_in(velocity.mesh, owner, p), time_step<T>{whole.begin + done, left});
    if (has_ended(to)) to.weights.at[0] = (done + share_travelled(to) * left) / whole.length;
    return to;
  }

 private:
  template <class T, class Id, class Velocity, class Mixing>
  EUDRIFT_FN_RARE static site<T, Id> as_ever(const motion<Velocity, Mixing>& by, site<T, Id> from, time_step<T> step) {
    vec<T, 2> slope[static_cast<unsigned>(Scheme::stages)]{};
    detail::all_slopes<Scheme, 0>(by.velocity, from, slope, step);
    return detail::advect_by(by, from, increment<Scheme>(slope, step.length));
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
