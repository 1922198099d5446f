// SPDX-License-Identifier: BSL-1.0
// Particles with properties that the library does not know: they grow in number, shrink and are reordered.
#include <eudrift/swarm/compact.hpp>

#include "../catch.hpp"
#include "../support/executors.hpp"
#include "../support/larvae.hpp"
#include "../support/sentence.hpp"

#include <algorithm>
#include <random>
#include <vector>

using namespace eudrift;
using namespace test::larval;

namespace {

/// All particles grow older and drift.
template <class Particles>
struct live {
  Particles particles;
  float seconds;
  EUDRIFT_FN void operator()(index_t i) const {
    get<age>(particles)[i] += seconds;
    vec<double, 3> p = get<position>(particles).load(i);
    const vec<float, 2> d = get<drift>(particles).load(i);
    for (int k = 0; k < 2; ++k) p.at[k] += static_cast<double>(d.at[k]);
    get<position>(particles).store(i, p);
  }
};

using test::sentence;

/// Condition: a third of all indices, by chance, none below 1000 or all beyond 9000.
struct is_chosen {
  EUDRIFT_FN bool operator()(index_t i) const { return i >= 9000 || (i >= 1000 && (i * 2654435761 >> 7) % 3 == 0); }
};
struct tenfold {
  view<int> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = static_cast<int>(10 * i); }
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("Particles grow, shrink and are reordered with all their properties", "", test::executors) {
  using Ex = typename TestType::type;
  using set = larvae<Ex>;
  const Ex ex = TestType::make();
  set particles(ex);
  CHECK(particles.size() == 0);
  CHECK(particles.collect_all().size() == 0);
  CHECK(particles.template collect<position>(2).empty());
  particles.reorder({});
  particles.append(larva_batch{});
  CHECK(particles.size() == 0);

  std::mt19937 random(3);
  std::vector<std::int64_t> ids;
  std::int64_t next = 0;
  for (int round = 0; round < 30; ++round) {
    std::vector<std::int64_t> more;
    for (auto n = random() % (round % 5 == 0 ? 700 : 9); n-- > 0;) more.push_back(next++);
    particles.append(batch_of<larva_batch>(more));
    ids.insert(ids.end(), more.begin(), more.end());
    REQUIRE(same(particles.collect_all(), batch_of<larva_batch>(ids)));

    // Some are done with, the others change places.
    std::vector<index_t> order;
    for (std::size_t i = 0; i < ids.size(); ++i)
      if (random() % 4 != 0) order.push_back(static_cast<index_t>(i));
    std::shuffle(order.begin(), order.end(), random);
    if (round == 20) order.clear();
    particles.reorder(order);
    std::vector<std::int64_t> kept;
    for (const index_t i : order) kept.push_back(ids[static_cast<std::size_t>(i)]);
    ids.swap(kept);
    CHECK(particles.size() == static_cast<index_t>(ids.size()));
    REQUIRE(same(particles.collect_all(), batch_of<larva_batch>(ids)));
    const auto column = particles.template collect<particle_id>();
    CHECK(std::vector<std::int64_t>(column.begin(), column.end()) == ids);
  }
}

TEMPLATE_LIST_TEST_CASE("Kernels change properties while the set grows and is reordered, without a wait", "", test::executors) {
  using Ex = typename TestType::type;
  using set = larvae<Ex>;
  const Ex ex = TestType::make();
  set particles(ex);
  const auto map_live = [&](float seconds) {
    ex.map(particles.size(), live<typename set::view_type>{particles.view(), seconds});
  };
  particles.append(batch_of<larva_batch>({4, 5, 6, 7}));
  map_live(1);
  particles.append(batch_of<larva_batch>({8, 9}));  // into new arrays
  map_live(2);
  const std::vector<index_t> order{5, 0, 3};
  particles.reorder(order);
  map_live(4);
  const auto got = particles.collect_all();
  CHECK(got.template component<particle_id>() == std::vector<std::int64_t>{9, 4, 7});
  CHECK(got.template component<age>() == std::vector<float>{4.5f + 6, 2 + 7, 3.5f + 7});
  CHECK(got.template component<position>(1) == std::vector<double>{91 + 2 * 15, 41 + 3 * 10, 71 + 3 * 13});
  CHECK(got.template component<position>(2) == std::vector<double>{92, 42, 72});

  larva_batch some;
  particles.copy(std::vector<index_t>{2, 0}, some);
  map_live(8);
  CHECK(some.template component<particle_id>() == std::vector<std::int64_t>{7, 9});
  CHECK(some.template component<age>() == std::vector<float>{3.5f + 7, 4.5f + 6});
  CHECK(some.template component<position>(1) == std::vector<double>{71 + 3 * 13, 91 + 2 * 15});
  particles.copy({}, some);
  CHECK(some.size() == 0);
}

TEMPLATE_LIST_TEST_CASE("Particles are dropped, and the last take their places", "", test::executors) {
  const auto ex = TestType::make();
  for (const std::vector<index_t>& which :
       {std::vector<index_t>{}, {0}, {7}, {0, 2, 7}, {1, 5, 6}, {5, 6, 7}, {0, 1, 2, 3, 4, 5, 6},
        {0, 1, 2, 3, 4, 5, 6, 7}}) {
    larvae<typename TestType::type> set(ex);
    std::vector<std::int64_t> ids{10, 11, 12, 13, 14, 15, 16, 17};
    set.append(batch_of<larva_batch>(ids));
    set.set_arrived(2);
    set.remove(which);
    CHECK(set.arrived() == 0);
    std::vector<std::int64_t> last;  // of those kept, by another way round
    for (index_t i = 0; i < 8; ++i)
      if (std::count(which.begin(), which.end(), i) == 0 && i >= set.size()) last.push_back(10 + i);
    for (const index_t i : which)
      if (i < set.size()) ids[static_cast<std::size_t>(i)] = last.front(), last.erase(last.begin());
    ids.resize(8 - which.size());
    REQUIRE(set.size() == static_cast<index_t>(ids.size()));
    CHECK(same(set.collect_all(), batch_of<larva_batch>(ids)));
  }
  larvae<typename TestType::type> set(ex);
  set.append(batch_of<larva_batch>({1, 2, 3}));
  for (const std::vector<index_t>& which : {std::vector<index_t>{3}, {-1}, {1, 1}, {2, 1}})
    CHECK(sentence([&] { set.remove(which); }) ==
          "particles to drop are not named in ascending order, each once, of 3");
  CHECK(set.size() == 3);
}

TEMPLATE_LIST_TEST_CASE("A set of particles knows its bytes", "", test::executors) {
  const auto ex = TestType::make();
  larvae<typename TestType::type> set(ex);
  CHECK(set.bytes() == 0);
  set.append(batch_of<larva_batch>({1, 2, 3, 4, 5, 6, 7}));
  // id, position, element, status, steps, delay, next step; age, drift, hungry
  constexpr index_t each = 8 + 3 * 8 + 4 + 1 + 4 + 8 + 4 + 4 + 2 * 4 + 1;
  CHECK(set.bytes() == 7 * each);
  // A reordering keeps an array of each type of number: of 64 bits whole and real, of 32 whole, without sign and real, of
  // 8 for the status and of 8 for what is hungry.
  const std::vector<index_t> order{6, 5, 4, 3, 2, 1, 0};
  set.reorder(order);
  CHECK(set.bytes() == 7 * (each + 8 + 8 + 4 + 4 + 4 + 1 + 1));
}

TEST_CASE("An order that names a particle twice, or one that is not there, is refused") {
  particle_set<serial_executor, 2> particles(serial_executor{});
  particle_batch<2> batch;
  batch.resize(4);
  particles.append(batch);
  const auto reorder = [&](std::vector<index_t> order) { return sentence([&] { particles.reorder(order); }); };
  CHECK(reorder({0, 4}).find("particle 4 of 4") != std::string::npos);
  CHECK(reorder({-1}).find("particle -1") != std::string::npos);
  CHECK(reorder({2, 1, 2}).find("particle 2 twice") != std::string::npos);
  CHECK(particles.size() == 4);
  CHECK(reorder({3, 1}).empty());
  CHECK(particles.size() == 2);
}

TEST_CASE("A batch whose properties differ in number is refused, and nothing is appended") {
  const serial_executor ex;
  larvae<serial_executor> particles(ex);
  const auto append = [&](const larva_batch& batch) { return sentence([&] { particles.append(batch); }); };
  larva_batch ids_alone;
  ids_alone.component<particle_id>().assign(1000, 7);
  CHECK(append(ids_alone).find("position is given for 0, but trajectory for 1000") != std::string::npos);

  particles.append(batch_of<larva_batch>({1, 2, 3}));
  auto batch = batch_of<larva_batch>({4, 5});
  batch.component<drift>(1).pop_back();
  CHECK(append(batch).find("drift is given for 1, but trajectory for 2") != std::string::npos);
  batch = batch_of<larva_batch>({4, 5});
  batch.component<hungry>().push_back(1);
  CHECK(append(batch).find("hungry is given for 3, but trajectory for 2") != std::string::npos);
  batch = larva_batch{};
  batch.component<age>().push_back(1);
  CHECK(append(batch).find("age is given for 1, but trajectory for 0") != std::string::npos);
  CHECK(same(particles.collect_all(), batch_of<larva_batch>({1, 2, 3})));
}

TEMPLATE_LIST_TEST_CASE("Particles that have left are dropped, the others keep their order", "", test::executors) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  larvae<Ex> particles(ex);
  CHECK(compact(particles) == 0);
  particles.append(batch_of<larva_batch>({1, 2, 3, 5, 6, 10, 12}));  // 2, 6 and 10 have left
  CHECK(compact(particles) == 3);
  CHECK(same(particles.collect_all(), batch_of<larva_batch>({1, 3, 5, 12})));
  CHECK(compact(particles) == 0);
  CHECK(particles.size() == 4);
}

TEMPLATE_LIST_TEST_CASE("A selection finds what one index after another does, with its items", "", test::executors) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  auto values = ex.template make<int>(9500);
  ex.map(values.size(), tenfold{ex.view(values)});
  selection<Ex> some;
  for (const index_t first : {index_t{0}, index_t{1100}, index_t{8999}})
    for (const index_t length : {0, 1, 255, 256, 257, 500, 8400}) {
      const index_t last = std::min(first + length, values.size());
      INFO(first << " to " << last);
      std::vector<index_t> expected;
      std::vector<int> items;
      for (index_t i = first; i < last; ++i)
        if (is_chosen{}(i)) expected.push_back(i), items.push_back(static_cast<int>(10 * i));
      CHECK(some(ex, first, last, is_chosen{}) == static_cast<index_t>(expected.size()));
      CHECK(some.list(ex) == expected);
      CHECK(some.items(ex, ex.view(std::as_const(values))) == items);
    }
}
