// SPDX-License-Identifier: BSL-1.0
/// \file
/// What gpu_executor asks of a device, by the runtimes of CUDA and HIP, whose calls differ in their first letters.
#pragma once
#include <eudrift/gpu/system.hpp>

#if defined(EUDRIFT_DETAIL_GPU_CUDA) || defined(EUDRIFT_DETAIL_GPU_HIP)
#include <eudrift/core/error.hpp>
#include <eudrift/exec/memory_kind.hpp>

#include <thrust/execution_policy.h>
#include <thrust/sort.h>
#include <thrust/system_error.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#if defined(EUDRIFT_DETAIL_GPU_CUDA)
#if !defined(__CUDACC__)
#error "eudrift/gpu: Thrust's CUDA system needs nvcc; other compilers take a host system (link eudrift::gpu_host)"
#endif
#include <cuda_runtime.h>
#define EUDRIFT_DETAIL_GPU(name) cuda##name
#define EUDRIFT_DETAIL_GPU_NAME "cuda"
#define EUDRIFT_DETAIL_GPU_CONSTANT __grid_constant__
#else
#include <hip/hip_runtime.h>
#define EUDRIFT_DETAIL_GPU(name) hip##name
#define EUDRIFT_DETAIL_GPU_NAME "hip"
#define EUDRIFT_DETAIL_GPU_CONSTANT
#endif
/// The call of this name with its arguments, checked.
#define EUDRIFT_DETAIL_GPU_CALL(name, ...) check(EUDRIFT_DETAIL_GPU(name)(__VA_ARGS__), EUDRIFT_DETAIL_GPU_NAME #name)

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Threads of a block, and blocks that a multiprocessor is to hold at once: so many that a particle's step has 168
/// registers (docs/gpu.md).
inline constexpr int gpu_block = 128, gpu_blocks_at_once = 3;

/// A map: one index a thread.  thrust::for_each takes two, in blocks of 256, for which an interval's steps have too
/// few registers.  The kernel stays in constant memory, since functions that are not inlined take parts of it by
/// reference.
template <class F>
__global__ void __launch_bounds__(gpu_block, gpu_blocks_at_once)
    for_each_index(const EUDRIFT_DETAIL_GPU_CONSTANT F f, index_t n) {
  const index_t i = static_cast<index_t>(blockIdx.x) * gpu_block + static_cast<index_t>(threadIdx.x);
  if (i < n) f(i);
}

/// One card, with a pool for the memory of arrays: what is freed stays there, so that arrays that come and go each
/// interval cost no call of the driver.
class gpu_device {
 public:
#if defined(EUDRIFT_DETAIL_GPU_CUDA)
  static constexpr memory_kind memory = memory_kind::cuda;
#else
  static constexpr memory_kind memory = memory_kind::hip;
#endif
  using stream = EUDRIFT_DETAIL_GPU(Stream_t);
  using event = EUDRIFT_DETAIL_GPU(Event_t);

  explicit gpu_device(int number) : number_(number) {
    const int cards = count();
    require(number >= 0 && number < cards, "gpu_executor: device " + std::to_string(number) +
                                               " was asked for, but this machine has " + std::to_string(cards) +
                                               ", numbered from 0");
    use();
    EUDRIFT_DETAIL_GPU(MemPoolProps) own{};
    own.allocType = EUDRIFT_DETAIL_GPU(MemAllocationTypePinned);
    own.location.type = EUDRIFT_DETAIL_GPU(MemLocationTypeDevice);
    own.location.id = number;
    EUDRIFT_DETAIL_GPU_CALL(MemPoolCreate, &pool_, &own);
    std::uint64_t keep = std::numeric_limits<std::uint64_t>::max();
    EUDRIFT_DETAIL_GPU_CALL(MemPoolSetAttribute, pool_, EUDRIFT_DETAIL_GPU(MemPoolAttrReleaseThreshold), &keep);
  }
  gpu_device(const gpu_device&) = delete;
  gpu_device& operator=(const gpu_device&) = delete;
  ~gpu_device() { (void)EUDRIFT_DETAIL_GPU(MemPoolDestroy)(pool_); }

