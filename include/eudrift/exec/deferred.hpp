// SPDX-License-Identifier: BSL-1.0
/// \file
/// An executor for tests: it runs late and backwards, and so finds what a GPU would, without one.
#pragma once
#include <eudrift/exec/blocks.hpp>
#include <eudrift/exec/host_memory.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Calls put off until somebody must see their effect.
class deferred_queue {
 public:
  void put(std::function<void()> call) {
    calls_.push_back(std::move(call));
    ++put_;
  }
  /// How many calls were ever put here.
  index_t length() const { return put_; }
  /// Runs the calls up to number `end` and none of the later ones, so that a loop that leaves an order
  /// between two queues unsaid does not get it by chance.
  void run_until(index_t end) {
    while (begun_ < end) {
      const std::function<void()> call = std::move(calls_.front());
      calls_.pop_front();
      ++begun_;
      call();
    }
    if (calls_.empty()) given_up_.clear();
  }
  void run() { run_until(put_); }
  /// Keeps the memory of an array that was destroyed for the calls that are still to run here: one that
  /// views it nevertheless reads poison.
  void bury(std::shared_ptr<void> items) { given_up_.push_back(std::move(items)); }
  ~deferred_queue() {
    try {
      run();
    } catch (...) {  // nobody waited for it, so nobody asked
    }
  }

 private:
  std::deque<std::function<void()>> calls_;
  std::vector<std::shared_ptr<void>> given_up_;
  index_t put_ = 0, begun_ = 0;
};

/// Memory that reads as garbage before its first write has run and after it is given up.
template <class T>
struct poisoned_items {
  host_array<T> items;
  explicit poisoned_items(index_t n) : items(n) { poison(); }
  std::span<std::byte> bytes() {
    return std::as_writable_bytes(std::span(items.data(), static_cast<std::size_t>(items.size())));
  }
  void poison() { std::ranges::fill(bytes(), std::byte{0xFF}); }
};

}  // namespace detail

/// Array of a deferred_executor.  Destroying or assigning it is an operation of its queue.
template <class T>
class deferred_array {
 public:
  deferred_array() = default;
  deferred_array(index_t n, std::shared_ptr<detail::deferred_queue> queue)
      : items_(std::make_shared<detail::poisoned_items<T>>(n)), size_(n), queue_(std::move(queue)) {}
  deferred_array(deferred_array&& other) noexcept { swap(other); }
  deferred_array& operator=(deferred_array&& other) noexcept {
    deferred_array old(std::move(other));
    swap(old);
    return *this;
  }
  ~deferred_array() {
    if (items_)
      queue_->put([items = items_, queue = queue_.get()] {
        items->poison();
        queue->bury(items);
      });
  }
  index_t size() const { return size_; }

 private:
  friend struct deferred_executor;
  void swap(deferred_array& other) {
    items_.swap(other.items_);
    std::swap(size_, other.size_);
    queue_.swap(other.queue_);
  }
  T* data() const { return items_ ? items_->items.data() : nullptr; }

  std::shared_ptr<detail::poisoned_items<T>> items_;
  index_t size_ = 0;
  std::shared_ptr<detail::deferred_queue> queue_;
};

/// Runs nothing until collect, reduce or wait, then in program order, each map from the last index to
/// the first.  Kernels are copied bytewise.  A loop that reads without collect, points into a stack
/// frame that is gone, changes a viewed host array too early or depends on the order of indices gives
/// a wrong answer here, as it would on a device.
struct deferred_executor {
  template <class T>
  using array = deferred_array<T>;  ///< the array type

  template <class T>
  array<T> make(index_t n) const {
    array<T> a(n, queue_);
    map(n, detail::fill_zero<T>{view(a)});
    return a;
  }
  template <std::ranges::contiguous_range R, class T = std::ranges::range_value_t<R>>
  array<T> upload(const R& host) const {
    static_assert(std::is_trivially_copyable_v<T>);
    array<T> a(static_cast<index_t>(std::ranges::size(host)), queue_);
    const auto bytes = std::as_bytes(std::span(std::ranges::data(host), std::ranges::size(host)));
    queue_->put([items = a.items_, copy = std::vector<std::byte>(bytes.begin(), bytes.end())] {
      std::copy(copy.begin(), copy.end(), items->bytes().begin());
    });
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
    return far_view(a.data(), a.size());
  }
  template <class T>
  eudrift::view<const T> view(const array<T>& a) const {
    return far_view<const T>(a.data(), a.size());
  }
  template <Kernel F>
  void map(index_t n, F f) const {
    std::array<std::byte, sizeof(F)> bytes;
    std::memcpy(bytes.data(), &f, sizeof(F));
    queue_->put([n, bytes] {
      alignas(F) std::array<std::byte, sizeof(F)> own = bytes;
      const F& g = *std::launder(reinterpret_cast<const F*>(own.data()));
      const detail::kernel_scope here;
      for (index_t i = n; i-- > 0;) g(i);
    });
  }
  template <Term F, Reducer<item_t<F>> R>
  result_t<R> reduce(index_t n, F f, R r) const {
    wait();
    auto parts = make_block_parts(n, r);
    const detail::kernel_scope here;
    for (index_t b = blocks_of(n); b-- > 0;)
      parts[static_cast<std::size_t>(b)].value = reduce_one_block(b, n, f, r);
    return join_blocks(parts, r);
  }
  template <class T>
  std::span<const T> collect(const array<T>& a) const {
    wait();
    return {a.data(), static_cast<std::size_t>(a.size())};
  }
  void wait() const { queue_->run(); }
  deferred_executor fork() const {
    deferred_executor other;
    other.join(*this);
    return other;
  }
  void join(const deferred_executor& other) const {
    if (other.queue_ == queue_) return;
    // Weak: two queues may wait for each other.  One that is gone has run all its calls.
    queue_->put([queue = std::weak_ptr(other.queue_), end = other.queue_->length()] {
      if (const auto earlier = queue.lock()) earlier->run_until(end);
    });
  }

 private:
  std::shared_ptr<detail::deferred_queue> queue_ = std::make_shared<detail::deferred_queue>();
};
static_assert(Executor<deferred_executor>);

}  // namespace eudrift::inline EUDRIFT_ABI
