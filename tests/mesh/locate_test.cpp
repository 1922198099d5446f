// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mesh/locate.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <limits>

namespace {

using eudrift::index_t;
using eudrift::locate;
using eudrift::mesh_data;
using eudrift::search;
using point = eudrift::vec<double, 2>;

/// Compares search and locate, from random starts, with brute force, on the mesh and on another
/// order of it in memory.
class comparison {
 public:
  explicit comparison(const mesh_data& mesh)
      : mesh_(mesh), other_(test::permuted(mesh, 3)), brute_(mesh_.data), view_(mesh_.view()), other_view_(other_.view()) {}

  const mesh_data& mesh() const { return mesh_.data; }
  int inside() const { return inside_; }

  void check(const point& p) {
    const std::int32_t owner = brute_.owner(p);
    inside_ += owner >= 0;
    bool agree = search(view_, p) == owner && number(search(other_view_, p)) == owner && locate(view_, -1, p) == owner;
    for (int start = 0; start < 3; ++start) {
      const auto from = static_cast<std::int32_t>(random_.below(mesh().elements()));
      agree = agree && locate(view_, from, p) == owner && number(locate(other_view_, from, p)) == owner;
    }
    if (owner >= 0)
      for (std::size_t k = 0; k < 3; ++k)
        if (const std::int32_t f = mesh().neighbour[static_cast<std::size_t>(3 * owner) + k]; f >= 0)
          agree = agree && locate(view_, f, p) == owner;
    if (agree) return;
    INFO("point " << p.at[0] << ", " << p.at[1] << ", owner " << owner);
    FAIL("search or locate differ from brute force");
  }

  test::draws random_{11};

 private:
  std::int32_t number(std::int32_t e) const {
    return e < 0 ? e : other_.data.element_number[static_cast<std::size_t>(e)];
  }
  test::viewed mesh_, other_;
  test::brute_force brute_;
  eudrift::triangle_mesh_view<double, std::int32_t> view_, other_view_;
  int inside_ = 0;
};

/// v moved by `steps` units in the last place.
double moved(double v, std::int64_t steps) {
  const double to = steps < 0 ? -1e300 : 1e300;
  for (std::int64_t i = 0; i < std::abs(steps); ++i) v = std::nextafter(v, to);
  return v;
}

void compare_everywhere(const mesh_data& given, int points) {
  comparison c(test::rounded(given, 0x1p-20));
  const mesh_data& mesh = c.mesh();
  auto& random = c.random_;
  for (int i = 0; i < points; ++i) c.check(test::on_grid(test::in_box(mesh, random)));
  const test::places sea(mesh);
  const int before = c.inside();
  for (int i = 0; i < points; ++i) c.check(test::on_grid(sea.draw(random)));
  CHECK(c.inside() - before > points - points / 100 - 1);
  for (int i = 0; i < points / 2; ++i) {
    const index_t e = random.below(mesh.elements());
    const int k = static_cast<int>(random.below(3));
    const point a = test::corner_at(mesh, e, k), b = test::corner_at(mesh, e, (k + 1) % 3);
    c.check(a);
    c.check({0.5 * (a.at[0] + b.at[0]), 0.5 * (a.at[1] + b.at[1])});        // exactly on the edge
    c.check({0.75 * a.at[0] + 0.25 * b.at[0], 0.75 * a.at[1] + 0.25 * b.at[1]});
    const point on = a + random.unit() * (b - a);
    for (const point& p : {a, on, 0.5 * (a + b)})
      c.check(test::on_grid({moved(p.at[0], random.below(9) - 4), moved(p.at[1], random.below(9) - 4)}));
  }
}

}  // namespace

TEST_CASE("Search and locate give the owner that brute force gives") {
  const int points = test::full_size() ? 100'000 : 10'000;
  SECTION("jittered squares") { compare_everywhere(test::make_mesh(test::basin{.width = 9e4, .height = 7e4, .across = 20, .up = 15}), points); }
  SECTION("irregular squares") { compare_everywhere(test::make_mesh(test::basin{.x0 = -700, .y0 = 300, .width = 1e3, .height = 2e3, .across = 12, .up = 25, .jitter = 0.22, .seed = 8}), points); }
  SECTION("islands and bays") {
    test::basin b{.width = 1e4, .height = 1e4, .across = 24, .up = 24, .jitter = 0.24, .seed = 3};
    b.dry = [](double x, double y) { return std::sin(x / 700) * std::cos(y / 900) > 0.6; };
    compare_everywhere(test::make_mesh(b), points);
  }
  SECTION("Estuary") { compare_everywhere(test::estuary(), points); }
  SECTION("Channel") { compare_everywhere(test::channel(), points); }
  SECTION("Salish Sea") { compare_everywhere(test::salish_sea(), points); }
}