  /// Cards of this machine.  Throws error where there is none.
  static int count() {
    int cards = 0;
    const auto found = EUDRIFT_DETAIL_GPU(GetDeviceCount)(&cards);
    require(found == EUDRIFT_DETAIL_GPU(Success) && cards > 0,
            std::string("gpu_executor: no card was found (" EUDRIFT_DETAIL_GPU_NAME "GetDeviceCount: ") +
                EUDRIFT_DETAIL_GPU(GetErrorString)(found) +
                "); use another executor, or a machine with a card and its driver");
    return cards;
  }
  /// In words.
  std::string name() const {
#if defined(EUDRIFT_DETAIL_GPU_CUDA)
    cudaDeviceProp is{};
#else
    hipDeviceProp_t is{};
#endif
    const bool known = EUDRIFT_DETAIL_GPU(GetDeviceProperties)(&is, number_) == EUDRIFT_DETAIL_GPU(Success);
    return "device " + std::to_string(number_) + (known ? std::string(" (") + is.name + ")" : "");
  }
  /// Bytes that an array could have now; 0 where that is not known.
  std::size_t free_bytes() const {
    std::size_t unused = 0, total = 0;
    (void)EUDRIFT_DETAIL_GPU(MemGetInfo)(&unused, &total);
    return unused;
  }

  stream make_stream() const {
    use();
    stream s{};
    EUDRIFT_DETAIL_GPU_CALL(StreamCreateWithFlags, &s, EUDRIFT_DETAIL_GPU(StreamNonBlocking));
    return s;
  }
  event make_event() const {
    use();
    event e{};
    EUDRIFT_DETAIL_GPU_CALL(EventCreateWithFlags, &e, EUDRIFT_DETAIL_GPU(EventDisableTiming));
    return e;
  }
  /// When all its calls are done: what they read may be given up next.
  void drop(stream s) const noexcept {
    (void)EUDRIFT_DETAIL_GPU(StreamSynchronize)(s);
    (void)EUDRIFT_DETAIL_GPU(StreamDestroy)(s);
  }
  void drop(event e) const noexcept { (void)EUDRIFT_DETAIL_GPU(EventDestroy)(e); }

  /// Nothing where memory does not suffice, even when all that was given up is.
  void* allocate(std::size_t bytes, stream s) const {
    use();
    void* items = nullptr;
    auto got = EUDRIFT_DETAIL_GPU(MallocFromPoolAsync)(&items, bytes, pool_, s);
    if (got == EUDRIFT_DETAIL_GPU(ErrorMemoryAllocation)) {
      (void)EUDRIFT_DETAIL_GPU(GetLastError)();
      wait(s);
      EUDRIFT_DETAIL_GPU_CALL(MemPoolTrimTo, pool_, 0);
      got = EUDRIFT_DETAIL_GPU(MallocFromPoolAsync)(&items, bytes, pool_, s);
    }
    if (got == EUDRIFT_DETAIL_GPU(ErrorMemoryAllocation)) {
      (void)EUDRIFT_DETAIL_GPU(GetLastError)();
      return nullptr;
    }
    check(got, EUDRIFT_DETAIL_GPU_NAME "MallocFromPoolAsync");
    return items;
  }
  void release(void* items, stream s) const noexcept { (void)EUDRIFT_DETAIL_GPU(FreeAsync)(items, s); }
  void* allocate_pinned(std::size_t bytes) const {
    use();
    void* pinned = nullptr;
#if defined(EUDRIFT_DETAIL_GPU_CUDA)
    EUDRIFT_DETAIL_GPU_CALL(HostAlloc, &pinned, bytes, 0);
#else
    EUDRIFT_DETAIL_GPU_CALL(HostMalloc, &pinned, bytes, 0);
#endif
    return pinned;
  }
  void release_pinned(void* bytes) const noexcept {
#if defined(EUDRIFT_DETAIL_GPU_CUDA)
    (void)cudaFreeHost(bytes);
#else
    (void)hipHostFree(bytes);
#endif
  }

