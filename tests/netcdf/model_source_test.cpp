// SPDX-License-Identifier: BSL-1.0
#include <eudrift/forcing/ordered_source.hpp>
#include <eudrift/netcdf/model_source.hpp>

#include "catch.hpp"
#include "support/drift_through.hpp"
#include "support/scratch.hpp"
#include "support/sentence.hpp"
#include "support/shared_data.hpp"
#include "support/unstructured_generator.hpp"

#include <bit>
#include <filesystem>

using namespace fvcom_test;
using eudrift::depth_choice;
using eudrift::index_t;
using eudrift::model_source;
using eudrift::particle_batch;

namespace {

const depth_choice surface{}, average{depth_choice::way::average, 1, 0};
depth_choice at_depth(double metres) {
  return {depth_choice::way::depth, 1, metres};
}

/// Writes documents into a folder and names their files.
std::vector<std::string> files(const scratch& dir, const std::map<std::string, document>& documents) {
  std::vector<std::string> paths;
  for (const auto& [name, doc] : documents) {
    paths.push_back(dir / name);
    write(doc, paths.back());
  }
  return paths;
}
std::vector<double> all_of(model_source& s, const std::string& name, index_t slice) {
  const auto field = eudrift::find_field(s, name);
  REQUIRE(field.has_value());
  std::vector<double> to(
      static_cast<std::size_t>(field->where == eudrift::location::node ? s.mesh().nodes() : s.mesh().elements()));
  s.read(name, slice, 0, 0, to);
  return to;
}
/// The greatest difference of a field at nodes from a flow at heights.
template <class Height>
double off(model_source& s, const unstructured_options& o, const std::string& name, const flow& f, Height&& height) {
  double most = 0;
  for (std::size_t t = 0; t < o.times.size(); ++t) {
    const std::vector<double> values = all_of(s, name, static_cast<index_t>(t));
    REQUIRE(values.size() == o.grid.x.size());
    for (std::size_t n = 0; n < values.size(); ++n)
      most = std::max(most, std::abs(values[n] - f(o.grid.x[n], o.grid.y[n], height(n), o.times[t])));
  }
  return most;
}
std::vector<std::uint64_t> bits_of(const particle_batch<2>& p) {
  std::vector<std::uint64_t> bits;
  for (const int d : {0, 1})
    for (const double x : p.component<eudrift::position>(d)) bits.push_back(std::bit_cast<std::uint64_t>(x));
  for (const eudrift::status s : p.component<eudrift::state>()) bits.push_back(static_cast<std::uint64_t>(s));
  return bits;
}
double farthest(const particle_batch<2>& a, const particle_batch<2>& b) {
  double most = 0;
  for (const int d : {0, 1})
    for (std::size_t i = 0; i < a.component<eudrift::position>(d).size(); ++i)
      most = std::max(most, std::abs(a.component<eudrift::position>(d)[i] - b.component<eudrift::position>(d)[i]));
  return most;
}
std::size_t count(const particle_batch<2>& p, eudrift::status s) {
  const auto& all = p.component<eudrift::state>();
  return static_cast<std::size_t>(std::count(all.begin(), all.end(), s));
}

/// A flow that differs by place, height and time, so that no mix-up goes unseen; linear in each.
unstructured_options rich() {
  unstructured_options o;
  o.u = [](double x, double y, double z, double t) { return 0.3 + 1e-5 * x + 2e-5 * y + 0.02 * z + 1e-5 * t; };
  o.v = [](double x, double y, double z, double t) { return -0.2 + 2e-5 * x - 1e-5 * y + 0.01 * z - 1e-5 * t; };
  return o;
}
/// A current that is the same everywhere and grows with time; too weak to reach the coast from the middle.
unstructured_options growing(bool quads) {
  unstructured_options o;
  o.grid = mixed_square(6, 5000, 0, 0, quads);
  o.u = [](double, double, double, double t) { return 0.01 + 1e-6 * t; };
  o.v = [](double, double, double, double t) { return -0.02 + 2e-6 * t; };
  return o;
}
/// Checks that particles of the growing current come where its integral over time takes them.
void check_growing(model_source& s, const unstructured_options& o) {
  const particle_batch<2> end = test::drift_through(s, s.depth_left());
  const double a = o.times.front(), b = o.times.back();
  const double dx = 0.01 * (b - a) + 0.5e-6 * (b * b - a * a), dy = -0.02 * (b - a) + 1e-6 * (b * b - a * a);
  double most = 0;
  std::size_t inside = 0;
  const eudrift::mesh_data& m = s.mesh();
  for (std::size_t e = 0; e < m.corner.size() / 3; ++e) {
    double x = 0, y = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      x += m.x[static_cast<std::size_t>(m.corner[3 * e + k])] / 3;
      y += m.y[static_cast<std::size_t>(m.corner[3 * e + k])] / 3;
    }
    if (std::abs(x) > 1900 || std::abs(y) > 1900) continue;  // 600 m from the coast
    ++inside;
    most = std::max({most, std::abs(end.component<eudrift::position>(0)[e] - x - dx),
                     std::abs(end.component<eudrift::position>(1)[e] - y - dy)});
  }
  CHECK(inside > 10);
  CHECK(most < 1e-8);
}

}  // namespace

