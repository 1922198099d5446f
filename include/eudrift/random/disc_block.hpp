// SPDX-License-Identifier: BSL-1.0
/// \file
/// Random displacements of several particles at once, with the bits of single ones.
#pragma once
#include <eudrift/random/disc.hpp>
#include <eudrift/simd/whole_lanes.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// philox4x32() in lanes; each holds a word of 32 bits.
EUDRIFT_FN vec<whole_lanes, 4> philox4x32(vec<whole_lanes, 4> counter, vec<std::uint32_t, 2> key) {
  const whole_lanes low(0xffffffffu);
  for (int round = 0; round < 10; ++round) {
    const whole_lanes even = product(whole_lanes(0xD2511F53u), counter.at[0]);
    const whole_lanes odd = product(whole_lanes(0xCD9E8D57u), counter.at[2]);
    counter = {(odd >> 32) ^ counter.at[1] ^ whole_lanes(std::uint64_t{key.at[0]}), odd & low,
               (even >> 32) ^ counter.at[3] ^ whole_lanes(std::uint64_t{key.at[1]}), even & low};
    key.at[0] += 0x9E3779B9u;
    key.at[1] += 0xBB67AE85u;
  }
  return counter;
}

/// m (m + 1) of in_unit_disc(): the same for m and -m - 1, of which one is not negative.
EUDRIFT_FN whole_lanes half_square(whole_lanes word) {
  const whole_lanes one(std::uint64_t{1});
  const whole_lanes m = (word ^ ((word >> 31) - one)) & whole_lanes(0x7fffffffu);
  return product(m, m + one);
}

}  // namespace detail

/// uniform_in_disc(seed, id[k], step[k]) of lanes::size particles; ids and steps aligned as lanes are.
EUDRIFT_FN vec<lanes, 2> uniform_in_disc(std::uint64_t seed, whole_lanes id, whole_lanes step) {
  const whole_lanes low(0xffffffffu);
  const vec<whole_lanes, 4> word = detail::philox4x32(
      {id & low, id >> 32, step, whole_lanes(std::uint64_t{dispersal_stream})},
      {static_cast<std::uint32_t>(seed & 0xffffffffu), static_cast<std::uint32_t>(seed >> 32)});
  const whole_lanes radius(std::uint64_t{1} << 62);
  const auto first = less(detail::half_square(word.at[0]) + detail::half_square(word.at[1]), radius);
  const auto second = less(detail::half_square(word.at[2]) + detail::half_square(word.at[3]), radius);
  const auto place = [](whole_lanes w) __attribute__((always_inline)) {
    return (to_double(w) - lanes(2147483647.5)) * lanes(4.656612873077393e-10);
  };
  vec<lanes, 2> p{blend(first, place(word.at[0]), place(word.at[2])), blend(first, place(word.at[1]), place(word.at[3]))};
  constexpr unsigned all = (1u << lanes::size) - 1;
  if (const unsigned missed = ~(first | second).bits() & all; missed != 0) {  // of 22 particles one
    alignas(lanes) double x[2][lanes::size];
    for (int d = 0; d < 2; ++d) p.at[d].store(x[d]);
    for (int k = 0; k < lanes::size; ++k) {
      if ((missed >> k & 1) == 0) continue;
      const vec<double, 2> single = uniform_in_disc(seed, id.at(k), static_cast<std::uint32_t>(step.at(k)));
      x[0][k] = single.at[0], x[1][k] = single.at[1];
    }
    p = {lanes::load(x[0]), lanes::load(x[1])};
  }
  return p;
}

}  // namespace eudrift::inline EUDRIFT_ABI