  /// From pinned memory.
  void copy_in(void* to, const void* from, std::size_t bytes, stream s) const {
    use();
    EUDRIFT_DETAIL_GPU_CALL(MemcpyAsync, to, from, bytes, EUDRIFT_DETAIL_GPU(MemcpyHostToDevice), s);
  }
  /// To pinned memory.
  void copy_out(void* to, const void* from, std::size_t bytes, stream s) const {
    use();
    EUDRIFT_DETAIL_GPU_CALL(MemcpyAsync, to, from, bytes, EUDRIFT_DETAIL_GPU(MemcpyDeviceToHost), s);
  }

  void record(event e, stream s) const {
    use();
    EUDRIFT_DETAIL_GPU_CALL(EventRecord, e, s);
  }
  void wait(event e) const { EUDRIFT_DETAIL_GPU_CALL(EventSynchronize, e); }
  void wait(stream s) const { EUDRIFT_DETAIL_GPU_CALL(StreamSynchronize, s); }
  void wait(stream s, event e) const {
    use();
    EUDRIFT_DETAIL_GPU_CALL(StreamWaitEvent, s, e, 0);
  }

  template <class F>
  void launch(index_t n, const F& f, stream s) const {
    constexpr index_t most = index_t{std::numeric_limits<std::int32_t>::max()} * gpu_block;
    require(n <= most, "gpu_executor: a map over " + std::to_string(n) + " indices was asked for; at most " +
                           std::to_string(most) + " go into one");
    use();
    for_each_index<<<static_cast<unsigned>((n + gpu_block - 1) / gpu_block), gpu_block, 0, s>>>(f, n);
    EUDRIFT_DETAIL_GPU_CALL(GetLastError);
  }
  template <class Key, class Value>
  void stable_sort_by_key(Key* keys, Value* values, index_t n, stream s) const {
    use();
    try {
      temporary_memory own{this, s};
#if defined(EUDRIFT_DETAIL_GPU_CUDA)
      thrust::stable_sort_by_key(thrust::cuda::par_nosync(own).on(s), keys, keys + n, values);
#else
      thrust::stable_sort_by_key(thrust::hip::par_nosync(own).on(s), keys, keys + n, values);
#endif
    } catch (const thrust::system_error& e) {
      throw error("gpu_executor: thrust::stable_sort_by_key failed on " + name() + ": " + e.what());
    }
  }

 private:
  /// What Thrust asks for comes from the pool too, in the order of the stream.
  struct temporary_memory {
    using value_type = char;
    const gpu_device* on;
    stream in;
    char* allocate(std::ptrdiff_t bytes) {
      void* const got = on->allocate(static_cast<std::size_t>(bytes), in);
      require(got != nullptr, "memory of " + on->name() + " does not suffice for a sort, which needs " +
                                  std::to_string(bytes) + " bytes more; " + std::to_string(on->free_bytes()) +
                                  " are free, so take fewer particles or a card with more");
      return static_cast<char*>(got);
    }
    void deallocate(char* items, std::size_t) { on->release(items, in); }
  };

  /// What the calling thread asks for next is for this card.
  void use() const { EUDRIFT_DETAIL_GPU_CALL(SetDevice, number_); }
  void check(EUDRIFT_DETAIL_GPU(Error_t) status, const char* call) const {
    if (status == EUDRIFT_DETAIL_GPU(Success)) return;
    (void)EUDRIFT_DETAIL_GPU(GetLastError)();
    throw error(std::string("gpu_executor: ") + call + " failed on " + name() + ": " +
                EUDRIFT_DETAIL_GPU(GetErrorString)(status));
  }

  int number_;
  EUDRIFT_DETAIL_GPU(MemPool_t) pool_{};
};

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
#undef EUDRIFT_DETAIL_GPU_CALL
#undef EUDRIFT_DETAIL_GPU_CONSTANT
#undef EUDRIFT_DETAIL_GPU_NAME
#undef EUDRIFT_DETAIL_GPU
#endif
