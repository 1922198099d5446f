// SPDX-License-Identifier: BSL-1.0
// In which polygon a point lies, against whole numbers; neighbours share no point and leave none out.
#include <eudrift/exec/serial.hpp>
#include <eudrift/region/resident_polygons.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"

#include <algorithm>
#include <cmath>
#include <random>

using namespace eudrift;

namespace {

using point = vec<double, 2>;

polygon ring_of(const std::string& name, std::vector<point> corners) {
  corners.push_back(corners.front());
  return {name, {corners}};
}

/// By whole numbers: the point is moved by 2^-14 along x and 2^-24 along y, which no corner at whole places below 50
/// takes it for another side of a line, and the sides straight below it are counted.
bool holds_by_integers(const polygon& region, std::int64_t x, std::int64_t y) {
  const std::int64_t scale = 1 << 24, px = x * scale + (1 << 10), py = y * scale + 1;
  bool inside = false;
  for (const auto& ring : region.rings)
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      std::int64_t ax = static_cast<std::int64_t>(ring[i].at[0]) * scale,
                   ay = static_cast<std::int64_t>(ring[i].at[1]) * scale;
      std::int64_t bx = static_cast<std::int64_t>(ring[i + 1].at[0]) * scale,
                   by = static_cast<std::int64_t>(ring[i + 1].at[1]) * scale;
      if (ax > bx) std::swap(ax, bx), std::swap(ay, by);
      if (!(ax < px && px < bx)) continue;
      inside ^= (bx - ax) * (py - ay) > (by - ay) * (px - ax);
    }
  return inside;
}

}  // namespace

TEST_CASE("a point is in a polygon of any form as whole numbers say, on sides and corners too") {
  std::mt19937 random(7);
  int held = 0, on_corner = 0;
  for (int round = 0; round < 60; ++round) {
    polygon region{"any", {}};
    for (auto r = random() % 3 + 1; r > 0; --r) {  // rings cross each other and themselves
      std::vector<point> ring;
      for (auto n = 3 + random() % 7; n > 0; --n)
        ring.push_back({static_cast<double>(random() % 20), static_cast<double>(random() % 20)});
      ring.push_back(ring.front());
      region.rings.push_back(ring);
    }
    const resident_polygons<serial_executor> polygons({}, {region});
    int wrong = 0;
    for (int x = -1; x <= 20; ++x)
      for (int y = -1; y <= 20; ++y) {
        const point p{static_cast<double>(x), static_cast<double>(y)};
        const bool inside = polygons.view().holds(0, p);
        wrong += inside != holds_by_integers(region, x, y);
        held += inside;
        for (const auto& ring : region.rings) on_corner += std::count(ring.begin(), ring.end(), p) > 0;
      }
    CHECK(wrong == 0);
  }
  CHECK(held > 2000);
  CHECK(on_corner > 500);
}

TEST_CASE("polygons that share their sides share no point, and leave none out") {
  // Cells between bent lines, their corners no whole numbers, each cell with its sides in another direction and order.
  constexpr int n = 6;
  std::mt19937 random(11);
  std::vector<point> node;
  for (int j = 0; j <= n; ++j)
    for (int i = 0; i <= n; ++i)
      node.push_back({i + 0.3 * static_cast<double>(random() % 1000) / 1000,
                      j + 0.3 * static_cast<double>(random() % 1000) / 1000});
  std::vector<polygon> cells;
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < n; ++i) {
      const auto at = [&](int right, int up) { return node[static_cast<std::size_t>((j + up) * (n + 1) + i + right)]; };
      std::vector<point> ring{at(0, 0), at(1, 0), at(1, 1), at(0, 1)};
      std::rotate(ring.begin(), ring.begin() + static_cast<int>(random() % 4), ring.end());
      if (random() % 2) std::reverse(ring.begin(), ring.end());
      cells.push_back(ring_of(std::to_string(cells.size()), ring));
    }
  const resident_polygons<serial_executor> polygons({}, cells);
  std::vector<point> tried;
  for (int j = 1; j < n; ++j)
    for (int i = 1; i < n; ++i) {
      const point a = node[static_cast<std::size_t>(j * (n + 1) + i)];
      tried.push_back(a);
      for (const point b :
           {node[static_cast<std::size_t>(j * (n + 1) + i + 1)], node[static_cast<std::size_t>((j + 1) * (n + 1) + i)]})
        for (const double part : {0.25, 0.5, 1.0 / 3}) tried.push_back(a + part * (b - a));
    }
  for (int k = 0; k < 3000; ++k)
    tried.push_back({1 + 4.0 * static_cast<double>(random()) / 4294967296.0,
                     1 + 4.0 * static_cast<double>(random()) / 4294967296.0});
  for (const point& p : tried) {
    int owners = 0;
    for (std::int32_t k = 0; k < polygons.count(); ++k) owners += polygons.view().holds(k, p);
    REQUIRE(owners == 1);
    CHECK(polygons.view().holds(polygons.view().at(p), p));
  }
}

