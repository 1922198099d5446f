// SPDX-License-Identifier: BSL-1.0
/// \file
/// Executors that bring a sort of their own.
#pragma once
#include <eudrift/exec/executor.hpp>

#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// An executor that sorts by itself, as one of its queue's calls, where a sort made of maps would be slow: on a device,
/// which needs many thousands of tasks at a time.
///
///   stable_sort_by_key(keys, values)   both in ascending order of the keys, equal ones as they were
template <class E>
concept SortingExecutor = Executor<E> && requires(const E& ex, view<std::uint32_t> items) {
  { ex.stable_sort_by_key(items, items) } -> std::same_as<void>;
};

}  // namespace eudrift::inline EUDRIFT_ABI
