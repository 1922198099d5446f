// SPDX-License-Identifier: BSL-1.0
#include <eudrift/eudrift.hpp>
#ifdef CONSUMER_OPENMP
#include <eudrift/openmp/executor.hpp>
#endif

double other_unit() {
  const eudrift::serial_executor ex;
  return ex.reduce(10, eudrift::archetype::term{}, eudrift::archetype::reducer{});
}
