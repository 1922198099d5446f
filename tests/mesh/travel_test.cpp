// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mesh/coast.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <limits>

namespace {

using eudrift::cross;
using eudrift::dot;
using eudrift::index_t;
using eudrift::mesh_data;
using eudrift::search;
using eudrift::travel;
using point = eudrift::vec<double, 2>;
using passage = eudrift::passage<double, std::int32_t>;

bool sums_to_one(const eudrift::vec<double, 3>& w) { return std::abs(w[0] + w[1] + w[2] - 1) < 1e-12; }

/// Whether a passage ends at the point of its line that its share tells, but for `most` [m].
bool on_its_line(const passage& way, const point& from, const point& to, double most) {
  const point off = way.end.point - (from + way.share * (to - from));
  return way.share >= 0 && way.share <= 1 && std::sqrt(dot(off, off)) < most;
}

/// What the coast alone says of a segment.
struct first_contact {
  int crossed = 0;      ///< edges that it crosses properly
  bool touches = false; ///< an end of the segment or of an edge lies on the other: neither yes nor no
  double share = 1;     ///< of the segment before the first proper crossing
  const test::coast_edge* edge = nullptr;
};

first_contact look(const std::vector<test::coast_edge>& coast, const point& from, const point& to) {
  first_contact found;
  for (const auto& c : coast) {
    if (std::max(c.from[0], c.to[0]) < std::min(from[0], to[0]) || std::min(c.from[0], c.to[0]) > std::max(from[0], to[0]) ||
        std::max(c.from[1], c.to[1]) < std::min(from[1], to[1]) || std::min(c.from[1], c.to[1]) > std::max(from[1], to[1]))
      continue;
    const int a = test::exact_turn(c.from, c.to, from), b = test::exact_turn(c.from, c.to, to);
    const int p = test::exact_turn(from, to, c.from), q = test::exact_turn(from, to, c.to);
    if (a * b > 0 || p * q > 0) continue;
    if (a * b * p * q == 0) {
      found.touches = true;
    } else {
      ++found.crossed;
      const double before = cross(c.to - c.from, from - c.from), after = cross(c.to - c.from, to - c.from);
      const double share = before / (before - after);
      if (share < found.share) found.share = share, found.edge = &c;
    }
  }
  return found;
}

void travel_about(const mesh_data& given, int lines) {
  const test::viewed v(test::rounded(given, 0x1p-20));
  const auto mesh = v.view();
  const auto coast = test::coast_edges(v.data);
  const test::brute_force brute(v.data);
  const test::places sea(v.data);
  test::draws random(5);
  int arrived = 0, met = 0;
  for (int i = 0; i < lines; ++i) {
    const point from = test::on_grid(sea.draw(random));
    const std::int32_t e = search(mesh, from);
    if (e < 0) continue;
    const double length = std::sqrt(sea.total()) * std::pow(10.0, random.between(-6, -0.5));
    const double angle = random.between(0, 6.283185307179586);
    const point to = test::on_grid({from[0] + length * std::cos(angle), from[1] + length * std::sin(angle)});
    if (!(std::abs(to[0]) < 0x1p19 && std::abs(to[1]) < 0x1p19)) continue;
    const passage way = travel(mesh, e, from, to);
    const first_contact coasts = look(coast, from, to);
    INFO("from " << from[0] << ", " << from[1] << " to " << to[0] << ", " << to[1]);
    REQUIRE(sums_to_one(way.end.weights));
    // It ends inside its coast by a billionth of the way to the element's centroid.
    const point edge = way.arrived() ? point{} : test::corner_at(v.data, way.end.element, (way.edge + 1) % 3) -
                                                     test::corner_at(v.data, way.end.element, way.edge);
    REQUIRE(on_its_line(way, from, to, 1e-6 + 1e-8 * std::sqrt(dot(edge, edge))));
    REQUIRE(search(mesh, way.end.point) == way.end.element);
    if (coasts.touches) continue;
    REQUIRE(way.arrived() == (coasts.crossed == 0));
    if (way.arrived()) {
      ++arrived;
      REQUIRE(way.end.point == to);
      REQUIRE(way.share == 1);
      REQUIRE(way.end.element == brute.owner(to));
    } else {
      ++met;
      REQUIRE(std::abs(way.share - coasts.share) * length < 1e-6);
      REQUIRE(way.end.element == coasts.edge->element);
      REQUIRE(way.edge == coasts.edge->opposite);
      const point off = way.end.point - (from + coasts.share * (to - from));
      const auto a = test::corner_at(v.data, way.end.element, way.edge) - coasts.edge->from;
      REQUIRE(std::sqrt(dot(off, off)) < 1e-6 + 1e-8 * std::sqrt(dot(a, a)));
      REQUIRE(brute.in_mesh(way.end.point));
    }
  }
  CHECK(arrived > lines / 4);
  CHECK(met > lines / 100);
}

/// A lattice of unit cells, some of them land, in which what a closed segment meets is decided in
/// whole numbers; coordinates are multiples of 1/4.
struct lattice {
  int across, up;
  bool (*dry)(int, int);

