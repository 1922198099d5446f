// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which reducers give the same bits for any number of processes.
#pragma once
#include <eudrift/kernels/max_reduce.hpp>
#include <eudrift/math/exact_sum.hpp>

#include <concepts>

namespace eudrift::inline EUDRIFT_ABI {

/// Whether reducer R gives the same bits in whatever order and groups its items come.  Who holds which
/// items depends on the number of processes and changes as particles move, so no other reducer is taken by
/// mpi_executor.  A reducer of one's own says so by a member, `static constexpr bool any_order = true;`, or by a
/// specialisation of this.
template <class R>
inline constexpr bool reduces_in_any_order = requires { requires R::any_order; };

/// Extremes choose one of their items, ties by id.
template <class T, bool Lowest>
inline constexpr bool reduces_in_any_order<extreme<T, Lowest>> = true;
/// Sums of integers are exact; one of floating point rounds by the order of its items.
template <std::integral T>
inline constexpr bool reduces_in_any_order<sum_reduce<T>> = true;
/// Counts.
template <>
inline constexpr bool reduces_in_any_order<count_reduce> = true;
/// Rounded once, at the end.
template <>
inline constexpr bool reduces_in_any_order<exact_sum> = true;

/// Does not compile for a reducer whose bits depend on the order of its items.
template <class R>
constexpr void require_any_order() {
  static_assert(reduces_in_any_order<R>,
                "the result of this reducer depends on the number of processes, as that of a floating sum does: use "
                "exact_sum, or, where it does not, say so by `static constexpr bool any_order = true;` in the reducer");
}

}  // namespace eudrift::inline EUDRIFT_ABI
