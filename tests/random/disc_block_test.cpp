// SPDX-License-Identifier: BSL-1.0
#include <eudrift/random/disc_block.hpp>

#include "../catch.hpp"

#include <bit>

using namespace eudrift;

TEST_CASE("Random displacements in lanes are those of single particles, the missed candidates too") {
  constexpr int n = lanes::size;
  alignas(lanes) std::uint64_t id[n], step[n];
  alignas(lanes) double x[2][n];
  int third_or_later = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    for (int k = 0; k < n; ++k) {
      id[k] = (i * 0x9E3779B97F4A7C15u + static_cast<std::uint64_t>(k)) >> (k % 2 == 0 ? 1 : 40);
      step[k] = k % 3 == 0 ? 0xffffffffu - i : i;
    }
    const std::uint64_t seed = i * i * 0xD1B54A32D192ED03u;
    const vec<lanes, 2> all = uniform_in_disc(seed, whole_lanes::load(id), whole_lanes::load(step));
    all.at[0].store(x[0]), all.at[1].store(x[1]);
    for (int k = 0; k < n; ++k) {
      const vec<double, 2> one = uniform_in_disc(seed, id[k], static_cast<std::uint32_t>(step[k]));
      REQUIRE(std::bit_cast<std::uint64_t>(x[0][k]) == std::bit_cast<std::uint64_t>(one.at[0]));
      REQUIRE(std::bit_cast<std::uint64_t>(x[1][k]) == std::bit_cast<std::uint64_t>(one.at[1]));
      const auto word = philox(seed, id[k], static_cast<std::uint32_t>(step[k]), dispersal_stream);
      third_or_later += !detail::in_unit_disc(word.at[0], word.at[1]) && !detail::in_unit_disc(word.at[2], word.at[3]);
    }
  }
  CHECK(third_or_later > 2000 * n / 50);  // (1 - pi / 4)^2 is 1 in 22
}
