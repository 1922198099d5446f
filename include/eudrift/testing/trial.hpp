// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the trials of an executor share: numbers to try it with, and a list of what it does otherwise.
#pragma once
#include <eudrift/exec/distributed.hpp>
#include <eudrift/kernels/max_reduce.hpp>
#include <eudrift/testing/conformance_kernels.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// What is asked of an executor beyond its contract.
struct conformance {
  /// Kernels run on the host: they may throw, and may read arrays of the program where they lie.
  bool on_host = true;
  /// Floating-point sums have the bits of serial_executor's (exec/blocks.hpp gives them), not only the same ones each time.
  bool serial_bits = true;
};

namespace detail {

/// An executor that is tried, and the faults that were found.
template <Executor Ex>
struct trial {
  const Ex& ex;
  std::vector<std::string>& faults;

  void expect(bool holds, const std::string& otherwise) const {
    if (!holds) faults.push_back(otherwise);
  }
  /// The items of this process, which are to be `expected`; the first that is not is told.
  template <class T>
  void expect_items(const array_t<Ex, T>& a, const std::vector<T>& expected, const std::string& what) const {
    const auto told = [&](index_t n) { return what + ": " + std::to_string(n) + " items, expected are " + std::to_string(expected.size()); };
    expect(a.size() == static_cast<index_t>(expected.size()), told(a.size()));
    const auto got = collect_own(ex, a);
    const auto size = static_cast<index_t>(std::ranges::size(got));
    if (size != static_cast<index_t>(expected.size())) return expect(false, told(size));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const T& item = std::ranges::data(got)[i];
      if (!(item == expected[i]))
        return expect(false, what + ": item " + std::to_string(i) + " of " + std::to_string(size) + " is " + std::to_string(item) +
                                 ", expected is " + std::to_string(expected[i]));
    }
  }
  /// Processes that take part, each with the same items.
  index_t processes() const {
    if constexpr (Distributed<Ex>)
      return ex.reduce(1, conformance_kernels::always{true}, count_reduce{});
    else
      return 1;
  }
};

/// What f() throws as the library's error; another exception passes, and "" is none.
template <class F>
std::string sentence_of_error(F&& f) {
  try {
    f();
  } catch (const error& e) {
    return e.what();
  }
  return "";
}

/// Numbers of either sign and many magnitudes, so that each order of a sum rounds otherwise.
inline std::vector<double> trial_numbers(index_t n) {
  std::mt19937_64 random(static_cast<std::uint64_t>(n) + 5);
  std::vector<double> all(static_cast<std::size_t>(n));
  for (double& x : all)
    x = std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())), -63 + static_cast<int>(random() % 40));
  return all;
}
/// 0, factor, 2 factor ...
inline std::vector<double> trial_multiples(index_t n, double factor) {
  std::vector<double> all(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = factor * static_cast<double>(i);
  return all;
}
/// About those of blocks and chunks.
inline constexpr index_t trial_lengths[] = {0, 1, 2, 95, 97, 511, 512, 513, 4095, 4096, 4097, 12288, 20001};

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
