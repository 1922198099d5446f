// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mesh/coast.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <limits>

namespace {

using eudrift::displace;
using eudrift::dot;
using eudrift::mesh_data;
using eudrift::reflect;
using eudrift::search;
using eudrift::slide;
using point = eudrift::vec<double, 2>;
using place = eudrift::site<double, std::int32_t>;

constexpr double turn = 6.283185307179586;

point at_angle(double angle, double length = 1) { return {length * std::cos(angle), length * std::sin(angle)}; }
double length(const point& p) { return std::sqrt(dot(p, p)); }

place site_at(const eudrift::triangle_mesh_view<double, std::int32_t>& mesh, const point& p) {
  const std::int32_t e = search(mesh, p);
  eudrift::require(e >= 0, "a test point lies outside the mesh");
  return {p, e, mesh.weights(e, p)};
}

/// Coordinate d in [0, size] of a point that was reflected at both ends as often as needed.
double folded(double d, double size) {
  d = std::fmod(std::abs(d), 2 * size);
  return d > size ? 2 * size - d : d;
}

mesh_data rectangle(double width, double height) {
  return test::make_mesh(test::basin{.width = width, .height = height, .across = 12, .up = 7});
}

/// A wedge of water with its corner at 0, between the directions 0 and `opening`, of radius 10.
mesh_data wedge(double opening) {
  const int parts = 1 + static_cast<int>(opening / 0.7);
  std::vector<point> nodes{{0, 0}};
  std::vector<std::int32_t> corner;
  for (int i = 0; i <= parts; ++i) {
    nodes.push_back(at_angle(opening * i / parts, 10));
    if (i > 0) corner.insert(corner.end(), {0, i, i + 1});
  }
  return test::mesh_of(nodes, corner);
}

/// Where water goes in a wedge that is pushed along u from its corner: the nearest direction of the
/// wedge, or nowhere.  Openings up to half a turn.
point along_wedge(const point& u, double opening) {
  const double angle = std::atan2(u[1], u[0]) < 0 ? std::atan2(u[1], u[0]) + turn : std::atan2(u[1], u[0]);
  if (angle <= opening) return u;
  const point far_side = at_angle(opening);
  const double on_first = u[0], on_second = dot(u, far_side);
  if (on_first <= 0 && on_second <= 0) return {0, 0};
  return on_first > on_second ? point{on_first, 0} : on_second * far_side;
}

}  // namespace

TEST_CASE("Reflection is a mirror, sliding a projection, at a straight coast") {
  // The coast is the line y = 0, turned; then x is stretched, as on the sphere.
  const double stretch = GENERATE(1.0, 0.4, 2.5);
  const double slope = GENERATE(0.0, 0.3, 1.2, -0.9);
  const auto framed = [&](const point& p) {
    return point{stretch * (std::cos(slope) * p[0] - std::sin(slope) * p[1]), std::sin(slope) * p[0] + std::cos(slope) * p[1]};
  };
  mesh_data mesh = test::make_mesh(test::basin{.x0 = -100, .y0 = 0, .width = 200, .height = 100, .across = 14, .up = 7});
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    const point p = framed({mesh.x[n], mesh.y[n]});
    mesh.x[n] = p[0], mesh.y[n] = p[1];
  }
  eudrift::build_mesh(mesh, "turned");
  const test::viewed v(mesh);
  test::draws random(2);
  for (int i = 0; i < 300; ++i) {
    const point from{random.between(-30, 30), random.between(1e-3, 20)};
    const point way{random.between(-50, 50), random.between(-60, 0)};
    const point to = from + way;
    const place start = site_at(v.view(), framed(from));
    const place mirrored = displace<reflect>(v.view(), start, framed(way), stretch);
    const place slid = displace<slide>(v.view(), start, framed(way), stretch);
    CHECK(length(mirrored.point - framed({to[0], std::abs(to[1])})) < 1e-6);
    CHECK(length(slid.point - framed({to[0], std::max(to[1], 0.0)})) < 1e-6);
    CHECK(mirrored.element == search(v.view(), mirrored.point));
    CHECK(slid.element == search(v.view(), slid.point));
  }
}

TEST_CASE("Reflection in a closed basin folds the path, many times over") {
  const double width = 30, height = 20;
  const test::viewed v(rectangle(width, height));
  test::draws random(3);
  for (int i = 0; i < 500; ++i) {
    const point from{random.between(0.1, 29.9), random.between(0.1, 19.9)};
    const point way = at_angle(random.between(0, turn), random.between(0, 900));
    const place end = displace<reflect>(v.view(), site_at(v.view(), from), way, 1.0);
    const point expected{folded(from[0] + way[0], width), folded(from[1] + way[1], height)};
    CHECK(length(end.point - expected) < 1e-4);
  }
}

