// SPDX-License-Identifier: BSL-1.0
// The checksum against its definition word by word, and how well it tells numbers apart.
#include <eudrift/core/checksum.hpp>

#include "../catch.hpp"

#include <cmath>
#include <limits>
#include <set>
#include <vector>

using eudrift::checksum;

namespace {

std::uint64_t sum(const std::vector<double>& v) { return checksum(std::span<const double>(v)); }
std::uint64_t sum(const std::vector<std::uint64_t>& v) { return checksum(std::span<const std::uint64_t>(v)); }

/// The definition, without rotations or spans.
std::uint64_t by_definition(const std::vector<std::uint64_t>& words) {
  const auto turn = [](std::uint64_t x) { return ((x << 29) | (x >> 35)) * 0x9e3779b97f4a7c15u; };
  const auto stir = [&](std::uint64_t s, std::uint64_t w) { return turn(turn(s ^ w)); };
  std::uint64_t state[4] = {1, 2, 3, 4};
  for (std::size_t i = 0; i < words.size(); ++i) state[i % 4] = stir(state[i % 4], words[i]);
  std::uint64_t r = words.size();
  for (const std::uint64_t s : state) r = stir(r, s);
  return r;
}

std::vector<std::uint64_t> some_words(std::size_t n) {
  std::vector<std::uint64_t> words;
  for (std::uint64_t i = 0; i < n; ++i) words.push_back(i * i * 0x123456789abcdefu + i);
  return words;
}

}  // namespace

TEST_CASE("The checksum is what its definition says, for every length") {
  for (std::size_t n = 0; n < 40; ++n) CHECK(sum(some_words(n)) == by_definition(some_words(n)));
  constexpr double two[] = {1.0, -2.5};
  static_assert(checksum(std::span<const double>(two)) != 0);
  CHECK(sum(std::vector<double>{1.0, -2.5}) ==
        by_definition({std::bit_cast<std::uint64_t>(1.0), std::bit_cast<std::uint64_t>(-2.5)}));
}

TEST_CASE("Each bit of each number changes about half of the checksum's bits") {
  for (const std::size_t n : {std::size_t{1}, std::size_t{7}, std::size_t{64}}) {
    const auto words = some_words(n);
    const std::uint64_t before = sum(words);
    std::set<std::uint64_t> seen{before};
    double flipped = 0;
    int least = 64;
    for (std::size_t i = 0; i < n; ++i)
      for (int bit = 0; bit < 64; ++bit) {
        auto other = words;
        other[i] ^= std::uint64_t{1} << bit;
        const std::uint64_t after = sum(other);
        const int count = std::popcount(before ^ after);
        flipped += count, least = std::min(least, count);
        seen.insert(after);
      }
    const double changes = static_cast<double>(64 * n);
    CHECK(seen.size() == 64 * n + 1);
    CHECK(std::abs(flipped / changes - 32) < 1);
    CHECK(least > 8);
  }
}

TEST_CASE("Order, length and signs count") {
  CHECK(sum(std::vector<double>{1, 2, 3, 4, 5}) != sum(std::vector<double>{5, 2, 3, 4, 1}));  // same state
  CHECK(sum(std::vector<double>{1, 2, 3, 4, 5}) != sum(std::vector<double>{2, 1, 3, 4, 5}));
  CHECK(sum(std::vector<double>{0.0}) != sum(std::vector<double>{-0.0}));
  std::set<std::uint64_t> seen;
  for (std::size_t n = 0; n < 1000; ++n) seen.insert(sum(std::vector<double>(n, 0.0)));
  CHECK(seen.size() == 1000);
  // Two sign bits at once, as where a vector is turned.
  auto words = some_words(12);
  const std::uint64_t before = sum(words);
  for (const std::size_t i : {std::size_t{0}, std::size_t{4}}) words[i] ^= std::uint64_t{1} << 63;
  CHECK(sum(words) != before);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(sum(std::vector<double>{nan}) == sum(std::vector<double>{nan}));
}
