// SPDX-License-Identifier: BSL-1.0
// All executors on which a test must give one answer.
#pragma once
#include <eudrift/exec/deferred.hpp>
#include <eudrift/exec/serial.hpp>
#if defined(THRUST_DEVICE_SYSTEM)
#include <eudrift/gpu/executor.hpp>
#elif defined(EUDRIFT_WITH_OPENMP)
#include <eudrift/openmp/executor.hpp>
#endif

#include <tuple>

namespace test {

/// Each entry of the list says how its executor is made.
struct serial {
  using type = eudrift::serial_executor;
  static type make() { return {}; }
};
struct deferred {
  using type = eudrift::deferred_executor;
  static type make() { return {}; }
};
#if defined(THRUST_DEVICE_SYSTEM)
/// Units of tests/gpu: one executor, since the others have run the same tests elsewhere.
struct gpu {
  using type = eudrift::gpu_executor;
  static type make() { return type(); }
};
using executors = std::tuple<gpu>;
#elif defined(EUDRIFT_WITH_OPENMP)
template <int Threads>
struct openmp {
  using type = eudrift::openmp_executor;
  static type make() { return type(Threads); }
};
using executors = std::tuple<serial, deferred, openmp<1>, openmp<2>, openmp<3>, openmp<8>>;
#else
using executors = std::tuple<serial, deferred>;
#endif

/// Calls f(executor) for each of them.
template <class F>
void for_each_executor(F&& f) {
  std::apply([&](auto... how) { (f(decltype(how)::make()), ...); }, executors{});
}

}  // namespace test