TEST_CASE("SCHISM's older layout: layers, depths and averages come back as written") {
  const scratch dir;
  const unstructured_options o = rich();
  const auto path = files(dir, {{"f.nc", schism_combined_document(o)}});
  const auto depth = [&](std::size_t n) { return o.h(o.grid.x[n], o.grid.y[n], 0, 0); };
  const auto check = [&](const depth_choice& choice, auto&& height) {
    model_source s(path, choice);
    CHECK(s.recognised().format == eudrift::model_format::schism_combined);
    CHECK(s.warnings().empty());
    CHECK(s.times()[0] == *eudrift::parse_time("2017-01-01T01:00Z"));
    CHECK(s.mesh().elements() == static_cast<index_t>(o.grid.faces() + 9));  // 9 of 25 cells are quadrilaterals
    CHECK(off(s, o, "u", o.u, height) < 1e-12);
    CHECK(off(s, o, "v", o.v, height) < 1e-12);
    CHECK(off(s, o, "temp", o.temp, height) < 1e-12);
    CHECK(off(
              s, o, "zeta", [](double, double, double, double) { return 0.0; }, height) == 0);
    for (std::size_t n = 0; n < o.grid.x.size(); ++n) CHECK(s.mesh().depth[n] == depth(n));
  };
  check(surface, [](std::size_t) { return 0.0; });
  check(average, [&](std::size_t n) { return -depth(n) / 2; });
  check(at_depth(3.25), [](std::size_t) { return -3.25; });
  check(at_depth(100), [&](std::size_t n) { return -depth(n); });
  // The lowest level is missing at every fourth node: there the next one serves.
  check({depth_choice::way::layer, 5, 0}, [&](std::size_t n) { return -depth(n); });
  check({depth_choice::way::layer, 2, 0}, [&](std::size_t n) { return -depth(n) / (n % 4 == 0 ? 3 : 4); });

  CHECK(test::sentence([&] {
          model_source s(path, {depth_choice::way::layer, 6, 0});
        }) == "layer 6 of hvel was asked for; it has layers 1 (the surface) to 5");
  document flat = schism_combined_document(o);
  flat.remove("zcor");
  write(flat, path[0]);
  CHECK(test::sentence([&] { model_source s(path, at_depth(1)); }).find("no heights of its levels") !=
        std::string::npos);
  document other = schism_combined_document(o);
  other.dimensions.push_back({"nOther", o.levels - 1});
  other.variable("zcor").dimensions[2] = other.dimension("nOther");
  const auto unlike = files(dir, {{"unlike.nc", other}});
  CHECK(test::sentence([&] { model_source s(unlike, at_depth(1)); }).find("no heights of its levels") !=
        std::string::npos);
  model_source averaged(path, average);  // dahv needs no heights, temp does
  CHECK(off(averaged, o, "u", o.u, [&](std::size_t n) { return -depth(n) / 2; }) < 1e-12);
  CHECK_FALSE(eudrift::find_field(averaged, "temp").has_value());
  CHECK(averaged.warnings().size() == 1);
}

