// SPDX-License-Identifier: BSL-1.0
#include <eudrift/math/exact_sum.hpp>

#include "../catch.hpp"
#include "wide_integer.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

namespace {

using eudrift::exact_accumulator;
using integer = wide_integer<72>;

constexpr double largest = std::numeric_limits<double>::max();
constexpr double smallest = std::numeric_limits<double>::denorm_min();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

exact_accumulator accumulate(const std::vector<double>& items) {
  exact_accumulator sum;
  for (const double x : items) sum.add(x);
  return sum;
}
double sum_of(const std::vector<double>& items) { return accumulate(items).value(); }

integer whole(double x) { return integer::of(x, -1074); }
integer magnitude(const integer& x) { return x.sign() < 0 ? -x : x; }

/// Whether x is the double nearest to the sum by integers, an even one where two are as near.
bool is_nearest(double x, const std::vector<double>& items) {
  integer sum;
  for (const double item : items) sum = sum + whole(item);
  if (std::isinf(x)) {  // beyond the middle between the largest double and the next power of two
    const integer middle = integer::of(1).shifted(2098) - integer::of(1).shifted(1074 + 970);
    return (magnitude(sum) - middle).sign() >= 0 && (sum.sign() > 0) == (x > 0);
  }
  const integer error = magnitude(sum - whole(x));
  for (const double other : {std::nextafter(x, infinity), std::nextafter(x, -infinity)}) {
    if (std::isinf(other)) continue;
    const int nearer = (magnitude(sum - whole(other)) - error).sign();
    if (nearer < 0) return false;
    if (nearer == 0 && (std::bit_cast<std::uint64_t>(x) & 1u) != 0) return false;
  }
  return true;
}

TEST_CASE("sums that a plain sum loses") {
  CHECK(sum_of({}) == 0);
  CHECK(sum_of({1e308, 1, -1e308}) == 1);
  CHECK(sum_of({largest, largest, -largest, -largest, smallest}) == smallest);
  CHECK(sum_of({largest, largest, largest, -largest, -largest}) == largest);
  CHECK(sum_of({smallest, smallest, smallest}) == 3 * smallest);
  CHECK(sum_of({-smallest}) == -smallest);
  CHECK(sum_of({std::numeric_limits<double>::min(), -smallest}) ==
        std::numeric_limits<double>::min() - smallest);
  CHECK(sum_of({1, 1e100, 1, -1e100}) == 2);
  CHECK(sum_of({0.1, 0.2, 0.3, -0.6}) == std::ldexp(1.0, -55));
  CHECK_FALSE(std::signbit(sum_of({-0.0, -0.0})));
  CHECK_FALSE(std::signbit(sum_of({1, -1})));
}

// Ten times the double 0.1 is 1 + 2^-54, a quarter of an ulp above 1; the others were formed as
// fractions of whole numbers and rounded.
TEST_CASE("sums known from exact fractions") {
  CHECK(sum_of(std::vector<double>(10, 0.1)) == 1);
  CHECK(sum_of(std::vector<double>(1000, 0.1)) == 100);
  std::vector<double> harmonic;
  for (int i = 1; i <= 1000; ++i) harmonic.push_back(1.0 / i);
  CHECK(sum_of(harmonic) == 0x1.df11f45f4e61ap+2);
  std::vector<double> alternating;
  for (int i = 0; i < 200; ++i)
    alternating.push_back(std::ldexp(i % 2 ? -1.0 / 3 : 1.0 / 7, 5 * i - 500));
  CHECK(sum_of(alternating) == -0x1.51175205445d4p+493);
}

TEST_CASE("ties go to the even double, and anything beyond a tie decides") {
  const double ulp = std::ldexp(1.0, -52);
  CHECK(sum_of({1, ulp / 2}) == 1);
  CHECK(sum_of({1 + ulp, ulp / 2}) == 1 + 2 * ulp);
  CHECK(sum_of({1, ulp / 2, smallest}) == 1 + ulp);
  CHECK(sum_of({1 + ulp, ulp / 2, -smallest}) == 1 + ulp);
  CHECK(sum_of({-1, -ulp / 2}) == -1);
  CHECK(sum_of({-1 - ulp, -ulp / 2}) == -1 - 2 * ulp);
  CHECK(sum_of({-1, -ulp / 2, -smallest}) == -1 - ulp);
  CHECK(sum_of({2 - ulp, ulp / 2}) == 2);
}

TEST_CASE("the largest double rounds to infinity only from the middle on") {
  const double half = std::ldexp(1.0, 970);
  CHECK(sum_of({largest, half}) == infinity);
  CHECK(sum_of({largest, half, -smallest}) == largest);
  CHECK(sum_of({-largest, -half}) == -infinity);
  CHECK(sum_of({-largest, -half, smallest}) == -largest);
  CHECK(sum_of(std::vector<double>(1000, largest)) == infinity);
  CHECK(sum_of(std::vector<double>(1000, -largest)) == -infinity);
}

TEST_CASE("infinities and NaN are kept") {
  CHECK(sum_of({1, infinity, -1e308}) == infinity);
  CHECK(sum_of({-infinity, -infinity}) == -infinity);
  CHECK(std::isnan(sum_of({infinity, -infinity})));
  CHECK(std::isnan(sum_of({1, nan, 2})));
  CHECK(std::isnan(sum_of({nan, infinity})));
  exact_accumulator joined = accumulate({infinity});
  joined.add(accumulate({-infinity}));
  CHECK(std::isnan(joined.value()));
}

TEST_CASE("any order and grouping gives the value nearest to the exact sum") {
  std::mt19937_64 random(5);
  const int widest[] = {2, 30, 60, 400, 1000};
  int wrong = 0;
  for (int trial = 0; trial < 200; ++trial) {
    std::uniform_int_distribution<int> exponent(-widest[trial % 5], widest[trial % 5]),
        count(1, 30);
    std::uniform_real_distribution<double> fraction(-1, 1);
    std::vector<double> items;
    for (int i = count(random); i > 0; --i) {
      items.push_back(std::ldexp(fraction(random), exponent(random)));
      if (i % 3 == 0) items.push_back(-items[items.size() / 2]);
    }
    if (trial % 10 == 9)
      for (double& x : items) x = std::ldexp(x, -1040);
    const double expected = sum_of(items);
    wrong += !is_nearest(expected, items);
    for (int shuffle = 0; shuffle < 10; ++shuffle) {
      std::shuffle(items.begin(), items.end(), random);
      const auto cut = static_cast<std::ptrdiff_t>(random() % (items.size() + 1));
      exact_accumulator left = accumulate({items.begin(), items.begin() + cut});
      left.add(accumulate({items.begin() + cut, items.end()}));
      wrong += left.value() != expected || sum_of(items) != expected;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("two doubles sum as the processor rounds them") {
  std::mt19937_64 random(9);
  std::uniform_real_distribution<double> fraction(-1, 1);
  std::uniform_int_distribution<int> exponent(-60, 60);
  int wrong = 0;
  for (int i = 0; i < 100000; ++i) {
    const int scale = i % 2 == 0 ? 0 : -1010;
    const double a = std::ldexp(fraction(random), exponent(random) + scale);
    const double b = std::ldexp(fraction(random), exponent(random) + scale);
    wrong += sum_of({a, b}) != a + b;
  }
  CHECK(wrong == 0);
}

TEST_CASE("carries may wait for any number of additions") {
  // Doubling by joining reaches 2^40 times the item; all its digits are full.
  const double item = largest / 4;
  exact_accumulator sum = accumulate({item, smallest * 3});
  for (int k = 0; k < 40; ++k) sum.add(exact_accumulator(sum));
  exact_accumulator minus = accumulate({-item});
  for (int k = 0; k < 40; ++k) minus.add(exact_accumulator(minus));
  sum.add(minus);
  CHECK(sum.value() == 3 * std::ldexp(smallest, 40));

  // A digit as full as its number of additions allows.
  exact_accumulator full;
  full.pending = exact_accumulator::carry_limit - 1;
  full.digit[20] = std::int64_t{exact_accumulator::carry_limit} * 0xffffffff;
  const double worth = std::ldexp(double(full.digit[20]), 32 * 20 - 1074);
  CHECK(full.value() == worth);
  exact_accumulator many = full;
  for (int k = 0; k < 7; ++k) many.add(full);
  CHECK(many.value() == 8 * worth);
  for (int k = 0; k < 5; ++k) {
    full.add(worth);
    CHECK(full.pending < exact_accumulator::carry_limit);
  }
  CHECK(full.value() == 6 * worth);
}

TEST_CASE("the reducer joins and rounds once") {
  const eudrift::exact_sum r;
  auto a = r.identity(), b = r.identity();
  r.add(a, 1e308);
  r.add(b, -1e308);
  r.add(b, 0.25);
  CHECK(r.result(r.join(a, b)) == 0.25);
  CHECK(r.result(r.join(r.identity(), a)) == 1e308);
  STATIC_REQUIRE(std::is_trivially_copyable_v<exact_accumulator>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<eudrift::exact_sum>);
}

constexpr double constant_sum() {
  exact_accumulator sum;
  for (const double x : {1e300, 1.0, -1e300}) sum.add(x);
  return sum.value();
}

TEST_CASE("sums can be formed in constant expressions") { STATIC_REQUIRE(constant_sum() == 1); }

}  // namespace
