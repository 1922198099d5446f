// SPDX-License-Identifier: BSL-1.0
/// \file
/// Random displacements in the plane, the same bits on every machine.
#pragma once
#include <eudrift/random/philox.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {
/// Whether (symmetric_interval(a), symmetric_interval(b)) lies in the unit disc.  In integers: the
/// point is (2 m + 1, 2 n + 1) / 2^32 with m = a - 2^31, n = b - 2^31, so it is in where
/// m (m + 1) + n (n + 1) < 2^62.  No rounding, hence no machine that decides otherwise.
EUDRIFT_FN constexpr bool in_unit_disc(std::uint32_t a, std::uint32_t b) {
  const std::int64_t m = static_cast<std::int64_t>(a) - 2147483648,
                     n = static_cast<std::int64_t>(b) - 2147483648;
  return static_cast<std::uint64_t>(m * (m + 1)) + static_cast<std::uint64_t>(n * (n + 1)) <
         (std::uint64_t{1} << 62);
}
}  // namespace detail

/// A point uniform in the unit disc: mean 0, variance 1/4 per component, no correlation.
///
/// The step of a random walk with diffusivity K [m2/s] over dt [s] is sqrt(8 K dt) times it: its
/// variance is 2 K dt per component.  A disc, not two normals: it is isotropic, so a walk reflected
/// at a straight coast of any direction keeps a uniform density; it is bounded, so the farthest a
/// particle can go in a step is known (the width of a halo); and it needs no function of the C
/// library, whose bits differ.  By the central limit theorem the sum of steps is normal.
///
/// By rejection: each Philox block gives two candidates, (words 0, 1), then (words 2, 3); the
/// attempt is added to `stream`, a multiple of 64.  After 64 blocks, whose chance is below 1e-85,
/// the point is (0, 0), so that it always ends.
EUDRIFT_FN constexpr vec<double, 2> uniform_in_disc(std::uint64_t seed, std::uint64_t id,
                                                    std::uint32_t step,
                                                    std::uint32_t stream = dispersal_stream) {
  for (std::uint32_t attempt = 0; attempt < 64; ++attempt) {
    const vec<std::uint32_t, 4> word = philox(seed, id, step, stream + attempt);
    if (detail::in_unit_disc(word.at[0], word.at[1]))
      return {symmetric_interval(word.at[0]), symmetric_interval(word.at[1])};
    if (detail::in_unit_disc(word.at[2], word.at[3]))
      return {symmetric_interval(word.at[2]), symmetric_interval(word.at[3])};
  }
  return {0, 0};
}

}  // namespace eudrift::inline EUDRIFT_ABI
