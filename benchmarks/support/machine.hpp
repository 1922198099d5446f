// SPDX-License-Identifier: BSL-1.0
// What this machine can do at most: memory's bandwidth and latency, arithmetic.
#pragma once
#include <eudrift/simd/lanes.hpp>

#include "timing.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace reference {

using eudrift::lanes;

/// Keeps a compiler from knowing a value.
template <class T>
inline void hide(T& value) {
  asm volatile("" : "+m"(value) : : "memory");
}

/// Size of this core's data cache of a level [bytes], or what is usual where the system does not
/// tell.
inline std::size_t cache_bytes(int level) {
  for (int i = 0; i < 8; ++i) {
    const std::string folder = "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(i) + "/";
    std::string type, size;
    int of = 0;
    std::ifstream(folder + "type") >> type;
    std::ifstream(folder + "level") >> of;
    std::ifstream(folder + "size") >> size;
    if (of != level || type == "Instruction" || size.empty()) continue;
    return std::stoul(size) << (size.back() == 'M' ? 20 : 10);
  }
  return level == 1 ? 32u << 10 : level == 2 ? 1u << 20 : 32u << 20;
}

/// What fills most of a cache and surely lies in it; from level 4 on, far more than any cache
/// holds.
inline std::size_t measured_bytes(int level) {
  return level < 4 ? cache_bytes(level) / 3 * 2 : 8 * cache_bytes(3);
}

/// Three arrays, to[i] = from[i] + s * more[i], `bytes` in all.
class triad {
 public:
  explicit triad(std::size_t bytes)
      : size_(std::max<std::size_t>(1, bytes / (12 * sizeof(lanes))) * 4),
        to_(size_, lanes(0)),
        from_(size_, lanes(1)),
        more_(size_, lanes(2)) {}
  void run() {
    double s = 3;
    hide(s);
    const lanes times(s), *const from = from_.data(), *const more = more_.data();
    lanes* const to = to_.data();
    for (std::size_t i = 0; i < size_; i += 4)
      for (std::size_t k = 0; k < 4; ++k) to[i + k] = from[i + k] + times * more[i + k];
    hide(to_[size_ / 2]);
  }
  /// Read and written by a run [bytes].
  double bytes() const { return 3.0 * static_cast<double>(size_ * sizeof(lanes)); }

 private:
  std::size_t size_;
  std::vector<lanes> to_, from_, more_;
};

namespace detail {

// Chains that do not wait for one another, twice the K, in registers.  No two begin alike, since a
// compiler joins those that do.
template <int... K>
__attribute__((noinline)) double separate_chains(std::int64_t turns,
                                                 std::integer_sequence<int, K...>) {
  lanes one(1), zero(0), product[] = {lanes(K)...}, sum[] = {lanes(K)...};
  hide(one), hide(zero);
  const lanes m = one, c = zero;
  for (std::int64_t t = 0; t < turns; ++t) ((product[K] *= m, sum[K] += c), ...);
  lanes all = ((product[K] + sum[K]) + ...);
  hide(all);
  return static_cast<double>(2 * sizeof...(K) * static_cast<std::size_t>(lanes::size)) *
         static_cast<double>(turns);
}

template <int... K>
#if !defined(__clang__)
__attribute__((noinline, optimize("fp-contract=fast")))
#else
__attribute__((noinline))
#endif
double
fused_chains(std::int64_t turns, std::integer_sequence<int, K...>) {
#if defined(__clang__)
#pragma clang fp contract(fast)
#endif
  lanes::vector one = lanes(1).v, zero = lanes(0).v, sum[] = {lanes(K).v..., lanes(-1 - K).v...};
  hide(one), hide(zero);
  const lanes::vector m = one, c = zero;
  constexpr int more = sizeof...(K);
  for (std::int64_t t = 0; t < turns; ++t)
    ((sum[K] = sum[K] * m + c, sum[K + more] = sum[K + more] * m + c), ...);
  lanes::vector all = ((sum[K] + sum[K + more]) + ...);
  hide(all);
  return static_cast<double>(4 * sizeof...(K) * static_cast<std::size_t>(lanes::size)) *
         static_cast<double>(turns);
}

}  // namespace detail

/// Products and sums of doubles in lanes, as many of one as of the other; the count of them.
/// `fused`: in one instruction where the unit's instruction set has it.
inline double multiply_and_add(std::int64_t turns, bool fused) {
  constexpr std::make_integer_sequence<int, lanes::size == 8 ? 12 : 7>
      chains{};  // of 32 registers, or 16
  return fused ? detail::fused_chains(turns, chains) : detail::separate_chains(turns, chains);
}

/// Cache lines in random order: what it costs to reach one.
class random_lines {
 public:
  static constexpr std::size_t line = 64 / sizeof(double);
  static constexpr std::size_t record = 3 * line;  ///< an element's: three adjacent lines

  explicit random_lines(std::size_t bytes)
      : records_(std::max<std::size_t>(2, bytes / (record * sizeof(double)))),
        number_(records_ * record),
        order_(records_) {
    std::iota(order_.begin(), order_.end(), std::uint32_t{0});
    std::shuffle(order_.begin(), order_.end(), std::mt19937(3));
    for (std::size_t i = 0; i < records_; ++i)
      number_[record * order_[i]] = static_cast<double>(order_[(i + 1) % records_]);
  }
  /// Reads `count` of them, each of which tells where the next is.
  void in_chain(std::size_t count) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; ++i) at = static_cast<std::size_t>(number_[record * at]);
    hide(at);
  }
  /// Reads the next `count` records in an order known beforehand, so that many are on their way at
  /// once.
  void at_once(std::size_t count) {
    double sum = 0;
    std::size_t k = next_;
    for (std::size_t i = 0; i < count; ++i, k = k + 1 < records_ ? k + 1 : 0) {
      const double* r = &number_[record * order_[k]];
      sum += r[0] + r[line] + r[2 * line];
    }
    next_ = k;
    hide(sum);
  }

 private:
  std::size_t records_, next_ = 0;
  std::vector<double> number_;
  std::vector<std::uint32_t> order_;
};

}  // namespace reference
