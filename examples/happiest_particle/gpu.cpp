// SPDX-License-Identifier: BSL-1.0
#include "executors.hpp"

#if defined(EUDRIFT_WITH_GPU)
#include "set_up.hpp"

#include <eudrift/gpu/executor.hpp>

void happiest_particle::run_gpu(const options& o) { run_on(eudrift::gpu_executor(o.device), o); }
#endif
