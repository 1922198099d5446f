// SPDX-License-Identifier: BSL-1.0
/// \file
/// Non-owning arrays in the memory of one executor: what kernels read and write.
#pragma once
#include <eudrift/core/vec.hpp>

#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// Non-owning array.  Trivially copyable; const is shallow, as with a pointer.  (The conversion is a
/// template since nvcc warns of one that would lead from view<const T> to itself.)
template <class T>
struct view {
  using value_type = std::remove_const_t<T>;

  T* data = nullptr;
  index_t size = 0;  ///< number of items

  EUDRIFT_FN constexpr T& operator[](index_t i) const { return data[i]; }
  /// A view for reading only.
  template <class U>
    requires(std::is_same_v<U, const T> && !std::is_const_v<T>)
  EUDRIFT_FN constexpr operator view<U>() const {
    return {data, size};
  }
};

/// Structure of arrays: component d of item i is data[d][i].  Each component is an array of its
/// own, so that a solver's separate x and y arrays are viewed as they lie.
template <class T, int N>
struct soa_view {
  using value_type = vec<std::remove_const_t<T>, N>;

  T* data[N] = {};
  index_t size = 0;  ///< number of items

  EUDRIFT_FN constexpr value_type load(index_t i) const {
    value_type v{};
    for (int d = 0; d < N; ++d) v.at[d] = data[d][i];
    return v;
  }
  EUDRIFT_FN constexpr void store(index_t i, const value_type& v) const
    requires(!std::is_const_v<T>)
  {
    for (int d = 0; d < N; ++d) data[d][i] = v.at[d];
  }
  /// A view for reading only.
  template <class U>
    requires(std::is_same_v<U, const T> && !std::is_const_v<T>)
  EUDRIFT_FN constexpr operator soa_view<U, N>() const {
    soa_view<U, N> read_only{};
    for (int d = 0; d < N; ++d) read_only.data[d] = data[d];
    read_only.size = size;
    return read_only;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
