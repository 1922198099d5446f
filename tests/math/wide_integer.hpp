// SPDX-License-Identifier: BSL-1.0
/// \file
/// A plain two's complement integer of many bits: the independent arithmetic that exact code is
/// tested against.
#pragma once
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

template <int Words>
struct wide_integer {
  std::array<std::uint32_t, static_cast<std::size_t>(Words)> word{};  // the lowest first

  static wide_integer of(std::int64_t value) {
    wide_integer w;
    for (std::size_t i = 0; i < w.word.size(); ++i) {
      w.word[i] = static_cast<std::uint32_t>(value & 0xffffffff);
      value >>= 32;
    }
    return w;
  }
  /// value / 2^unit, which must be whole.
  static wide_integer of(double value, int unit) {
    int exponent = 0;
    const double fraction = std::frexp(value, &exponent);
    auto mantissa = static_cast<std::int64_t>(std::ldexp(fraction, 53));
    int shift = exponent - 53 - unit;
    while (shift < 0 && mantissa % 2 == 0) mantissa /= 2, ++shift;
    return of(mantissa).shifted(mantissa == 0 ? 0 : shift);
  }
  wide_integer shifted(int bits) const {
    wide_integer w;
    for (int i = 0; i < 32 * Words - bits; ++i)
      if (bit(i)) w.set(i + bits);
    return w;
  }
  bool bit(int i) const { return (word[static_cast<std::size_t>(i / 32)] >> (i % 32)) & 1u; }
  void set(int i) { word[static_cast<std::size_t>(i / 32)] |= std::uint32_t{1} << (i % 32); }

  friend wide_integer operator+(const wide_integer& a, const wide_integer& b) {
    wide_integer sum;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < a.word.size(); ++i) {
      carry += std::uint64_t{a.word[i]} + b.word[i];
      sum.word[i] = static_cast<std::uint32_t>(carry & 0xffffffff);
      carry >>= 32;
    }
    return sum;
  }
  wide_integer operator-() const {
    wide_integer w = *this;
    for (auto& d : w.word) d = ~d;
    return w + of(1);
  }
  friend wide_integer operator-(const wide_integer& a, const wide_integer& b) { return a + -b; }
  friend wide_integer operator*(const wide_integer& a, const wide_integer& b) {
    wide_integer product;
    for (std::size_t i = 0; i < a.word.size(); ++i) {
      std::uint64_t carry = 0;
      for (std::size_t j = 0; i + j < a.word.size(); ++j) {
        carry += std::uint64_t{a.word[i]} * b.word[j] + product.word[i + j];
        product.word[i + j] = static_cast<std::uint32_t>(carry & 0xffffffff);
        carry >>= 32;
      }
    }
    return product;
  }
  int sign() const {
    if (bit(32 * Words - 1)) return -1;
    for (const auto d : word)
      if (d != 0) return 1;
    return 0;
  }
};
