// SPDX-License-Identifier: BSL-1.0
/// \file
/// Executors of several processes: what is asked of them beyond `Executor`.
#pragma once
#include <eudrift/exec/executor.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// An executor whose arrays are shared out among processes.  It says so by a member constant, `distributed`, and
/// has collect_own(a) and reduce_own(n, f, r), which are of this process as collect and reduce are of one memory.
template <class E>
concept Distributed = Executor<E> && requires(const E& ex, const typename E::template array<double>& a, index_t n,
                                              archetype::term f, archetype::reducer r) {
  requires E::distributed;
  { ex.collect_own(a) } -> std::ranges::contiguous_range;
  { ex.reduce_own(n, f, r) } -> std::same_as<double>;
};

/// a's items that this process holds, as collect() gives them where there is one memory.  Never collective.
template <Executor Ex, class A>
auto collect_own(const Ex& ex, const A& a) {
  if constexpr (Distributed<Ex>) {
    return ex.collect_own(a);
  } else {
    return ex.collect(a);
  }
}

/// A reduction over items of this process.  Never collective.
template <Executor Ex, Term F, Reducer<item_t<F>> R>
result_t<R> reduce_own(const Ex& ex, index_t n, const F& f, const R& r) {
  if constexpr (Distributed<Ex>) {
    return ex.reduce_own(n, f, r);
  } else {
    return ex.reduce(n, f, r);
  }
}

}  // namespace eudrift::inline EUDRIFT_ABI