TEST_CASE("SCHISM's newer layout: a file for each variable, and sequences of such files") {
  const scratch dir;
  unstructured_options o = rich();
  auto documents = schism_split_documents(o);
  std::map<std::string, document> named;
  for (auto& [name, doc] : documents) named[name + "_1.nc"] = doc;
  unstructured_options later = o;
  later.times = {14400, 18000};
  for (auto& [name, doc] : schism_split_documents(later)) named[name + "_2.nc"] = doc;
  const auto paths = files(dir, named);
  model_source s(paths, average);
  CHECK(s.recognised().format == eudrift::model_format::schism_split);
  unstructured_options both = o;
  both.times = {3600, 7200, 10800, 14400, 18000};
  REQUIRE(s.times().size() == 5);
  const auto middle = [&](std::size_t n) { return -o.h(o.grid.x[n], o.grid.y[n], 0, 0) / 2; };
  CHECK(off(s, both, "u", o.u, middle) < 1e-12);
  CHECK(off(s, both, "v", o.v, middle) < 1e-12);

  const std::string out2d = dir / "out2d_1.nc";
  CHECK(test::sentence([&] { model_source one({out2d}); })
            .find(out2d + ": there are no velocities; the files have elevation, depth, dryFlagElement; name the files "
                          "with both components too") == 0);
  const std::string x = dir / "horizontalVelX_1.nc", y = dir / "horizontalVelY_1.nc";
  CHECK(test::sentence([&] {
          model_source two({x, y});
        }) == x + ": there is no mesh in it; name the file that has it too (of SCHISM's newer layout, out2d)");
  CHECK(test::sentence([&] {
          model_source few({out2d, x, y, dir / "horizontalVelX_2.nc"});
        }).find(": there is no v at 2017-01-01T04:00:00Z") != std::string::npos);
}

TEST_CASE("SCHISM's dry places have no velocity, and particles there are aground") {
  const scratch dir;
  unstructured_options o = growing(true);
  o.dry = [](std::size_t face, std::size_t slice) { return face < 8 && slice < 2; };
  const auto path = files(dir, {{"f.nc", schism_combined_document(o)}});
  model_source s(path);
  const std::vector<double> wet = all_of(s, "wet_cells", 0), u = all_of(s, "u", 0);
  std::size_t dry_elements = 0, still = 0;
  for (const double w : wet) dry_elements += w == 0;
  for (std::size_t n = 0; n < u.size(); ++n) {
    bool in_wet = false;
    for (std::size_t i = 0; i < s.mesh().corner.size(); ++i)
      in_wet |= static_cast<std::size_t>(s.mesh().corner[i]) == n && wet[i / 3] == 1;
    still += u[n] == 0;
    CHECK((u[n] == 0) == !in_wet);
  }
  CHECK(dry_elements == 10);  // faces 0 and 5 are quadrilaterals
  CHECK(still > 0);
  CHECK(all_of(s, "wet_cells", 2) == std::vector<double>(wet.size(), 1.0));
  particle_batch<2> end = test::drift_through(s, surface);
  CHECK(count(end, eudrift::status::aground) == 0);
  // Between the first two slices alone they stay where they are.
  unstructured_options two = o;
  two.times = {3600, 7200};
  model_source early(files(dir, {{"two.nc", schism_combined_document(two)}}));
  CHECK(count(test::drift_through(early, surface), eudrift::status::aground) == dry_elements);
}

TEST_CASE("packed files follow one another, whatever their scales") {
  const scratch dir;
  unstructured_options o = rich();
  o.packed = true;
  unstructured_options later = o;
  later.times = {14400, 18000};
  later.pack_range = 3;
  const auto paths = files(dir, {{"a.nc", schism_combined_document(later)}, {"b.nc", schism_combined_document(o)}});
  model_source s(paths, average);
  REQUIRE(s.times().size() == 5);
  unstructured_options both = o;
  both.times = {3600, 7200, 10800, 14400, 18000};
  CHECK(off(s, both, "u", o.u, [&](std::size_t n) { return -o.h(o.grid.x[n], o.grid.y[n], 0, 0) / 2; }) <
        3.0 / 65532 + 1e-6);
  // Another mesh is told from one that was rounded otherwise.
  later.grid.x[7] += 10;
  const auto moved = files(dir, {{"c.nc", schism_combined_document(later)}});
  CHECK(test::sentence([&] {
          model_source other({paths[1], moved[0]}, average);
        }).find("(the place of node 8); the files of a forcing") != std::string::npos);
}