TEST_CASE("A regular mesh, where points on edges and nodes are common") {
  comparison c(test::make_mesh(test::basin{.width = 8, .height = 8, .across = 8, .up = 8, .jitter = 0}));
  for (int i = -2; i <= 34; ++i)
    for (int j = -2; j <= 34; ++j) c.check({i * 0.25, j * 0.25});
  CHECK(c.inside() == 33 * 33);
}

TEST_CASE("Ties go to the smaller file number") {
  mesh_data mesh = test::mesh_of({{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {0, 1, 2, 0, 2, 3});
  const auto owner = [&](std::int32_t first, std::int32_t second, point p) {
    mesh.element_number = {first, second};
    eudrift::build_mesh(mesh, "mesh");
    const test::viewed v(mesh);
    const std::int32_t e = search(v.view(), p);
    CHECK(locate(v.view(), 0, p) == e);
    CHECK(locate(v.view(), 1, p) == e);
    return e;
  };
  for (const point p : {point{0.5, 0.5}, point{0, 0}, point{1, 1}}) {
    CHECK(owner(4, 9, p) == 0);
    CHECK(owner(9, 4, p) == 1);
  }
  CHECK(owner(4, 9, {0, 1}) == 1);
  CHECK(owner(9, 4, {1, 0}) == 0);
}

TEST_CASE("Two pieces that touch at one node have one owner there") {
  comparison c(test::mesh_of({{0, 0}, {1, 0}, {0, 1}, {-1, 0}, {0, -1}}, {0, 1, 2, 0, 3, 4}));
  for (int i = -8; i <= 8; ++i)
    for (int j = -8; j <= 8; ++j) c.check({i / 8.0, j / 8.0});
}

TEST_CASE("Points that are nowhere") {
  const test::viewed v(test::make_mesh(test::basin{}));
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (const point p : {point{nan, 0.5}, point{0.5, nan}, point{inf, 0.5}, point{0.5, -inf}, point{-inf, inf}, point{1e33, 0.5},
                        point{0.5, -1e33}, point{-1e300, 1e300}, point{1.5, 0.5}, point{0.5, -1e-130}}) {
    CHECK(search(v.view(), p) == eudrift::nowhere);
    for (std::int32_t e = 0; e < v.data.elements(); e += 7) CHECK(locate(v.view(), e, p) == eudrift::nowhere);
  }
}

TEST_CASE("Walks end on a mesh far from Delaunay") {
  // Elements long and thin, sheared so that a walk towards the farthest edge turns in the fans.
  test::basin b{.width = 1e4, .height = 10, .across = 8, .up = 40, .jitter = 0.3, .seed = 4};
  mesh_data mesh = test::make_mesh(b);
  for (std::size_t n = 0; n < mesh.x.size(); ++n) mesh.y[n] += 0.01 * mesh.x[n];
  comparison c(test::rounded(mesh, 0x1p-20));
  for (int i = 0; i < 2000; ++i) c.check(test::on_grid(test::in_box(c.mesh(), c.random_)));
  const test::places sea(c.mesh());
  for (int i = 0; i < 2000; ++i) c.check(test::on_grid(sea.draw(c.random_)));
}

TEST_CASE("A spiral bay: the straight way to a point leaves the mesh") {
  test::basin b{.width = 9, .height = 9, .across = 9, .up = 9, .jitter = 0, .seed = 2};
  b.dry = [](double x, double y) {
    const int i = static_cast<int>(x), j = static_cast<int>(y);
    static const char* const map[9] = {"........#", ".######.#", ".#....#.#", ".#.##.#.#", ".#.##...#",
                                       ".#.######", ".#......."  , ".########", "........."};
    return map[8 - j][i] == '#';
  };
  comparison c(test::make_mesh(b));
  for (int i = 0; i < 2000; ++i) c.check(test::on_grid(test::in_box(c.mesh(), c.random_)));
  for (int i = 0; i <= 36; ++i)
    for (int j = 0; j <= 36; ++j) c.check({i * 0.25, j * 0.25});
}
