// SPDX-License-Identifier: BSL-1.0
#include <eudrift/netcdf/fvcom_source.hpp>

#include "catch.hpp"
#include "support/fvcom_generator.hpp"
#include "support/scratch.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace fvcom_test;
using eudrift::fvcom_source;
using eudrift::mesh_data;

namespace {

fvcom_source source_of(const document& doc) {
  const scratch dir;
  write(doc, dir / "f.nc");
  return fvcom_source({dir / "f.nc"});
}
std::string refusal(const document& doc) {
  try {
    source_of(doc);
  } catch (const eudrift::error& e) {
    return e.what();
  }
  return {};
}
double twice_area(const mesh_data& m, std::size_t e) {
  const auto x = [&](std::size_t k) { return m.x[static_cast<std::size_t>(m.corner[3 * e + k])]; };
  const auto y = [&](std::size_t k) { return m.y[static_cast<std::size_t>(m.corner[3 * e + k])]; };
  return (x(1) - x(0)) * (y(2) - y(0)) - (y(1) - y(0)) * (x(2) - x(0));
}

}  // namespace

TEST_CASE("the real file's mesh") {
  const fvcom_source source({EUDRIFT_EXAMPLE_DATA "/sfbofs_fvcom.nc"});
  const mesh_data& m = source.mesh();
  CHECK(m.nodes() == 551);
  CHECK(m.elements() == 903);
  CHECK(std::count(m.neighbour.begin(), m.neighbour.end(), eudrift::land) == 197);
  CHECK((m.corner.size() + 197) / 2 == 1453);
  CHECK(m.frame.spherical);
  for (std::size_t e = 0; e < 903; ++e) CHECK(twice_area(m, e) > 0);
  CHECK(m.depth.size() == 551);
  REQUIRE(source.times().size() == 10);
  for (std::size_t k = 1; k < 10; ++k) CHECK(source.times()[k] - source.times()[k - 1] == 3'600'000);

  // lonc and latc of the file are the mean of the nodes; nv as it stands there is clockwise.
  const eudrift::netcdf_file file = eudrift::netcdf_file::open(EUDRIFT_EXAMPLE_DATA "/sfbofs_fvcom.nc");
  std::vector<double> lonc(903), latc(903), nv(3 * 903);
  eudrift::io_thread::instance().run([&] {
    eudrift::read_raw(file, *eudrift::find_variable(file, "lonc"), {0}, {903}, lonc.data());
    eudrift::read_raw(file, *eudrift::find_variable(file, "latc"), {0}, {903}, latc.data());
    eudrift::read_raw(file, *eudrift::find_variable(file, "nv"), {0, 0}, {3, 903}, nv.data());
  });
  double off = 0;
  for (std::size_t e = 0; e < 903; ++e) {
    double x = 0, y = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      x += m.x[static_cast<std::size_t>(m.corner[3 * e + k])] / 3;
      y += m.y[static_cast<std::size_t>(m.corner[3 * e + k])] / 3;
      CHECK(std::count(&m.corner[3 * e], &m.corner[3 * e] + 3, static_cast<std::int32_t>(nv[k * 903 + e]) - 1) == 1);
    }
    const auto p = m.frame.to_file({x, y});
    off = std::max({off, std::abs(p[0] + 360 - lonc[e]), std::abs(p[1] - latc[e])});
    const bool turned = m.corner[3 * e + 1] == static_cast<std::int32_t>(nv[2 * 903 + e]) - 1;
    CHECK(turned);
  }
  CHECK(off <= 6e-6);  // float32 at 237 degrees resolves 1.5e-5
}

