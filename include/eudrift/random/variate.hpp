// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the steps of a random walk in one dimension are drawn from: uniform or normal numbers.
#pragma once
#include <eudrift/math/logarithm.hpp>
#include <eudrift/math/turn.hpp>
#include <eudrift/random/philox.hpp>

#include <cmath>

namespace eudrift::inline EUDRIFT_ABI {

// A variate makes of the i-th of four random words, i from 0 to 3, a number of mean 0 and variance 1/3, so that
// sqrt(3 dt) times it stands for the increment of a Wiener process over dt.  The four are independent, and of the same
// bits everywhere.

/// Uniform in (-1, 1): bounded, and cheap.
struct uniform_variate {
  EUDRIFT_FN static constexpr double of(const vec<std::uint32_t, 4>& word, std::uint32_t i) {
    return symmetric_interval(word.at[i]);
  }
};

/// Two independent normal numbers of mean 0 and variance 1 from two random words (Box and Muller 1958, "A Note on the
/// Generation of Random Normal Deviates"), by a logarithm, sine and cosine of our own.  The greatest is 6.8, which
/// normal numbers exceed once in 10^11.
EUDRIFT_FN vec<double, 2> normal_pair(std::uint32_t a, std::uint32_t b) {
  const double radius = std::sqrt(-2 * logarithm((static_cast<double>(a) + 0.5) * 0x1p-32)), turns = unit_interval(b);
  return {radius * cos_turn(turns), radius * sin_turn(turns)};
}

/// Normal: the increments of a Wiener process themselves, for those who compare paths with it.  Words 0 and 1 make one
/// pair, 2 and 3 the other.
struct normal_variate {
  EUDRIFT_FN static double of(const vec<std::uint32_t, 4>& word, std::uint32_t i) {
    constexpr double to_third = 0.57735026918962576;  // 1 / sqrt(3)
    const std::uint32_t first = i < 2 ? 0 : 2;
    return to_third * normal_pair(word.at[first], word.at[first + 1]).at[i % 2];
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
