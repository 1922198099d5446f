// SPDX-License-Identifier: BSL-1.0
// Items by id from one memory; of many processes under mpi/.
#include <eudrift/exec/collect_by_id.hpp>

#include "../catch.hpp"
#include "../support/executors.hpp"
#include "../support/sentence.hpp"

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

TEST_CASE("Items that cannot be told apart or are not whole are refused") {
  const serial_executor ex;
  const auto nothing = [](auto...) {};
  const std::vector<std::int64_t> twice{4, 2, 4}, once{4, 2, 3};
  const std::vector<double> two(2);
  using test::sentence;
  CHECK(sentence([&] { collect_by_id(ex, twice, std::tuple<>{}, nothing); }) ==
        "particle 4 comes twice; every particle has an id of its own");
  CHECK(sentence([&] { collect_by_id(ex, once, std::tuple(std::span<const double>(two)), nothing); }) ==
        "to collect by id, 2 values were given for 3 ids; one is expected for each");
  CHECK(sentence([&] { collect_by_id(ex, once, std::tuple<>{}, nothing, 0); }).find("blocks of 0 items") == 0);
}
