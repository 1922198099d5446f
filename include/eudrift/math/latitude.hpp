// SPDX-License-Identifier: BSL-1.0
/// \file
/// Sine and cosine of a latitude without the C library, whose bits differ between systems and on GPUs.
#pragma once
#include <eudrift/core/config.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Radius of the Earth [m], as FVCOM has it.
inline constexpr double earth_radius = 6371000.0;
/// One degree [rad].
inline constexpr double radians_per_degree = 0.017453292519943295769;

/// cos(angle) for |angle| <= pi/2 [rad]: Taylor's series to the 20th power by Horner's rule.  The
/// first term left out is 2e-17 at pi/2, so the error is that of rounding.
template <class T>
EUDRIFT_FN constexpr T cos_latitude(T angle) {
  const T s = angle * angle;
  T sum = T(1) / T(2432902008176640000.0);  // 1/20!
  sum = sum * s - T(1) / T(6402373705728000.0);
  sum = sum * s + T(1) / T(20922789888000.0);
  sum = sum * s - T(1) / T(87178291200.0);
  sum = sum * s + T(1) / T(479001600.0);
  sum = sum * s - T(1) / T(3628800.0);
  sum = sum * s + T(1) / T(40320.0);
  sum = sum * s - T(1) / T(720.0);
  sum = sum * s + T(1) / T(24.0);
  sum = sum * s - T(0.5);
  return sum * s + T(1);
}

/// sin(angle) for |angle| <= pi/2 [rad]: Taylor's series to the 21st power, likewise.
template <class T>
EUDRIFT_FN constexpr T sin_latitude(T angle) {
  const T s = angle * angle;
  T sum = T(1) / T(51090942171709440000.0);  // 1/21!
  sum = sum * s - T(1) / T(121645100408832000.0);
  sum = sum * s + T(1) / T(355687428096000.0);
  sum = sum * s - T(1) / T(1307674368000.0);
  sum = sum * s + T(1) / T(6227020800.0);
  sum = sum * s - T(1) / T(39916800.0);
  sum = sum * s + T(1) / T(362880.0);
  sum = sum * s - T(1) / T(5040.0);
  sum = sum * s + T(1) / T(120.0);
  sum = sum * s - T(1) / T(6.0);
  return angle * (sum * s + T(1));
}

}  // namespace eudrift::inline EUDRIFT_ABI
