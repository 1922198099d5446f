// SPDX-License-Identifier: BSL-1.0
// Messages to a few processes: each arrives whole and in its own round, whoever is late.
#include <eudrift/mpi/sparse_exchange.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"
#include "../support/heap.hpp"

#include <chrono>
#include <cstring>
#include <optional>
#include <random>

using namespace eudrift;

namespace {

using test::sentence;

/// What process `from` sends to process `to` in a round; all can tell.
std::vector<std::byte> message(int from, int to, int round) {
  std::seed_seq seed{from, to, round};
  std::mt19937 random(seed);
  constexpr std::size_t lengths[] = {0, 0, 0, 1, 8, 999, 1000, 1001, 3000, 12345};
  std::vector<std::byte> bytes(lengths[random() % std::size(lengths)]);
  for (auto& b : bytes) b = static_cast<std::byte>(random() % 256);
  return bytes;
}

struct received {
  int from;
  std::vector<std::byte> bytes;
  bool operator==(const received&) const = default;
};

}  // namespace

TEST_CASE("Messages arrive whole, once, and in the order of their sources") {
  for (const std::size_t most : {std::size_t{1000}, communicator::usual_most_bytes}) {
    sparse_exchange exchange(communicator(MPI_COMM_WORLD, most));
    const int rank = exchange.processes().rank(), size = exchange.processes().size();
    for (int round = 0; round < 60; ++round) {
      std::vector<received> expected, got;
      std::int64_t sent = 0, total = 0;
      for (int other = size - 1; other >= 0; --other) {  // in any order
        const auto bytes = message(rank, other, round);
        if (!bytes.empty()) exchange.to(other) = bytes, ++sent;
      }
      for (int from = 0; from < size; ++from)
        for (int to = 0; to < size; ++to) {
          auto bytes = message(from, to, round);
          total += !bytes.empty();
          if (to == rank && !bytes.empty()) expected.push_back({from, std::move(bytes)});
        }
      const auto sums = exchange.round<2>({sent, rank + 1}, [&](int from, std::span<const std::byte> bytes) {
        got.push_back({from, {bytes.begin(), bytes.end()}});
      });
      CHECK((got == expected));
      CHECK(sums[0] == total);
      CHECK(sums[1] == size * (size + 1) / 2);
    }
  }
}

TEST_CASE("A process that is late to see the end of a round takes no message of the next one for it") {
  sparse_exchange exchange(communicator{MPI_COMM_WORLD});
  const int rank = exchange.processes().rank(), size = exchange.processes().size();
  std::mt19937 random(static_cast<unsigned>(rank));
  int wrong = 0, got = 0;
  constexpr int rounds = 150;
  for (int round = 0; round < rounds; ++round) {
    const int late = round % size;
    const int to = (rank + 1 + round % std::max(1, size - 1)) % size;
    exchange.to(to).push_back(static_cast<std::byte>(round));
    bool slept = false;
    // The others have gone on and sent before the late one, asleep within the round, looks again.
    const auto idle = [&] {
      if (rank == late && !slept) slept = true, std::this_thread::sleep_for(std::chrono::milliseconds(2));
      if (random() % 8 == 0) std::this_thread::sleep_for(std::chrono::microseconds(random() % 300));
    };
    const auto receive = [&](int, std::span<const std::byte> bytes) {
      for (const std::byte b : bytes) ++got, wrong += b != static_cast<std::byte>(round);
    };
    exchange.round<1>({1}, receive, idle);
  }
  CHECK(wrong == 0);
  CHECK(got == rounds);
}

TEST_CASE("Rounds without a message end, and two exchanges do not meet") {
  const communicator processes(MPI_COMM_WORLD);
  sparse_exchange a(processes), b(processes);
  const int rank = processes.rank(), size = processes.size();
  const auto none = [](int, std::span<const std::byte>) { FAIL("nothing was sent"); };
  for (int round = 0; round < 20; ++round) CHECK(a.round<1>({1}, none)[0] == size);
  b.to((rank + 1) % size).push_back(std::byte{5});
  CHECK(a.round<1>({0}, none)[0] == 0);
  int got = 0;
  b.round<1>({0}, [&](int from, std::span<const std::byte> bytes) {
    CHECK(from == (rank + size - 1) % size);
    CHECK(bytes.size() == 1);
    ++got;
  });
  CHECK(got == 1);
  CHECK(sentence([&] { a.to(size); }) ==
        "a message to rank " + std::to_string(size) + " was begun; ranks are 0 to " + std::to_string(size - 1));
  CHECK(sentence([&] { a.to(-1); }) != "");
}

TEST_CASE("Buffers are kept from round to round") {
  sparse_exchange exchange(communicator(MPI_COMM_WORLD, 1000));
  const int rank = exchange.processes().rank(), size = exchange.processes().size();
  const std::vector<std::byte> bytes(5000);
  std::size_t before = 0;
  for (int round = 0; round < 12; ++round) {
    if (round == 4) before = test::heap::taken();
    for (const int to : {rank, (rank + 1) % size}) exchange.to(to).assign(bytes.begin(), bytes.end());
    exchange.round<1>({1}, [&](int, std::span<const std::byte> all) { if (all.size() != 5000) FAIL("cut"); });
  }
  CHECK(test::heap::taken() == before);
}
