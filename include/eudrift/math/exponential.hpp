// SPDX-License-Identifier: BSL-1.0
/// \file
/// Exponential function without the C library, whose bits differ between systems and on GPUs.
#pragma once
#include <eudrift/core/config.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// exp(x): x = n log 2 + r with |r| <= log(2) / 2, where log 2 is taken off in two parts, the first so short that n
/// times it is exact (Cody and Waite 1980, "Software manual for the elementary functions"); exp r by Taylor's series to
/// the 14th power, whose first term left out is 1e-19, and the power of two by its bits.  0 below -708, infinity above
/// 709, as numbers beyond these are no normal doubles; NaN of NaN.
EUDRIFT_FN constexpr double exponential(double x) {
  if (x != x) return x;
  if (x < -708) return 0;
  if (x > 709) return __builtin_inf();
  constexpr double log2_high = 0.693147180369123816490, log2_low = 1.90821492927058770002e-10;
  const double doublings = x * 1.4426950408889634074;
  const auto n = static_cast<std::int64_t>(doublings < 0 ? doublings - 0.5 : doublings + 0.5);
  const double r = (x - static_cast<double>(n) * log2_high) - static_cast<double>(n) * log2_low;
  double sum = 1;
  for (int power = 14; power >= 1; --power) sum = sum * r / static_cast<double>(power) + 1;
  return sum * __builtin_bit_cast(double, static_cast<std::uint64_t>(n + 1023) << 52);
}

}  // namespace eudrift::inline EUDRIFT_ABI
