// SPDX-License-Identifier: BSL-1.0
#include <eudrift/simd/lanes.hpp>

#include "../catch.hpp"

#include <bit>
#include <cmath>
#include <limits>

using eudrift::lanes;

namespace {

struct alignas(lanes) numbers {
  double at[lanes::size];
};
numbers stored(const lanes& v) {
  numbers to;
  v.store(to.at);
  return to;
}
bool same(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// Numbers of all sizes, both signs and both zeros.
numbers odd_numbers(int shift) {
  constexpr double some[] = {0.1, -3e7, 1e-310, -0.0, 0.0, 1.0 / 3, -2.5e300, 7.0, 1e16, -1e-16};
  numbers to{};
  for (int k = 0; k < lanes::size; ++k) to.at[k] = some[(k + shift) % 10];
  return to;
}

}  // namespace

TEST_CASE("Each lane computes what a double does") {
  for (int s = 0; s < 10; ++s)
    for (int t = 0; t < 10; ++t) {
      const numbers a = odd_numbers(s), b = odd_numbers(t);
      const lanes x = lanes::load(a.at), y = lanes::load(b.at);
      const numbers sum = stored(x + y), difference = stored(x - y), product = stored(x * y), quotient = stored(x / y);
      lanes z = x;
      z += y, z *= y, z -= x;
      const numbers chain = stored(z), less_or_one = stored(blend(x < y, x, lanes(1)));
      const unsigned less = (x < y).bits(), more = (x > y).bits(), both = ((x < y) & (x < 1.0)).bits(),
                     either = ((x < y) | (x > y)).bits();
      for (int k = 0; k < lanes::size; ++k) {
        CHECK(same(sum.at[k], a.at[k] + b.at[k]));
        CHECK(same(difference.at[k], a.at[k] - b.at[k]));
        CHECK(same(product.at[k], a.at[k] * b.at[k]));
        const double expected = a.at[k] / b.at[k];
        CHECK((same(quotient.at[k], expected) || (std::isnan(quotient.at[k]) && std::isnan(expected))));
        CHECK(same(chain.at[k], (a.at[k] + b.at[k]) * b.at[k] - a.at[k]));
        CHECK((less >> k & 1) == (a.at[k] < b.at[k]));
        CHECK(same(less_or_one.at[k], a.at[k] < b.at[k] ? a.at[k] : 1.0));
        CHECK((more >> k & 1) == (a.at[k] > b.at[k]));
        CHECK((both >> k & 1) == (a.at[k] < b.at[k] && a.at[k] < 1));
        CHECK((either >> k & 1) == (a.at[k] != b.at[k]));
      }
      CHECK((less >> lanes::size) == 0);
    }
}

TEST_CASE("One number goes to every lane, and what is not a number is neither less nor more") {
  for (const double v : {-0.0, 2.5, std::numeric_limits<double>::infinity()})
    for (const double lane : stored(lanes(v)).at) CHECK(same(lane, v));
  const lanes nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(((nan < 1.0) | (nan > 1.0)).bits() == 0);
}

TEST_CASE("Rows become columns") {
  lanes row[lanes::size];
  for (int i = 0; i < lanes::size; ++i) {
    numbers r;
    for (int j = 0; j < lanes::size; ++j) r.at[j] = 10 * i + j;
    row[i] = lanes::load(r.at);
  }
  transpose(row);
  for (int i = 0; i < lanes::size; ++i)
    for (int j = 0; j < lanes::size; ++j) CHECK(stored(row[i]).at[j] == 10 * j + i);
}