  bool land(int i, int j) const { return i < 0 || j < 0 || i >= across || j >= up || dry(i, j); }
  bool water_at(const point& p) const {
    for (int i = -1; i <= 0; ++i)
      for (int j = -1; j <= 0; ++j) {
        const int right = static_cast<int>(std::floor(p[0])), above = static_cast<int>(std::floor(p[1]));
        const bool on_x = p[0] == right, on_y = p[1] == above;
        if ((i == 0 || on_x) && (j == 0 || on_y) && !land(right + i, above + j)) return true;
      }
    return false;
  }
  /// Share of the segment up to where it leaves the closed water; 1 where it does not.
  double share(const point& from, const point& to) const {
    std::vector<double> stops{0, 1};
    for (int d = 0; d < 2; ++d)
      for (int line = 0; line <= (d == 0 ? across : up); ++line) {
        const double t = (line - from[d]) / (to[d] - from[d]);
        if (to[d] != from[d] && t > 0 && t < 1) stops.push_back(t);
      }
    std::sort(stops.begin(), stops.end());
    for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
      if (stops[i + 1] - stops[i] < 1e-9) continue;
      const double t = (stops[i] + stops[i + 1]) / 2;
      point p = from + t * (to - from);
      for (int d = 0; d < 2; ++d)
        if (from[d] == to[d]) p[d] = from[d];
      if (!water_at(p)) return stops[i];
    }
    return 1;
  }
};

void travel_on_lattice(const lattice& cells, unsigned seed, int lines) {
  test::basin b{.width = 1.0 * cells.across, .height = 1.0 * cells.up, .across = cells.across, .up = cells.up, .jitter = 0, .seed = seed};
  b.dry = [&](double x, double y) { return cells.land(static_cast<int>(std::floor(x)), static_cast<int>(std::floor(y))); };
  const test::viewed v(test::make_mesh(b));
  const auto mesh = v.view();
  const test::brute_force brute(v.data);
  test::draws random(seed);
  const auto draw = [&] {
    const double unit = random.below(2) ? 1 : 0.25;
    return point{unit * static_cast<double>(random.below(static_cast<std::int64_t>(cells.across / unit) + 1)),
                 unit * static_cast<double>(random.below(static_cast<std::int64_t>(cells.up / unit) + 1))};
  };
  int stopped = 0;
  const bool has_land = test::coast_edges(v.data).size() > static_cast<std::size_t>(2 * (cells.across + cells.up));
  for (int i = 0; i < lines; ++i) {
    const point from = draw(), to = draw();
    const double share = cells.share(from, to);
    const std::int32_t owner = brute.owner(from);
    REQUIRE((owner >= 0) == cells.water_at(from));
    if (owner < 0) continue;
    // From the owner, and from each other element that holds the point.
    for (std::int32_t e = 0; e < v.data.elements(); ++e) {
      const auto side = eudrift::detail::sides(mesh, e, from, mesh.weights(e, from));
      if (side[0] < 0 || side[1] < 0 || side[2] < 0) continue;
      const passage way = travel(mesh, e, from, to);
      INFO("from " << from[0] << ", " << from[1] << " to " << to[0] << ", " << to[1] << " element " << e << " edge " << way.edge
                   << " end " << way.end.point[0] << ", " << way.end.point[1]);
      REQUIRE(way.arrived() == (share == 1));
      REQUIRE(std::abs(way.share - share) < 1e-12);
      REQUIRE(way.end.element == search(mesh, way.end.point));
      const point off = way.end.point - (from + share * (to - from));
      REQUIRE(dot(off, off) < 1e-16);
      if (!way.arrived()) {
        ++stopped;
        REQUIRE(v.data.neighbour[static_cast<std::size_t>(3 * way.end.element + way.edge)] == eudrift::land);
      }
    }
  }
  CHECK((stopped > lines / 10) == has_land);
}

}  // namespace

TEST_CASE("A line arrives where no coast is in its way, and else stops at the first") {
  const int lines = test::long_form() ? 100'000 : 3'000;
  SECTION("islands and bays") {
    test::basin b{.width = 1e4, .height = 1e4, .across = 24, .up = 24, .jitter = 0.24, .seed = 3};
    b.dry = [](double x, double y) { return std::sin(x / 700) * std::cos(y / 900) > 0.6; };
    travel_about(test::make_mesh(b), lines);
  }
  SECTION("Estuary") { travel_about(test::estuary(), lines); }
  SECTION("Channel") { travel_about(test::channel(), lines); }
  SECTION("Salish Sea") { travel_about(test::salish_sea(), lines); }
}

TEST_CASE("Lines through nodes, along edges and along coasts") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    travel_on_lattice({5, 4, [](int, int) { return false; }}, seed, 500);
    travel_on_lattice({6, 6, [](int i, int j) { return i >= 2 && i < 4 && j >= 2 && j < 4; }}, seed, 1500);
    travel_on_lattice({5, 5, [](int i, int j) { return i % 2 == 1 && j % 2 == 1; }}, seed, 1500);
    // Water and land that touch at corners alone.
    travel_on_lattice({5, 5, [](int i, int j) { return (i == 1 && j == 1) || (i == 2 && j == 2) || (i == 3 && j == 1); }}, seed, 1500);
    travel_on_lattice({6, 3, [](int i, int j) { return j == 1 && i > 0; }}, seed, 1500);
  }
}

