// SPDX-License-Identifier: BSL-1.0
// Places over the water of a mesh: uniform by area and by volume, whatever the order of the mesh in memory.
#include <eudrift/mesh/renumber.hpp>
#include <eudrift/release/scatter.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"
#include "../support/chi_square.hpp"
#include "../support/sentence.hpp"

#include <algorithm>
#include <cmath>

using namespace eudrift;

namespace {

constexpr std::int64_t n = 40000;
constexpr double width = 8000, height = 5000;

mesh_data basin(bool sphere = false) {
  mesh_data mesh =
      test::make_mesh({.x0 = -width / 2, .y0 = -height / 2, .width = width, .height = height, .across = 7, .up = 6});
  if (sphere) mesh.frame = {true, -20, 70};
  return mesh;
}

}  // namespace

TEST_CASE("places are uniform by area, chance failing this once in a million") {
  const mesh_data mesh = basin();
  const water_scatter scatter(mesh, 3);
  CHECK(scatter.size() == Approx(width * height).epsilon(1e-12));
  std::vector<std::int64_t> cell(100), of_element(static_cast<std::size_t>(mesh.elements()));
  const mesh_bins bins = make_bins(mesh);
  const auto view = test::view_of(mesh, bins);
  for (std::int64_t id = 0; id < n; ++id) {
    const water_place at = scatter(id);
    ++cell[static_cast<std::size_t>((at.point.at[0] / width + 0.5) * 10) * 10 +
           static_cast<std::size_t>((at.point.at[1] / height + 0.5) * 10)];
    ++of_element[static_cast<std::size_t>(at.element)];
    if (id % 100 == 0) CHECK(search(view, at.point) == at.element);
    if (id % 100 == 0) CHECK(at.sigma == 0);
  }
  CHECK(test::chi_square_ratio(cell, std::vector<double>(100, 1.0)) < 1);
  std::vector<double> area;
  for (std::int32_t e = 0; e < mesh.elements(); ++e) {
    const auto a = view.corner_position(e, 0);
    area.push_back(cross(view.corner_position(e, 1) - a, view.corner_position(e, 2) - a));
  }
  CHECK(test::chi_square_ratio(of_element, area) < 1);
}

TEST_CASE("places are uniform by volume where the water deepens") {
  const mesh_data mesh = basin();
  std::vector<double> thickness;  // 0 at the western shore, 80 m at the eastern
  for (const double x : mesh.x) thickness.push_back(80 * (x / width + 0.5));
  const water_scatter scatter(mesh, 4, thickness);
  CHECK(scatter.size() == Approx(width * height * 40).epsilon(1e-12));
  std::vector<std::int64_t> column(20), layer(20);
  for (std::int64_t id = 0; id < n; ++id) {
    const water_place at = scatter(id);
    ++column[static_cast<std::size_t>((at.point.at[0] / width + 0.5) * 20)];
    ++layer[std::min<std::size_t>(19, static_cast<std::size_t>(-at.sigma * 20))];
  }
  std::vector<double> share;
  for (int i = 0; i < 20; ++i) share.push_back(2 * i + 1);
  CHECK(test::chi_square_ratio(column, share) < 1);
  CHECK(test::chi_square_ratio(layer, std::vector<double>(20, 1.0)) < 1);
}

TEST_CASE("on the sphere areas are those on the ground, and nothing is put on what is dry") {
  const mesh_data mesh = basin(true);
  const water_scatter everywhere(mesh, 5);
  // The frame's metres are those on the ground in its middle; what is narrower to the north is wider to the south.
  CHECK(everywhere.size() == Approx(width * height).epsilon(1e-3));
  std::vector<double> wet(static_cast<std::size_t>(mesh.elements()), 0);
  wet[3] = wet[10] = 1;
  const water_scatter some(mesh, 5, {}, wet);
  bool both[2] = {};
  for (std::int64_t id = 0; id < 200; ++id) {
    const std::int32_t e = some(id).element;
    REQUIRE((e == 3 || e == 10));
    both[e == 10] = true;
  }
  CHECK((both[0] && both[1]));
}

TEST_CASE("a place depends on seed and id, and not on the order of the mesh in memory") {
  const mesh_data mesh = basin(), other = hilbert_ordered(mesh);
  const auto thick = [](const mesh_data& m) {
    std::vector<double> t;
    for (std::size_t i = 0; i < m.x.size(); ++i) t.push_back(10 + m.x[i] / 1000 + std::abs(m.y[i]) / 700);
    return t;
  };
  const water_scatter a(mesh, 6, thick(mesh)), b(other, 6, thick(other));
  bool moved = false;
  for (std::int64_t id = 0; id < 500; ++id) {
    const water_place p = a(id), q = b(id);
    REQUIRE((p.point == q.point && p.sigma == q.sigma));
    REQUIRE(mesh.element_number[static_cast<std::size_t>(p.element)] ==
            other.element_number[static_cast<std::size_t>(q.element)]);
    moved = moved || p.element != q.element;
  }
  CHECK(moved);
  CHECK_FALSE(water_scatter(mesh, 7, thick(mesh))(0).point == a(0).point);
}

TEST_CASE("what cannot be scattered over gets one sentence") {
  const mesh_data mesh = basin();
  CHECK(test::sentence([&] {
          water_scatter(mesh, 1, {1, 2});
        }).find("2 values of thickness at nodes were given; expected 56") != std::string::npos);
  const std::vector<double> none(static_cast<std::size_t>(mesh.elements()), 0);
  CHECK(test::sentence([&] { water_scatter(mesh, 1, {}, none); }).find("there is no water to scatter particles over") ==
        0);
}
