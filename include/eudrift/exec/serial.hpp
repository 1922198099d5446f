// SPDX-License-Identifier: BSL-1.0
/// \file
/// The reference executor: one thread, in ascending order, at once.
#pragma once
#include <eudrift/exec/blocks.hpp>
#include <eudrift/exec/host_memory.hpp>
#include <eudrift/exec/run_range.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Runs kernels in the calling thread.
struct serial_executor : host_memory<serial_executor> {
  template <Kernel F>
  void map(index_t n, F f) const {
    run_range(f, 0, n);
  }
  template <Term F, Reducer<item_t<F>> R>
  result_t<R> reduce(index_t n, F f, R r) const {
    typename R::value_type value = r.identity();
    for (index_t b = 0; b < blocks_of(n); ++b) value = r.join(value, reduce_one_block(b, n, f, r));
    return r.result(value);
  }
};
static_assert(Executor<serial_executor>);

}  // namespace eudrift::inline EUDRIFT_ABI
