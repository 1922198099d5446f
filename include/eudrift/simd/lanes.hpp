// SPDX-License-Identifier: BSL-1.0
/// \file
/// Several numbers in one register: what the block form of a kernel computes with.
#pragma once
#include <eudrift/core/config.hpp>

#include <cmath>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

// A vector wider than the unit's registers would be split through memory: take what there is.
#if defined(__CUDACC__) || defined(__HIPCC__) || !defined(__GNUC__)
#define EUDRIFT_DETAIL_LANES 1
#elif defined(__AVX512F__)
#define EUDRIFT_DETAIL_LANES 8
#elif defined(__AVX__)
#define EUDRIFT_DETAIL_LANES 4
#else
#define EUDRIFT_DETAIL_LANES 2
#endif

/// As many doubles as a register of this unit's instruction set holds, one for each of as many
/// particles; one where the compiler has no vectors.  Each operation is the scalar one in every lane:
/// a formula written for T gives the same bits for T = double and for T = lanes.
struct alignas(8 * EUDRIFT_DETAIL_LANES) lanes {
  static constexpr int size = EUDRIFT_DETAIL_LANES;  ///< how many
#if EUDRIFT_DETAIL_LANES > 1
  typedef double vector __attribute__((vector_size(8 * size)));        ///< the compiler's own type
  typedef long long truth __attribute__((vector_size(8 * size)));      ///< of a comparison: 0 or -1
#else
  using vector = double;
  using truth = bool;
#endif

  /// A truth for each lane.
  struct mask {
    truth v;
    EUDRIFT_FN friend mask operator&(mask a, mask b) { return {static_cast<truth>(a.v & b.v)}; }
    EUDRIFT_FN friend mask operator|(mask a, mask b) { return {static_cast<truth>(a.v | b.v)}; }
    /// Bit k is that of lane k.
    EUDRIFT_FN unsigned bits() const {
#if EUDRIFT_DETAIL_LANES == 1
      return v ? 1u : 0u;
#elif defined(__AVX512DQ__)
      return static_cast<unsigned char>(__builtin_ia32_cvtq2mask512(v));
#elif EUDRIFT_DETAIL_LANES == 4
      return static_cast<unsigned>(__builtin_ia32_movmskpd256(reinterpret_cast<vector>(v)));
#elif defined(__SSE2__) && EUDRIFT_DETAIL_LANES == 2
      return static_cast<unsigned>(__builtin_ia32_movmskpd(reinterpret_cast<vector>(v)));
#else
      unsigned all = 0;
      for (int k = 0; k < size; ++k) all |= static_cast<unsigned>(v[k] & 1) << k;
      return all;
#endif
    }
  };

  vector v;

  lanes() = default;
#if EUDRIFT_DETAIL_LANES > 1
  EUDRIFT_FN constexpr lanes(vector each) : v(each) {}
#endif
  /// The same number in every lane.
  EUDRIFT_FN constexpr lanes(double all) : v(all - vector{}) {}

  /// From `size` numbers, aligned as the type is.
  EUDRIFT_FN static lanes load(const double* from) { return *reinterpret_cast<const vector*>(from); }
  EUDRIFT_FN void store(double* to) const { *reinterpret_cast<vector*>(to) = v; }
  /// The same from floats, aligned to half a register.
  EUDRIFT_FN static lanes load(const float* from) {
#if EUDRIFT_DETAIL_LANES > 1
    typedef float narrow __attribute__((vector_size(4 * size)));
    return __builtin_convertvector(*reinterpret_cast<const narrow*>(from), vector);
#else
    return lanes(double{*from});
#endif
  }

  EUDRIFT_FN friend constexpr lanes operator+(lanes a, lanes b) { return a.v + b.v; }
  EUDRIFT_FN friend constexpr lanes operator-(lanes a, lanes b) { return a.v - b.v; }
  EUDRIFT_FN friend constexpr lanes operator*(lanes a, lanes b) { return a.v * b.v; }
  EUDRIFT_FN friend constexpr lanes operator/(lanes a, lanes b) { return a.v / b.v; }
  EUDRIFT_FN constexpr lanes& operator+=(lanes b) { return v += b.v, *this; }
  EUDRIFT_FN constexpr lanes& operator-=(lanes b) { return v -= b.v, *this; }
  EUDRIFT_FN constexpr lanes& operator*=(lanes b) { return v *= b.v, *this; }
  /// a where m is true, else b.
  EUDRIFT_FN friend lanes blend(mask m, lanes a, lanes b) { return m.v ? a.v : b.v; }
  EUDRIFT_FN friend mask operator<(lanes a, lanes b) { return {a.v < b.v}; }
  EUDRIFT_FN friend mask operator>(lanes a, lanes b) { return {a.v > b.v}; }
  EUDRIFT_FN friend mask operator<=(lanes a, lanes b) { return {a.v <= b.v}; }
  EUDRIFT_FN friend mask operator==(lanes a, lanes b) { return {a.v == b.v}; }
  /// The greater number of each lane, a where neither is.
  EUDRIFT_FN friend lanes greater(lanes a, lanes b) { return blend(b > a, b, a); }
  /// Square roots, of numbers that are not negative.
  EUDRIFT_FN friend lanes sqrt(lanes a) {
#if EUDRIFT_DETAIL_LANES == 1
    return std::sqrt(a.v);
#elif EUDRIFT_DETAIL_LANES == 8 && defined(__clang__)
    return __builtin_ia32_sqrtpd512(a.v, 4);
#elif EUDRIFT_DETAIL_LANES == 8
    return __builtin_ia32_sqrtpd512_mask(a.v, a.v, static_cast<unsigned char>(-1), 4);
#elif EUDRIFT_DETAIL_LANES == 4
    return __builtin_ia32_sqrtpd256(a.v);
#elif defined(__SSE2__)
    return __builtin_ia32_sqrtpd(a.v);
#else
    for (int k = 0; k < size; ++k) a.v[k] = std::sqrt(a.v[k]);
    return a;
#endif
  }
};

namespace detail {

#if EUDRIFT_DETAIL_LANES > 1
/// Exchanges, between two vectors, the blocks of Width lanes that a transposition exchanges.
template <int Width, int... K>
EUDRIFT_FN void exchange(lanes& a, lanes& b, std::integer_sequence<int, K...>) {
  const lanes low = __builtin_shufflevector(a.v, b.v, ((K & Width) != 0 ? lanes::size + K - Width : K)...);
  b = __builtin_shufflevector(a.v, b.v, ((K & Width) != 0 ? lanes::size + K : K + Width)...);
  a = low;
}
template <int Width, int... I>
EUDRIFT_FN void exchange_blocks(lanes (&row)[lanes::size], std::integer_sequence<int, I...> all) {
  if constexpr (Width < lanes::size) {  // without a loop, so that the rows stay in registers
    (((I & Width) == 0 ? exchange<Width>(row[I], row[(I + Width) % lanes::size], all) : void()), ...);
    exchange_blocks<2 * Width>(row, all);
  }
}
#endif

}  // namespace detail

/// Lane j of row i becomes lane i of row j: from numbers that lie together for each particle to particles
/// that lie together for each number.
EUDRIFT_FN void transpose([[maybe_unused]] lanes (&row)[lanes::size]) {
#if EUDRIFT_DETAIL_LANES > 1
  detail::exchange_blocks<1>(row, std::make_integer_sequence<int, lanes::size>{});
#endif
}

}  // namespace eudrift::inline EUDRIFT_ABI
