// SPDX-License-Identifier: BSL-1.0
/// \file
/// Views over what is laid out as a std::mdspan, of the standard library, of Kokkos or of one's own.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/core/view.hpp>

#include <concepts>
#include <string>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// What std::mdspan (C++23) has of what is asked here: a pointer to the first item, and for each of its dimensions an
/// extent and a stride, in items.  Known by its members, so that it needs no header of its own.
template <class M>
concept MdspanLike = requires(const M& m) {
  typename M::element_type;
  { m.data_handle() } -> std::convertible_to<typename M::element_type*>;
  { m.extent(0) } -> std::convertible_to<index_t>;
  { m.stride(0) } -> std::convertible_to<index_t>;
  { M::rank() } -> std::convertible_to<int>;
};

/// The items of an mdspan of one dimension, where they lie.  Throws error where they do not lie side by side.
template <MdspanLike M>
view<typename M::element_type> view_of(const M& m) {
  static_assert(static_cast<int>(M::rank()) == 1, "an mdspan of one dimension is expected");
  const auto size = static_cast<index_t>(m.extent(0)), stride = static_cast<index_t>(m.stride(0));
  require(size <= 1 || stride == 1, "the items of an mdspan lie " + std::to_string(stride) +
                                        " apart, but a view needs them side by side; give an mdspan of stride 1, or a copy");
  return {m.data_handle(), size};
}

/// The N components of the items of an mdspan of two dimensions, where they lie: dimension `Component` has N, and along the
/// other those of one component lie side by side.  So with Component = 1 for layout_left, an array (item, component) of
/// Fortran's order, and with Component = 0 for layout_right, one array of C's after another.  Throws error for another layout.
template <int N, int Component = 1, MdspanLike M>
soa_view<typename M::element_type, N> soa_view_of(const M& m) {
  static_assert(static_cast<int>(M::rank()) == 2, "an mdspan of two dimensions is expected");
  static_assert(Component == 0 || Component == 1);
  const auto components = static_cast<index_t>(m.extent(Component)), size = static_cast<index_t>(m.extent(1 - Component)),
             apart = static_cast<index_t>(m.stride(Component)), stride = static_cast<index_t>(m.stride(1 - Component));
  require(components == N, "an mdspan has " + std::to_string(components) + " components, expected are " + std::to_string(N) +
                               "; give the dimension of components, 0 or 1, as the second template argument");
  require(size <= 1 || stride == 1, "the items of a component of an mdspan lie " + std::to_string(stride) +
                                        " apart, but a view needs them side by side; store one component after the other");
  soa_view<typename M::element_type, N> to;
  for (int d = 0; d < N; ++d) to.data[d] = m.data_handle() + d * apart;
  to.size = size;
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
