// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mesh/cut_faces.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"

#include <cmath>

using eudrift::cut_faces;
using eudrift::face_table;

namespace {

double area(const std::vector<double>& x, const std::vector<double>& y, const std::vector<std::int32_t>& corner) {
  double sum = 0;
  for (std::size_t e = 0; e < corner.size() / 3; ++e) {
    const auto at = [&](std::size_t k) { return static_cast<std::size_t>(corner[3 * e + k]); };
    const double twice = (x[at(1)] - x[at(0)]) * (y[at(2)] - y[at(0)]) - (x[at(2)] - x[at(0)]) * (y[at(1)] - y[at(0)]);
    CHECK(twice > 0);
    sum += twice / 2;
  }
  return sum;
}

}  // namespace

TEST_CASE("faces are cut into triangles that cover them once") {
  // A square of 2 m, with 4 in its middle, and 5 to the right of it.
  const std::vector<double> x{0, 2, 2, 0, 1, 4}, y{0, 0, 2, 2, 1, 1};
  const auto square = cut_faces({4, {0, 1, 2, 3, 1, 5, 2, -1, 1, 5, 2, 2}}, x, y, "f");
  CHECK(square.corner == std::vector<std::int32_t>{0, 1, 2, 0, 2, 3, 1, 5, 2, 1, 5, 2});
  CHECK(square.face == std::vector<std::int32_t>{0, 0, 1, 2});
  // Folded inwards at its last corner, a face is cut from there, whichever corner is named first.
  for (const std::vector<std::int32_t>& turned :
       {std::vector<std::int32_t>{0, 1, 2, 4}, {1, 2, 4, 0}, {2, 4, 0, 1}, {4, 0, 1, 2}}) {
    const auto arrow = cut_faces({4, turned}, x, y, "f");
    CHECK(arrow.corner.size() == 6);
    CHECK(std::abs(area(x, y, arrow.corner) - 2) < 1e-15);
  }
  // A hexagon, clockwise, has four triangles that turn the same way.
  std::vector<double> hx, hy;
  for (int k = 0; k < 6; ++k)
    hx.push_back(std::cos(k * 1.0471975511965976)), hy.push_back(-std::sin(k * 1.0471975511965976));
  auto hexagon = cut_faces({6, {0, 1, 2, 3, 4, 5}}, hx, hy, "f");
  REQUIRE(hexagon.face.size() == 4);
  for (std::size_t e = 0; e < 4; ++e) std::swap(hexagon.corner[3 * e + 1], hexagon.corner[3 * e + 2]);
  CHECK(std::abs(area(hx, hy, hexagon.corner) - 1.5 * std::sqrt(3.0)) < 1e-14);
}

TEST_CASE("a face that is none is refused by its number") {
  const std::vector<double> x{0, 2, 2, 0, 1}, y{0, 0, 2, 2, 0};
  const auto refusal = [&](const face_table& table) { return test::sentence([&] { cut_faces(table, x, y, "f.nc"); }); };
  CHECK(refusal({4, {0, 1, 2, 3, 0, 2, -1, -1}}) ==
        "f.nc: face 2 (nodes 1 3) has fewer than three corners; the connectivity is damaged");
  CHECK(refusal({3, {0, 4, 1}}).find("face 1 (nodes 1 5 2) is flat or folded") != std::string::npos);
  CHECK(refusal({4, {0, 2, 1, 3}}).find("is flat or folded") != std::string::npos);  // a bow tie
  CHECK(refusal({3, {0, 1, 5}}) ==
        "f.nc: face 1 (nodes 1 2 6) names a node outside 1 to 5; the connectivity is damaged");
}