TEST_CASE("UGRID: nodes or faces, counted from 0 or 1, said or not, in either order, on a plane or a sphere") {
  const scratch dir;
  for (const bool at_faces : {false, true})
    for (const int first : {0, 1})
      for (const bool said : {true, false}) {
        CAPTURE(at_faces, first, said);
        unstructured_options o = rich();
        o.at_faces = at_faces;
        o.first_number = first;
        o.say_first = said;
        o.transposed = first == 1;
        o.standard_names = said;
        const auto path = files(dir, {{"f.nc", ugrid_document(o)}});
        model_source s(path);
        CHECK(s.recognised().format == eudrift::model_format::ugrid);
        CHECK_FALSE(s.mesh().frame.spherical);
        REQUIRE(s.mesh().elements() == static_cast<index_t>(o.grid.faces() + 9));
        const std::vector<double> u = all_of(s, "u", 1);
        if (!at_faces) {
          CHECK(off(s, o, "u", o.u, [](std::size_t) { return 0.0; }) == 0);
          continue;
        }
        std::size_t e = 0;
        for (std::size_t f = 0; f < o.grid.faces(); ++f)
          for (int k = 0; k < (o.grid.face[4 * f + 3] < 0 ? 1 : 2); ++k, ++e)
            CHECK(u[e] == o.u(o.grid.centre(f)[0], o.grid.centre(f)[1], 0, o.times[1]));
      }
  unstructured_options o;
  o.grid = mixed_square(5, 0.1, 179.95, 60);
  for (double& x : o.grid.x) x = x > 180 ? x - 360 : x;
  o.degrees = true;
  const auto path = files(dir, {{"f.nc", ugrid_document(o)}});
  model_source s(path);
  CHECK(s.mesh().frame.spherical);
  CHECK(*std::max_element(s.mesh().x.begin(), s.mesh().x.end()) <
        5600);  // 0.1 degree at 60 degrees north, across the date line
}

TEST_CASE("UGRID: levels count by the coordinate over them, and are refused without one") {
  const scratch dir;
  unstructured_options o;
  o.standard_names = false;
  struct order {
    std::vector<double> coordinate;
    const char* positive;
    double surface;  // index of the surface's level
  };
  int number = 0;
  for (const order& levels : {order{{-0.9, -0.5, -0.1}, "up", 2}, order{{0.9, 0.5, 0.1}, "down", 2},
                              order{{0.1, 0.5, 0.9}, "down", 0}, order{{0.1, 0.5, 0.9}, "", 0}}) {
    CAPTURE(levels.coordinate, levels.positive);
    document doc = ugrid_document(o);
    doc.dimensions.push_back({"layer", 3});
    document_variable& coordinate = doc.add("layer", NC_DOUBLE, {"layer"}, levels.coordinate);
    if (*levels.positive) coordinate.set("positive", levels.positive);
    for (const char* name : {"u", "v"}) {
      doc.remove(name);
      std::vector<double> values;
      for (std::size_t t = 0; t < o.times.size(); ++t)
        for (int k = 0; k < 3; ++k) values.insert(values.end(), o.grid.x.size(), 0.1 * k);
      doc.add(name, NC_DOUBLE, {"time", "layer", "nMesh2_node"}, values);
    }
    const auto path = files(dir, {{std::to_string(number++) + ".nc", doc}});
    if (!*levels.positive) {
      CHECK(test::sentence([&] {
              model_source s(path);
            }).find("has levels of which no variable tells which way they count") != std::string::npos);
      continue;
    }
    model_source top(path), third(path, {depth_choice::way::layer, 3, 0});
    CHECK(all_of(top, "u", 1) == std::vector<double>(o.grid.x.size(), 0.1 * levels.surface));
    CHECK(all_of(third, "u", 1) == std::vector<double>(o.grid.x.size(), 0.1 * (2 - levels.surface)));
    CHECK(test::sentence([&] { model_source s(path, average); }).find("choose a layer") != std::string::npos);
  }
}

TEST_CASE("UGRID: a place without a value is dry; damaged connectivity is refused") {
  const scratch dir;
  unstructured_options o = growing(true);
  o.dry_node = [](std::size_t node, std::size_t) { return node == 0; };
  const auto path = files(dir, {{"f.nc", ugrid_document(o)}});
  model_source s(path);
  CHECK(all_of(s, "u", 0)[0] == 0);
  const std::vector<double> wet = all_of(s, "wet_cells", 0);
  CHECK(std::count(wet.begin(), wet.end(), 0.0) == 2);
  CHECK(count(test::drift_through(s, surface), eudrift::status::aground) == 2);
  document doc = ugrid_document(o);
  doc.variable("Mesh2_face_nodes").numbers[1] = 77;
  const auto damaged = files(dir, {{"damaged.nc", doc}});
  CHECK(test::sentence([&] { model_source bad(damaged); }) ==
        damaged[0] + ": Mesh2_face_nodes of face 1 names node 77, of 36 counted from 1; the connectivity is damaged");
}

