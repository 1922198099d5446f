// SPDX-License-Identifier: BSL-1.0
// Where rules put release points: exact where they are given, uniform by area where they are drawn.
#include <eudrift/release/pattern.hpp>

#include "../catch.hpp"
#include "../support/chi_square.hpp"
#include "../support/sentence.hpp"

using namespace eudrift;

namespace {

constexpr index_t n = 40000;

/// How many points are in each of across x up cells of a box.
std::vector<std::int64_t> cells(const std::vector<release_point>& points, vec<double, 2> low, vec<double, 2> high,
                                int across, int up) {
  std::vector<std::int64_t> count(static_cast<std::size_t>(across * up));
  for (const release_point& p : points) {
    const int i = static_cast<int>((p.x - low.at[0]) / (high.at[0] - low.at[0]) * across),
              j = static_cast<int>((p.y - low.at[1]) / (high.at[1] - low.at[1]) * up);
    REQUIRE((i >= 0 && i < across && j >= 0 && j < up));
    ++count[static_cast<std::size_t>(j * across + i)];
  }
  return count;
}

}  // namespace

TEST_CASE("points and lines are where they are given, ids go on by one") {
  const auto at = release_at({3, 4}, {3, 10, false, release_time(90.0)});
  REQUIRE(at.size() == 3);
  CHECK(at[2].id == 12);
  CHECK((at[2].x == 3 && at[2].y == 4 && !at[2].geographic));
  CHECK(time_of(at[2], 1000) == 91000);
  const auto line = release_along({0, 1}, {0.3, -1}, {5, 0, true});
  CHECK((line.front().x == 0 && line.front().y == 1 && line.front().geographic));
  CHECK((line[2].x == 0.15 && line[2].y == 0));
  CHECK((line.back().x == 0.3 && line.back().y == -1));
  CHECK(release_along({7, 1}, {0, 0}, {1})[0].x == 7);
}

TEST_CASE("boxes, circles and polygons are filled uniformly, chance failing this once in a million") {
  const vec<double, 2> low{-5, 20}, high{15, 70};
  const auto plane = release_in_box(low, high, {n, 0, false, {}, 1});
  CHECK(test::chi_square_ratio(cells(plane, low, high, 10, 10), std::vector<double>(100, 1.0)) < 1);

  // On the sphere the share of a zone is that of the sine of its latitudes.
  std::vector<double> zones;
  for (int j = 0; j < 10; ++j)
    for (int i = 0; i < 10; ++i)
      zones.push_back(std::sin((25 + 5 * j) * 3.14159265358979 / 180) -
                      std::sin((20 + 5 * j) * 3.14159265358979 / 180));
  const auto sphere = release_in_box(low, high, {n, 0, true, {}, 1});
  CHECK(test::chi_square_ratio(cells(sphere, low, high, 10, 10), zones) < 1);
  CHECK(test::chi_square_ratio(cells(plane, low, high, 10, 10), zones) > 1);

  // Rings of equal area round the centre, on the ground; 100 km at 60 degrees.
  for (const bool geographic : {false, true}) {
    const double radius = geographic ? 100000 : 3, metres = 6371000 * 3.14159265358979 / 180;
    std::vector<std::int64_t> ring(20);
    for (const release_point& p : release_in_circle({10, 60}, radius, {n, 0, geographic, {}, 2})) {
      double dx = p.x - 10, dy = p.y - 60;
      if (geographic) dx *= metres * std::cos(p.y * 3.14159265358979 / 180), dy *= metres;
      const double part = (dx * dx + dy * dy) / (radius * radius);
      REQUIRE(part < 1 + 1e-9);
      ++ring[std::min<std::size_t>(9, static_cast<std::size_t>(10 * part)) * 2 + (dy * dx > 0)];
    }
    CHECK(test::chi_square_ratio(ring, std::vector<double>(20, 1.0)) < 1);
  }

  // A square with a hole: of its 100 cells 16 are none.
  const polygon region{"frame",
                       {{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}, {{3, 3}, {7, 3}, {7, 7}, {3, 7}, {3, 3}}}};
  const auto all = cells(release_in_polygon(region, {n, 0, false, {}, 3}), {0, 0}, {10, 10}, 10, 10);
  std::vector<std::int64_t> outside;
  for (std::size_t k = 0; k < 100; ++k) {
    const bool hole = k % 10 >= 3 && k % 10 < 7 && k / 10 >= 3 && k / 10 < 7;
    if (hole)
      CHECK(all[k] == 0);
    else
      outside.push_back(all[k]);
  }
  CHECK(test::chi_square_ratio(outside, std::vector<double>(84, 1.0)) < 1);
}

TEST_CASE("a point depends on seed and id alone") {
  const auto all = release_in_box({0, 0}, {1, 1}, {100, 0, false, {}, 5}),
             some = release_in_box({0, 0}, {1, 1}, {10, 50, false, {}, 5});
  for (std::size_t i = 0; i < 10; ++i) CHECK((all[50 + i].x == some[i].x && all[50 + i].y == some[i].y));
  CHECK(all[50].x != release_in_box({0, 0}, {1, 1}, {1, 50, false, {}, 6})[0].x);
  // By philox(5, 0, 0, 65), whose words are the same on every machine.
  const auto word = philox(5, 0, 0, 65);
  CHECK(all[0].x == unit_interval(word.at[0], word.at[1]));
}

TEST_CASE("a release is repeated with ids and times of its own") {
  std::vector<release_point> points = release_at({1, 2}, {2, 5});
  points[1].time = time_ms{1000000};
  const auto all = repeated(points, 1800, 3);
  REQUIRE(all.size() == 6);
  for (std::size_t k = 0; k < 6; ++k) CHECK(all[k].id == static_cast<std::int64_t>(5 + k));
  CHECK(!all[0].time);
  CHECK(time_of(all[4], 500) == 500 + 3600000);
  CHECK(time_of(all[4], 500, true) == 500 - 3600000);
  CHECK(time_of(all[5], 500) == 1000000 + 3600000);
}

TEST_CASE("rules that cannot be followed get one sentence") {
  using test::sentence;
  CHECK(sentence([] { release_at({0, 0}, {0}); }).find("0 release points from id 0 on were asked for") == 0);
  CHECK(sentence([] {
          release_at({0, 0}, {2, std::numeric_limits<std::int64_t>::max() - 1});
        }).find("2 release points from id") == 0);
  CHECK(sentence([] { release_at({0, 95}, {1, 0, true}); }).find("expected -90 to 90 degrees") != std::string::npos);
  CHECK(sentence([] {
          release_in_box({1, 0}, {0, 1}, {});
        }).find("expected the lower left corner first") != std::string::npos);
  CHECK(sentence([] {
          release_in_circle({0, 0}, 0, {});
        }).find("has a radius of 0.000000 m; expected a positive one") != std::string::npos);
  CHECK(sentence([] {
          release_in_polygon({"a", {{{0, 0}, {1, 0}, {1, 1}}}}, {});
        }).find("has a ring 1 of 3 corners") != std::string::npos);
  CHECK(sentence([] {
          release_in_polygon({"a", {{{0, 0}, {1, 1}, {2, 2}, {0, 0}}}}, {});
        }).find("is too thin to release in") != std::string::npos);
  CHECK(sentence([] { repeated(release_at({0, 0}, {1}), 10, 0); }).find("repeated 0 times") != std::string::npos);
  CHECK(sentence([] {
          repeated(release_at({0, 0}, {1, std::int64_t{1} << 62}), 10, 3);
        }).find("expected ids that stay below") != std::string::npos);
}
