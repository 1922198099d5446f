// SPDX-License-Identifier: BSL-1.0
/// \file
/// Non-owning arrays in the memory of one executor: what kernels read and write.
#pragma once
#include <eudrift/core/memory_place.hpp>
#include <eudrift/core/vec.hpp>

#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// Non-owning array.  Trivially copyable; const is shallow, as with a pointer.  In a checked build (core/memory_place.hpp)
/// that of an executor with a memory of its own throws error where the host asks for an item.  (The conversion is a
/// template since nvcc warns of one that would lead from view<const T> to itself.)
template <class T>
struct view {
  using value_type = std::remove_const_t<T>;

  T* data = nullptr;
  index_t size = 0;  ///< number of items
  EUDRIFT_DETAIL_PLACE

  EUDRIFT_FN constexpr T& operator[](index_t i) const {
    EUDRIFT_DETAIL_CHECK_PLACE(*this);
    return data[i];
  }
  /// `n` items from item `begin` on.
  EUDRIFT_FN constexpr view part(index_t begin, index_t n) const {
    view some = *this;
    some.data += begin, some.size = n;
    return some;
  }
  /// A view for reading only.
  template <class U>
    requires(std::is_same_v<U, const T> && !std::is_const_v<T>)
  EUDRIFT_FN constexpr operator view<U>() const {
    view<U> read_only{data, size};
    EUDRIFT_DETAIL_SAME_PLACE(read_only, *this);
    return read_only;
  }
};

/// A view of memory where only an executor's kernels may read and write.
template <class T>
constexpr view<T> far_view(T* items, index_t n) {
  view<T> v{items, n};
#if defined(EUDRIFT_CHECKED) && EUDRIFT_CHECKED
  v.place = {true};
#endif
  return v;
}

/// Structure of arrays: component d of item i is data[d][i].  Each component is an array of its
/// own, so that a solver's separate x and y arrays are viewed as they lie.
template <class T, int N>
struct soa_view {
  using value_type = vec<std::remove_const_t<T>, N>;

  T* data[N] = {};
  index_t size = 0;  ///< number of items
  EUDRIFT_DETAIL_PLACE

  EUDRIFT_FN constexpr value_type load(index_t i) const {
    EUDRIFT_DETAIL_CHECK_PLACE(*this);
    value_type v{};
    for (int d = 0; d < N; ++d) v.at[d] = data[d][i];
    return v;
  }
  EUDRIFT_FN constexpr void store(index_t i, const value_type& v) const
    requires(!std::is_const_v<T>)
  {
    EUDRIFT_DETAIL_CHECK_PLACE(*this);
    for (int d = 0; d < N; ++d) data[d][i] = v.at[d];
  }
  /// Component d becomes that array, and so does the size.
  EUDRIFT_FN constexpr void set(int d, const view<T>& items) {
    data[d] = items.data, size = items.size;
    EUDRIFT_DETAIL_SAME_PLACE(*this, items);
  }
  /// A view for reading only.
  template <class U>
    requires(std::is_same_v<U, const T> && !std::is_const_v<T>)
  EUDRIFT_FN constexpr operator soa_view<U, N>() const {
    soa_view<U, N> read_only{};
    for (int d = 0; d < N; ++d) read_only.data[d] = data[d];
    read_only.size = size;
    EUDRIFT_DETAIL_SAME_PLACE(read_only, *this);
    return read_only;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