TEST_CASE("Sliding ends in the corner that it is driven into") {
  const test::viewed v(rectangle(30, 20));
  test::draws random(4);
  for (int i = 0; i < 300; ++i) {
    const point from{random.between(0.1, 29.9), random.between(0.1, 19.9)};
    const point way{random.between(-300, 300), random.between(-300, 300)};
    const place end = displace<slide>(v.view(), site_at(v.view(), from), way, 1.0);
    const point expected{std::clamp(from[0] + way[0], 0.0, 30.0), std::clamp(from[1] + way[1], 0.0, 20.0)};
    CHECK(length(end.point - expected) < 1e-6);
  }
}

TEST_CASE("Sliding leaves a corner wherever the flow does") {
  const double opening = GENERATE(0.1, 0.5, 1.0, 1.5707963267948966, 2.0, 2.9);
  const test::viewed v(wedge(opening));
  const auto mesh = v.view();
  test::draws random(7);
  for (int i = 0; i < 400; ++i) {
    const point u = at_angle(random.between(0, turn), 3);
    const point expected = along_wedge(u, opening);
    // From the corner itself, from beside it, and from where earlier displacements into it have led.
    const place corner = site_at(mesh, {0, 0});
    const place beside = site_at(mesh, at_angle(random.between(0.2, 0.8) * opening, std::pow(10.0, random.between(-8, -4))));
    place driven = site_at(mesh, at_angle(random.between(0.2, 0.8) * opening, 1.0));
    const point into = at_angle(random.between(opening + 1.6, turn - 1.6), 5);
    if (opening + 1.6 < turn - 1.6)
      for (int k = 0; k < 50; ++k) driven = displace<slide>(mesh, driven, into, 1.0);
    INFO("opening " << opening << " flow " << u[0] << ", " << u[1]);
    for (const place& start : {corner, beside, driven}) {
      if (length(start.point) > 1e-3) continue;
      const place end = displace<slide>(mesh, start, u, 1.0);
      CHECK(length(end.point - expected) < 2e-4);
      CHECK(end.element == search(mesh, end.point));
    }
  }
}

TEST_CASE("A headland does not hold what is driven against its tip") {
  // Water all round but for a wedge of land of opening `land` that points to 0 from below.
  const double land = GENERATE(0.2, 1.0, 2.5);
  mesh_data mesh = wedge(turn - land);
  const double start = -turn / 4 + land / 2;
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    const point p{std::cos(start) * mesh.x[n] - std::sin(start) * mesh.y[n], std::sin(start) * mesh.x[n] + std::cos(start) * mesh.y[n]};
    mesh.x[n] = p[0], mesh.y[n] = p[1];
  }
  eudrift::build_mesh(mesh, "headland");
  const test::viewed v(mesh);
  for (double angle = -turn / 4 - 0.9 * land / 2; angle < -turn / 4 + land / 2; angle += land / 9) {
    const place end = displace<slide>(v.view(), site_at(v.view(), {0, 0}), at_angle(angle, 3), 1.0);
    const double off_first = std::abs(angle - start), off_second = std::abs(angle - (-turn / 4 - land / 2));
    CHECK(length(end.point) == Approx(3 * std::cos(std::min(off_first, off_second))).epsilon(1e-6));
  }
}

TEST_CASE("Whatever the displacement, the end is in the mesh and has its owner") {
  const test::viewed v(test::salish_sea());
  const auto mesh = v.view();
  const test::brute_force brute(v.data);
  const test::places sea(v.data);
  test::draws random(6);
  const int particles = test::long_form() ? 20'000 : 500;
  for (int i = 0; i < particles; ++i) {
    place slid = site_at(mesh, sea.draw(random)), mirrored = slid;
    const auto check = [&](const place& p) {
      REQUIRE(search(mesh, p.point) == p.element);
      REQUIRE(brute.in_mesh(p.point));
      REQUIRE(std::abs(p.weights[0] + p.weights[1] + p.weights[2] - 1) < 1e-9);
    };
    for (int k = 0; k < 10; ++k) {
      const point way = at_angle(random.between(0, turn), std::pow(10.0, random.between(-4, 5)));
      slid = displace<slide>(mesh, slid, way, 1.0);
      mirrored = displace<reflect>(mesh, mirrored, way, 1.0);
      check(slid), check(mirrored);
    }
    for (const double far : {1e33, 1e99, 1e300, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
      check(displace<slide>(mesh, slid, {far, -far}, 1.0));
      check(displace<reflect>(mesh, mirrored, {-far, far}, 1.0));
    }
  }
}
