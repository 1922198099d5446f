// SPDX-License-Identifier: BSL-1.0
// Sums by key against loops on the host: on every executor, over any parts and restarts, with none left out.
#include <eudrift/region/resident_polygons.hpp>
#include <eudrift/statistics/stays.hpp>
#include <eudrift/statistics/sums_text.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"
#include "../support/executors.hpp"
#include "../support/sentence.hpp"

#include <limits>
#include <random>

using namespace eudrift;

namespace {

using sums = std::vector<std::int64_t>;

template <class Ex>
using larvae =
    particle_set<Ex, 2, property<particle_age, double>, property<origin, std::int32_t>,
                 property<settled_in, std::int32_t>, property<stays_in, std::int32_t>, property<stay_time, double>>;
using batch = larvae<serial_executor>::batch;

/// Particles anywhere in and round a square of 10 m, with any status, age, origin and ground.
batch scattered(index_t n, unsigned seed) {
  std::mt19937 random(seed);
  const auto whole = [&](unsigned below) { return static_cast<std::int32_t>(random() % below); };
  batch b;
  b.resize(n);
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
    b.component<particle_id>()[i] = static_cast<std::int64_t>(i);
    for (int d = 0; d < 2; ++d) b.component<position>(d)[i] = whole(48) / 4.0 - 1;  // on sides of cells, too
    b.component<state>()[i] = static_cast<status>(whole(status_count));
    b.component<particle_age>()[i] = whole(100000) / 8.0;
    b.component<origin>()[i] = whole(3);
    b.component<settled_in>()[i] = whole(3);
    b.component<release_delay>()[i] = i % 5 == 0 ? 40 : 0;
  }
  return b;
}

const std::vector<polygon> halves{{"west", {{{0, 0}, {5, 0}, {5, 10}, {0, 10}, {0, 0}}}},
                                  {"east", {{{5, 0}, {10, 0}, {10, 10}, {5, 10}, {5, 0}}}}};
const cell_grid grid{{0, 0}, {2.5, 2}, 4, 5};

struct counted {
  sums cells, polygons, time, age, matrix;
  bool operator==(const counted&) const = default;
};

/// What a run counts of some particles, once or twice.
template <class Ex>
counted count(const Ex& ex, const batch& some, int times = 1) {
  larvae<Ex> particles(ex);
  particles.append(some);
  const resident_polygons<Ex> ground(ex, halves);
  const polygon_places places{ground.view()};
  keyed_sums<Ex> cells(ex, grid.keys()), polygons(ex, places.keys()), time(ex, places.keys()), age(ex, places.keys()),
      matrix(ex, connectivity<typename larvae<Ex>::view_type>::keys(2));
  for (int k = 0; k < times; ++k) {
    const auto view = particles.view();
    const index_t n = particles.size();
    cells.add(n, count_of(grid, view)), polygons.add(n, count_of(places, view)), age.add(n, age_of(places, view));
    time.add(n, eudrift::time_of(places, view, {0, 100}));
    matrix.add(n, connectivity<typename larvae<Ex>::view_type>{view, 2});
  }
  return {cells.total(), polygons.total(), time.total(), age.total(), matrix.total()};
}

/// The same by a loop.
counted by_hand(const batch& b) {
  counted c{sums(21), sums(3), sums(3), sums(3), sums(9)};
  for (std::size_t i = 0; i < static_cast<std::size_t>(b.size()); ++i) {
    const double x = b.component<position>(0)[i], y = b.component<position>(1)[i];
    const status s = b.component<state>()[i];
    if (s != status::waiting)
      ++c.matrix[static_cast<std::size_t>(3 * b.component<origin>()[i] + b.component<settled_in>()[i])];
    if (s != status::moving && s != status::aground) continue;
    const bool inside = x >= 0 && x < 10 && y >= 0 && y < 10;
    ++c.cells[inside ? static_cast<std::size_t>(std::floor(y / 2) * 4 + std::floor(x / 2.5)) : 20];
    const std::size_t half = inside ? x >= 5 : 2;
    ++c.polygons[half];
    c.time[half] += i % 5 == 0 ? 60000 : 100000;
    c.age[half] += static_cast<std::int64_t>(b.component<particle_age>()[i] * 1000);
  }
  return c;
}

}  // namespace

TEST_CASE("counts, time, age and connectivity are those of a loop, on every executor") {
  const batch some = scattered(20000, 1);
  const counted expected = by_hand(some);
  CHECK(count(serial_executor{}, some) == expected);
  CHECK(count(deferred_executor{}, some) == expected);
#if defined(EUDRIFT_WITH_OPENMP)
  CHECK(count(openmp_executor(3), some) == expected);
#endif
  std::int64_t living = 0;
  for (const std::int64_t n : expected.cells) living += n;
  const auto& states = some.component<state>();
  CHECK(living == std::count_if(states.begin(), states.end(), is_alive));
  CHECK(count(serial_executor{}, batch{}).cells == sums(21));
}

