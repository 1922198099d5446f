// SPDX-License-Identifier: BSL-1.0
/// \file
/// How many bytes an array needs, and what is said where it cannot have them.
#pragma once
#include <eudrift/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <string>

namespace eudrift::inline EUDRIFT_ABI {

/// Bytes of n items of type T.  Throws error where n is negative or the bytes are more than any memory
/// has.
template <class T>
std::size_t array_bytes(index_t n) {
  require(n >= 0, "an array of " + std::to_string(n) + " items was asked for; 0 or more are expected");
  constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max()) / sizeof(T);
  require(static_cast<std::uint64_t>(n) <= most,
          "an array of " + std::to_string(n) + " items of " + std::to_string(sizeof(T)) +
              " bytes was asked for; at most " + std::to_string(most) + " have an address");
  return sizeof(T) * static_cast<std::size_t>(n);
}

/// What `make(bytes)` gives, memory for n items of type T.  Where it throws std::bad_alloc, throws error
/// with the bytes that were asked for.
template <class T, class F>
auto allocate_array(index_t n, F&& make) {
  const std::size_t bytes = array_bytes<T>(n);
  try {
    return make(bytes);
  } catch (const std::bad_alloc&) {
    throw error("memory does not suffice for an array of " + std::to_string(n) + " items, " +
                std::to_string(bytes) + " bytes; ask for fewer or use a machine with more");
  }
}

}  // namespace eudrift::inline EUDRIFT_ABI
