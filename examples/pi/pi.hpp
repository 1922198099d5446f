// SPDX-License-Identifier: BSL-1.0
// Pi, as the area under 4 / (1 + x^2) from 0 to 1 cut into strips: one map and one reduction, on any executor.
#pragma once
#include <eudrift/exec/executor.hpp>
#include <eudrift/math/exact_sum.hpp>

#include <utility>

namespace pi {

using eudrift::index_t;

/// The strips of one process, of all that there are: indices in kernels count these, from 0.
struct share {
  index_t first, count;
};

/// Neighbouring strips for each of `ranks` processes, as many for each as can be.
inline share share_of(index_t strips, int rank, int ranks) {
  const index_t first = strips * rank / ranks;
  return {first, strips * (rank + 1) / ranks - first};
}

/// What is mapped: the curve's height in the middle of a strip.
struct height_of_strip {
  index_t first, strips;
  eudrift::view<double> height;

  EUDRIFT_FN void operator()(index_t i) const {
    const double x = static_cast<double>(2 * (first + i) + 1) / static_cast<double>(2 * strips);
    height[i] = 4 / (1 + x * x);
  }
};

/// What is reduced.
struct height {
  eudrift::view<const double> of;

  EUDRIFT_FN double operator()(index_t i) const { return of[i]; }
};

/// The area of all strips; `mine` are those of this process.  The sum of heights is exact, so that it has the same
/// bits however they are shared out.
template <eudrift::Executor Ex>
double area(const Ex& ex, index_t strips, const share& mine) {
  auto heights = ex.template make<double>(mine.count);
  ex.map(mine.count, height_of_strip{mine.first, strips, ex.view(heights)});
  const double sum = ex.reduce(mine.count, height{ex.view(std::as_const(heights))}, eudrift::exact_sum{});
  return sum / static_cast<double>(strips);
}

}  // namespace pi
