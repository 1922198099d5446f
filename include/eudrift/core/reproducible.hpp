// SPDX-License-Identifier: BSL-1.0
/// \file
/// Tells whether this translation unit keeps the promise of equal bits.
#pragma once
#include <eudrift/core/config.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Whether the translation unit that calls it rounds a * b + c twice, as IEEE arithmetic writes it.
/// Results have the same bits on every executor and machine only where this is true: link
/// eudrift::reproducible, or pass -ffp-contract=off (nvcc: --fmad=false) and -DEUDRIFT_REPRODUCIBLE=1,
/// without which the linker may take functions of a unit that fuses for those of this one.  Fused, the
/// sum has one rounding, and whether the compiler fuses differs with the instruction set.
EUDRIFT_FN bool is_reproducible_build() {
  // a * a is 1 + 2^-26 + 2^-54 and rounds to 1 + 2^-26, so that two roundings leave 0 and one leaves
  // 2^-54, as does a register of more than 53 bits.  Volatile, since the compiler would compute the
  // sum itself, in two roundings.  Always inlined, as all of EUDRIFT_FN: the answer is the caller's.
  volatile double factor = 1.0 + 1.0 / 134217728.0;
  volatile double term = -(1.0 + 1.0 / 67108864.0);
  const double a = factor;
  const double c = term;
  return a * a + c == 0.0;
}

}  // namespace eudrift::inline EUDRIFT_ABI
