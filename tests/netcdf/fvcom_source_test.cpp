// SPDX-License-Identifier: BSL-1.0
#include <eudrift/netcdf/fvcom_source.hpp>

#include "catch.hpp"
#include "support/fvcom_generator.hpp"
#include "support/scratch.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <vector>

using namespace fvcom_test;
using eudrift::fvcom_source;
using eudrift::index_t;
using eudrift::time_ms;

static_assert(eudrift::ForcingSource<fvcom_source>);

namespace {

constexpr time_ms hour = 3'600'000;

std::string refusal(const std::vector<std::string>& paths) {
  try {
    fvcom_source source(paths);
    for (const eudrift::field_info& f : source.fields()) {
      std::vector<double> to(static_cast<std::size_t>(f.where == eudrift::location::node ? source.mesh().nodes()
                                                                                           : source.mesh().elements()));
      for (index_t t = 0; t < static_cast<index_t>(source.times().size()); ++t)
        for (index_t k = 0; k < f.layers; ++k) source.read(f.name, t, k, 0, to);
    }
  } catch (const eudrift::error& e) {
    return e.what();
  }
  return {};
}
std::string refusal(const document& doc) {
  const scratch dir;
  write(doc, dir / "f.nc");
  return refusal({dir / "f.nc"});
}
const eudrift::field_info* field(const fvcom_source& s, const std::string& name) {
  const auto f = std::find_if(s.fields().begin(), s.fields().end(), [&](const auto& i) { return i.name == name; });
  return f == s.fields().end() ? nullptr : &*f;
}

/// Flows that differ by place, layer and time, so that no mix-up goes unseen.
fvcom_options rich() {
  fvcom_options o;
  o.u = [](double x, double y, double s, double t) { return 0.3 + 1e-5 * x + 2e-5 * y + 0.1 * s + 1e-5 * t; };
  o.v = [](double x, double y, double s, double t) { return -0.2 + 2e-5 * x - 1e-5 * y + 0.2 * s - 2e-5 * t; };
  o.ww = [](double x, double, double s, double) { return 1e-4 + 1e-8 * x + 1e-5 * s; };
  o.temp = [](double x, double y, double s, double t) { return 12 + 1e-4 * x - 1e-4 * y + 3 * s + 1e-4 * t; };
  o.zeta = [](double x, double, double, double t) { return 1e-5 * x + 1e-5 * t; };
  o.kh = [](double, double y, double s, double) { return 1e-3 - 1e-3 * s + 1e-8 * y; };
  o.h = [](double x, double y, double, double) { return 10 + 1e-3 * x + 2e-3 * y; };
  return o;
}
void check_equals(fvcom_source& s, const fvcom_options& o, const std::string& name, const flow& f, double tolerance) {
  const auto* info = field(s, name);
  REQUIRE(info);
  const bool node = info->where == eudrift::location::node;
  const std::size_t items = node ? o.grid.x.size() : o.grid.elements();
  const bool levels = static_cast<std::size_t>(info->layers) == o.layers + 1;
  double off = 0;
  std::vector<double> to(items - 3);
  for (std::size_t t = 0; t < o.times.size(); ++t)
    for (index_t k = 0; k < info->layers; ++k) {
      s.read(name, static_cast<index_t>(t), k, 3, to);
      for (std::size_t i = 3; i < items; ++i) {
        const std::array<double, 2> p = node ? std::array<double, 2>{o.grid.x[i], o.grid.y[i]} : o.grid.centroid(i);
        const double sigma = -(static_cast<double>(k) + (levels ? 0 : 0.5)) / static_cast<double>(o.layers);
        off = std::max(off, std::abs(to[i - 3] - f(p[0], p[1], sigma, static_cast<double>(o.times[t]) / 1000)));
      }
    }
  CHECK(off <= tolerance);
}

}  // namespace