TEST_CASE("nv of either orientation, base and layout gives one mesh, which is the generator's") {
  fvcom_options o;
  o.grid = jittered_square(6, 5000, 0.2, 3, 1e5, 2e5);
  for (const bool clockwise : {true, false})
    for (const int first : {1, 0})
      for (const bool transposed : {false, true})
        for (const bool nbe : {true, false}) {
          CAPTURE(clockwise, first, transposed, nbe);
          o.clockwise = clockwise;
          o.first_number = first;
          o.transposed = transposed;
          o.with_nbe = nbe;
          const fvcom_source source = source_of(fvcom_document(o));
          const mesh_data& m = source.mesh();
          CHECK(m.corner == o.grid.corner);
          CHECK(std::count(m.neighbour.begin(), m.neighbour.end(), eudrift::land) == 20);
          CHECK(m.frame.origin_x == 102500);
          CHECK(m.frame.origin_y == 202500);
          CHECK(m.x[0] == -2500);
          CHECK(source.warnings().empty());
        }
}

TEST_CASE("a mesh of three elements does not confuse the layouts of nv") {
  fvcom_options o;
  o.grid = {{0, 1000, 1000, 0, -800}, {0, 0, 1000, 1000, 500}, {0, 1, 2, 0, 2, 3, 0, 3, 4}};
  for (const bool transposed : {false, true}) {
    o.transposed = transposed;
    CHECK(source_of(fvcom_document(o)).mesh().corner == o.grid.corner);
  }
}

TEST_CASE("coordinates are chosen by the attribute, then by which pair serves") {
  fvcom_options o;
  const auto check_plane = [&](bool warned) {
    const fvcom_source s = source_of(fvcom_document(o));
    CHECK_FALSE(s.mesh().frame.spherical);
    CHECK(s.warnings().size() == (warned ? 1 : 0));
  };
  const auto check_sphere = [&](bool warned) {
    o.grid = jittered_square(4, 0.1, 0.2, 1, 7.5, 54);
    const fvcom_source s = source_of(fvcom_document(o));
    CHECK(s.mesh().frame.spherical);
    CHECK(s.warnings().size() == (warned ? 1 : 0));
  };
  SECTION("plane") { check_plane(false); }
  SECTION("no attribute") {
    o.system.clear();
    check_plane(false);
  }
  SECTION("no attribute, lon and lat alone") {
    o.system.clear();
    o.kind = coordinates::sphere;
    check_sphere(false);
  }
  SECTION("no attribute, x and y all zero") {
    o.system.clear();
    o.kind = coordinates::sphere_zero_plane;
    check_sphere(false);
  }
  SECTION("GeoReferenced, x and y all zero") {
    o.system = "GeoReferenced";
    o.kind = coordinates::sphere_zero_plane;
    check_sphere(false);
  }
  SECTION("Cartesian, x and y all zero") {
    o.kind = coordinates::sphere_zero_plane;
    check_sphere(true);
  }
  SECTION("GeoReferenced, lon and lat all zero") {
    o.system = "GeoReferenced";
    o.kind = coordinates::plane_zero_sphere;
    check_plane(true);
  }
  SECTION("both: the attribute decides, the other pair is kept") {
    o.kind = coordinates::plane_and_sphere;
    const fvcom_source plane = source_of(fvcom_document(o));
    CHECK_FALSE(plane.mesh().frame.spherical);
    CHECK(plane.mesh().other_x[3] == 1e-5 * o.grid.x[3]);
    o.system = "GeoReferenced";
    const fvcom_source sphere = source_of(fvcom_document(o));
    CHECK(sphere.mesh().frame.spherical);
    CHECK(sphere.mesh().other_x[3] == o.grid.x[3]);
  }
  SECTION("float32 so coarse that triangles collapse") {
    o.kind = coordinates::plane_and_sphere;
    document doc = fvcom_document(o);
    for (double& x : doc.variable("x").numbers) x = 5e5 + std::round(x / 4000) * 4000;
    const fvcom_source s = source_of(doc);
    CHECK(s.mesh().frame.spherical);
    REQUIRE(s.warnings().size() == 1);
    CHECK(s.warnings()[0].find("flat") != std::string::npos);
  }
  SECTION("no attribute, both, and they agree") {
    o.kind = coordinates::plane_and_sphere;
    o.system.clear();
    document doc = fvcom_document(o);
    for (const char* name : {"lon", "lat"})
      for (double& degrees : doc.variable(name).numbers) degrees *= 1e5 / (eudrift::earth_radius * eudrift::radians_per_degree);
    const fvcom_source s = source_of(doc);
    CHECK_FALSE(s.mesh().frame.spherical);
    CHECK(s.warnings().empty());
  }
  SECTION("no attribute, both, x and y rounded to a good part of an edge") {
    o.grid = jittered_square(9, 4000);
    o.kind = coordinates::plane_and_sphere;
    o.system.clear();
    document doc = fvcom_document(o);
    for (const char* name : {"lon", "lat"})
      for (double& degrees : doc.variable(name).numbers) degrees *= 1e5 / (eudrift::earth_radius * eudrift::radians_per_degree);
    for (const char* name : {"x", "y"})
      for (double& metres : doc.variable(name).numbers) metres = 5e5 + std::round(metres / 200) * 200;
    const fvcom_source s = source_of(doc);
    CHECK(s.mesh().frame.spherical);
    REQUIRE(s.warnings().size() == 1);
    CHECK(s.warnings()[0].find("lon and lat are used, which are finer") != std::string::npos);
  }
  SECTION("no attribute, both, lon and lat rounded") {
    o.grid = jittered_square(9, 4000);
    o.kind = coordinates::plane_and_sphere;
    o.system.clear();
    document doc = fvcom_document(o);
    for (const char* name : {"lon", "lat"})
      for (double& degrees : doc.variable(name).numbers) degrees = std::round(degrees * 1000 / 1.11195) / 1000;
    const fvcom_source s = source_of(doc);
    CHECK_FALSE(s.mesh().frame.spherical);
    REQUIRE(s.warnings().size() == 1);
    CHECK(s.warnings()[0].find("x and y are used") != std::string::npos);
  }
  SECTION("neither") {
    document doc = fvcom_document(o);
    doc.variable("x").numbers.assign(o.grid.x.size(), 0);
    CHECK(refusal(doc).find("no coordinates serve: x and y are the same at all nodes, and there is no lon") == std::string::npos);
    CHECK(refusal(doc).find("no coordinates serve") != std::string::npos);
  }
}

