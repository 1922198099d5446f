// SPDX-License-Identifier: BSL-1.0
// The program on the executors of the host, for which its kernels are compiled once: here.
#include "host.hpp"
#include "executors.hpp"
#include "set_up.hpp"
#if defined(EUDRIFT_WITH_MPI)
#include "many.hpp"
#endif

#include <eudrift/exec/serial.hpp>
#if defined(EUDRIFT_WITH_OPENMP)
#include <eudrift/openmp/executor.hpp>
#endif

namespace happiest_particle {

void run_on_host(const eudrift::any_host_executor& ex, const options& o) { run_on(ex, o); }

void run_serial(const options& o) { run_on_host(eudrift::any_host_executor(eudrift::serial_executor{}), o); }

#if defined(EUDRIFT_WITH_OPENMP)
void run_openmp(const options& o) { run_on_host(eudrift::any_host_executor(eudrift::openmp_executor(o.threads)), o); }
#endif

#if defined(EUDRIFT_WITH_MPI)
void run_on_hosts(const options& o) {
#if defined(EUDRIFT_WITH_OPENMP)
  if (o.local == "openmp") return run_on_many(eudrift::any_host_executor(eudrift::openmp_executor(o.threads)), o);
#else
  eudrift::require(o.local == "serial", "--local is " + o.local + ", which is not built in; leave it out, or configure with a compiler that has it");
#endif
  run_on_many(eudrift::any_host_executor(eudrift::serial_executor{}), o);
}
#endif

}  // namespace happiest_particle
