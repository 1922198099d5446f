// SPDX-License-Identifier: BSL-1.0
#include <eudrift/random/variate.hpp>

#include "../catch.hpp"
#include "../support/chi_square.hpp"

#include <algorithm>

using namespace eudrift;

TEST_CASE("Normal pairs are those of the formula, to rounding, and are numbers for all words") {
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto word = philox(3, i, 0, 0);
    const double radius = std::sqrt(-2 * std::log((word.at[0] + 0.5) / 4294967296.0)), angle = 2 * 3.14159265358979323846 * (word.at[1] / 4294967296.0);
    const vec<double, 2> pair = normal_pair(word.at[0], word.at[1]);
    REQUIRE(pair.at[0] == Approx(radius * std::cos(angle)).margin(1e-14));
    REQUIRE(pair.at[1] == Approx(radius * std::sin(angle)).margin(1e-14));
  }
  CHECK(normal_pair(0, 0).at[0] == Approx(6.763).margin(1e-3));
  CHECK(normal_pair(0xffffffffu, 0).at[0] == Approx(std::sqrt(0x1p-32)));
  CHECK(normal_pair(0, 0xc0000000u) == vec<double, 2>{0, -normal_pair(0, 0).at[0]});
}

TEST_CASE("Normal variates are normal and independent, by chi-square over pairs, chance failing each once in a million") {
  constexpr int n = 50000, cells = 10;
  const auto share = [](double variate) {  // of normal numbers below; uniform in (0, 1)
    return 0.5 * std::erfc(-variate * std::sqrt(1.5));
  };
  std::vector<std::int64_t> in[4][4];
  for (auto& row : in)
    for (auto& counts : row) counts.resize(cells * cells);
  for (std::uint64_t id = 0; id < n; ++id) {
    const auto word = philox(8, id, 2, mixing_stream);
    int cell[4];
    for (std::uint32_t k = 0; k < 4; ++k) cell[k] = std::min(static_cast<int>(cells * share(normal_variate::of(word, k))), cells - 1);
    for (int i = 0; i < 4; ++i)
      for (int j = i + 1; j < 4; ++j) ++in[i][j][static_cast<std::size_t>(cells * cell[i] + cell[j])];
  }
  for (int i = 0; i < 4; ++i)
    for (int j = i + 1; j < 4; ++j) CHECK(test::chi_square_ratio(in[i][j], std::vector<double>(cells * cells, 1.0)) < 1);
}

TEST_CASE("Both variates have mean 0 and variance 1/3, the fourth moments of their kinds") {
  constexpr int n = 100000;
  double mean[2]{}, square[2]{}, fourth[2]{};
  for (std::uint64_t id = 0; id < n; ++id) {
    const auto word = philox(9, id, 0, 0);
    const double x[2] = {uniform_variate::of(word, 2), normal_variate::of(word, 2)};
    for (int k = 0; k < 2; ++k) mean[k] += x[k] / n, square[k] += x[k] * x[k] / n, fourth[k] += x[k] * x[k] * x[k] * x[k] / n;
  }
  // 5 standard errors; of squares 4/45 and 2/9, of fourth powers 1/9 - 1/25 and 96/81.
  const double root = std::sqrt(double(n));
  for (int k = 0; k < 2; ++k) {
    CHECK(std::abs(mean[k]) < 5 * std::sqrt(1.0 / 3) / root);
    CHECK(std::abs(square[k] - 1.0 / 3) < 5 * std::sqrt(k == 0 ? 4.0 / 45 : 2.0 / 9) / root);
    CHECK(std::abs(fourth[k] - (k == 0 ? 0.2 : 1.0 / 3)) < 5 * std::sqrt(k == 0 ? 1.0 / 9 - 0.04 : 96.0 / 81) / root);
  }
}
