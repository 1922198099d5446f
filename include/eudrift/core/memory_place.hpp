// SPDX-License-Identifier: BSL-1.0
/// \file
/// Checked builds (-DEUDRIFT_CHECKED=1): a view knows whether its items are in the memory of a device, and refuses the
/// host.
#pragma once
#include <eudrift/core/config.hpp>
#if defined(EUDRIFT_CHECKED) && EUDRIFT_CHECKED
#include <eudrift/core/error.hpp>
#endif

namespace eudrift::inline EUDRIFT_ABI {

#if defined(EUDRIFT_CHECKED) && EUDRIFT_CHECKED
namespace detail {
/// Kernels of executors with a memory of their own that this thread of the host runs now, one in the other.
inline thread_local int kernels_running = 0;

/// For as long as one runs.
struct kernel_scope {
  kernel_scope() { ++kernels_running; }
  kernel_scope(const kernel_scope&) = delete;
  kernel_scope& operator=(const kernel_scope&) = delete;
  ~kernel_scope() { --kernels_running; }
};

inline void require_kernel() {
  require(kernels_running > 0, "the host has asked a view for an item that is in the memory of an executor; read it by "
                               "collect(), or in a kernel");
}
}  // namespace detail

/// Whose memory the items of a view are in.
struct memory_place {
  bool is_far = false;  ///< an executor's, where only its kernels may read and write

  /// Throws error where this is not a kernel and the items are far.
  EUDRIFT_FN constexpr void check() const {
#if !defined(__CUDA_ARCH__) && !defined(__HIP_DEVICE_COMPILE__)
    if (is_far) detail::require_kernel();
#endif
  }
};
#define EUDRIFT_DETAIL_PLACE memory_place place{};
#define EUDRIFT_DETAIL_CHECK_PLACE(v) (v).place.check()
#define EUDRIFT_DETAIL_SAME_PLACE(to, from) (to).place = (from).place
#else
#define EUDRIFT_DETAIL_PLACE
#define EUDRIFT_DETAIL_CHECK_PLACE(v) static_cast<void>(0)
#define EUDRIFT_DETAIL_SAME_PLACE(to, from) static_cast<void>(0)
namespace detail {
struct kernel_scope {
  kernel_scope() {}
};
}  // namespace detail
#endif

}  // namespace eudrift::inline EUDRIFT_ABI
