// SPDX-License-Identifier: BSL-1.0
/// \file
/// An executor over host memory that is chosen while a program runs: what is compiled for it is compiled once for all.
#pragma once
#include <eudrift/exec/blocks.hpp>
#include <eudrift/exec/host_memory.hpp>
#include <eudrift/exec/run_range.hpp>

#include <algorithm>
#include <concepts>
#include <memory>

namespace eudrift::inline EUDRIFT_ABI {

/// An executor that is made by host_memory, which asks of it that its map() return when all is done.
template <class E>
concept HostExecutor = Executor<E> && std::derived_from<E, host_memory<E>>;

namespace detail {

/// Work that was cut into tasks, as a kernel of one type: each task stands for `block_size` indices, so that an
/// executor shares out tasks as it would share out the indices of a kernel.  What `work` points to must outlive the
/// map.
struct task_kernel {
  static constexpr index_t block_size = 512;

  const void* work;
  void (*run)(const void* work, index_t task);

  void operator()(index_t i) const { block(i, i + 1); }
  void block(index_t first, index_t last) const {
    for (index_t t = (first + block_size - 1) / block_size; t * block_size < last; ++t) run(work, t);
  }
};

}  // namespace detail

/// Runs kernels on any executor of the host, of which it holds a copy:
///
///   any_host_executor ex(serial_executor{});
///   if (threads > 1) ex = any_host_executor(openmp_executor(threads));
///
/// The calls through a pointer are one for some 500 indices, so it takes the time of the executor itself; its results
/// have the bits of serial_executor, since sums are made here and in that one's blocks.
class any_host_executor : public host_memory<any_host_executor> {
 public:
  /// Over a copy of `ex`.
  template <class Ex>
    requires(!std::same_as<Ex, any_host_executor> && HostExecutor<Ex>)
  explicit any_host_executor(const Ex& ex) : on_(std::make_shared<const backend_on<Ex>>(ex)) {}

  template <Kernel F>
  void map(index_t n, F f) const {
    const pieces<F> all{f, n};
    on_->map(all.count(), {&all, &pieces<F>::run});
  }
  /// As map, for kernels that do alike for each index, which the executor may share out by place.
  template <Kernel F>
  void fill(index_t n, F f) const {
    const pieces<F> all{f, n};
    on_->fill(all.count(), {&all, &pieces<F>::run});
  }
  template <Term F, Reducer<item_t<F>> R>
  result_t<R> reduce(index_t n, F f, R r) const {
    auto parts = make_block_parts(n, r);
    const blocks<F, R> all{f, r, n, parts.data()};
    on_->map(blocks_of(n), {&all, &blocks<F, R>::run});
    return join_blocks(parts, r);
  }

 private:
  struct backend {
    virtual ~backend() = default;
    virtual void map(index_t tasks, const detail::task_kernel& f) const = 0;
    virtual void fill(index_t tasks, const detail::task_kernel& f) const = 0;
  };
  template <class Ex>
  struct backend_on final : backend {
    Ex ex;
    explicit backend_on(const Ex& on) : ex(on) {}
    void map(index_t tasks, const detail::task_kernel& f) const override {
      ex.map(tasks * detail::task_kernel::block_size, f);
    }
    void fill(index_t tasks, const detail::task_kernel& f) const override {
      if constexpr (requires { ex.fill(tasks, f); })
        ex.fill(tasks * detail::task_kernel::block_size, f);
      else
        map(tasks, f);
    }
  };
  /// A map's indices, in pieces of whole blocks of the kernel.
  template <class F>
  struct pieces {
    static constexpr index_t step = step_of_range<F>();
    static constexpr index_t length = (detail::task_kernel::block_size + step - 1) / step * step;
    F f;
    index_t n;
    index_t count() const { return (n + length - 1) / length; }
    static void run(const void* work, index_t task) {
      const auto& all = *static_cast<const pieces*>(work);
      const F own = all.f;  // no other thread's, so that the compiler may keep it in registers
      run_range(own, task * length, std::min(all.n, (task + 1) * length));
    }
  };
  /// A reduction's blocks.
  template <class F, class R>
  struct blocks {
    F f;
    R r;
    index_t n;
    block_part<typename R::value_type>* parts;
    static void run(const void* work, index_t task) {
      const auto& all = *static_cast<const blocks*>(work);
      all.parts[task].value = reduce_one_block(task, all.n, all.f, all.r);
    }
  };

  std::shared_ptr<const backend> on_;
};
static_assert(Executor<any_host_executor>);

}  // namespace eudrift::inline EUDRIFT_ABI
