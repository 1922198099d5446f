// SPDX-License-Identifier: BSL-1.0
// All executors, and that of the example: a user's own must keep the contract too.
#pragma once
#include "executors.hpp"

#if !defined(THRUST_DEVICE_SYSTEM)
#include <own_executor/thread_executor.hpp>
#endif

#include <tuple>

namespace test {

#if defined(THRUST_DEVICE_SYSTEM)
using executors_and_own = executors;
#else
struct own {
  using type = thread_executor;
  static type make() {
    type ex;
    ex.threads = 3;
    return ex;
  }
};
using executors_and_own = decltype(std::tuple_cat(executors{}, std::tuple<own>{}));
#endif

}  // namespace test
