// SPDX-License-Identifier: BSL-1.0
#include "executors.hpp"

#if defined(EUDRIFT_WITH_OPENMP)
#include "set_up.hpp"

#include <eudrift/openmp/executor.hpp>

void happiest_particle::run_openmp(const options& o) { run_on(eudrift::openmp_executor(o.threads), o); }
#endif
