// SPDX-License-Identifier: BSL-1.0
// What is said where MPI is not there yet, no longer, or for one thread only.
#include <eudrift/mpi/communicator.hpp>

#include "../support/sentence.hpp"

#include <cstdio>
#include <optional>
#include <string>

namespace {

int faults = 0;

void expect(const std::string& found, const std::string& expected) {
  if (found.find(expected) == 0) return;
  std::printf("found:    %s\nexpected: %s...\n", found.c_str(), expected.c_str());
  ++faults;
}

}  // namespace

int main(int argc, char** argv) {
  using test::sentence;
  const auto make = [] { eudrift::communicator{MPI_COMM_WORLD}; };
  expect(sentence(make), "a communicator was asked for before MPI is initialised; call MPI_Init_thread first");
  int level = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_SINGLE, &level);
  expect(sentence(make), "");
  if (level == MPI_THREAD_SINGLE)  // an implementation may give more than was asked for
    expect(sentence([] { eudrift::require_mpi_threads("the executor"); }),
           "the executor runs threads, but MPI was initialised for a program that has one; call MPI_Init_thread with");
  if (level < MPI_THREAD_MULTIPLE)
    expect(sentence([] { eudrift::require_mpi_in_all_threads("the forcing's manager"); }),
           "the forcing's manager calls MPI while other threads do, but MPI allows one at a time; call");
  std::optional<eudrift::communicator> survivor(MPI_COMM_WORLD);
  MPI_Finalize();
  survivor.reset();  // no call of MPI
  expect(sentence(make), "a communicator was asked for after MPI_Finalize; keep it");
  return faults == 0 ? 0 : 1;
}
