// SPDX-License-Identifier: BSL-1.0
// Output in the order of ids: the same for one process and many, with little memory.
#include <eudrift/exec/job_thread.hpp>
#include <eudrift/mpi/collect_by_id.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"
#include "../support/heap.hpp"
#include "locals.hpp"

#include <random>

using namespace eudrift;

namespace {

using test::sentence;

/// Ids with what belongs to them, told by the id.
struct items {
  std::vector<std::int64_t> id;
  std::vector<double> x;
  std::vector<std::uint8_t> kind;
  void add(std::int64_t i) {
    id.push_back(i), x.push_back(static_cast<double>(i) / 3), kind.push_back(static_cast<std::uint8_t>(i % 251));
  }
  auto values() const { return std::tuple(std::span<const double>(x), std::span<const std::uint8_t>(kind)); }
};

/// Collects what a sink is given.
struct collected {
  items all;
  std::vector<std::size_t> blocks;
  auto sink() {
    return [this](std::span<const std::int64_t> id, std::span<const double> x, std::span<const std::uint8_t> kind) {
      blocks.push_back(id.size());
      REQUIRE(x.size() == id.size());
      REQUIRE(kind.size() == id.size());
      for (std::size_t i = 0; i < id.size(); ++i)
        all.id.push_back(id[i]), all.x.push_back(x[i]), all.kind.push_back(kind[i]);
    };
  }
};

/// A number that each process has.
struct one_for_each {
  index_t value = 1;
  EUDRIFT_FN index_t operator()(index_t) const { return value; }
};

/// How n ids, with gaps, are shared out among processes.
enum class sharing { random, by_run, root_has_none, last_has_all };

items share(index_t n, sharing how, int rank, int size, items* whole) {
  std::mt19937 random(static_cast<unsigned>(n) + 1);
  items mine;
  std::int64_t id = 1000;
  for (index_t i = 0; i < n; ++i) {
    id += 1 + random() % 3;
    int owner = static_cast<int>(random() % static_cast<unsigned>(size));
    if (how == sharing::by_run) owner = static_cast<int>(i * size / n);
    if (how == sharing::root_has_none && size > 1) owner = 1 + static_cast<int>(i) % (size - 1);
    if (how == sharing::last_has_all) owner = size - 1;
    whole->add(id);
    if (owner == rank) mine.add(id);
  }
  items shuffled;
  std::vector<std::int64_t> order = mine.id;
  std::shuffle(order.begin(), order.end(), random);
  for (const std::int64_t i : order) shuffled.add(i);
  return shuffled;
}

}  // namespace

TEST_CASE("The root gets all items in ascending order of ids, in blocks, whoever holds what") {
  for (const std::size_t most : {std::size_t{1000}, communicator::usual_most_bytes}) {
    const mpi_executor<serial_executor> ex({}, MPI_COMM_WORLD, most);
    const int rank = ex.processes().rank(), size = ex.processes().size();
    for (const index_t n : {index_t{0}, index_t{1}, index_t{7}, index_t{1000}, index_t{5003}})
      for (const auto how : {sharing::random, sharing::by_run, sharing::root_has_none, sharing::last_has_all})
        for (const index_t block : {index_t{1}, index_t{3}, index_t{100}, collect_block}) {
          if (block == 1 && n > 100) continue;
          items whole;
          const items mine = share(n, how, rank, size, &whole);
          collected got;
          CHECK(collect_by_id(ex, mine.id, mine.values(), got.sink(), block) == n);
          if (rank != ex.root) {
            CHECK(got.blocks.empty());
            continue;
          }
          CHECK(got.all.id == whole.id);
          CHECK(got.all.x == whole.x);
          CHECK(got.all.kind == whole.kind);
          CHECK(static_cast<index_t>(got.blocks.size()) == (n + block - 1) / block);
          for (std::size_t b = 0; b + 1 < got.blocks.size(); ++b) CHECK(static_cast<index_t>(got.blocks[b]) == block);

          collected alone;  // the same on one process
          CHECK(collect_by_id(serial_executor{}, whole.id, whole.values(), alone.sink(), block) == n);
          CHECK(alone.all.id == got.all.id);
          CHECK(alone.blocks == got.blocks);
        }
  }
}

TEST_CASE("Items are collected in another thread, asleep, while the first one makes collective calls") {
  const mpi_executor<serial_executor> ex, aside({}, MPI_COMM_WORLD, communicator::usual_most_bytes, waiting::asleep);
  const int rank = ex.processes().rank(), size = ex.processes().size();
  items whole;
  const items mine = share(20011, sharing::random, rank, size, &whole);
  job_thread thread;
  collected got;
  auto later = thread.submit([&] { return collect_by_id(aside, mine.id, mine.values(), got.sink(), 1000); });
  index_t sum = 0;
  do sum += ex.reduce(1, one_for_each{}, sum_reduce<index_t>{});
  while (ex.reduce(1, one_for_each{later.wait_for(std::chrono::seconds(0)) != std::future_status::ready}, sum_reduce<index_t>{}) > 0);
  CHECK(sum % size == 0);
  CHECK(later.get() == 20011);
  if (rank == ex.root) CHECK(got.all.id == whole.id);
  if (rank == ex.root) CHECK(got.all.x == whole.x);

  const auto full = [](auto...) { throw error("tracks.nc: the disk is full"); };
  auto failed = thread.submit([&] { collect_by_id(aside, mine.id, mine.values(), full, 1000); });
  CHECK(sentence([&] { failed.get(); }) == std::string(size > 1 ? "rank 0: " : "") + "tracks.nc: the disk is full");
}

