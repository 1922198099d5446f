// SPDX-License-Identifier: BSL-1.0
// A sort by element is a stable sort, and every property goes along.
#include <eudrift/swarm/sort_by_element.hpp>

#include "../catch.hpp"
#include "../support/executors.hpp"

#include <algorithm>
#include <numeric>
#include <random>
#include <tuple>
#include <type_traits>

using namespace eudrift;

namespace {

struct tag {
  static constexpr const char *name = "tag", *unit = "1";
};
using tagged = particle_batch<2, property<tag, vec<float, 2>>>;

/// Particles in given elements; all their other properties tell the id.
tagged in_elements(const std::vector<std::int32_t>& elements, std::int64_t first_id) {
  tagged b;
  b.resize(static_cast<index_t>(elements.size()));
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::int64_t id = first_id + static_cast<std::int64_t>(i);
    b.component<particle_id>()[i] = id;
    for (int d = 0; d < 2; ++d) b.component<position>(d)[i] = static_cast<double>(2 * id + d);
    b.component<host_element>()[i] = elements[i];
    b.component<state>()[i] = static_cast<status>(id % 4);
    b.component<steps_made>()[i] = static_cast<std::uint32_t>(3 * id);
    b.component<release_delay>()[i] = static_cast<double>(id) / 7;
    for (int d = 0; d < 2; ++d) b.component<tag>(d)[i] = static_cast<float>(id - d);
  }
  return b;
}

bool tells_its_id(const tagged& b) {
  bool well = true;
  for (std::size_t i = 0; i < static_cast<std::size_t>(b.size()); ++i) {
    const std::int64_t id = b.component<particle_id>()[i];
    for (int d = 0; d < 2; ++d)
      well = well && b.component<position>(d)[i] == static_cast<double>(2 * id + d) && b.component<tag>(d)[i] == static_cast<float>(id - d);
    well = well && b.component<state>()[i] == static_cast<status>(id % 4) && b.component<steps_made>()[i] == 3 * id &&
           b.component<release_delay>()[i] == static_cast<double>(id) / 7;
  }
  return well;
}

struct held_by {
  std::int64_t id;
  std::int32_t element;
  bool operator==(const held_by&) const = default;
};
std::vector<held_by> in_order(const tagged& b) {
  std::vector<held_by> to;
  for (std::size_t i = 0; i < static_cast<std::size_t>(b.size()); ++i)
    to.push_back({b.component<particle_id>()[i], b.component<host_element>()[i]});
  return to;
}
std::vector<held_by> sorted(std::vector<held_by> p, index_t elements) {
  std::stable_sort(p.begin(), p.end(), [&](const held_by& a, const held_by& b) {
    const auto key = [&](std::int32_t e) { return e < 0 || e >= elements ? elements : index_t{e}; };
    return key(a.element) < key(b.element);
  });
  return p;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("Particles come in the order of a stable sort by element, whole", "", test::executors) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  std::mt19937 random(2);
  sort_by_element sort;
  // Many particles an element, few, and so few that elements are not counted; the sort is kept.
  for (const auto& [count, elements] : {std::pair{3000u, 40}, {800u, 5000}, {300u, 100000}, {1u, 3}, {0u, 7}, {900u, 600}}) {
    particle_set<Ex, 2, property<tag, vec<float, 2>>> particles(ex);
    std::vector<held_by> expected;
    std::int64_t next = 0;
    for (int round = 0; round < 4; ++round) {
      std::vector<std::int32_t> more(count);
      for (std::int32_t& e : more) e = static_cast<std::int32_t>(random() % static_cast<unsigned>(elements));
      for (std::size_t i = 5; i < more.size(); i += 90)  // in no element
        more[i] = i % 4 == 0 ? -1 : i % 4 == 1 ? elements : i % 4 == 2 ? elements + 5 : -2147483647;
      const tagged batch = in_elements(more, next);
      next += batch.size();
      particles.append(batch);
      for (const held_by& p : in_order(batch)) expected.push_back(p);
      expected = sorted(expected, elements);
      sort(particles, elements);
      const tagged got = particles.collect_all();
      REQUIRE(in_order(got) == expected);
      REQUIRE(tells_its_id(got));
    }
  }
}

TEST_CASE("Particles that are in order stay where they are in memory") {
  particle_set<serial_executor, 2, property<tag, vec<float, 2>>> particles(serial_executor{});
  particles.append(in_elements({0, 0, 2, 5, 5, 6}, 0));
  const double* before = get<position>(particles.view()).data[0];
  sort_by_element sort;
  sort(particles, 7);
  CHECK(get<position>(particles.view()).data[0] == before);
  particles.append(in_elements({3}, 6));
  sort(particles, 7);
  CHECK(in_order(particles.collect_all()) == std::vector<held_by>{{0, 0}, {1, 0}, {2, 2}, {6, 3}, {3, 5}, {4, 5}, {5, 6}});
}

TEMPLATE_LIST_TEST_CASE("Many particles and many elements, which are sorted by ranges and slices, come in the same order", "",
                        test::executors) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  std::mt19937 random(6);
  sort_by_element sort;
  const auto any_of = [&](std::int32_t elements) { return static_cast<std::int32_t>(random() % static_cast<unsigned>(elements)); };
  // At random over many elements, more particles than are sorted at once, and all but a few in one range.
  for (const auto& [count, elements, crowded] : {std::tuple{30000u, 300000, false}, {140000u, 700, false}, {30000u, 150000, true}}) {
    particle_set<Ex, 2, property<tag, vec<float, 2>>> particles(ex);
    std::vector<std::int32_t> all(count);
    for (std::int32_t& e : all) e = crowded && random() % 1000 != 0 ? 77777 + any_of(30) : any_of(elements + 1) - 1;
    const tagged batch = in_elements(all, 0);
    particles.append(batch);
    sort(particles, elements);
    const tagged got = particles.collect_all();
    REQUIRE(in_order(got) == sorted(in_order(batch), elements));
    REQUIRE(tells_its_id(got));
  }
}

TEST_CASE("A sort serves sets of several executors in turn") {
  sort_by_element sort;
  for (int round = 0; round < 2; ++round)
    test::for_each_executor([&](const auto& ex) {
      particle_set<std::remove_cvref_t<decltype(ex)>, 2, property<tag, vec<float, 2>>> particles(ex);
      particles.append(in_elements({4, -1, 3, 9, 3}, 0));
      sort(particles, 9);
      CHECK(in_order(particles.collect_all()) == std::vector<held_by>{{2, 3}, {4, 3}, {0, 4}, {1, -1}, {3, 9}});
    });
}
