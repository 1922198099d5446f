// SPDX-License-Identifier: BSL-1.0
// Particles that go from process to process at random: none is lost or doubled, all keep what they carry.
#include <eudrift/mpi/collect_by_id.hpp>
#include <eudrift/mpi/particle_exchange.hpp>

#include "../catch.hpp"
#include "../support/larvae.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"
#include "locals.hpp"

#include <random>

using namespace eudrift;
using namespace test::larval;

namespace {

using test::sentence;

template <class Local>
using exchange_of =
    particle_exchange<Local, 3, property<age, float>, property<drift, vec<float, 2>>, property<hungry, std::uint8_t>>;

/// The ids of all processes together are 0 ... n - 1, each once, and each particle has what it had.  Collective.
template <class Particles, class Ex>
void check_all_there(const Ex& ex, const Particles& particles, std::int64_t n) {
  std::int64_t next = 0, wrong = 0;
  const auto sink = [&](std::span<const std::int64_t> ids) {
    for (const std::int64_t id : ids) wrong += id != next++;
  };
  CHECK(collect_by_id(ex, particles.template collect<particle_id>(), std::tuple<>{}, sink, 100) == n);
  if (ex.processes().rank() == 0) CHECK(next == n);
  CHECK(wrong == 0);
  const auto ids = particles.template collect<particle_id>();
  CHECK(same(particles.collect_all(), batch_of<larva_batch>({ids.begin(), ids.end()})));
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("Storms of particles: none is lost, none comes twice, each keeps all it has", "",
                        test::locals) {
  using Local = typename TestType::type;
  const bool is_serial = std::is_same_v<Local, serial_executor>, takes = mpi_takes(memory_of<Local>());
  for (const auto& [most, where] : {std::pair(std::size_t{1000}, message_memory::automatic),
                                   {communicator::usual_most_bytes, message_memory::host},
                                   {std::size_t{1000}, message_memory::own},
                                   {communicator::usual_most_bytes, message_memory::own}}) {
    if (where == message_memory::own && !takes) continue;
    const mpi_executor<Local> ex(TestType::make(), MPI_COMM_WORLD, most);
    const int rank = ex.processes().rank(), size = ex.processes().size();
    exchange_of<Local> exchange(ex, where);
    const int seeds = !is_serial || most > 1000 || where == message_memory::own ? 5 : test::full_size() ? 1000 : 100;
    for (int seed = 0; seed < seeds; ++seed) {
      larvae<mpi_executor<Local>> particles(ex);
      std::mt19937 shared(static_cast<unsigned>(seed));
      std::mt19937 random(static_cast<unsigned>(seed * 100 + rank));
      const std::int64_t n = shared() % (seed % 50 == 0 ? 20000 : 200);
      const unsigned kind = shared() % 4;
      std::vector<std::int64_t> ids;
      for (std::int64_t id = 0; id < n; ++id)
        if (static_cast<int>(shared() % static_cast<unsigned>(size)) == rank) ids.push_back(id);
      particles.append(batch_of<larva_batch>(ids));
      for (int round = 0; round < 4; ++round) {
        std::vector<std::int32_t> to(static_cast<std::size_t>(particles.size()));
        std::int64_t going = 0;
        for (auto& r : to) {
          if (kind == 0) r = static_cast<int>(random() % static_cast<unsigned>(size));        // anywhere
          if (kind == 1) r = random() % 10 != 0 ? rank : (rank + 1) % size;                   // some to a neighbour
          if (kind == 2) r = round % size;                                                    // all to one
          if (kind == 3) r = rank % 2 == 0 ? rank : static_cast<int>(random() % static_cast<unsigned>(size));
          going += r != rank;
        }
        std::int64_t expected = 0;
        for (const std::int64_t g : ex.processes().all_gather(going)) expected += g;
        const std::int64_t moved = exchange(particles, to);
        if (moved != expected) CHECK(moved == expected);
      }
      if (seed % 10 == 0 || seed < 5) check_all_there(ex, particles, n);
      std::int64_t total = 0;
      for (const std::int64_t held : ex.processes().all_gather(particles.size())) total += held;
      if (total != n) CHECK(total == n);
    }
    larvae<mpi_executor<Local>> nobody(ex);
    CHECK(exchange(nobody, {}) == 0);  // says that all was well before
  }
}

#if !defined(THRUST_DEVICE_SYSTEM)  // else these have run elsewhere
TEST_CASE("The last that stay take the places of those that go, those that come stand behind by their sender") {
  const mpi_executor<serial_executor> ex;
  const int rank = ex.processes().rank(), size = ex.processes().size();
  exchange_of<serial_executor> exchange(ex);
  larvae<mpi_executor<serial_executor>> particles(ex);
  std::vector<std::int64_t> ids, expected;
  std::vector<std::int32_t> to;
  for (int i = 0; i < 3 * size; ++i) ids.push_back(1000 * rank + i), to.push_back(i % size);
  particles.append(batch_of<larva_batch>(ids));
  for (int place = 0, last = rank; place < 3; ++place) {
    while (last < 3) last += size;
    expected.push_back(1000 * rank + (place % size == rank ? place : last));
    if (place % size != rank) last += size;
  }
  for (int from = 0; from < size; ++from)
    for (int i = rank; from != rank && i < 3 * size; i += size) expected.push_back(1000 * from + i);
  CHECK(exchange(particles, to) == 3 * size * (size - 1));
  CHECK(same(particles.collect_all(), batch_of<larva_batch>(expected)));
}

TEST_CASE("Elements of particles may be changed before they go and where they come") {
  const mpi_executor<serial_executor> ex;
  const int rank = ex.processes().rank(), size = ex.processes().size();
  for (const message_memory where : {message_memory::host, message_memory::own}) {
    exchange_of<serial_executor> exchange(ex, where);
    larvae<mpi_executor<serial_executor>> particles(ex);
    particles.append(batch_of<larva_batch>({rank, 100 + rank}));
    const auto depart = [&](larva_batch& b) { for (auto& e : b.component<host_element>()) e += 1000 * (rank + 1); };
    const auto arrive = [&](larva_batch& b) { for (auto& e : b.component<host_element>()) e = -e; };
    exchange(particles, std::vector<std::int32_t>{rank, (rank + 1) % size}, depart, arrive);
    if (size == 1) return;
    const int from = (rank + size - 1) % size;
    const auto element = particles.collect<host_element>();
    REQUIRE(element.size() == 2);
    CHECK(element[0] == rank + 1);
    CHECK(element[1] == -(101 + from + 1000 * (from + 1)));
  }
}

TEST_CASE("Messages in memory that MPI does not take are refused on all processes") {
  const mpi_executor<deferred_executor> ex;
  CHECK(sentence([&] { exchange_of<deferred_executor>(ex, message_memory::own); })
            .ends_with("messages were to lie in the executor's own memory, which this MPI does not take; let them lie in "
                       "the host's (message_memory::host)"));
  CHECK(mpi_takes(memory_kind::host));
  CHECK(!mpi_takes(memory_kind::unknown));
}

TEST_CASE("A wrong order is an error on all processes, and no particle goes from there") {
  const mpi_executor<serial_executor> ex;
  const int rank = ex.processes().rank(), size = ex.processes().size();
  const std::string prefix = size > 1 ? "rank " + std::to_string(size - 1) + ": " : "";
  exchange_of<serial_executor> exchange(ex);
  larvae<mpi_executor<serial_executor>> particles(ex);
  particles.append(batch_of<larva_batch>({2 * rank, 2 * rank + 1}));
  const bool wrong = rank == size - 1;
  std::vector<std::int32_t> to(2, rank);
  if (wrong) to[1] = size;
  CHECK(sentence([&] { exchange(particles, to); }) == prefix + "a particle was to go to rank " + std::to_string(size) +
                                                          "; ranks are 0 to " + std::to_string(size - 1));
  to.assign(wrong ? 1 : 2, rank);
  CHECK(sentence([&] { exchange(particles, to); }) ==
        prefix + "ranks were given for 1 particles of 2; one is expected for each");
  check_all_there(ex, particles, 2 * size);
  CHECK(exchange(particles, std::vector<std::int32_t>(2, 0)) == 2 * (size - 1));
  check_all_there(ex, particles, 2 * size);
}

TEST_CASE(
    "A particle that does not arrive, and what fails where it comes, are errors on all processes in the next round") {
  const mpi_executor<serial_executor> ex;
  const int rank = ex.processes().rank(), size = ex.processes().size();
  if (size == 1) return;
  using set = larvae<mpi_executor<serial_executor>>;
  const auto stay = [&](const set& p) { return std::vector<std::int32_t>(static_cast<std::size_t>(p.size()), rank); };
  {
    exchange_of<serial_executor> exchange(ex);
    set particles(ex);
    particles.append(batch_of<larva_batch>({2 * rank, 2 * rank + 1}));
    const auto nothing = [](larva_batch&) {};
    const auto lose = [&](larva_batch& b) { if (rank == 1) b.resize(b.size() - 1); };
    CHECK(exchange(particles, std::vector<std::int32_t>(2, (rank + 1) % size), nothing, lose) == 2 * size);
    CHECK(sentence([&] { exchange(particles, stay(particles)); }) ==
          "of " + std::to_string(2 * size) + " particles that were sent to other processes " +
              std::to_string(2 * size - 1) + " arrived; none may be lost, so start the run again from a checkpoint");
  }
  for (const message_memory where : {message_memory::host, message_memory::own}) {
    exchange_of<serial_executor> exchange(ex, where);
    set particles(ex);
    particles.append(batch_of<larva_batch>({2 * rank, 2 * rank + 1}));
    const auto nothing = [](larva_batch&) {};
    const auto refuse = [&](larva_batch&) { if (rank == 1) throw error("element 7 is not held here"); };
    exchange(particles, std::vector<std::int32_t>(2, (rank + 1) % size), nothing, refuse);
    CHECK(particles.size() == (rank == 1 ? 0 : 2));
    CHECK(sentence([&] { exchange(particles, stay(particles)); }) == "rank 1: element 7 is not held here");
  }
}
#endif
