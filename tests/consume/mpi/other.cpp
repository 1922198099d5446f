// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mpi/agree.hpp>

int other_unit();

int other_unit() {
  const eudrift::communicator processes(MPI_COMM_WORLD);
  eudrift::agree(processes, "");
  return processes.size();
}