TEST_CASE("ADCIRC: fort.63 and fort.64, with dry nodes, in degrees") {
  const scratch dir;
  unstructured_options o = rich();
  o.grid = mixed_square(6, 0.05, -90, 29, false);
  o.degrees = true;
  o.dry_node = [](std::size_t node, std::size_t slice) { return node == 14 && slice == 1; };
  const auto paths = files(dir, adcirc_documents(o));
  model_source s(paths);
  CHECK(s.recognised().format == eudrift::model_format::adcirc);
  CHECK(s.mesh().frame.spherical);
  CHECK(s.mesh().elements() == static_cast<index_t>(o.grid.faces()));
  CHECK(s.mesh().depth[3] == o.h(o.grid.x[3], o.grid.y[3], 0, 0));
  for (index_t t = 0; t < 3; ++t) {
    const std::vector<double> u = all_of(s, "u", t), wet = all_of(s, "wet_cells", t), zeta = all_of(s, "zeta", t);
    for (std::size_t n = 0; n < u.size(); ++n) {
      CHECK(u[n] == (n == 14 && t == 1 ? 0 : o.u(o.grid.x[n], o.grid.y[n], 0, o.times[static_cast<std::size_t>(t)])));
      CHECK(std::abs(zeta[n]) < 1);  // where it is dry, the mean of those beside it
    }
    const auto dry = std::count(wet.begin(), wet.end(), 0.0);
    CHECK(dry == (t == 1 ? std::count(s.mesh().corner.begin(), s.mesh().corner.end(), 14) : 0));
  }
  // fort.63 may come less often than fort.64: then a slice lacks its elevation, which tells what is dry.
  unstructured_options rare = o;
  rare.times = {3600, 10800};
  const auto hourly = files(dir, {{"rare.63.nc", adcirc_documents(rare)["fort.63.nc"]}});
  CHECK(test::sentence([&] {
          model_source few({hourly[0], paths[1]});
        }).find("there is no zeta at 2017-01-01T02:00:00Z") != std::string::npos);
  model_source alone({paths[1]});
  CHECK(all_of(alone, "wet_cells", 1) == all_of(s, "wet_cells", 1));
}

TEST_CASE("particles follow a uniform current in every format, values at nodes or at faces") {
  const scratch dir;
  const unstructured_options mixed = growing(true), triangles = growing(false);
  unstructured_options at_faces = mixed;
  at_faces.at_faces = true;
  std::map<std::string, document> split;
  for (auto& [name, doc] : schism_split_documents(mixed)) split[name + ".nc"] = doc;
  for (const auto& documents :
       {std::map<std::string, document>{{"s.nc", schism_combined_document(mixed)}}, split,
        std::map<std::string, document>{{"n.nc", ugrid_document(mixed)}},
        std::map<std::string, document>{{"f.nc", ugrid_document(at_faces)}}, adcirc_documents(triangles)}) {
    model_source s(files(dir, documents), average);
    CAPTURE(s.recognised().sentence);
    check_growing(s, mixed);
  }
}

TEST_CASE("every real file is tracked, and nobody is lost") {
  const std::vector<std::vector<std::string>> sets{
      {"schism3d_packed.nc"},
      {"schism2d_packed_day3.nc", "schism2d_packed_day1.nc", "schism2d_packed_day0.nc", "schism2d_packed_day2.nc"},
      {"schism_newio_quarterannulus/horizontalVelX_1.nc", "schism_newio_quarterannulus/horizontalVelY_1.nc",
       "schism_newio_quarterannulus/out2d_1.nc", "schism_newio_quarterannulus/zCoordinates_1.nc"},
      {"ch3d_pearlharbor_tri.nc"},
      {"sfbofs_fvcom.nc"}};
  const std::size_t slices[] = {24, 96, 24, 2, 10};
  const index_t elements[] = {1107, 1107, 216, 5952, 903};  // quadrilaterals are two
  for (std::size_t i = 0; i < sets.size(); ++i) {
    std::vector<std::string> paths;
    for (const std::string& name : sets[i])
      if (const auto path = test::shared_data(name)) paths.push_back(*path);
    if (paths.size() != sets[i].size()) continue;
    for (const depth_choice& choice : {surface, average}) {
      model_source s(paths, choice);
      CAPTURE(s.recognised().sentence);
      CHECK(s.times().size() == slices[i]);
      CHECK(s.mesh().elements() == elements[i]);
      const particle_batch<2> end = test::drift_through(s, s.depth_left(), 5);
      const std::size_t counted = count(end, eudrift::status::moving) + count(end, eudrift::status::aground) +
                                  count(end, eudrift::status::left);
      CHECK(counted == static_cast<std::size_t>(end.size()));
      CHECK(count(end, eudrift::status::moving) > 0);
    }
  }
}

