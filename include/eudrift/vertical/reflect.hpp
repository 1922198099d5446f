// SPDX-License-Identifier: BSL-1.0
/// \file
/// Surface and bed mirror what would leave the water.
#pragma once
#include <eudrift/core/config.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// sigma of what goes from sigma `from` towards `to` and is mirrored at surface and bed as often as it meets them.  It
/// is in [-1, 0], always.  A `to` that is no number, or a million columns away, is not gone to.
template <class T>
EUDRIFT_FN constexpr T reflect_in_column(T from, T to) {
  if (to <= 0 && to >= -1) return to;
  if (!(to > T(-1e6) && to < T(1e6))) return from;
  // Counted downwards, places repeat themselves after twice the column: down, and up again.
  const T down = to < 0 ? -to : to;  // above the surface is as far below it
  const T part = down - T(2) * static_cast<T>(static_cast<std::int64_t>(down * T(0.5)));
  return part > 1 ? part - T(2) : -part;
}

}  // namespace eudrift::inline EUDRIFT_ABI