TEST_CASE("the real file: times, fields and layers") {
  fvcom_source s({EUDRIFT_EXAMPLE_DATA "/sfbofs_fvcom.nc"});
  REQUIRE(s.times().size() == 10);
  CHECK(s.calendar());
  CHECK(s.warnings().empty());
  for (std::size_t k = 0; k < 10; ++k)
    CHECK(s.times()[k] == *eudrift::parse_time("2024-05-23T00:00:00Z") + static_cast<time_ms>(k) * hour);
  for (const char* name : {"u", "v", "temp", "salinity"}) {
    REQUIRE(field(s, name));
    CHECK(field(s, name)->layers == 20);
    CHECK_FALSE(field(s, name)->steady);
  }
  CHECK(field(s, "u")->unit == "meters s-1");
  CHECK(field(s, "u")->where == eudrift::location::element);
  CHECK(field(s, "temp")->where == eudrift::location::node);
  CHECK(field(s, "h")->steady);
  CHECK(field(s, "siglev")->layers == 21);
  CHECK(field(s, "ww") == nullptr);
  CHECK(field(s, "lon") == nullptr);

  std::vector<double> level(551);
  s.read("siglev", 0, 0, 0, level);
  CHECK(std::all_of(level.begin(), level.end(), [](double l) { return l == 0 && !std::signbit(l); }));
  s.read("siglev", 0, 20, 0, level);
  CHECK(std::all_of(level.begin(), level.end(), [](double l) { return l == -1; }));
  // As ncdump shows it: u of the last slice, lowest layer, last element.
  std::vector<double> all(903), one(1);
  s.read("u", 9, 19, 0, all);
  s.read("u", 9, 19, 902, one);
  CHECK(one[0] == all[902]);
  std::vector<double> wet(903);
  s.read("wet_cells", 3, 0, 0, wet);
  CHECK(std::count(wet.begin(), wet.end(), 1.0) == 903);
}

TEST_CASE("every field comes back as it was written, in every format and type") {
  const scratch dir;
  const std::string path = dir / "f.nc";
  fvcom_options o = rich();
  for (const file_format format : {file_format::classic, file_format::offset64, file_format::cdf5, file_format::netcdf4})
    for (const nc_type type : {NC_FLOAT, NC_DOUBLE}) {
      CAPTURE(static_cast<int>(format), type);
      o.format = format;
      o.value_type = type;
      write_fvcom_file(path, o);
      fvcom_source s({path});
      CHECK(s.times() == o.times);
      const double tolerance = type == NC_FLOAT ? 1e-6 : 0;
      check_equals(s, o, "u", o.u, tolerance);
      check_equals(s, o, "v", o.v, tolerance);
      check_equals(s, o, "ww", o.ww, tolerance);
      check_equals(s, o, "temp", o.temp, tolerance);
      check_equals(s, o, "zeta", o.zeta, tolerance);
      check_equals(s, o, "kh", o.kh, tolerance);
      check_equals(s, o, "h", o.h, tolerance * 2);
      for (std::size_t n = 0; n < o.grid.x.size(); ++n)
        CHECK(std::abs(s.mesh().depth[n] - o.h(o.grid.x[n], o.grid.y[n], 0, 0)) <= tolerance * 2);
    }
}

TEST_CASE("packed velocities are unpacked") {
  const scratch dir;
  fvcom_options o = rich();
  o.packed = true;
  write_fvcom_file(dir / "f.nc", o);
  fvcom_source s({dir / "f.nc"});
  check_equals(s, o, "u", o.u, 0.51e-4);
  check_equals(s, o, "v", o.v, 0.51e-4);
}

TEST_CASE("missing velocity is zero where it is dry and an error where it is wet") {
  const scratch dir;
  for (const double fill : {std::nan(""), -999.0, 9.96921e36})
    for (const bool packed : {false, true}) {
      CAPTURE(fill, packed);
      fvcom_options o = rich();
      o.fill = fill;
      o.packed = packed;
      o.dry = [](std::size_t e, std::size_t t) { return e % 3 == t; };
      document doc = fvcom_document(o);
      write(doc, dir / "f.nc");
      fvcom_source s({dir / "f.nc"});
      std::vector<double> u(5);
      s.read("u", 1, 0, 2, u);  // elements 3 to 7 of the file, of which 5 is dry
      for (std::size_t i = 0; i < 5; ++i) CHECK((u[i] == 0) == ((i + 2) % 3 == 1));

      doc.variable("wet_cells").numbers[o.grid.elements() + 4] = 1;
      const std::string said = refusal(doc);
      CHECK(said.find("u at 1970-01-01T01:00:00Z, layer 1, element 5 is missing, although wet_cells") != std::string::npos);
      doc.remove("wet_cells");
      CHECK(refusal(doc).find("u at 1970-01-01T00:00:00Z, layer 1, element 1 is missing") != std::string::npos);
    }
}