TEST_CASE("the depth-averaged tracks of the three- and the two-dimensional file are the same bits") {
  const auto deep = test::shared_data("schism3d_packed.nc"), flat = test::shared_data("schism2d_packed_day0.nc");
  if (!deep || !flat) return;
  model_source one({*deep}, average), two({*flat}, average);
  const particle_batch<2> end = test::drift_through(one, one.depth_left());
  CHECK(bits_of(end) == bits_of(test::drift_through(two, two.depth_left())));
  CHECK(count(end, eudrift::status::aground) > 0);
  // The surface of the one is another current; the other has none, says so, and takes the average.
  model_source top({*deep}), only({*flat});
  CHECK(farthest(end, test::drift_through(top, top.depth_left())) > 100);
  CHECK(bits_of(end) == bits_of(test::drift_through(only, only.depth_left())));
  REQUIRE(only.warnings().size() == 1);
  CHECK(only.warnings()[0].find("averaged over depth, dahv; these are used") != std::string::npos);
  // In another order in memory, too.
  eudrift::ordered_source<model_source> ordered(model_source({*flat}, average));
  std::vector<double> u(668), v(668);
  ordered.read("u", 5, 0, 0, u);
  two.read("u", 5, 0, 0, v);
  for (std::size_t n = 0; n < u.size(); ++n) CHECK(u[n] == v[static_cast<std::size_t>(ordered.mesh().node_number[n])]);
}

TEST_CASE("a repacked copy of a real file, of another scale and offset, differs by the error of packing") {
  const auto flat = test::shared_data("schism2d_packed_day0.nc");
  if (!flat) return;
  const scratch dir;
  const std::string copy = dir / "copy.nc";
  std::filesystem::copy_file(*flat, copy);
  std::filesystem::permissions(copy, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
  double error = 0;  // [m/s]
  eudrift::io_thread::instance().run([&] {
    eudrift::netcdf_file file = eudrift::netcdf_file::open(copy, NC_WRITE);
    const auto v = *eudrift::find_variable(file, "dahv");
    std::vector<std::size_t> start(3, 0), count;
    for (const auto& d : v.dimensions) count.push_back(d.length);
    std::vector<double> raw(count[0] * count[1] * count[2]);
    eudrift::read_raw(file, v, start, count, raw.data());
    double low = 1e9, high = -1e9;
    for (const double r : raw) low = std::min(low, v.decode(r)), high = std::max(high, v.decode(r));
    const double offset = low, scale = (high - low) / 30000;
    error = scale / 2;
    std::vector<short> packed;
    for (const double r : raw) packed.push_back(static_cast<short>(std::lround((v.decode(r) - offset) / scale)));
    eudrift::check(nc_put_att_double(file.id(), v.id, "scale_factor", NC_DOUBLE, 1, &scale), copy);
    eudrift::check(nc_put_att_double(file.id(), v.id, "add_offset", NC_DOUBLE, 1, &offset), copy);
    eudrift::check(nc_put_vara_short(file.id(), v.id, start.data(), count.data(), packed.data()), copy);
    file.close();
  });
  model_source one({*flat}, average), two({copy}, average);
  CHECK(one.mesh().corner == two.mesh().corner);
  for (index_t t = 0; t < 24; ++t) {
    const std::vector<double> a = all_of(one, "u", t), b = all_of(two, "u", t);
    for (std::size_t n = 0; n < a.size(); ++n) REQUIRE(std::abs(a[n] - b[n]) <= error * 1.001);
  }
  // In an hour a track leaves the other by the error of the velocity times the hour, as long as the flow hardly differs
  // over that distance; 1.5 allows for its gradients, of up to 1e-4 per second.
  unsigned compared = 0;
  const particle_batch<2> a = test::drift_through(one, surface, 1, 2), b = test::drift_through(two, surface, 1, 2);
  for (std::size_t i = 0; i < static_cast<std::size_t>(a.size()); ++i) {
    if (a.component<eudrift::state>()[i] != eudrift::status::moving) continue;
    const double apart = std::hypot(a.component<eudrift::position>(0)[i] - b.component<eudrift::position>(0)[i],
                                    a.component<eudrift::position>(1)[i] - b.component<eudrift::position>(1)[i]);
    CHECK(apart <= 1.5 * std::sqrt(2.0) * error * 3600);
    ++compared;
  }
  CHECK(compared > 500);
}
