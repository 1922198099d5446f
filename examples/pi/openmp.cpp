// SPDX-License-Identifier: BSL-1.0
#include "executors.hpp"

#if defined(EUDRIFT_WITH_OPENMP)
#include "pi.hpp"

#include <eudrift/openmp/executor.hpp>

#include <cstdio>

std::string pi::team_of_threads(int threads) {
  std::vector<char> answered(static_cast<std::size_t>(threads));
#pragma omp parallel num_threads(threads) default(none) shared(answered)
  answered[static_cast<std::size_t>(omp_get_thread_num())] = 1;
  std::string text = "threads";
  for (std::size_t t = 0; t < answered.size(); ++t)
    if (answered[t] != 0) text += " " + std::to_string(t);
  const int processors = omp_get_num_procs();
  return text + " on " + std::to_string(processors) + (processors == 1 ? " processor" : " processors");
}

void pi::run_openmp(const options& o) {
  const eudrift::openmp_executor ex(o.threads);
  std::puts(process_line(0, 1, "openmp", team_of_threads(ex.threads())).c_str());
  print_result(area(ex, o.terms, share_of(o.terms, 0, 1)), o.terms);
}
#endif