TEST_CASE("missing temperature at dry nodes is that of the water beside them, never 0") {
  const scratch dir;
  fvcom_options o = rich();
  o.temp = [](double, double, double sigma, double) { return 12 + sigma; };
  const std::size_t nodes = o.grid.x.size();
  document doc = fvcom_document(o);
  std::vector<double> wet(3 * nodes, 1);
  const auto dry = [&](std::size_t slice, std::size_t node) {
    wet[slice * nodes + node] = 0;
    for (std::size_t k = 0; k < 3; ++k) doc.variable("temp").numbers[(slice * 3 + k) * nodes + node] = std::nan("");
  };
  dry(0, 12);
  for (std::size_t n = 0; n < nodes - 1; ++n) dry(1, n);  // all but a corner
  doc.add("wet_nodes", NC_INT, {"time", "node"}, wet);
  write(doc, dir / "f.nc");
  fvcom_source s({dir / "f.nc"});
  std::vector<double> to(nodes);
  for (const index_t slice : {0, 1, 2})
    for (const index_t k : {0, 1, 2}) {
      s.read("temp", slice, k, 0, to);
      for (const double value : to) CHECK(value == Approx(12 - (static_cast<double>(k) + 0.5) / 3).margin(1e-6));
      std::vector<double> part(4);
      s.read("temp", slice, k, 10, part);  // what fills them lies outside
      CHECK(std::equal(part.begin(), part.end(), to.begin() + 10));
    }

  dry(1, nodes - 1);
  doc.variable("wet_nodes").numbers = wet;
  CHECK(refusal(doc).find("temp at 1970-01-01T01:00:00Z, layer 1, node 1 is missing, and so are all that are connected") != std::string::npos);
}

TEST_CASE("sigma is tidied at both ends, and refused where it is none") {
  fvcom_options o = rich();
  SECTION("noise") {
    const scratch dir;
    o.level_noise = 1e-7;
    write_fvcom_file(dir / "f.nc", o);
    fvcom_source s({dir / "f.nc"});
    std::vector<double> level(25);
    s.read("siglev", 0, 0, 0, level);
    CHECK(level[7] == 0);
    s.read("siglev", 0, 3, 0, level);
    CHECK(level[7] == -1);
  }
  SECTION("one value for all nodes") {
    const scratch dir;
    document doc = fvcom_document(o);
    doc.remove("siglay");
    doc.add("siglay", NC_FLOAT, {"siglay"}, {-0.25, -0.5, -0.75});
    write(doc, dir / "f.nc");
    fvcom_source s({dir / "f.nc"});
    std::vector<double> level(20);
    s.read("siglay", 0, 1, 5, level);
    CHECK(std::count(level.begin(), level.end(), -0.5) == 20);
  }
  document doc = fvcom_document(o);
  SECTION("the bed first") {
    auto& sigma = doc.variable("siglay").numbers;
    std::reverse(sigma.begin(), sigma.end());
    CHECK(refusal(doc).find("siglay rises from layer 1 to 2 at node 1") != std::string::npos);
  }
  SECTION("upwards") {
    for (double& sigma : doc.variable("siglay").numbers) sigma = -sigma;
    CHECK(refusal(doc).find("expected sigma from 0 at the surface to -1") != std::string::npos);
  }
}

TEST_CASE("files are taken in the order of their times, with a time repeated at a join kept once") {
  const scratch dir;
  fvcom_options o = rich();
  std::vector<std::string> paths;
  for (int part : {2, 0, 1}) {
    o.times.clear();
    for (int k = 0; k < 4; ++k) o.times.push_back((part * 3 + k) * hour);  // the last of one is the first of the next
    const flow u = o.u;
    if (part == 1) o.u = [u](double x, double y, double s, double t) { return t == 3 * 3600 ? 9.0 : u(x, y, s, t); };
    paths.push_back(dir / ("f" + std::to_string(part) + ".nc"));
    write_fvcom_file(paths.back(), o);
    o.u = u;
  }
  fvcom_source s(paths);
  o.times.clear();
  for (int k = 0; k < 10; ++k) o.times.push_back(k * hour);
  CHECK(s.times() == o.times);
  check_equals(s, o, "u", o.u, 1e-6);
  check_equals(s, o, "temp", o.temp, 1e-6);
}

TEST_CASE("more files than are held open, read in any order and from other threads") {
  const scratch dir;
  fvcom_options o = rich();
  std::vector<std::string> paths;
  for (int f = 0; f < 20; ++f) {
    o.times = {f * hour};
    paths.push_back(dir / ("f" + std::to_string(f) + ".nc"));
    write_fvcom_file(paths.back(), o);
  }
  fvcom_source s(paths);
  o.times.clear();
  for (int f = 0; f < 20; ++f) o.times.push_back(f * hour);
  check_equals(s, o, "u", o.u, 1e-6);
  std::vector<double> to(32);
  for (index_t k : {19, 0, 7, 12, 3, 19}) {
    std::async(std::launch::async, [&] { s.read("u", k, 2, 0, to); }).get();
    const auto p = o.grid.centroid(5);
    CHECK(to[5] == Approx(o.u(p[0], p[1], -5. / 6, static_cast<double>(k) * 3600)).epsilon(1e-6));
  }
}

