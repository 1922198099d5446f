// SPDX-License-Identifier: BSL-1.0
// The happiest particle on a card alone and with one scheme: what nvcc compiles in a minute, of the program that takes it ten.
#include <happiest_particle/executors.hpp>
#include <happiest_particle/set_up.hpp>

#include <eudrift/gpu/executor.hpp>

void happiest_particle::run_serial(const options&) {
  throw eudrift::error("this program was built for cards alone; add --executor gpu");
}
void happiest_particle::run_gpu(const options& o) {
  run_on<std::tuple<eudrift::rk4>>(eudrift::gpu_executor(o.device), o);
}