TEST_CASE("sums of parts merge to those of the whole, however they are grouped") {
  const batch a = scattered(3000, 2), b = scattered(5000, 3), c = scattered(700, 4);
  const sums x = count(serial_executor{}, a).age, y = count(serial_executor{}, b).age,
             z = count(serial_executor{}, c).age;
  CHECK(merged(merged(x, y), z) == merged(x, merged(y, z)));
  CHECK(merged(x, y) == merged(y, x));
  larvae<serial_executor> all{serial_executor{}};
  for (const batch* some : {&a, &b, &c}) all.append(*some);
  CHECK(merged(merged(x, y), z) == count(serial_executor{}, all.collect_all()).age);
  CHECK(test::sentence([] { merged(sums{1}, sums{1, 2}); }).find("sums by 1 and by 2 keys") == 0);
  CHECK(test::sentence([] {
          merged(sums{1}, sums{std::numeric_limits<std::int64_t>::max()});
        }).find("the sum of key 0 exceeds 63 bits") == 0);
}

TEST_CASE("a run goes on from the sums of an earlier one, through a checkpoint's text") {
  const batch some = scattered(9000, 5);
  const sums twice = count(serial_executor{}, some, 2).cells;
  const std::string text = sums_to_text(count(serial_executor{}, some).cells);
  keyed_sums<serial_executor> again({}, grid.keys());
  again.begin_from(sums_from_text(text, 21, "run.state"));
  larvae<serial_executor> particles{serial_executor{}};
  particles.append(some);
  again.add(particles.size(), count_of(grid, particles.view()));
  CHECK(again.total() == twice);

  CHECK(sums_to_text(sums{0, 0, 0, 7, -2, -2}) == "0*3 7 -2*2");
  const sums extreme{std::numeric_limits<std::int64_t>::min(), 0, std::numeric_limits<std::int64_t>::max()};
  CHECK(sums_from_text(sums_to_text(extreme), 3, "") == extreme);
  CHECK(sums_from_text("", 0, "").empty());
  const auto told = [](const char* bad) { return test::sentence([&] { sums_from_text(bad, 5, "run.state"); }); };
  CHECK(told("0*4") ==
        "run.state: holds sums by 4 keys; expected 5, go on with the grid and polygons that it was written with");
  for (const char* bad : {"0*6", "0*18446744073709551615"})
    CHECK(told(bad).find("holds sums by more than 5 keys") != std::string::npos);
  for (const char* bad : {"0 x", "0**5", "99999999999999999999", "0,0", "1 2 3 4 5 "})
    CHECK(told(bad).find("run.state: holds sums") == 0);
  CHECK(test::sentence([&] {
          again.begin_from({1, 2});
        }).find("sums by 2 keys were to be gone on with; expected 21") == 0);
  CHECK(test::sentence([] { keyed_sums<serial_executor>({}, 0); }).find("sums by 0 keys were asked for") == 0);
}

TEST_CASE("stays are counted when they end, with their lengths") {
  const serial_executor ex;
  const resident_polygons<serial_executor> ground(ex, halves);
  // Particle 0 goes west, west, east, out; particle 1 stays in the east; particle 2 leaves at once.
  const double x[4][3] = {{1, 6, 1}, {2, 7, -1}, {6, 8, -1}, {11, 9, -1}};
  larvae<serial_executor> particles(ex);
  batch start;
  start.resize(3);
  particles.append(start);
  keyed_sums<serial_executor> left(ex, 2), stayed(ex, 2);
  for (int k = 0; k < 4; ++k) {
    batch now = particles.collect_all();
    now.component<position>(0) = {x[k][0], x[k][1], x[k][2]};
    now.component<position>(1) = {5, 5, 5};
    particles.append(now);
    particles.reorder(std::vector<index_t>{3, 4, 5});
    const auto view = particles.view();
    for (const bool time : {false, true})
      (time ? stayed : left).add(3, ended_stays<larvae<serial_executor>::view_type>{ground.view(), view, time});
    ex.map(3, behave_by(staying{ground.view()}, view, {10.0 * k, 10.0 * (k + 1)}));
  }
  CHECK(left.total() == sums{2, 1});
  CHECK(stayed.total() == sums{10000, 0});  // particle 0: 10 s in the west, less than a span in the east
  CHECK(particles.collect<stay_time>()[1] == 30);
}

TEST_CASE("by depth particles are counted in layers below the surface, wherever that is") {
  const mesh_data mesh = test::make_mesh({.width = 10, .height = 10, .across = 2, .up = 2});
  const mesh_bins bins = make_bins(mesh);
  const std::vector<double> depth(mesh.x.size(), 36.0), zeta(mesh.x.size(), 4.0);
  const column_slices<double, std::int32_t> column{
      {{depth.data()}, mesh.nodes()}, {{{zeta.data()}, mesh.nodes()}, {{zeta.data()}, mesh.nodes()}, 1e-3}};
  const depth_grid<double, std::int32_t> places{grid, test::view_of(mesh, bins), column, 100, 10, 3};
  auto some = test::particles_at<particle_batch<3>>(mesh, {{1, 1}, {1, 1}, {1, 1}, {9, 9}, {9, 9}});
  some.component<position>(2) = {0, -0.2, -0.25, -0.6, -0.75};  // 0, 8, 10, 24 and 30 m
  particle_set<serial_executor, 3> particles{serial_executor{}};
  particles.append(some);
  keyed_sums<serial_executor> counts({}, places.keys());
  counts.add(5, count_of(places, particles.view()));
  sums expected(61);
  expected[0] = 2, expected[20] = 1, expected[2 * 20 + 19] = 1, expected[60] = 1;
  CHECK(counts.total() == expected);
}