TEST_CASE("sequences that do not belong together are refused") {
  const scratch dir;
  fvcom_options o = rich();
  write_fvcom_file(dir / "a.nc", o);
  SECTION("overlap") {
    for (time_ms& t : o.times) t += hour;
    write_fvcom_file(dir / "b.nc", o);
    const std::string said = refusal({dir / "b.nc", dir / "a.nc"});
    CHECK(said.find("b.nc: its times, from 1970-01-01T01:00:00Z, overlap those of") != std::string::npos);
  }
  for (time_ms& t : o.times) t += 24 * hour;
  SECTION("the same file twice") {
    CHECK(refusal({dir / "a.nc", dir / "a.nc"}).find("overlap") != std::string::npos);
  }
  SECTION("another mesh") {
    o.grid = jittered_square(6, 4000);
    write_fvcom_file(dir / "b.nc", o);
    CHECK(refusal({dir / "a.nc", dir / "b.nc"}).find("36 nodes and 50 elements, not 25 and 32") != std::string::npos);
  }
  SECTION("other nodes") {
    o.grid = jittered_square(5, 4000, 0.2, 1);
    o.grid.x[12] += 1;
    write_fvcom_file(dir / "b.nc", o);
    CHECK(refusal({dir / "a.nc", dir / "b.nc"}).find("the place of node 13") != std::string::npos);
  }
  SECTION("other connectivity") {
    std::swap(o.grid.corner[0], o.grid.corner[1]);
    std::swap(o.grid.corner[1], o.grid.corner[2]);
    write_fvcom_file(dir / "b.nc", o);
    CHECK(refusal({dir / "a.nc", dir / "b.nc"}).find("nv of element 1") != std::string::npos);
  }
  SECTION("dates and none") {
    o.calendar = false;
    write_fvcom_file(dir / "b.nc", o);
    CHECK(refusal({dir / "a.nc", dir / "b.nc"}).find("are dates where those of") != std::string::npos);
  }
  SECTION("other layers of u") {
    o.layers = 4;
    write_fvcom_file(dir / "b.nc", o);
    CHECK(refusal({dir / "a.nc", dir / "b.nc"}).find("is not in it as it is in") != std::string::npos);
  }
  SECTION("a field that one file lacks is left out, with a warning") {
    o.temp = nullptr;
    write_fvcom_file(dir / "b.nc", o);
    const fvcom_source s({dir / "a.nc", dir / "b.nc"});
    CHECK(field(s, "temp") == nullptr);
    REQUIRE(s.warnings().size() == 1);
    CHECK(s.warnings()[0].find("b.nc: temp is not in it") != std::string::npos);
  }
}

