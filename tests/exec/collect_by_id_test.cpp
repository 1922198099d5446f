// SPDX-License-Identifier: BSL-1.0
// Items by id from one memory; of many processes under mpi/.
#include <eudrift/exec/collect_by_id.hpp>

#include "../catch.hpp"
#include "../support/executors.hpp"
#include "../support/sentence.hpp"

#include <limits>
#include <random>

using namespace eudrift;

TEMPLATE_LIST_TEST_CASE("Items come in ascending order of ids, in blocks", "", test::executors) {
  const auto ex = TestType::make();
  const std::vector<std::int64_t> ids{70, 5, 12, 1LL << 40, 0, 33, 6};
  std::vector<float> half;
  for (const std::int64_t id : ids) half.push_back(static_cast<float>(id) / 2);
  for (const index_t block : {1, 3, 7, 100}) {
    std::vector<std::int64_t> got;
    const auto sink = [&](std::span<const std::int64_t> id, std::span<const float> value) {
      CHECK((static_cast<index_t>(id.size()) == block || got.size() + id.size() == ids.size()));
      for (std::size_t i = 0; i < id.size(); ++i) {
        CHECK(value[i] == static_cast<float>(id[i]) / 2);
        got.push_back(id[i]);
      }
    };
    CHECK(collect_by_id(ex, ids, std::tuple(std::span<const float>(half)), sink, block) == 7);
    CHECK(got == std::vector<std::int64_t>{0, 5, 6, 12, 33, 70, 1LL << 40});
  }
  const auto nothing = [](auto...) { FAIL("there are no items"); };
  CHECK(collect_by_id(ex, std::span<const std::int64_t>{}, std::tuple<>{}, nothing) == 0);
}

TEST_CASE("Ids are put in order whether they lie close together, far apart or at the ends of what there is") {
  std::mt19937_64 random(5);
  constexpr auto last = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t first : {std::int64_t{0}, std::int64_t{-700}, last - 40 * 1000})
    for (const std::int64_t gap : {1, 2, 15, 16, 40}) {  // more than 16 numbers for an id are sorted another way
      CAPTURE(first, gap);
      std::vector<std::int64_t> ids;
      for (std::int64_t i = 0; i < 1000; ++i)
        ids.push_back(first + i * gap + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(gap)));
      const std::vector<std::int64_t> sorted = ids;
      std::shuffle(ids.begin(), ids.end(), random);
      std::vector<std::int64_t> got;
      for (const index_t i : order_by_id(ids)) got.push_back(ids[static_cast<std::size_t>(i)]);
      CHECK(got == sorted);
      ids[17] = ids[900];
      CHECK(test::sentence([&] { order_by_id(ids); }) ==
            "particle " + std::to_string(ids[900]) + " comes twice; every particle has an id of its own");
    }
  const std::vector<std::int64_t> ends{last, 0, std::numeric_limits<std::int64_t>::min()};
  CHECK(order_by_id(ends) == std::vector<index_t>{2, 1, 0});
  CHECK(order_by_id(std::vector<std::int64_t>{-5, 0, last}).empty());
}

TEST_CASE("Items that cannot be told apart or are not whole are refused") {
  const serial_executor ex;
  const auto nothing = [](auto...) {};
  const std::vector<std::int64_t> twice{4, 2, 4}, once{4, 2, 3};
  const std::vector<double> four(4);
  using test::sentence;
  CHECK(sentence([&] { collect_by_id(ex, twice, std::tuple<>{}, nothing); }) ==
        "particle 4 comes twice; every particle has an id of its own");
  CHECK(sentence([&] { collect_by_id(ex, once, std::tuple(std::span<const double>(four)), nothing); }) ==
        "to collect by id, 4 values were given for 3 ids; one is expected for each");
  CHECK(sentence([&] { collect_by_id(ex, once, std::tuple<>{}, nothing, 0); }).find("blocks of 0 items") == 0);
}