TEST_CASE("a spherical mesh has the size it has on the Earth, wherever it lies") {
  constexpr double degree = eudrift::earth_radius * eudrift::radians_per_degree;
  fvcom_options o;
  o.system = "GeoReferenced";
  o.kind = coordinates::sphere;
  for (const double west : {-0.05, 7.0, 179.95, 359.95, -180.05, 237.5})
    for (const double south : {-70.0, -0.05, 0.0, 60.0, 85.0}) {
      CAPTURE(west, south);
      o.grid = jittered_square(5, 0.1, 0.2, 1, west, south);
      for (double& lon : o.grid.x)  // either side of the turn, as files have it
        if (lon >= 360) lon -= 360;
      const fvcom_source s = source_of(fvcom_document(o));
      const mesh_data& m = s.mesh();
      const auto [x0, x1] = std::minmax_element(m.x.begin(), m.x.end());
      const auto [y0, y1] = std::minmax_element(m.y.begin(), m.y.end());
      const double middle = m.frame.origin_y * eudrift::radians_per_degree;
      CHECK(*y1 - *y0 == Approx(0.1 * degree).epsilon(1e-9));
      CHECK(*x1 - *x0 == Approx(0.1 * degree * std::cos(middle)).epsilon(1e-9));
      CHECK(std::abs(*x0 + *x1) < 0.04 * degree * std::cos(middle));
      CHECK(std::abs(m.frame.origin_y - (south + 0.05)) <= 1. / 128);
      for (std::size_t n = 0; n < m.x.size(); ++n) {
        const auto p = m.frame.to_file({m.x[n], m.y[n]});
        const double turn = (p[0] - o.grid.x[n]) / 360;
        CHECK(std::abs(turn - std::round(turn)) < 1e-12);
        CHECK(std::abs(p[1] - o.grid.y[n]) < 1e-12);
      }
    }
}

