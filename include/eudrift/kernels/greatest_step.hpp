// SPDX-License-Identifier: BSL-1.0
/// \file
/// How far a particle can get in one step: the least width of a halo.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/kernels/diffusivity_range.hpp>
#include <eudrift/kernels/motion.hpp>

#include <algorithm>
#include <cmath>

namespace eudrift::inline EUDRIFT_ABI {

// Why a halo as wide as greatest_step() holds every point at which a step looks, if the step begins in an element of
// the process:
//
// A velocity that is linear in space and time between nodes and slices is a weighted mean of theirs, so that no
// particle is faster than the fastest node, U.  Stage i looks at the end of a straight way of length
// |dt sum_j a_ij k_j| <= |dt| U sum_j |a_ij| from the step's beginning, or where that way meets a coast.  The step
// itself goes |dt| U sum_j |b_j| at most: at a coast the rest of the way is projected on it (slide), which makes it no
// longer.  Then the walk goes on by sqrt(8 K |dt|) at most, which a coast mirrors (reflect), so that it keeps its
// length; in a diffusivity that varies it goes on by that of each sub-step, varying_walk::greatest_part.  All these ways
// lead through water, and a halo has all elements to which such a way of its width leads; its
// ring takes up what rounding adds.
//
// On the sphere lengths at a coast are those on the ground, where x is 1 / s of the frame's; velocities along x are
// multiplied by s where they are taken, and s differs between there and the step's beginning.  So a way may come out
// longer in the frame by max(1, greatest s) / min(1, least s).
//
// A step that is made of parts (advance_in_parts) is bounded by the same sum.  Parts to a tolerance are steps of the
// method: after those of `done` seconds a particle is done U sum_j |b_j| away at most, and the next, no longer than
// what is left, looks no farther than its length times U times the greater of the sums.  Parts that stop at edges take
// stages in the flow of one element beyond its edges, where it may be of any speed; so they are held to a pace
// (parts_to_edges::fastest).

/// What bounds a step, over some nodes.
struct flow_range {
  double square_speed = 0;             ///< the greatest, on the ground [m2/s2]
  double low = 1e300, high = -1e300;   ///< range of y [m in the frame]
};

/// Term: the range at node n.
template <class Id>
struct range_at_node {
  triangle_mesh_view<double, Id> mesh;
  slices_view<double, Id, 2> current;  ///< [m/s]

  EUDRIFT_FN flow_range operator()(index_t n) const {
    const vec<double, 2> before = current.before.load(n), after = current.after.load(n);
    const double y = mesh.node.load(n).at[1];
    const double a = dot(before, before), b = dot(after, after);
    return {b > a || b != b ? b : a, y, y};
  }
};

/// Term: the range on element n of a current that its record holds.  Linear in space, and in time between two slices,
/// it is a weighted mean of those at the element's corners at both, whatever made it: FVCOM's gradients
/// (fill_element_flows) lead to corners at which it is faster than at any element, and to others in the next element,
/// so that each counts its own.  They need an element's neighbours, which the outermost ring of a halo lacks.
template <class Id, class Stored>
struct range_on_element {
  nodal_velocity<double, Id, Stored> velocity;

  EUDRIFT_FN flow_range operator()(index_t n) const {
    const Id e = static_cast<Id>(n);
    const flow_on_element<double, 2> flow = velocity.on(e);
    flow_range all;
    for (int k = 0; k < 3; ++k) {
      const vec<double, 3> w{{k == 0 ? 1.0 : 0.0, k == 1 ? 1.0 : 0.0, k == 2 ? 1.0 : 0.0}};
      const vec<double, 2> before = flow.before.at(w), after = flow.at(w, 1.0);
      const double y = velocity.mesh.corner_position(e, k).at[1];
      const double a = dot(before, before), b = dot(after, after), s = b > a || b != b ? b : a;
      if (s > all.square_speed || s != s) all.square_speed = s;
      if (y < all.low) all.low = y;
      if (y > all.high) all.high = y;
    }
    return all;
  }
};

/// Reducer: the range that holds all.  Throws error where a speed is not a number.
struct widest_range {
  using value_type = flow_range;           ///< the range so far
  static constexpr bool any_order = true;  ///< see mpi/any_order.hpp

  EUDRIFT_FN flow_range identity() const { return {}; }
  EUDRIFT_FN void add(flow_range& v, const flow_range& item) const { v = join(v, item); }
  EUDRIFT_FN flow_range join(const flow_range& v, const flow_range& w) const {
    return {w.square_speed > v.square_speed || w.square_speed != w.square_speed ? w.square_speed : v.square_speed,
            w.low < v.low ? w.low : v.low, w.high > v.high ? w.high : v.high};
  }
  flow_range result(const flow_range& v) const {
    require(v.square_speed >= 0, "the current is not a number at some node, so that nobody knows how far particles get "
                                 "in a step; check the forcing there");
    return v;
  }
};

/// The largest sum of a method's |a_ij| over a stage's row, and of its |b_j|.
template <RungeKutta Scheme>
constexpr double greatest_weight() {
  double most = 0;
  for (int s = 0; s <= solution_stages<Scheme>; ++s) {
    double sum = 0;
    for (int j = 0; j < Scheme::stages; ++j) {
      const double w = s < solution_stages<Scheme> ? Scheme::a[s][j] : Scheme::b[j];
      sum += w < 0 ? -w : w;
    }
    most = sum > most ? sum : most;
  }
  return most;
}

/// No particle gets farther from where a step of `seconds`, of either sign, begins [m in the frame], and nothing is
/// looked at beyond.  `range`: of the current at all nodes.  A hundred-thousandth is added for rounding, also that of a
/// current stored in float.  `varying`: of the diffusivity, where that varies.
template <RungeKutta Scheme>
double greatest_step(const flow_range& range, const coordinate_frame& frame, double seconds, const random_walk& walk,
                     const diffusivity_range& varying = {}) {
  seconds = std::abs(seconds);
  const double at_low = frame.meridional_drift(range.low), at_high = frame.meridional_drift(range.high);
  const double s_low = frame.stretch(range.low), s_high = frame.stretch(range.high);
  const double equator = -frame.origin_y * radians_per_degree * earth_radius;
  const double least = at_low * at_high < 0 ? frame.stretch(equator) : std::min(s_low, s_high);
  const double longer = std::max({1.0, s_low, s_high}) / std::min(1.0, least);
  const double home = std::max(std::abs(at_low), std::abs(at_high)), drift = home * walk.diffusivity * seconds;
  double walked = walk.diffusivity > 0 ? std::sqrt(8 * walk.diffusivity * seconds) + drift : 0;
  if (walk.varies()) {
    const double parts = walk.varying.parts(seconds);
    walked = parts * walk.varying.greatest_part(varying.most, varying.steepest, home, seconds / parts);
  }
  return 1.00001 * longer * (greatest_weight<Scheme>() * std::sqrt(range.square_speed) * seconds + walked);
}

}  // namespace eudrift::inline EUDRIFT_ABI
