// SPDX-License-Identifier: BSL-1.0
/// \file
/// Executor over a graphics card, by Thrust: CUDA, HIP, or Thrust's host systems where there is no card.
#pragma once
#include <eudrift/exec/blocks.hpp>
#include <eudrift/exec/sorting.hpp>
#include <eudrift/gpu/array.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {
/// One block of a reduction.
template <class F, class R>
struct reduce_block_on_device {
  F f;
  R r;
  index_t n;
  view<block_part<typename R::value_type>> to;
  EUDRIFT_FN void operator()(index_t b) const { to[b].value = reduce_one_block(b, n, f, r); }
};
}  // namespace detail

/// Runs kernels on a device, in a stream of its own: map(), upload(), resize() and what becomes of arrays return
/// before they are done; reduce(), collect() and wait() wait.  The results have the bits of serial_executor where
/// contraction is off on both sides (target eudrift::reproducible).
///
/// A block form of a kernel is not used.  What the runtime refuses is an error with the call and the device, here or
/// in a later call, as the runtime reports it.  Kernels cannot throw.  A thread may use an executor while none other
/// uses it or its copies; a fork has a stream of its own.
class gpu_executor {
 public:
  template <class T>
  using array = gpu_array<T>;  ///< the array type

  static constexpr memory_kind memory = detail::gpu_device::memory;  ///< see memory_of

  /// `device`: number of the card, from 0.  Throws error where there is none of that number.
  explicit gpu_executor(int device = 0)
      : queue_(std::make_shared<detail::gpu_queue>(std::make_shared<const detail::gpu_device>(device))) {}

  /// How many devices there are, 1 on a host system.  Throws error where there is no card.
  static int devices() { return detail::gpu_device::count(); }
  /// Number and name of the device: "device 0 (NVIDIA H100)".
  std::string device() const { return queue_->device().name(); }

  template <class T>
  array<T> make(index_t n) const {
    array<T> a(n, queue_);
    map(n, detail::fill_zero<T>{view(a)});
    return a;
  }
  template <std::ranges::contiguous_range R, class T = std::ranges::range_value_t<R>>
  array<T> upload(const R& host) const {
    array<T> a(static_cast<index_t>(std::ranges::size(host)), queue_);
    queue_->copy_in(a.items_, std::ranges::data(host), array_bytes<T>(a.size()));
    return a;
  }
  template <class T>
  void resize(array<T>& a, index_t n) const {
    array<T> b = make<T>(n);
    map(std::min(n, a.size()), detail::copy_items<T>{view(std::as_const(a)), view(b)});
    a = std::move(b);
  }
  template <class T>
  eudrift::view<T> view(array<T>& a) const {
    return far_view(a.items_, a.size());
  }
  template <class T>
  eudrift::view<const T> view(const array<T>& a) const {
    return far_view<const T>(a.items_, a.size());
  }
  template <Kernel F>
  void map(index_t n, F f) const {
    queue_->launch(n, f);
  }
  /// A thread of the device takes a block's items in ascending order, as one of the host does.
  template <Term F, Reducer<item_t<F>> R>
  result_t<R> reduce(index_t n, F f, R r) const {
    using part = block_part<typename R::value_type>;
    array<part> parts(blocks_of(n), queue_);
    map(parts.size(), detail::reduce_block_on_device<F, R>{f, r, n, view(parts)});
    auto there = make_block_parts(n, r);
    queue_->copy_out(there.data(), parts.items_, array_bytes<part>(parts.size()));
    return join_blocks(there, r);
  }
  template <class T>
  std::span<const T> collect(const array<T>& a) const {
    if (a.collected_.size() != a.size()) a.collected_ = host_array<T>(a.size());
    queue_->copy_out(a.collected_.data(), a.items_, array_bytes<T>(a.size()));
    return {a.collected_.data(), static_cast<std::size_t>(a.size())};
  }
  void wait() const { queue_->wait(); }
  gpu_executor fork() const { return gpu_executor(queue_->fork()); }
  void join(const gpu_executor& other) const { queue_->join(*other.queue_); }

  /// See SortingExecutor: Thrust's radix sort.
  void stable_sort_by_key(eudrift::view<std::uint32_t> keys, eudrift::view<std::uint32_t> values) const {
    queue_->stable_sort_by_key(keys.data, values.data, keys.size);
  }

 private:
  explicit gpu_executor(std::shared_ptr<detail::gpu_queue> queue) : queue_(std::move(queue)) {}
  std::shared_ptr<detail::gpu_queue> queue_;
};
static_assert(Executor<gpu_executor> && SortingExecutor<gpu_executor>);

}  // namespace eudrift::inline EUDRIFT_ABI
