// SPDX-License-Identifier: BSL-1.0
// Whether counts are as their shares say.
#pragma once
#include <eudrift/core/error.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

namespace test {

/// Chi-square of counts over what it exceeds by chance once in a million (Wilson and Hilferty 1931; 4.753 is the
/// normal's quantile): above 1 counts are not as `share` says, which need not add up to 1.
inline double chi_square_ratio(const std::vector<std::int64_t>& count, const std::vector<double>& share) {
  double n = 0, all = 0, sum = 0;
  for (const std::int64_t c : count) n += static_cast<double>(c);
  for (const double s : share) all += s;
  for (std::size_t i = 0; i < count.size(); ++i) {
    const double expected = n * share[i] / all;
    eudrift::require(expected > 5, "a class with too few for a chi-square");
    sum += std::pow(static_cast<double>(count[i]) - expected, 2) / expected;
  }
  const double k = static_cast<double>(count.size() - 1), spread = 2 / (9 * k);
  return sum / (k * std::pow(1 - spread + 4.753 * std::sqrt(spread), 3));
}

}  // namespace test
