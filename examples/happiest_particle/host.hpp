// SPDX-License-Identifier: BSL-1.0
// The program on any executor of the host; what else names an executor is in executors.hpp.
#pragma once
#include "options.hpp"

#include <eudrift/exec/any_host_executor.hpp>

namespace happiest_particle {

/// With one memory.
void run_on_host(const eudrift::any_host_executor& ex, const options& o);

/// On many processes, with the executor of the host that o.local names in each.
void run_on_hosts(const options& o);

}  // namespace happiest_particle