TEST_CASE("meshes that longitude and latitude cannot hold are refused") {
  fvcom_options o;
  o.system = "GeoReferenced";
  o.kind = coordinates::sphere;
  SECTION("at a pole") {
    o.grid = jittered_square(4, 1, 0.2, 1, 10, 88.95);
    CHECK(refusal(fvcom_document(o)).find("within 0.1 degree of a pole") != std::string::npos);
  }
  SECTION("round the globe") {
    o.grid = {};
    for (int i = 0; i < 8; ++i)
      for (const double lat : {0.0, 10.0}) o.grid.x.push_back(45.0 * i), o.grid.y.push_back(lat);
    for (std::int32_t i = 0; i < 8; ++i) {
      const std::int32_t a = 2 * i, b = 2 * ((i + 1) % 8);
      o.grid.corner.insert(o.grid.corner.end(), {a, b, b + 1, a, b + 1, a + 1});
    }
    CHECK(refusal(fvcom_document(o)).find("goes round the globe") != std::string::npos);
  }
  SECTION("wide, but open") {
    o.grid = {};
    for (int i = 0; i < 8; ++i)
      for (const double lat : {0.0, 10.0}) o.grid.x.push_back(45.0 * i), o.grid.y.push_back(lat);
    for (std::int32_t i = 0; i < 7; ++i)
      o.grid.corner.insert(o.grid.corner.end(), {2 * i, 2 * i + 2, 2 * i + 3, 2 * i, 2 * i + 3, 2 * i + 1});
    CHECK(refusal(fvcom_document(o)).empty());
  }
}

TEST_CASE("damaged connectivity is refused in a sentence that names the element") {
  fvcom_options o;
  o.transposed = true;
  document doc = fvcom_document(o);
  SECTION("nv too large") {
    doc.variable("nv").numbers[3 * 4 + 1] = 26;
    CHECK(refusal(doc).find("nv of element 5 names node 26, out of the range 1 to 25") != std::string::npos);
  }
  SECTION("nv negative") {
    doc.variable("nv").numbers[3 * 4 + 1] = -1;
    CHECK(refusal(doc).find("out of the range") != std::string::npos);
  }
  SECTION("nv zero among numbers from 1: then it counts from 0, and 25 is too large") {
    doc.variable("nv").numbers[3 * 4 + 1] = 0;
    CHECK(refusal(doc).find("names node 25, out of the range 0 to 24") != std::string::npos);
  }
  SECTION("nbe against nv") {
    doc.variable("nbe").numbers[3 * 6] = 31;
    CHECK(refusal(doc).find("nbe gives element 7 the neighbours") != std::string::npos);
  }
  SECTION("nbe never written") {
    doc.variable("nbe").numbers.assign(3 * o.grid.elements(), 0);
    CHECK(refusal(doc).empty());
  }
  SECTION("no nv") {
    doc.remove("nv");
    CHECK(refusal(doc).find("there is no variable nv") != std::string::npos);
  }
  SECTION("quads") {
    doc.dimensions[doc.dimension("three")].length = 4;
    doc.variable("nv").numbers.resize(4 * o.grid.elements());
    CHECK(refusal(doc).find("nv(nele = 32, three = 4) has unexpected dimensions") != std::string::npos);
  }
  SECTION("a node without a place") {
    doc.variable("y").numbers[7] = std::nan("");
    CHECK(refusal(doc).find("y is missing at node 8") != std::string::npos);
  }
  SECTION("an element twice") {
    for (std::size_t k = 0; k < 3; ++k) doc.variable("nv").numbers[3 * 9 + k] = doc.variable("nv").numbers[3 * 8 + k];
    const std::string said = refusal(doc);
    CAPTURE(said);
    CHECK((said.find("shares an edge with more than one") != std::string::npos || said.find("overlaps a neighbour") != std::string::npos));
  }
}
