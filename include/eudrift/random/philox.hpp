// SPDX-License-Identifier: BSL-1.0
/// \file
/// Random numbers without a state: a function of a key and a counter.
#pragma once
#include <eudrift/core/vec.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2,
/// 3"): four 32-bit random words of a 128-bit counter and a 64-bit key.
EUDRIFT_FN constexpr vec<std::uint32_t, 4> philox4x32(vec<std::uint32_t, 4> counter,
                                                      vec<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t even = std::uint64_t{0xD2511F53u} * counter.at[0];
    const std::uint64_t odd = std::uint64_t{0xCD9E8D57u} * counter.at[2];
    counter = {static_cast<std::uint32_t>(odd >> 32) ^ counter.at[1] ^ key.at[0],
               static_cast<std::uint32_t>(odd & 0xffffffffu),
               static_cast<std::uint32_t>(even >> 32) ^ counter.at[3] ^ key.at[1],
               static_cast<std::uint32_t>(even & 0xffffffffu)};
    key.at[0] += 0x9E3779B9u;  // the golden ratio
    key.at[1] += 0xBB67AE85u;  // the square root of 3, less 1
  }
  return counter;
}

/// Four random words for a particle: key is the run's seed; the counter holds the particle's id,
/// its number of steps and a stream, which tells apart independent draws for the same particle and
/// step.
EUDRIFT_FN constexpr vec<std::uint32_t, 4> philox(std::uint64_t seed, std::uint64_t id,
                                                  std::uint32_t step, std::uint32_t stream) {
  return philox4x32(
      {static_cast<std::uint32_t>(id & 0xffffffffu), static_cast<std::uint32_t>(id >> 32), step,
       stream},
      {static_cast<std::uint32_t>(seed & 0xffffffffu), static_cast<std::uint32_t>(seed >> 32)});
}

/// Streams are handed out in blocks of 64 below 2^30, so that a draw may take several counters.
inline constexpr std::uint32_t dispersal_stream = 0;  ///< horizontal random walk: 0 to 63
inline constexpr std::uint32_t release_stream = 64;   ///< places of release: 64 to 127
inline constexpr std::uint32_t mortality_stream = 128;  ///< deaths by chance: 128 to 191
inline constexpr std::uint32_t walk_stream = 0x40000000u;  ///< further sub-steps of a horizontal random walk: from 2^30 to 2^31 - 1
inline constexpr std::uint32_t mixing_stream = 0x80000000u;  ///< vertical random walk: all from 2^31 on

/// word / 2^32: uniform in [0, 1), exact in a double.
EUDRIFT_FN constexpr double unit_interval(std::uint32_t word) {
  return static_cast<double>(word) * 2.3283064365386963e-10;
}

/// The upper 53 of 64 bits / 2^53: uniform in [0, 1), exact in a double.
EUDRIFT_FN constexpr double unit_interval(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = ((std::uint64_t{high} << 32) | low) >> 11;
  return static_cast<double>(bits) * 1.1102230246251565e-16;
}

/// (2 word + 1) / 2^32 - 1: uniform in (-1, 1) and symmetric, never 0, exact in a double.  word and
/// ~word give opposite numbers.
EUDRIFT_FN constexpr double symmetric_interval(std::uint32_t word) {
  return (static_cast<double>(word) - 2147483647.5) * 4.656612873077393e-10;
}

}  // namespace eudrift::inline EUDRIFT_ABI
