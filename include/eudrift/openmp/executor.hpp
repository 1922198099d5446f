// SPDX-License-Identifier: BSL-1.0
/// \file
/// Executor over the threads of OpenMP.  Needs the compiler's OpenMP flag (target eudrift::openmp).
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/exec/blocks.hpp>
#include <eudrift/exec/host_memory.hpp>
#include <eudrift/exec/run_range.hpp>

#if !defined(_OPENMP)
#error "eudrift/openmp/executor.hpp: compile with OpenMP (link eudrift::openmp, or add -fopenmp)"
#endif
#include <omp.h>

#include <algorithm>
#include <exception>
#include <string>

namespace eudrift::inline EUDRIFT_ABI {

/// Runs kernels on a team of threads; the results have the bits of serial_executor for any number
/// of them.  An exception that leaves a kernel is rethrown by map or reduce: of several, that of the
/// smallest index range.
class openmp_executor : public host_memory<openmp_executor> {
 public:
  /// The largest team; OpenMP's libraries fail without a word where a team is far too large.
  static constexpr int most_threads = 4096;

  /// `threads`: size of the team, 0 for OpenMP's own choice (OMP_NUM_THREADS, else the cores).
  explicit openmp_executor(int threads = 0) : threads_(threads == 0 ? omp_get_max_threads() : threads) {
    require(threads_ >= 1 && threads_ <= most_threads,
            "openmp_executor: " + std::to_string(threads_) + " threads were asked for" +
                (threads == 0 ? " by OpenMP (OMP_NUM_THREADS)" : "") + "; 1 to " + std::to_string(most_threads) +
                " are expected, or 0 for all cores");
  }
  int threads() const { return threads_; }

  template <Kernel F>
  void map(index_t n, F f) const {
    constexpr index_t step = step_of_range<F>(), chunk = (least_chunk + step - 1) / step * step;
    first_error failed;
#pragma omp parallel for schedule(dynamic) num_threads(threads_) default(none) shared(n, f, failed)
    for (index_t c = 0; c < (n + chunk - 1) / chunk; ++c) {
      try {
        const F own = f;
        const index_t last = std::min(n, (c + 1) * chunk);
        run_range(own, c * chunk, last);
      } catch (...) {
        failed.keep(c);
      }
    }
    failed.rethrow();
  }
  /// As map, for kernels that cannot fail and do alike for each index: a thread takes one run of
  /// neighbours, always the same of n.  So are arrays zeroed and filled: their pages lie in equal runs in
  /// the memories of all threads, which share the traffic.
  template <Kernel F>
  void fill(index_t n, F f) const {
    if constexpr (BlockKernel<F>) {
      constexpr index_t step = F::block_size;
#pragma omp parallel for schedule(static) num_threads(threads_) default(none) shared(n) firstprivate(f)
      for (index_t i = 0; i < n; i += step) f.block(i, std::min<index_t>(n, i + step));
    } else {
#pragma omp parallel for schedule(static) num_threads(threads_) default(none) shared(n) firstprivate(f)
      for (index_t i = 0; i < n; ++i) f(i);
    }
  }
  template <Term F, Reducer<item_t<F>> R>
  result_t<R> reduce(index_t n, F f, R r) const {
    const index_t blocks = blocks_of(n);
    auto parts = make_block_parts(n, r);
    first_error failed;
#pragma omp parallel for schedule(dynamic) num_threads(threads_) default(none) \
    shared(n, f, r, blocks, parts, failed)
    for (index_t b = 0; b < blocks; ++b) {
      try {
        parts[static_cast<std::size_t>(b)].value = reduce_one_block(b, n, f, r);
      } catch (...) {
        failed.keep(b);
      }
    }
    failed.rethrow();
    return join_blocks(parts, r);
  }

 private:
  /// Indices, in whole blocks, that a thread takes at a time: particles differ in work, so the shares are dealt out as
  /// threads come free.
  static constexpr index_t least_chunk = 512;

  struct first_error {
    std::exception_ptr what;
    index_t where = 0;
    void keep(index_t c) {
#pragma omp critical(eudrift_first_error)
      if (!what || c < where) what = std::current_exception(), where = c;
    }
    void rethrow() const {
      if (what) std::rethrow_exception(what);
    }
  };
  int threads_;
};
static_assert(Executor<openmp_executor>);

}  // namespace eudrift::inline EUDRIFT_ABI
