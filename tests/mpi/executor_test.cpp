// SPDX-License-Identifier: BSL-1.0
// The executor of many processes: whoever holds what, results are those of one process, to the bit.
#include <eudrift/swarm/compact.hpp>
#include <eudrift/swarm/sort_by_element.hpp>
#include <eudrift/testing/catch2.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"
#include "locals.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

using namespace eudrift;

namespace {

using test::same_everywhere;
using test::sentence;

struct item {
  view<const double> from;
  EUDRIFT_FN double operator()(index_t i) const { return from[i]; }
};
struct whole_item {
  view<const double> from;
  EUDRIFT_FN std::int64_t operator()(index_t i) const { return static_cast<std::int64_t>(from[i]); }
};
struct positive {
  view<const double> from;
  EUDRIFT_FN bool operator()(index_t i) const { return from[i] > 0; }
};
struct refuse_term {
  bool refuses;
  EUDRIFT_FN double operator()(index_t i) const { return refuses && i == 7 ? throw error("item 7 is damaged") : 1.0; }
};
/// A reducer of a user: its accumulator has no default value, and is longer than the messages.
struct histogram {
  static constexpr bool any_order = true;
  static constexpr int bins = 64;
  struct value_type {
    explicit value_type(int) {}
    std::int64_t count[bins] = {};
  };
  EUDRIFT_FN value_type identity() const { return value_type(0); }
  EUDRIFT_FN void add(value_type& v, double x) const {
    int b = 0;
    while (b + 1 < bins && x > std::ldexp(1.0, b - 40)) ++b;
    ++v.count[b];
  }
  EUDRIFT_FN value_type join(value_type a, const value_type& b) const {
    for (int k = 0; k < bins; ++k) a.count[k] += b.count[k];
    return a;
  }
  std::vector<std::int64_t> result(const value_type& v) const { return {v.count, v.count + bins}; }
};
/// One that does not say what it is.
struct silent : sum_reduce<std::int64_t> {};

static_assert(reduces_in_any_order<exact_sum> && reduces_in_any_order<max_reduce<float>> &&
              reduces_in_any_order<min_reduce<double>> && reduces_in_any_order<count_reduce> &&
              reduces_in_any_order<sum_reduce<std::int64_t>> && reduces_in_any_order<histogram>);
static_assert(!reduces_in_any_order<sum_reduce<double>> && !reduces_in_any_order<sum_reduce<float>> &&
              !reduces_in_any_order<archetype::reducer> && !reduces_in_any_order<silent>);

/// Items of the whole program, of which each process gets some, in an order of its own.
struct shared_out {
  std::vector<double> all;
  std::vector<double> mine;
  std::vector<std::int64_t> ids;  ///< of mine
  shared_out(index_t n, unsigned seed, int rank, int size, bool one_has_all) {
    std::mt19937_64 random(seed);
    for (index_t i = 0; i < n; ++i)
      all.push_back(
          std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())), -63 + static_cast<int>(random() % 40)));
    for (index_t i = 0; i < n; ++i) {
      const auto owner = static_cast<int>(random() % static_cast<unsigned>(size));
      if ((one_has_all ? static_cast<int>(seed) % size : owner) == rank) ids.push_back(i);
    }
    std::shuffle(ids.begin(), ids.end(), random);
    for (const std::int64_t i : ids) mine.push_back(all[static_cast<std::size_t>(i)]);
  }
};

template <class Local>
mpi_executor<Local> make(const Local& local, std::size_t most_bytes = communicator::usual_most_bytes) {
  return mpi_executor<Local>(local, MPI_COMM_WORLD, most_bytes);
}

}  // namespace

TEST_CASE("An executor of many processes keeps the contract of all executors") {
  eudrift_executor_conformance(make(deferred_executor{}));
}

TEMPLATE_LIST_TEST_CASE("Reductions have the bits of one process, whoever holds what", "", test::locals) {
  const serial_executor serial;
  for (const std::size_t most : {std::size_t{100}, communicator::usual_most_bytes})
    for (const index_t n : {index_t{0}, index_t{1}, index_t{5}, index_t{20001}})
      for (unsigned seed = 1; seed <= 3; ++seed) {
        const auto ex = make(TestType::make(), most);
        const shared_out items(n, seed, ex.processes().rank(), ex.processes().size(), seed == 3);
        std::vector<std::int64_t> all_ids(items.all.size());
        std::iota(all_ids.begin(), all_ids.end(), std::int64_t{0});
        const auto a = ex.upload(items.mine);
        const auto id = ex.upload(items.ids);
        const view<const double> whole{items.all.data(), n};
        const index_t own = a.size();

        const double sum = ex.reduce(own, item{ex.view(a)}, exact_sum{});
        const double expected = serial.reduce(n, item{whole}, exact_sum{});
        CHECK(std::bit_cast<std::uint64_t>(sum) == std::bit_cast<std::uint64_t>(expected));
        CHECK(same_everywhere(std::bit_cast<std::uint64_t>(sum)));
        CHECK(ex.reduce(own, whole_item{ex.view(a)}, sum_reduce<std::int64_t>{}) ==
              serial.reduce(n, whole_item{whole}, sum_reduce<std::int64_t>{}));
        CHECK(ex.reduce(own, positive{ex.view(a)}, count_reduce{}) ==
              serial.reduce(n, positive{whole}, count_reduce{}));
        CHECK(ex.reduce(own, item{ex.view(a)}, histogram{}) == serial.reduce(n, item{whole}, histogram{}));

        const held_values<double> here{ex.view(a), ex.view(id)}, there{whole, {all_ids.data(), n}};
        const held<double> high = ex.reduce(own, here, max_reduce<double>{}),
                           top = serial.reduce(n, there, max_reduce<double>{});
        const held<double> low = ex.reduce(own, here, min_reduce<double>{}),
                           least = serial.reduce(n, there, min_reduce<double>{});
        CHECK(high.value == top.value);
        CHECK(high.id == top.id);
        CHECK(low.value == least.value);
        CHECK(low.id == least.id);
        CHECK(same_everywhere(static_cast<std::uint64_t>(high.id)));
      }
}

