// SPDX-License-Identifier: BSL-1.0
/// \file
/// A checksum of numbers, by which one who receives them knows that they are those that were sent.
#pragma once
#include <eudrift/core/config.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

inline constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio, odd

/// Takes a word into a state; for a given word one to one in the state, and the other way round.  A product carries
/// upwards only, so a bit that the first rotation brings to the top changes many by the second.
constexpr std::uint64_t stir(std::uint64_t state, std::uint64_t word) {
  return std::rotl(std::rotl(state ^ word, 29) * golden, 29) * golden;
}

}  // namespace detail

/// Checksum of n numbers of 8 bytes.  With turn(x) = rotate_left(x, 29) * 0x9e3779b97f4a7c15 (mod 2^64), a state s takes
/// a word w as turn(turn(s xor w)).  Of the numbers' bits as words, state i mod 4 of four that start at 1, 2, 3, 4 takes
/// word i; then n takes the four states.
///
/// Numbers that differ in one word never have the same checksum; others do so by a chance of 2^-64.  It guards against
/// faults, not against who means harm.  It takes bits of numbers, so the order of bytes in memory does not matter,
/// while 0 and -0 differ.
template <class T>
constexpr std::uint64_t checksum(std::span<const T> numbers) {
  static_assert(sizeof(T) == 8 && std::is_arithmetic_v<T>);
  std::array<std::uint64_t, 4> state{1, 2, 3, 4};
  const std::size_t n = numbers.size(), whole = n - n % 4;
  for (std::size_t i = 0; i < whole; i += 4)  // four chains of multiplications, none waits for another
    for (std::size_t k = 0; k < 4; ++k)
      state[k] = detail::stir(state[k], std::bit_cast<std::uint64_t>(numbers[i + k]));
  for (std::size_t i = whole; i < n; ++i)
    state[i - whole] = detail::stir(state[i - whole], std::bit_cast<std::uint64_t>(numbers[i]));
  std::uint64_t result = n;
  for (const std::uint64_t s : state) result = detail::stir(result, s);
  return result;
}

}  // namespace eudrift::inline EUDRIFT_ABI
