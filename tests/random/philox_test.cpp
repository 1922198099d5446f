// SPDX-License-Identifier: BSL-1.0
#include <eudrift/random/philox.hpp>

#include "../catch.hpp"

#include <cmath>
#include <cstdint>

namespace {

using namespace eudrift;
using words = vec<std::uint32_t, 4>;

TEST_CASE("Philox4x32-10 gives the known answers of Random123") {
  constexpr std::uint32_t ones = 0xffffffffu;
  STATIC_REQUIRE(philox4x32({0, 0, 0, 0}, {0, 0}) ==
                 words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
        words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("seed, id, step and stream fill key and counter, the low word first") {
  CHECK(philox(0x299f31d0a4093822, 0x85a308d3243f6a88, 0x13198a2e, 0x03707344) ==
        words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("words become numbers in their intervals without rounding") {
  constexpr std::uint32_t most = 0xffffffffu;
  CHECK(unit_interval(0u) == 0);
  CHECK(unit_interval(1u) == std::ldexp(1.0, -32));
  CHECK(unit_interval(most) == 1 - std::ldexp(1.0, -32));
  CHECK(unit_interval(0x80000000u) == 0.5);

  CHECK(unit_interval(0u, 0u) == 0);
  CHECK(unit_interval(most, most) == 1 - std::ldexp(1.0, -53));
  CHECK(unit_interval(0u, 0x7ffu) == 0);
  CHECK(unit_interval(0u, 0x800u) == std::ldexp(1.0, -53));
  CHECK(unit_interval(0x80000000u, 0x800u) == 0.5 + std::ldexp(1.0, -53));

  CHECK(symmetric_interval(0u) == std::ldexp(1.0, -32) - 1);
  CHECK(symmetric_interval(most) == 1 - std::ldexp(1.0, -32));
  CHECK(symmetric_interval(0x80000000u) == std::ldexp(1.0, -32));
  CHECK(symmetric_interval(0x7fffffffu) == -std::ldexp(1.0, -32));
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const std::uint32_t w = philox(5, i, 0, 0)[0];
    REQUIRE(symmetric_interval(w) == -symmetric_interval(~w));
    REQUIRE(static_cast<long double>(symmetric_interval(w)) == (2.0L * w + 1) / 4294967296.0L - 1);
  }
}

TEST_CASE("numbers of neighbouring ids, steps and streams are uniform and uncorrelated") {
  constexpr int n = 200000;
  double sum = 0, square = 0, by_id = 0, by_step = 0, by_stream = 0, by_word = 0;
  for (int i = 0; i < n; ++i) {
    const auto id = static_cast<std::uint64_t>(i);
    const words w = philox(1, id, 7, 0);
    const double x = symmetric_interval(w[0]);
    sum += x;
    square += x * x;
    by_id += x * symmetric_interval(philox(1, id + 1, 7, 0)[0]);
    by_step += x * symmetric_interval(philox(1, id, 8, 0)[0]);
    by_stream += x * symmetric_interval(philox(1, id, 7, 1)[0]);
    by_word += x * symmetric_interval(w[1]);
  }
  // Five standard deviations of each mean.
  const double root = std::sqrt(double(n));
  CHECK(std::fabs(sum / n) < 5 * std::sqrt(1.0 / 3) / root);
  CHECK(std::fabs(square / n - 1.0 / 3) < 5 * std::sqrt(4.0 / 45) / root);
  for (const double product : {by_id, by_step, by_stream, by_word})
    CHECK(std::fabs(product / n) < 5 * (1.0 / 3) / root);
}

}  // namespace
