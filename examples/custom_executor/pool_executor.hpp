// SPDX-License-Identifier: BSL-1.0
// An executor over a pool of threads.
#pragma once
#include "thread_pool.hpp"

#include <eudrift/exec/blocks.hpp>
#include <eudrift/exec/host_memory.hpp>
#include <eudrift/exec/run_range.hpp>

#include <memory>

// Arrays, views, collect, wait, fork and join come from host_memory; map and reduce are all that is left.
class pool_executor : public eudrift::host_memory<pool_executor> {
 public:
  explicit pool_executor(int threads) : pool_(std::make_shared<thread_pool>(threads)) {}

  // A run of neighbours for each thread; run_range calls a kernel's form for blocks where it has one.
  template <eudrift::Kernel F>
  void map(eudrift::index_t n, F f) const {
    pool_->run([&, size = pool_->size()](int k) { eudrift::run_range(f, n * k / size, n * (k + 1) / size); });
  }
  // In the library's blocks, so that sums have the bits of the serial executor's.
  template <eudrift::Term F, eudrift::Reducer<eudrift::item_t<F>> R>
  eudrift::result_t<R> reduce(eudrift::index_t n, F f, R r) const {
    auto parts = eudrift::make_block_parts(n, r);
    pool_->run([&, size = pool_->size()](int k) {
      for (eudrift::index_t b = k; b < eudrift::blocks_of(n); b += size)
        parts[static_cast<std::size_t>(b)].value = eudrift::reduce_one_block(b, n, f, r);
    });
    return eudrift::join_blocks(parts, r);
  }

 private:
  std::shared_ptr<thread_pool> pool_;  // copies and forks share it
};
static_assert(eudrift::Executor<pool_executor>);
