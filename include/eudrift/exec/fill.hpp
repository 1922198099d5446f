// SPDX-License-Identifier: BSL-1.0
/// \file
/// The two kernels that every executor needs for its own arrays.
#pragma once
#include <eudrift/core/view.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {
template <class T>
struct fill_zero {
  view<T> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = T{}; }
};
template <class T>
struct copy_items {
  view<const T> from;
  view<T> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = from[i]; }
};
}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
