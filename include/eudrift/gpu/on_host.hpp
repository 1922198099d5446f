// SPDX-License-Identifier: BSL-1.0
/// \file
/// What gpu_executor asks of a device, by Thrust's host systems: how its code runs where there is no card.
#pragma once
#include <eudrift/gpu/system.hpp>

#if defined(EUDRIFT_DETAIL_GPU_HOST)
#include <eudrift/core/error.hpp>
#include <eudrift/core/memory_place.hpp>
#include <eudrift/exec/memory_kind.hpp>

#include <thrust/execution_policy.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/sort.h>

#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <new>
#include <string>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// A kernel as a thread of the device runs it.
template <class F>
struct kernel_on_device {
  F f;
  void operator()(index_t i) const {
    const kernel_scope here;
    f(i);
  }
};

/// The host as a device: its calls do at once what a card's put into a stream.
class gpu_device {
 public:
  static constexpr memory_kind memory = memory_kind::host;
  struct stream {};
  struct event {};

  explicit gpu_device(int number) {
    require(number == 0, "gpu_executor: device " + std::to_string(number) + " was asked for, but " + name() +
                             " is the only one; use device 0, or compile for a card");
  }
  gpu_device(const gpu_device&) = delete;
  gpu_device& operator=(const gpu_device&) = delete;

  static int count() { return 1; }
  /// In words.
  static std::string name() {
#if THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_OMP
    return "device 0 (this host, by Thrust's OMP system)";
#elif THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_TBB
    return "device 0 (this host, by Thrust's TBB system)";
#else
    return "device 0 (this host, by Thrust's CPP system)";
#endif
  }
  /// Bytes that an array could have now.
  static std::size_t free_bytes() {
    return static_cast<std::size_t>(sysconf(_SC_AVPHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  }

  static stream make_stream() { return {}; }
  static event make_event() { return {}; }
  static void drop(stream) noexcept {}
  static void drop(event) noexcept {}

  /// Nothing where memory does not suffice.
  static void* allocate(std::size_t bytes, stream) { return ::operator new(bytes, line, std::nothrow); }
  static void release(void* items, stream) noexcept { ::operator delete(items, line); }
  static void* allocate_pinned(std::size_t bytes) { return ::operator new(bytes, line); }
  static void release_pinned(void* bytes) noexcept { ::operator delete(bytes, line); }

  static void copy_in(void* to, const void* from, std::size_t bytes, stream) { std::memcpy(to, from, bytes); }
  static void copy_out(void* to, const void* from, std::size_t bytes, stream) { std::memcpy(to, from, bytes); }

  static void record(event, stream) {}
  static void wait(event) {}
  static void wait(stream) {}
  static void wait(stream, event) {}

  template <class F>
  static void launch(index_t n, const F& f, stream) {
    thrust::for_each_n(thrust::device, thrust::counting_iterator<index_t>(0), n, kernel_on_device<F>{f});
  }
  template <class Key, class Value>
  static void stable_sort_by_key(Key* keys, Value* values, index_t n, stream) {
    thrust::stable_sort_by_key(thrust::device, keys, keys + n, values);
  }

 private:
  static constexpr std::align_val_t line{64};
};

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
#endif
