// SPDX-License-Identifier: BSL-1.0
/// \file
/// Array in the memory of a device.
#pragma once
#include <eudrift/exec/host_memory.hpp>
#include <eudrift/gpu/queue.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Array of a gpu_executor.  It has a size and nothing else: its items are for kernels, through the executor's view(),
/// and for the host through collect().  Destroying or assigning it is an operation of its queue.
template <class T>
class gpu_array {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  gpu_array() = default;
  gpu_array(gpu_array&& other) noexcept { swap(other); }
  gpu_array& operator=(gpu_array&& other) noexcept {
    gpu_array old(std::move(other));
    swap(old);
    return *this;
  }
  ~gpu_array() {
    if (items_ != nullptr) queue_->release(items_);
  }
  index_t size() const { return size_; }

 private:
  friend class gpu_executor;
  /// Items without a value.  Throws error where there is no memory.
  gpu_array(index_t n, std::shared_ptr<detail::gpu_queue> queue) : size_(n), queue_(std::move(queue)) {
    const std::size_t bytes = array_bytes<T>(n);
    if (bytes == 0) return;
    items_ = static_cast<T*>(queue_->allocate(bytes));
    if (items_ != nullptr) return;
    const detail::gpu_device& on = queue_->device();
    throw error("memory of " + on.name() + " does not suffice for an array of " + std::to_string(n) + " items, " +
                std::to_string(bytes) + " bytes; " + std::to_string(on.free_bytes()) +
                " are free, so ask for fewer or use a card with more");
  }
  void swap(gpu_array& other) {
    std::swap(items_, other.items_);
    std::swap(size_, other.size_);
    queue_.swap(other.queue_);
    std::swap(collected_, other.collected_);
  }

  T* items_ = nullptr;
  index_t size_ = 0;
  std::shared_ptr<detail::gpu_queue> queue_;
  mutable host_array<T> collected_;  ///< what collect() gave
};

}  // namespace eudrift::inline EUDRIFT_ABI
