// SPDX-License-Identifier: BSL-1.0
/// \file
/// Sine and cosine of any angle without the C library, whose bits differ between systems and on GPUs.
#pragma once
#include <eudrift/math/latitude.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// sin(2 pi turns) for |turns| < 2^52: whole turns are taken off without error, and what is left is mirrored into a
/// quarter of one, where sin_latitude() is right to rounding.  NaN beyond.
EUDRIFT_FN constexpr double sin_turn(double turns) {
  constexpr double most = 4503599627370496.0, two_pi = 6.283185307179586477;
  if (!(turns < most && turns > -most)) return __builtin_nan("");
  double part = turns - static_cast<double>(static_cast<std::int64_t>(turns));  // exact, in (-1, 1)
  if (part > 0.5) part -= 1;
  if (part < -0.5) part += 1;
  if (part > 0.25) part = 0.5 - part;
  if (part < -0.25) part = -0.5 - part;
  return sin_latitude(part * two_pi);
}

/// cos(2 pi turns), likewise.
EUDRIFT_FN constexpr double cos_turn(double turns) {
  constexpr double most = 4503599627370496.0;
  if (!(turns < most && turns > -most)) return __builtin_nan("");
  const double part = turns - static_cast<double>(static_cast<std::int64_t>(turns));
  return sin_turn(part < 0 ? 0.25 + part : 0.25 - part);  // cosine is even
}

}  // namespace eudrift::inline EUDRIFT_ABI
