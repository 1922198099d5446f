// SPDX-License-Identifier: BSL-1.0
/// \file
/// Explicit Runge-Kutta methods for any vector-like state, stage by stage or a whole step at once.
#pragma once
#include <eudrift/math/runge_kutta_tableaux.hpp>

#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

template <class X>
struct state_scalar {
  using type = X;
};
template <class X>
requires requires { typename X::value_type; }
struct state_scalar<X> {
  using type = typename X::value_type;  // also Eigen's
};

// Rows of coefficients.  Device code can neither address the host's arrays nor call at(): it reads
// the constants `coefficient` and `nonzero_before`.
template <class Tableau, int Stage>
struct stage_row {
  static constexpr int size = Stage;
  static constexpr double at(int j) { return Tableau::a[Stage][j]; }
};
template <class Tableau>
struct final_row {
  static constexpr int size = Tableau::stages;
  static constexpr double at(int j) { return Tableau::b[j]; }
};
template <class Tableau>
struct error_row {
  static constexpr int size = Tableau::stages;
  static constexpr double at(int j) { return Tableau::b[j] - Tableau::b_low[j]; }
};

template <class Row, int J>
inline constexpr double coefficient = Row::at(J);

template <class Row>
constexpr int find_nonzero_before(int end) {
  while (end > 0 && Row::at(end - 1) == 0) --end;
  return end - 1;
}
/// The last coefficient before End that is not zero, or -1.
template <class Row, int End>
inline constexpr int nonzero_before = find_nonzero_before<Row>(End);

/// The sum over j <= Last of (row[j] h) k[j], in ascending j, zeros left out.  The products with h are the
/// same for all particles of a map: a compiler takes them out of its loop.
template <class Row, int Last, class X, class Time>
EUDRIFT_FN constexpr X weighted_sum(const X* k, Time h) {
  constexpr int before = nonzero_before<Row, Last>;
  using scalar = typename state_scalar<X>::type;
  const auto weight = static_cast<scalar>(static_cast<Time>(coefficient<Row, Last>) * h);
  if constexpr (before < 0) {
    return X(weight * k[Last]);
  } else {
    return X(weighted_sum<Row, before>(k, h) + weight * k[Last]);
  }
}

template <class Row, class X, class Time>
EUDRIFT_FN constexpr X weighted_sum(const X* k, Time h) {
  constexpr int last = nonzero_before<Row, Row::size>;
  static_assert(last >= 0, "a row of coefficients without one that is not zero");
  return weighted_sum<Row, last>(k, h);
}

}  // namespace detail

/// The scalar in which a state is multiplied: T of vec<T, N>, std::complex<T>, Eigen::Matrix<T,
/// ...> and T itself.
template <class X>
using state_scalar = typename detail::state_scalar<X>::type;

/// Stages that a step needs when its last slope is not reused: Tableau::stages without those that
/// serve only an error estimate.
template <RungeKutta Tableau>
inline constexpr int solution_stages =
    1 + detail::nonzero_before<detail::final_row<Tableau>, Tableau::stages>;

/// Time of a stage [s]: t + c h.
template <RungeKutta Tableau, int Stage, class Time>
EUDRIFT_FN constexpr Time stage_time(Time t, Time h) {
  constexpr double c = Tableau::c[Stage];
  if constexpr (c == 0) return t;
  return t + static_cast<Time>(c) * h;
}

/// Displacement from a step's beginning to where slope k[Stage] is to be taken, Stage > 0: sum of
/// h a[Stage][j] k[j] over j < Stage.  k holds the slopes dx/dt of the stages before; h is the step [s].
template <RungeKutta Tableau, int Stage, class X, class Time>
EUDRIFT_FN constexpr X stage_increment(const X* k, Time h) {
  static_assert(0 < Stage && Stage < Tableau::stages);
  return detail::weighted_sum<detail::stage_row<Tableau, Stage>>(k, h);
}

/// State at which slope k[Stage] is to be taken: x + stage_increment.
template <RungeKutta Tableau, int Stage, class X, class Time>
EUDRIFT_FN constexpr X stage_state(const X& x, const X* k, Time h) {
  if constexpr (Stage == 0) {
    return x;
  } else {
    return X(x + stage_increment<Tableau, Stage>(k, h));
  }
}

/// Displacement of the step, sum of h b[j] k[j].
template <RungeKutta Tableau, class X, class Time>
EUDRIFT_FN constexpr X increment(const X* k, Time h) {
  return detail::weighted_sum<detail::final_row<Tableau>>(k, h);
}

/// State at the end of the step: x + increment.
template <RungeKutta Tableau, class X, class Time>
EUDRIFT_FN constexpr X combine(const X& x, const X* k, Time h) {
  return X(x + increment<Tableau>(k, h));
}

/// Difference of the pair's two solutions, sum of h (b[j] - b_low[j]) k[j].  Needs all Tableau::stages
/// slopes.
template <EmbeddedRungeKutta Tableau, class X, class Time>
EUDRIFT_FN constexpr X error_increment(const X* k, Time h) {
  return detail::weighted_sum<detail::error_row<Tableau>>(k, h);
}

namespace detail {
template <class Tableau, int... Stage, class F, class X, class Time>
EUDRIFT_FN constexpr void take_slopes(std::integer_sequence<int, Stage...>, F& f, const X& x,
                                      Time t, Time h, X* k) {
  ((k[Stage] = f(stage_state<Tableau, Stage>(x, k, h), stage_time<Tableau, Stage>(t, h))), ...);
}
}  // namespace detail

/// All slopes of a step into k[0 ... Tableau::stages - 1], f(x, t) being dx/dt.  What step() does,
/// for callers that want the error of an embedded pair or reuse the last slope.
template <RungeKutta Tableau, class F, class X, class Time>
EUDRIFT_FN constexpr void slopes(F&& f, const X& x, Time t, Time h, X* k) {
  detail::take_slopes<Tableau>(std::make_integer_sequence<int, Tableau::stages>{}, f, x, t, h, k);
}

/// State at t + h of dx/dt = f(x, t) from x at t; h may be negative.  The same bits as the stages
/// taken one by one, since both go through stage_state() and combine(), in code that links
/// eudrift::reproducible (no contraction).  f is called solution_stages times.
template <RungeKutta Tableau, class F, class X, class Time>
EUDRIFT_FN constexpr X step(F&& f, const X& x, Time t, Time h) {
  constexpr int stages = solution_stages<Tableau>;
  X k[static_cast<unsigned>(stages)]{};
  detail::take_slopes<Tableau>(std::make_integer_sequence<int, stages>{}, f, x, t, h, k);
  return combine<Tableau>(x, k, h);
}

}  // namespace eudrift::inline EUDRIFT_ABI
