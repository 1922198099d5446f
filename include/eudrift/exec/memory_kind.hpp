// SPDX-License-Identifier: BSL-1.0
/// \file
/// What kind of memory an executor's arrays lie in, for those who hand them to others than kernels.
#pragma once
#include <eudrift/exec/executor.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Whose memory it is: the host's, a card's of CUDA or HIP, or one of which nothing is known.
enum class memory_kind { host, cuda, hip, unknown };

/// That of an executor's arrays, which it says by a member constant, `memory`; one that says nothing is asked for its
/// items by collect() only.
template <Executor Ex>
constexpr memory_kind memory_of() {
  if constexpr (requires { memory_kind{Ex::memory}; }) {
    return Ex::memory;
  } else {
    return memory_kind::unknown;
  }
}

}  // namespace eudrift::inline EUDRIFT_ABI