TEST_CASE("No process has more than two blocks beside its own items") {
  const mpi_executor<serial_executor> ex;
  const int rank = ex.processes().rank(), size = ex.processes().size();
  if (size == 1) return;
  constexpr index_t n = 200000, block = 2000;
  items whole;
  const items mine = share(n, sharing::root_has_none, rank, size, &whole);
  index_t seen = 0;
  const auto count = [&](std::span<const std::int64_t> id, auto, auto) { seen += static_cast<index_t>(id.size()); };
  test::heap::watch();
  const std::size_t before = test::heap::held();
  collect_by_id(ex, mine.id, mine.values(), count, block);
  const auto taken = static_cast<index_t>(test::heap::peak() - before);
  const index_t item = sizeof(std::int64_t) + sizeof(double) + sizeof(std::uint8_t);
  INFO(taken << " bytes on rank " << rank << " of " << size);
  CHECK(taken < 2 * block * item + 20000 + static_cast<index_t>(12 * mine.id.size()));
  CHECK(taken > block / size / 2 * item);  // so it is measured at all
  CHECK(seen == (rank == ex.root ? n : 0));
}

TEST_CASE("What fails at the root or elsewhere is an error on all processes, and the next collection goes well") {
  const mpi_executor<serial_executor> ex;
  const int rank = ex.processes().rank(), size = ex.processes().size();
  const std::string prefix = size > 1 ? "rank 0: " : "",
                    last = size > 1 ? "rank " + std::to_string(size - 1) + ": " : "";
  items whole;
  const items mine = share(3000, sharing::random, rank, size, &whole);
  int calls = 0;
  const auto full = [&](auto...) { if (++calls == 2) throw error("tracks.nc: the disk is full"); };
  CHECK(sentence([&] { collect_by_id(ex, mine.id, mine.values(), full, 100); }) ==
        prefix + "tracks.nc: the disk is full");

  const auto nothing = [](auto...) {};
  auto twice = mine;
  if (rank == size - 1) twice.add(77), twice.add(77);
  CHECK(sentence([&] { collect_by_id(ex, twice.id, twice.values(), nothing); }) ==
        last + "particle 77 comes twice; every particle has an id of its own");
  auto shared = mine;
  if (rank == 0 || rank == size - 1) shared.add(3333333);
  const std::string words = sentence([&] { collect_by_id(ex, shared.id, shared.values(), nothing, 100); });
  if (size > 1)
    CHECK(words == prefix + "particle 3333333 comes twice, from ranks 0 and " + std::to_string(size - 1) +
                       "; every particle has an id of its own");
  auto unequal = mine;
  if (rank == size - 1) unequal.x.push_back(1);
  CHECK(sentence([&] { collect_by_id(ex, unequal.id, unequal.values(), nothing); }).find(" values were given for ") !=
        std::string::npos);
  CHECK(sentence([&] { collect_by_id(ex, mine.id, mine.values(), nothing, 0); }) ==
        prefix + "blocks of 0 items were asked for; 1 or more are expected");

  collected got;
  CHECK(collect_by_id(ex, mine.id, mine.values(), got.sink(), 100) == 3000);
  if (rank == 0) CHECK(got.all.id == whole.id);
}

TEMPLATE_LIST_TEST_CASE("Particles come by id from any local executor", "", test::locals) {
  const mpi_executor<typename TestType::type> ex(TestType::make());
  const int rank = ex.processes().rank(), size = ex.processes().size();
  particle_set<mpi_executor<typename TestType::type>, 2> particles(ex);
  particle_batch<2> batch;
  batch.resize(100);
  for (std::size_t i = 0; i < 100; ++i) {
    const auto id = static_cast<std::int64_t>(99 - i) * size + rank;
    batch.component<particle_id>()[i] = id;
    batch.component<position>(1)[i] = static_cast<double>(id) / 2;
  }
  particles.append(batch);
  std::int64_t next = 0;
  const auto sink = [&](std::span<const std::int64_t> id, std::span<const double> y) {
    for (std::size_t i = 0; i < id.size(); ++i) {
      REQUIRE(id[i] == next);
      REQUIRE(y[i] == static_cast<double>(next++) / 2);
    }
  };
  CHECK(collect_by_id(ex, particles.template collect<particle_id>(),
                      std::tuple(particles.template collect<position>(1)), sink, 16) == 100 * size);
  CHECK(next == (rank == 0 ? 100 * size : 0));
}
