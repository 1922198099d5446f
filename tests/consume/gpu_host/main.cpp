// SPDX-License-Identifier: BSL-1.0
#include <eudrift/gpu/executor.hpp>

int main() {
  const eudrift::gpu_executor ex;
  return ex.collect(ex.make<double>(3)).size() == 3 && ex.device().find("OMP") != std::string::npos ? 0 : 1;
}
