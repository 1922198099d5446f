// SPDX-License-Identifier: BSL-1.0
/// \file
/// A few numbers held in registers: positions, velocities, barycentric weights.
#pragma once
#include <eudrift/core/config.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Fixed-size vector of N numbers, an aggregate passed by value.
template <class T, int N>
struct vec {
  using value_type = T;
  static constexpr int size = N;

  T at[N];  ///< the components

  EUDRIFT_FN constexpr T& operator[](int d) { return at[d]; }
  EUDRIFT_FN constexpr const T& operator[](int d) const { return at[d]; }

  EUDRIFT_FN friend constexpr vec operator+(vec a, const vec& b) {
    for (int d = 0; d < N; ++d) a.at[d] += b.at[d];
    return a;
  }
  EUDRIFT_FN friend constexpr vec operator-(vec a, const vec& b) {
    for (int d = 0; d < N; ++d) a.at[d] -= b.at[d];
    return a;
  }
  EUDRIFT_FN friend constexpr vec operator*(T s, vec a) {
    for (int d = 0; d < N; ++d) a.at[d] *= s;
    return a;
  }
  EUDRIFT_FN friend constexpr bool operator==(const vec& a, const vec& b) {
    for (int d = 0; d < N; ++d)
      if (!(a.at[d] == b.at[d])) return false;
    return true;
  }
};

/// Inner product of a and b, summed in ascending order of components.
template <class T, int N>
EUDRIFT_FN constexpr T dot(const vec<T, N>& a, const vec<T, N>& b) {
  T sum = a.at[0] * b.at[0];
  for (int d = 1; d < N; ++d) sum += a.at[d] * b.at[d];
  return sum;
}

/// z component of the cross product of two plane vectors.
template <class T>
EUDRIFT_FN constexpr T cross(const vec<T, 2>& a, const vec<T, 2>& b) {
  return a.at[0] * b.at[1] - a.at[1] * b.at[0];
}

}  // namespace eudrift::inline EUDRIFT_ABI
