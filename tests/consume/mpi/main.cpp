// SPDX-License-Identifier: BSL-1.0
// A user's program of several units, run without mpiexec: one process.
#include <eudrift/mpi/agree.hpp>

#include <cstdio>

int other_unit();

int main(int argc, char** argv) {
  int level = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &level);
  const int size = other_unit();
  MPI_Finalize();
  std::printf("%d process\n", size);
  return size == 1 ? 0 : 1;
}