TEMPLATE_LIST_TEST_CASE("Equal maxima on several processes go to the smaller id, a NaN on one is an error on all", "",
                        test::locals) {
  const auto ex = make(TestType::make());
  const int rank = ex.processes().rank(), size = ex.processes().size();
  std::vector<float> value(10, 0.5f);
  std::vector<std::int64_t> ids(10);
  for (std::size_t i = 0; i < 10; ++i) ids[i] = size - rank + size * static_cast<std::int64_t>(i);  // least on the last
  const auto reduce = [&] {
    const auto v = ex.upload(value);
    const auto id = ex.upload(ids);
    return ex.reduce(10, held_values<float>{ex.view(v), ex.view(id)}, max_reduce<float>{});
  };
  CHECK(reduce().id == 1);
  if (rank == size - 1) value[3] = std::numeric_limits<float>::quiet_NaN();
  CHECK(sentence(reduce).find("the value of particle " + std::to_string(1 + 3 * size) + " is not a number") == 0);
}

TEMPLATE_LIST_TEST_CASE("What fails within a reduction on one process is an error on all, and the next one goes well",
                        "", test::locals) {
  const auto ex = make(TestType::make());
  const int rank = ex.processes().rank(), size = ex.processes().size();
  for (int bad = 0; bad < size; ++bad) {
    const auto reduce = [&](bool refuses) { return ex.reduce(20, refuse_term{refuses}, exact_sum{}); };
    CHECK(sentence([&] { reduce(rank >= bad); }) ==
          (size > 1 ? "rank " + std::to_string(bad) + ": " : "") + "item 7 is damaged");
    CHECK(reduce(false) == 20.0 * size);
  }
}

TEMPLATE_LIST_TEST_CASE("A collect gives the root all items in the order of ranks, and the others none", "",
                        test::locals) {
  for (const std::size_t most : {std::size_t{1000}, communicator::usual_most_bytes}) {
    const auto ex = make(TestType::make(), most);
    const int rank = ex.processes().rank(), size = ex.processes().size();
    const auto value = [](int r, index_t i) { return 1e6 * r + static_cast<double>(i); };
    const auto length = [](int r) { return index_t{700} * ((r + 1) % 3); };  // some have none
    std::vector<double> mine, expected;
    for (index_t i = 0; i < length(rank); ++i) mine.push_back(value(rank, i));
    for (int r = 0; r < size; ++r)
      for (index_t i = 0; i < length(r); ++i) expected.push_back(value(r, i));
    const auto a = ex.upload(mine);
    const auto all = ex.collect(a);
    // What was collected stays, whatever else is.
    const bool flags[] = {true, rank % 2 == 0};
    const auto b = ex.upload(std::span<const bool>(flags));
    const auto bits = ex.collect(b);
    if (rank == ex.root) {
      CHECK(std::vector<double>(all.begin(), all.end()) == expected);
      REQUIRE(static_cast<int>(bits.size()) == 2 * size);
      for (std::size_t i = 0; i < bits.size(); ++i) CHECK(bits[i] == (i % 4 != 3));
    } else {
      CHECK(all.empty());
      CHECK(bits.empty());
    }
    const auto own = ex.collect_own(a);
    CHECK(std::vector<double>(own.begin(), own.end()) == mine);
    const auto nothing = ex.template make<float>(0);
    CHECK(ex.collect(nothing).empty());
  }
}

TEST_CASE("A fork has the same processes") {
  const auto ex = make(serial_executor{});
  CHECK(ex.fork().reduce(3, refuse_term{false}, exact_sum{}) == 3.0 * ex.processes().size());
}

TEMPLATE_LIST_TEST_CASE("A process sorts, drops and reads its own particles alone", "", test::locals) {
  const auto ex = make(TestType::make());
  const int rank = ex.processes().rank();
  using Ex = std::remove_cvref_t<decltype(ex)>;
  particle_set<Ex, 2> particles(ex);
  particle_batch<2> batch;
  const index_t n = 50 + 30 * rank;
  batch.resize(n);
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
    batch.component<particle_id>()[i] = 1000 * rank + static_cast<std::int64_t>(i);
    batch.component<host_element>()[i] = static_cast<std::int32_t>((i * 37) % 100);
    batch.component<state>()[i] = i % 10 == 0 ? status::left : status::moving;
  }
  particles.append(batch);
  if (rank % 2 == 0) {  // nothing of it is collective
    CHECK(compact(particles) == n / 10);
    sort_by_element sort;
    sort(particles, 100);
    const auto element = particles.template collect<host_element>();
    CHECK(static_cast<index_t>(element.size()) == n - n / 10);
    CHECK(std::is_sorted(element.begin(), element.end()));
  }
  CHECK(particles.collect_all().size() == (rank % 2 == 0 ? n - n / 10 : n));
}
