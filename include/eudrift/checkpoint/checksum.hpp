// SPDX-License-Identifier: BSL-1.0
/// \file
/// A number by which damage to bytes is found.
#pragma once
#include <eudrift/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>

namespace eudrift::inline EUDRIFT_ABI {

/// A number of all bytes and of `before`, which is what the bytes before them gave.  Every step is a one-to-one
/// function of the 8 bytes that it takes and of what was there, so two texts of one length that differ within one
/// such group never give the same; others do by chance, once in 2^64.
inline std::uint64_t checksum(std::span<const std::byte> bytes, std::uint64_t before = 0) {
  std::uint64_t sum = before ^ (bytes.size() + 1);
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
    sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
    sum ^= sum >> 32;
  }
  return sum;
}

}  // namespace eudrift::inline EUDRIFT_ABI