TEST_CASE("a point on a side belongs to what lies to its right, and on a horizontal one above it") {
  const std::vector<polygon> all{
      ring_of("west", {{0, 0}, {1, 0}, {1, 1}, {0, 1}}),
      ring_of("east", {{1, 0}, {2, 0}, {2, 1}, {1, 1}}),
      ring_of("north", {{0, 1}, {2, 1}, {2, 2}, {0, 2}}),
      {"ring", {{{4, 0}, {7, 0}, {7, 3}, {4, 3}, {4, 0}}, {{5, 1}, {6, 1}, {6, 2}, {5, 2}, {5, 1}}}}};
  const resident_polygons<serial_executor> polygons({}, all);
  const auto at = [&](double x, double y) { return polygons.view().at({x, y}); };
  CHECK(at(0, 0.5) == 0);
  CHECK(at(1, 0.5) == 1);
  CHECK(at(2, 0.5) == no_polygon);
  CHECK(at(0.5, 0) == 0);
  CHECK(at(0.5, 1) == 2);
  CHECK(at(1, 1) == 2);
  CHECK(at(1, 2) == no_polygon);
  CHECK(at(4.5, 1.5) == 3);
  CHECK(at(5.5, 1.5) == no_polygon);  // in the hole
  CHECK(at(5, 1.5) == no_polygon);    // on its left side
  CHECK(at(6, 1.5) == 3);             // on its right one
  CHECK(at(std::nan(""), 0.5) == no_polygon);
  CHECK(polygons.names()[2] == "north");
}

TEST_CASE("what is no polygon gets one sentence") {
  const auto told = [](const std::vector<polygon>& all) {
    return test::sentence([&] { resident_polygons<serial_executor>({}, all); });
  };
  const polygon good = ring_of("a", {{0, 0}, {1, 0}, {0, 1}});
  CHECK(told({good}).empty());
  CHECK(told({good, good}) == "two polygons are named \"a\"; every one needs its own name");
  CHECK(told({{"b", {}}}).find("polygon \"b\" has no ring") == 0);
  CHECK(told({{"b", {{{0, 0}, {1, 0}, {0, 1}, {0, 2}}}}}) ==
        "polygon \"b\" has a ring 1 that is not closed; expected its last corner to be its first, repeat that at the "
        "end");
  CHECK(told({{"b", {{{0, 0}, {1, 0}, {0, 0}}}}}).find("has a ring 1 of 3 corners") != std::string::npos);
  CHECK(told({ring_of("b", {{0, 0}, {1, 0}, {0, std::nan("")}})}).find("with a corner that is no number") !=
        std::string::npos);
  const polygon degrees = to_frame(ring_of("c", {{10, 50}, {11, 50}, {11, 51}}), {true, 10, 50});
  CHECK(degrees.rings[0][0] == point{0, 0});
  CHECK(degrees.rings[0][1].at[0] == Approx(71474).epsilon(1e-3));  // a degree at 50 N
}
