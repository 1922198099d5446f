// SPDX-License-Identifier: BSL-1.0
/// \file
/// Natural logarithm without the C library, whose bits differ between systems and on GPUs.
#pragma once
#include <eudrift/core/config.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// log(x) for 1e-30 < x < 1e30: x is halved or doubled, which is exact, until it lies between sqrt(1/2) and
/// sqrt(2); there log x = 2 artanh f with f = (x - 1) / (x + 1), by its series to the 21st power.  The first term left
/// out is 2e-19, so the error is that of rounding.
template <class T>
EUDRIFT_FN constexpr T logarithm(T x) {
  int doublings = 0;
  for (; x > T(1.4142135623730951); x *= T(0.5)) ++doublings;
  for (; x < T(0.70710678118654752); x *= T(2)) --doublings;
  const T f = (x - T(1)) / (x + T(1)), s = f * f;
  T sum = T(1) / T(21);
  for (int power = 19; power >= 1; power -= 2) sum = sum * s + T(1) / static_cast<T>(power);
  return T(2) * f * sum + static_cast<T>(doublings) * T(0.69314718055994531);
}

}  // namespace eudrift::inline EUDRIFT_ABI
