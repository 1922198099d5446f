// SPDX-License-Identifier: BSL-1.0
// CPU time of the calling thread, and medians.
#pragma once
#include <algorithm>
#include <cstddef>
#include <ctime>
#include <vector>

namespace reference {

inline double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Of f(), for each of `items`.
template <class F>
double nanoseconds(const F& f, double items) {
  const double begin = cpu_seconds();
  f();
  return (cpu_seconds() - begin) * 1e9 / items;
}

inline double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  const std::size_t m = v.size() / 2;
  return v.size() % 2 == 1 ? v[m] : (v[m - 1] + v[m]) / 2;
}

}  // namespace reference