TEST_CASE("Lines along straight coasts whose nodes lie on one line but for rounding") {
  // A channel turned by any angle: from a node or a point of its coast, along the coast or nearly so.
  constexpr int across = 12, up = 3;
  test::draws random(1);
  for (int mesh_number = 0; mesh_number < (test::long_form() ? 2000 : 100); ++mesh_number) {
    const double angle = random.between(0, 6.283185307179586), dx = random.between(100, 200), dy = 80;
    const point origin{random.between(-5e4, 5e4), random.between(-5e4, 5e4)}, along{std::cos(angle), std::sin(angle)};
    std::vector<point> nodes;
    for (int j = 0; j <= up; ++j)
      for (int i = 0; i <= across; ++i) nodes.push_back(origin + i * dx * along + j * dy * point{-along[1], along[0]});
    std::vector<std::int32_t> corner;
    for (int j = 0; j < up; ++j)
      for (int i = 0; i < across; ++i) {
        const int a = j * (across + 1) + i, b = a + 1, c = a + across + 1, d = c + 1;
        if (random.below(2)) corner.insert(corner.end(), {a, b, d, a, d, c});
        else corner.insert(corner.end(), {a, b, c, b, d, c});
      }
    const test::viewed v(test::mesh_of(nodes, corner));
    const auto mesh = v.view();
    for (int i = 0; i < 1000; ++i) {
      const std::int64_t row = random.below(2) * up * (across + 1);
      const auto node = [&] { return nodes[static_cast<std::size_t>(row + random.below(across + 1))]; };
      const point p = node(), q = node();
      if (p == q) continue;
      const point from = random.below(3) == 0 ? p : p + random.unit() * (q - p);
      point to = random.below(3) == 0 ? q : p + random.between(-0.5, 1.5) * (q - p);
      if (random.below(2)) to[1] += (random.below(2) ? dy : -dy) * std::pow(10, random.between(-14, 0));
      const std::int32_t e = search(mesh, from);
      if (e < 0) continue;
      INFO("from " << from[0] << ", " << from[1] << " to " << to[0] << ", " << to[1]);
      const passage way = travel(mesh, e, from, to);
      REQUIRE(on_its_line(way, from, to, 1e-6));
      REQUIRE(search(mesh, way.end.point) == way.end.element);
      const auto goes_too_far = [&](const eudrift::site<double, std::int32_t>& end) {
        const double most = std::sqrt(dot(to - from, to - from)) * (1 + 1e-9) + 1e-6;
        return search(mesh, end.point) != end.element || std::sqrt(dot(end.point - from, end.point - from)) > most;
      };
      const auto here = eudrift::site_in(mesh, e, from);
      REQUIRE(!goes_too_far(eudrift::displace<eudrift::slide>(mesh, here, to - from, 1.0)));
      REQUIRE(!goes_too_far(eudrift::displace<eudrift::reflect>(mesh, here, to - from, 1.0)));
    }
  }
}

TEST_CASE("Displacements without bounds") {
  const test::viewed v(test::salish_sea());
  const auto mesh = v.view();
  const test::places sea(v.data);
  test::draws random(9);
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 50; ++i) {
    const point from = sea.draw(random);
    const std::int32_t e = search(mesh, from);
    if (e < 0) continue;
    const double angle = random.between(0, 6.283185307179586);
    const point way{std::cos(angle), std::sin(angle)};
    const passage near = travel(mesh, e, from, from + 1e7 * way);
    for (const double length : {1e20, 1e33, 1e37, 1e99}) {
      const passage far = travel(mesh, e, from, length * way);
      REQUIRE(!far.arrived());
      CHECK(far.share >= 0);
      CHECK(far.share < 1e-10);
      REQUIRE(far.end.element == search(mesh, far.end.point));
      const point off = far.end.point - near.end.point;
      CHECK(far.end.element == near.end.element);
      CHECK(dot(off, off) < 1e-4);
    }
    for (const double length : {1e-9, 1e-20, 1e-300, 0.0}) {
      const passage close = travel(mesh, e, from, from + length * way);
      CHECK(close.arrived());
      CHECK(close.end.point == from + length * way);
    }
    for (const point to : {point{nan, 0}, point{0, nan}, point{inf, 0}, point{0, -inf}, point{nan, inf}}) {
      const passage none = travel(mesh, e, from, to);
      CHECK(!none.arrived());
      CHECK(none.end.point == from);
      CHECK(none.end.element == e);
    }
    for (const point to : {point{1e200, 1e200}, point{-1e300, 1e308}, point{1e308, 0}}) {
      const passage wild = travel(mesh, e, from, to);
      CHECK(!wild.arrived());
      CHECK(wild.end.element == search(mesh, wild.end.point));
    }
  }
}