TEST_CASE("variables that are not FVCOM's are refused in a sentence") {
  fvcom_options o = rich();
  document doc = fvcom_document(o);
  const auto relaid = [&](const std::string& name, const std::vector<std::string>& over) {
    document_variable& v = doc.variable(name);
    v.dimensions.clear();
    for (const std::string& d : over) v.dimensions.push_back(doc.dimension(d));
  };
  SECTION("no u") {
    doc.remove("u");
    const std::string said = refusal(doc);
    CHECK(said.find("there is no variable u, the velocity; the file has nv, nbe, x, y") != std::string::npos);
  }
  SECTION("no v") {
    doc.remove("v");
    CHECK(refusal(doc).find("there is no variable v") != std::string::npos);
  }
  SECTION("transposed") {
    relaid("u", {"time", "nele", "siglay"});
    CHECK(refusal(doc).find("u(time = 3, nele = 32, siglay = 3) has unexpected dimensions; expected u(time, siglay, nele)") != std::string::npos);
  }
  SECTION("at nodes") {
    relaid("u", {"time", "siglay", "node"});
    CHECK(refusal(doc).find("expected u(time, siglay, nele)") != std::string::npos);
  }
  SECTION("without time") {
    relaid("u", {"siglay", "nele"});
    CHECK(refusal(doc).find("expected u(time, siglay, nele)") != std::string::npos);
  }
  SECTION("a dimension twice") {
    relaid("u", {"time", "nele", "nele"});
    CHECK(refusal(doc).find("expected u(time, siglay, nele)") != std::string::npos);
  }
  SECTION("text") {
    doc.variable("u").type = NC_CHAR;
    doc.variable("u").attributes.clear();
    CHECK(refusal(doc).find("u holds no numbers") != std::string::npos);
  }
  SECTION("absurd") {
    doc.variable("u").numbers[40] = 100.5;
    CHECK(refusal(doc).find("u at 1970-01-01T00:00:00Z, layer 2, element 9 is 100.5") != std::string::npos);
  }
  SECTION("infinite") {
    doc.variable("temp").numbers[0] = HUGE_VAL;
    CHECK(refusal(doc).find("temp at 1970-01-01T00:00:00Z, layer 1, node 1 is inf") != std::string::npos);
  }
  SECTION("scale_factor 0") {
    doc.variable("v").set("scale_factor", NC_DOUBLE, {0});
    CHECK(refusal(doc).find("scale_factor of v is 0") != std::string::npos);
  }
  SECTION("scale_factor of text") {
    doc.variable("v").set("scale_factor", "small");
    CHECK(refusal(doc).find("scale_factor of v is not a number") != std::string::npos);
  }
  SECTION("a dimension beyond the file") {
    const scratch dir;
    doc.remove("nv");
    write(doc, dir / "f.nc");
    eudrift::io_thread::instance().run([&] {  // 600 million elements of which none was ever written
      eudrift::netcdf_file file = eudrift::netcdf_file::open(dir / "f.nc", NC_WRITE);
      int over[2] = {-1, -1}, id = -1;
      const std::size_t chunk[2] = {1, 1000};
      REQUIRE(nc_redef(file.id()) == NC_NOERR);
      REQUIRE(nc_inq_dimid(file.id(), "three", &over[0]) == NC_NOERR);
      REQUIRE(nc_def_dim(file.id(), "many", 600'000'000, &over[1]) == NC_NOERR);
      REQUIRE(nc_def_var(file.id(), "nv", NC_INT, 2, over, &id) == NC_NOERR);
      REQUIRE(nc_def_var_chunking(file.id(), id, NC_CHUNKED, chunk) == NC_NOERR);
      file.close();
    });
    CHECK(refusal({dir / "f.nc"}).find("nv(three = 3, many = 600000000) cannot fit into a file of") != std::string::npos);
  }
  SECTION("u and v of different layers") {
    relaid("v", {"time", "siglev", "nele"});
    CHECK(refusal(doc).find("have different layers") != std::string::npos);
  }
}

TEST_CASE("files that cannot be read are refused in a sentence") {
  const scratch dir;
  CHECK(refusal(std::vector<std::string>{}).find("no forcing file") != std::string::npos);
  CHECK(refusal({dir / "none.nc"}).find("there is no such file") != std::string::npos);
  for (const file_format format : {file_format::classic, file_format::netcdf4}) {
    fvcom_options o = rich();
    o.format = format;
    write_fvcom_file(dir / "f.nc", o);
    std::filesystem::resize_file(dir / "f.nc", std::filesystem::file_size(dir / "f.nc") - 500);
    CHECK(refusal({dir / "f.nc"}).find("cut short") != std::string::npos);
  }
}

TEST_CASE("a file cut short between opening and reading is noticed") {
  const scratch dir;
  fvcom_options o = rich();
  o.format = file_format::classic;
  std::vector<std::string> paths;
  for (int f = 0; f < 9; ++f) {
    o.times = {f * hour};
    paths.push_back(dir / ("f" + std::to_string(f) + ".nc"));
    write_fvcom_file(paths.back(), o);
  }
  fvcom_source s(paths);
  std::vector<double> to(32);
  for (index_t k = 8; k > 0; --k) s.read("u", k, 0, 0, to);
  std::filesystem::resize_file(paths[0], 2000);
  CHECK_THROWS_AS(s.read("u", 0, 0, 0, to), eudrift::error);
}

TEST_CASE("reading outside a field is refused") {
  const scratch dir;
  write_fvcom_file(dir / "f.nc", rich());
  fvcom_source s({dir / "f.nc"});
  std::vector<double> to(32);
  CHECK_THROWS_AS(s.read("u", 3, 0, 0, to), eudrift::error);
  CHECK_THROWS_AS(s.read("u", -1, 0, 0, to), eudrift::error);
  CHECK_THROWS_AS(s.read("u", 0, 3, 0, to), eudrift::error);
  CHECK_THROWS_AS(s.read("u", 0, 0, 1, to), eudrift::error);
  CHECK_THROWS_AS(s.read("nothing", 0, 0, 0, to), eudrift::error);
}
