// SPDX-License-Identifier: BSL-1.0
// A map and a reduction on an executor of one's own, and the same on the serial one.
#include "thread_executor.hpp"

#include <eudrift/eudrift.hpp>

#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

using namespace eudrift;

/// Falls from a height, each from its own.
struct fall {
  view<const double> height;  // [m]
  view<double> seconds;
  EUDRIFT_FN void operator()(index_t i) const { seconds[i] = std::sqrt(2 * height[i] / 9.81); }
};
/// What the reduction reads.
struct item {
  view<const double> of;
  EUDRIFT_FN double operator()(index_t i) const { return of[i]; }
};

template <Executor Ex>
double mean_time(const Ex& ex, const std::vector<double>& heights) {
  const auto height = ex.upload(heights);
  auto seconds = ex.template make<double>(height.size());
  ex.map(height.size(), fall{ex.view(height), ex.view(seconds)});
  const double sum = ex.reduce(height.size(), item{ex.view(std::as_const(seconds))}, sum_reduce<double>{});
  return sum / static_cast<double>(height.size());
}

int main() {
  std::vector<double> heights;
  for (int i = 0; i < 100000; ++i) heights.push_back(0.001 * i);
  thread_executor mine;
  mine.threads = 3;
  const double here = mean_time(mine, heights), there = mean_time(serial_executor{}, heights);
  std::printf("mean fall: %.6f s on %d threads of my own, %s the serial executor's bits\n", here, mine.threads,
              here == there ? "with" : "WITHOUT");
  return here == there ? 0 : 1;
}
