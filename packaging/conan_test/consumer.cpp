// SPDX-License-Identifier: BSL-1.0
// Threads add up what one thread does, and nothing is contracted.
#include <eudrift/eudrift.hpp>
#include <eudrift/openmp/executor.hpp>

#include <cstdio>

struct number {
  EUDRIFT_FN double operator()(eudrift::index_t i) const { return 0.1 * static_cast<double>(i); }
};

int main() {
  const eudrift::archetype::reducer sum;
  const double one = eudrift::serial_executor{}.reduce(100'000, number{}, sum);
  const double many = eudrift::openmp_executor(2).reduce(100'000, number{}, sum);
  std::printf("eudrift %d: %.17g %.17g\n", EUDRIFT_VERSION, one, many);
  return one == many && eudrift::is_reproducible_build() ? 0 : 1;
}
