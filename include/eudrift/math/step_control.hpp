// SPDX-License-Identifier: BSL-1.0
/// \file
/// How long the next step of an embedded Runge-Kutta pair may be.
#pragma once
#include <eudrift/math/runge_kutta_tableaux.hpp>

#include <cmath>
#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// What the steps of an embedded pair are held to.
struct step_control {
  double tolerance = 1;     ///< the pair's two solutions may differ so much after one step [m], > 0
  std::int32_t most = 1000;  ///< tries, accepted and refused, before a particle is given up
};

/// Factor from the length of a step to that of the next try: 0.9 (tolerance / error)^q, between 1/5 and 5.  `square` is
/// (error / tolerance)^2; one that is no number counts as large.  q is a little less than 1 / (low_order + 1): 5/16 for
/// order 2, 3/16 for order 4, 1/8 for others up to 6, so that square roots suffice, whose bits are the same everywhere.
template <EmbeddedRungeKutta Scheme, class T>
EUDRIFT_FN T step_factor(T square) {
  static_assert(Scheme::low_order >= 2 && Scheme::low_order <= 6);
  if (!(square < T(1e12))) return T(0.2);
  const T r2 = std::sqrt(T(1) / std::sqrt(square > T(1e-12) ? square : T(1e-12)));  // (tolerance / error)^(1/2)
  const T r4 = std::sqrt(r2), r8 = std::sqrt(r4), r16 = std::sqrt(r8);              // ^(1/4) and so on
  const T power = Scheme::low_order == 2 ? r4 * r16 : Scheme::low_order == 4 ? r8 * r16 : r8;
  const T factor = T(0.9) * power;
  return factor < T(0.2) ? T(0.2) : factor > T(5) ? T(5) : factor;
}

}  // namespace eudrift::inline EUDRIFT_ABI
