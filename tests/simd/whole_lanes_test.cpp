// SPDX-License-Identifier: BSL-1.0
#include <eudrift/simd/whole_lanes.hpp>

#include "../catch.hpp"

using eudrift::lanes;
using eudrift::whole_lanes;

namespace {

constexpr std::uint64_t some[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xD2511F53, 12345, 0x80000001};

struct alignas(lanes) numbers {
  std::uint64_t at[lanes::size];
};
numbers stored(whole_lanes v) { return __builtin_bit_cast(numbers, v.v); }
numbers from(int shift) {
  numbers n{};
  for (int k = 0; k < lanes::size; ++k) n.at[k] = some[(k + shift) % 8];
  return n;
}

}  // namespace

TEST_CASE("Whole numbers in lanes compute what single ones do") {
  for (int s = 0; s < 8; ++s)
    for (int t = 0; t < 8; ++t) {
      const numbers a = from(s), b = from(t);
      const whole_lanes x = whole_lanes::load(a.at), y = whole_lanes::load(b.at);
      const numbers sum = stored(x + y), difference = stored(x - y), both = stored(x & y), either = stored(x | y),
                    one = stored(x ^ y), shifted = stored(x >> 7), times = stored(product(x, y));
      const unsigned smaller = less(x, y).bits();
      alignas(lanes) double real[lanes::size];
      to_double(x).store(real);
      for (int k = 0; k < lanes::size; ++k) {
        CHECK(sum.at[k] == a.at[k] + b.at[k]);
        CHECK(difference.at[k] == a.at[k] - b.at[k]);
        CHECK(both.at[k] == (a.at[k] & b.at[k]));
        CHECK(either.at[k] == (a.at[k] | b.at[k]));
        CHECK(one.at[k] == (a.at[k] ^ b.at[k]));
        CHECK(shifted.at[k] == a.at[k] >> 7);
        CHECK(times.at[k] == a.at[k] * b.at[k]);
        CHECK((smaller >> k & 1) == (a.at[k] < b.at[k]));
        CHECK(real[k] == static_cast<double>(a.at[k]));
      }
    }
}
