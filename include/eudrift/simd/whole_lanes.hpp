// SPDX-License-Identifier: BSL-1.0
/// \file
/// Whole numbers of 64 bits in lanes, as counter-based random numbers need them.
#pragma once
#include <eudrift/simd/lanes.hpp>

#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// As many 64-bit numbers as `lanes` has doubles.  Operations are those of std::uint64_t, but for what
/// product() and less() say.
struct whole_lanes {
#if EUDRIFT_DETAIL_LANES > 1
  // Of std::uint64_t, not only as wide: load() reads such numbers, and compilers go by the type.
  typedef std::uint64_t vector __attribute__((vector_size(8 * lanes::size)));  ///< the compiler's own type
  typedef long long with_sign __attribute__((vector_size(8 * lanes::size)));
#else
  using vector = std::uint64_t;
  using with_sign = std::int64_t;
#endif
  vector v;

  whole_lanes() = default;
#if EUDRIFT_DETAIL_LANES > 1
  EUDRIFT_FN constexpr whole_lanes(vector each) : v(each) {}
#endif
  /// The same number in every lane.
  EUDRIFT_FN constexpr whole_lanes(std::uint64_t all) : v(all + vector{}) {}
  /// From `lanes::size` numbers, aligned as the type is.
  EUDRIFT_FN static whole_lanes load(const std::uint64_t* from) { return *reinterpret_cast<const vector*>(from); }

  /// That of lane k.
  EUDRIFT_FN std::uint64_t at([[maybe_unused]] int k) const {
#if EUDRIFT_DETAIL_LANES > 1
    return v[k];
#else
    return v;
#endif
  }

  EUDRIFT_FN friend constexpr whole_lanes operator+(whole_lanes a, whole_lanes b) { return a.v + b.v; }
  EUDRIFT_FN friend constexpr whole_lanes operator-(whole_lanes a, whole_lanes b) { return a.v - b.v; }
  EUDRIFT_FN friend constexpr whole_lanes operator&(whole_lanes a, whole_lanes b) { return a.v & b.v; }
  EUDRIFT_FN friend constexpr whole_lanes operator|(whole_lanes a, whole_lanes b) { return a.v | b.v; }
  EUDRIFT_FN friend constexpr whole_lanes operator^(whole_lanes a, whole_lanes b) { return a.v ^ b.v; }
  EUDRIFT_FN friend constexpr whole_lanes operator>>(whole_lanes a, int n) { return a.v >> n; }

  /// a * b for numbers below 2^32: one instruction where the registers are those of x86-64.
  EUDRIFT_FN friend whole_lanes product(whole_lanes a, whole_lanes b) {
#if defined(__clang__) || !defined(__SSE2__) || EUDRIFT_DETAIL_LANES == 1 || \
    (EUDRIFT_DETAIL_LANES == 4 && !defined(__AVX2__))
    return (a.v & 0xffffffffu) * (b.v & 0xffffffffu);
#else
    typedef int halves __attribute__((vector_size(8 * lanes::size)));
    const halves x = reinterpret_cast<halves>(a.v), y = reinterpret_cast<halves>(b.v);
#if EUDRIFT_DETAIL_LANES == 8
    return reinterpret_cast<vector>(__builtin_ia32_pmuludq512_mask(x, y, with_sign{}, static_cast<unsigned char>(-1)));
#elif EUDRIFT_DETAIL_LANES == 4
    return reinterpret_cast<vector>(__builtin_ia32_pmuludq256(x, y));
#else
    return reinterpret_cast<vector>(__builtin_ia32_pmuludq128(x, y));
#endif
#endif
  }
  /// a < b for numbers below 2^63.
  EUDRIFT_FN friend lanes::mask less(whole_lanes a, whole_lanes b) {
    return {static_cast<lanes::truth>(__builtin_bit_cast(with_sign, a.v) < __builtin_bit_cast(with_sign, b.v))};
  }
  /// As doubles, exact for numbers below 2^52.
  EUDRIFT_FN friend lanes to_double(whole_lanes a) {
    // The bits of 2^52 + a.
    const vector bits = a.v | 0x4330000000000000u;
    return lanes(__builtin_bit_cast(lanes::vector, bits)) - lanes(4503599627370496.0);
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
