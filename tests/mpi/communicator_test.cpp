// SPDX-License-Identifier: BSL-1.0
// A communicator of one's own: checked, apart from others, and its messages cut.
#include <eudrift/mpi/agree.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"

#include <cstring>
#include <numeric>
#include <optional>

using namespace eudrift;

namespace {

using test::sentence;

/// Bytes that tell who made them, and how many.
std::vector<std::byte> bytes_of(int rank, std::size_t n) {
  std::vector<std::byte> bytes(n);
  for (std::size_t i = 0; i < n; ++i)
    bytes[i] = static_cast<std::byte>((7 * i + i / 251 + 31 * static_cast<std::size_t>(rank)) % 256);
  return bytes;
}

/// Lengths about a limit.
const std::size_t lengths[] = {0, 1, 999, 1000, 1001, 2000, 12345};

}  // namespace

TEST_CASE("A communicator has the ranks of the one that it duplicates, and is another") {
  const communicator processes(MPI_COMM_WORLD);
  int rank = -1, size = -1, same = -1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank), MPI_Comm_size(MPI_COMM_WORLD, &size);
  CHECK(processes.rank() == rank);
  CHECK(processes.size() == size);
  MPI_Comm_compare(processes.handle(), MPI_COMM_WORLD, &same);
  CHECK(same == MPI_CONGRUENT);
  CHECK(processes.most_bytes() == communicator::usual_most_bytes);
}

TEST_CASE("Bytes arrive whole where a message is cut into pieces of 1 kB, and where it is not") {
  for (const std::size_t most : {std::size_t{1000}, communicator::usual_most_bytes}) {
    const communicator processes(MPI_COMM_WORLD, most);
    const int rank = processes.rank(), size = processes.size();
    for (const std::size_t n : lengths) {
      INFO(n << " bytes in messages of " << most);
      // Round the ring: even ranks send first.
      const int to = (rank + 1) % size, from = (rank + size - 1) % size;
      std::vector<std::byte> got(n);
      if (size > 1) {
        if (rank % 2 == 0) processes.send(to, bytes_of(rank, n));
        processes.receive(from, got);
        if (rank % 2 == 1) processes.send(to, bytes_of(rank, n));
        CHECK(got == bytes_of(from, n));
      }
      const int root = size - 1;
      std::vector<std::byte> news = rank == root ? bytes_of(root, n) : std::vector<std::byte>(n);
      processes.broadcast(news, root);
      CHECK(news == bytes_of(root, n));

      std::vector<std::byte> all(n * static_cast<std::size_t>(size)), expected;
      processes.all_gather(bytes_of(rank, n), all);
      for (int r = 0; r < size; ++r) {
        const auto more = bytes_of(r, n);
        expected.insert(expected.end(), more.begin(), more.end());
      }
      CHECK(all == expected);
    }
    const auto ranks = processes.all_gather(std::int64_t{rank} + (std::int64_t{1} << 40));
    for (int r = 0; r < size; ++r) CHECK(ranks[static_cast<std::size_t>(r)] == (std::int64_t{1} << 40) + r);
  }
}

TEST_CASE("A cut message goes in the pieces that were asked for") {
  const communicator processes(MPI_COMM_WORLD, 1000);
  if (processes.size() == 1) return;
  if (processes.rank() == 0) processes.send(1, bytes_of(0, 2500));
  if (processes.rank() == 1)
    for (const int expected : {1000, 1000, 500}) {
      MPI_Status status;
      int length = 0;
      std::vector<std::byte> piece(4000);
      MPI_Recv(piece.data(), 4000, MPI_BYTE, 0, MPI_ANY_TAG, processes.handle(), &status);
      MPI_Get_count(&status, MPI_BYTE, &length);
      CHECK(length == expected);
    }
}

TEST_CASE("What MPI refuses is an error that names the call") {
  const communicator processes(MPI_COMM_WORLD, 1000);
  std::vector<std::byte> bytes(10);
  const std::string to_nobody = sentence([&] { processes.send(processes.size(), bytes); });
  CHECK(to_nobody.find("MPI_Send failed: ") == 0);
  CHECK(to_nobody.find("start the run again") != std::string::npos);
  CHECK(sentence([&] { processes.receive(processes.size(), bytes); }).find("MPI_Recv failed: ") == 0);
  CHECK(sentence([&] { processes.broadcast(bytes, processes.size()); }).find("MPI_Bcast failed: ") == 0);
  CHECK(sentence([&] { communicator{MPI_COMM_NULL}; }).find("MPI_COMM_NULL was given") == 0);
  CHECK(sentence([&] { communicator{MPI_COMM_WORLD, 0}; }).find("messages of at most 0 bytes") == 0);
  CHECK(sentence([&] {
          communicator{MPI_COMM_WORLD, std::size_t{1} << 31};
        }).find("messages of at most 2147483648") == 0);
  CHECK(sentence([&] { processes.all_gather(bytes, bytes); }).find("all_gather was given room for 10 bytes") ==
        (processes.size() == 1 ? std::string::npos : 0));
}

TEST_CASE("A message of another length than expected is an error") {
  const communicator processes(MPI_COMM_WORLD);
  if (processes.size() == 1) return;
  if (processes.rank() == 0) processes.send(1, bytes_of(0, 5));
  std::vector<std::byte> ten(10);
  if (processes.rank() == 1)
    CHECK(sentence([&] {
            processes.receive(0, ten);
          }).find("process 0 sent a message of 5 bytes where 10 are expected") == 0);
}

TEST_CASE("A communicator can be moved, and gives its own back") {
  communicator a(MPI_COMM_WORLD), b(MPI_COMM_WORLD, 10);
  const MPI_Comm handle = a.handle();
  communicator c(std::move(a));
  CHECK(c.handle() == handle);
  CHECK(a.handle() == MPI_COMM_NULL);
  b = std::move(c);
  CHECK(b.handle() == handle);
  CHECK(b.most_bytes() == communicator::usual_most_bytes);
  // An implementation has some thousands of them.
  for (int i = 0; i < 3000; ++i) communicator{MPI_COMM_SELF};
}

TEST_CASE("All processes throw the sentence of the first that has one, or none") {
  const communicator processes(MPI_COMM_WORLD, 7);
  const int rank = processes.rank(), size = processes.size();
  CHECK(sentence([&] { agree(processes, ""); }) == "");
  for (int first = 0; first < size; ++first) {
    const std::string mine = rank < first ? "" : "the file of process " + std::to_string(rank) + " is cut short";
    CHECK(sentence([&] { agree(processes, mine); }) == (size > 1 ? "rank " + std::to_string(first) + ": " : "") +
                                                           "the file of process " + std::to_string(first) +
                                                           " is cut short");
  }
  CHECK(sentence_of([] {}) == "");
  CHECK(sentence_of([] { throw error("words"); }) == "words");
  CHECK(sentence_of([] { throw error(""); }) != "");
  CHECK(sentence_of([] { throw 1; }) == "an exception of unknown type");
}
