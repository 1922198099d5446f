// SPDX-License-Identifier: BSL-1.0
#include "executors.hpp"

#if defined(EUDRIFT_WITH_GPU)
#include "pi.hpp"

#include <eudrift/gpu/executor.hpp>

#include <cstdio>

void pi::run_gpu(const options& o) {
  const eudrift::gpu_executor ex(o.device);
  std::puts(process_line(0, 1, "gpu", ex.device()).c_str());
  print_result(area(ex, o.terms, share_of(o.terms, 0, 1)), o.terms);
}
#endif
