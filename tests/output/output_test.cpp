// SPDX-License-Identifier: BSL-1.0
// Tracks written by a loop of one's own, as CSV, GeoJSON, a page and files for VTK; and what is refused.
#include <eudrift/output/batch_rows.hpp>
#include <eudrift/output/csv_writer.hpp>
#include <eudrift/output/geojson_writer.hpp>
#include <eudrift/output/page_writer.hpp>
#include <eudrift/output/vtk_writer.hpp>

#include "catch.hpp"
#include "support/scratch.hpp"
#include "support/sentence.hpp"

#include <eudrift/mesh/build.hpp>

#include <sys/resource.h>
#include <fstream>
#include <iterator>
#include <limits>

using namespace eudrift;

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A channel of two squares beside a third that touches them in one node: elements 0 to 5.
mesh_data two_waters() {
  mesh_data mesh;
  mesh.x = {0, 1000, 2000, 0, 1000, 2000, 3000, 3000, 2000};
  mesh.y = {0, 0, 0, 1000, 1000, 1000, 1000, 2000, 2000};
  mesh.corner = {0, 1, 4, 0, 4, 3, 1, 2, 5, 1, 5, 4, 5, 6, 7, 5, 7, 8};
  mesh.depth = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  build_mesh(mesh, "two waters");
  return mesh;
}

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Three particles around the date line in 4 outputs: one crosses it, one is released late, one never.
struct voyage {
  track_layout layout{.title = "a </script> & b",
                      .metres = false,
                      .degrees = true,
                      .statuses = {"moving", "left", "wait, ing"},
                      .properties = {{"age", "s"}, {"tooth \"x\"", "1"}}};
  std::vector<std::int64_t> id{7, 9007199254740993, 3};
  std::vector<double> lon, lat;
  std::vector<status> state;
  std::vector<float> age;
  std::vector<std::int32_t> tooth{1, -2, 3};

  track_rows at(int k) {
    lon = {179.5 + 0.3 * k > 180 ? 179.5 + 0.3 * k - 360 : 179.5 + 0.3 * k, k < 3 ? unknown : 0.1, unknown};
    lat = {k / 7.0, k < 3 ? unknown : -1e-300, unknown};
    state = {status{0}, k < 3 ? status{2} : status{1}, status{2}};
    age = {0.1f * static_cast<float>(k), 3e-45f, 0};
    return {.time = 1000 * k,
            .id = id,
            .x = {},
            .y = {},
            .lon = lon,
            .lat = lat,
            .state = state,
            .properties = {std::span<const float>(age), std::span<const std::int32_t>(tooth)}};
  }
};

template <class Writer>
void sail(Writer& to, int outputs = 4) {
  voyage v;
  for (int k = 0; k < outputs; ++k) to.write(v.at(k));
  if constexpr (requires { to.close(); }) to.close();
}

}  // namespace

TEST_CASE("CSV has a line for each particle and output, with digits that read back") {
  const fvcom_test::scratch folder;
  csv_writer to(folder / "a.csv", voyage{}.layout);
  voyage v;
  to.write(v.at(0));
  CHECK(read(folder / "a.csv").ends_with("\n3,1970-01-01T00:00:00Z,,,\"wait, ing\",,\n"));  // there while it goes on
  to.write(v.at(3));
  to.close();
  CHECK(read(folder / "a.csv") ==
        "id,time,lon,lat,status,age,\"tooth \"\"x\"\"\"\n"
        "7,1970-01-01T00:00:00Z,179.5,0,moving,0,1\n"
        "9007199254740993,1970-01-01T00:00:00Z,,,\"wait, ing\",,\n"
        "3,1970-01-01T00:00:00Z,,,\"wait, ing\",,\n"
        "7,1970-01-01T00:00:03Z,-179.6,0.42857142857142855,moving,0.3,1\n"
        "9007199254740993,1970-01-01T00:00:03Z,0.1,-1e-300,left,3e-45,-2\n"
        "3,1970-01-01T00:00:03Z,,,\"wait, ing\",,\n");
}

TEST_CASE("GeoJSON has a line for each particle, cut at the antimeridian") {
  const fvcom_test::scratch folder;
  geojson_writer to(folder / "a.geojson", voyage{}.layout);
  sail(to);
  // From output 1 to 2 the line goes 0.3 degrees, of which 0.2 lie before the antimeridian: (1 + 2/3) / 7 degrees north.
  CHECK(read(folder / "a.geojson") ==
        R"({"type":"FeatureCollection","title":"a \u003c/script> & b","units":{"age":"s","tooth \"x\"":"1"},"features":[
{"type":"Feature","id":3,"geometry":null,"properties":{"status":"wait, ing","coordTimes":[]}},
)"
        R"({"type":"Feature","id":7,"geometry":{"type":"MultiLineString","coordinates":[[[179.5,0],[179.8,0.14285714285714285],)"
        R"([180,0.23809523809523808]],[[-180,0.23809523809523808],[-179.9,0.2857142857142857],[-179.6,0.42857142857142855]]]},)"
        R"("properties":{"status":"moving","coordTimes":[["1970-01-01T00:00:00Z","1970-01-01T00:00:01Z","1970-01-01T00:00:01.667Z"],)"
        R"(["1970-01-01T00:00:01.667Z","1970-01-01T00:00:02Z","1970-01-01T00:00:03Z"]],)"
        R"("age":[[0,0.1,null],[null,0.2,0.3]],"tooth \"x\"":[[1,1,null],[null,1,1]]}},
{"type":"Feature","id":9007199254740993,"geometry":{"type":"Point","coordinates":[0.1,-1e-300]},)"
        R"("properties":{"status":"left","coordTimes":["1970-01-01T00:00:03Z"],"age":[3e-45],"tooth \"x\"":[-2]}}
]}
)");
  track_layout plane{.metres = true};
  CHECK(test::sentence([&] {
          geojson_writer(folder / "b.geojson", plane);
        }).find("GeoJSON has longitudes and latitudes") != std::string::npos);
  CHECK(!std::filesystem::exists(folder / "b.geojson"));
}

TEST_CASE("The page holds what it shows, thinned where that is too much, and says so") {
  const fvcom_test::scratch folder;
  const auto has = [](const std::string& text, const std::string& part) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  };
  const auto number = [](const std::string& text, const std::string& name) {
    return std::stod(text.substr(text.find("\"" + name + "\":") + name.size() + 3));
  };
  page_writer to(folder / "a.html", voyage{}.layout);
  sail(to);
  const std::string page = read(folder / "a.html");
  has(page, "a &lt;/script> &amp; b</title>");
  has(page, R"({"title":"a \u003c/script> & b",)");
  has(page, R"("ids":["7","9007199254740993","3"])");
  has(page, R"("counts":[[1,0,2],[1,0,2],[1,0,2],[1,1,1]])");
  has(page, R"("properties":[{"name":"age","unit":"s","low":0,"high":0.3)");  // whole numbers are no colours
  has(page, R"("mesh":null})");
  // From 0.1 to the date line and on, not the long way round.
  CHECK(number(page, "step") * 65534 == Approx(180.4 - 0.1));
  for (const char* far : {"http:", "https:", "src=", "@import", "fetch("}) CHECK(page.find(far) == std::string::npos);

  // A hundred particles in 7 outputs on the two waters, with room for 80 places.
  const mesh_data mesh = two_waters();
  page_writer thin(folder / "b.html", track_layout{}, &mesh, {.most_bytes = 80 * 5, .most_outputs = 4});
  std::vector<std::int64_t> id(100);
  std::vector<double> x(100), y(100, 500);
  const std::vector<status> state(100);
  for (int k = 0; k < 7; ++k) {
    for (std::size_t i = 0; i < 100; ++i)
      id[i] = static_cast<std::int64_t>(99 - i), x[i] = 10.0 * static_cast<double>(i) + k;
    thin.write({.time = -k, .id = id, .x = x, .y = y, .lon = {}, .lat = {}, .state = state});
  }
  thin.close();
  const std::string few = read(folder / "b.html");
  has(few, R"("particles":13,"all":100,"every":8,"times":[0,-2,-4,-6],"ids":["99","91","83")");
  has(few, R"("counts":[[100,0,0,0,0,0,0,0,0])");
  has(few, "Of 100 particles every 8th is drawn. Of 7 outputs every 2nd is drawn. Counts are of all particles.");
  has(few, R"("mesh":{"rings":[6,4],"depth":[1,9]}})");
  CHECK(test::sentence([&] {
          page_writer again(folder / "c.html", voyage{}.layout);
          voyage v;
          again.write(v.at(1)), again.write(v.at(2)), again.write(v.at(1));
        }).find("the time of output 3 is not beyond") != std::string::npos);
  CHECK(!std::filesystem::exists(folder / "c.html.part"));
}

struct age {
  static constexpr const char *name = "age", *unit = "s";
};

TEST_CASE("A loop of one's own writes its particles to be played") {
  const fvcom_test::scratch folder;
  const mesh_data mesh = two_waters();
  particle_batch<2, property<age, float>> batch;
  batch.resize(2);
  batch.component<particle_id>() = {5, 4};
  const auto inner = mesh.frame.to_internal(1500, 250);
  batch.component<position>(0) = {inner[0], inner[0]}, batch.component<position>(1) = {inner[1], inner[1]};
  batch.component<age>() = {1.5f, 2.5f};

  batch_rows<age> rows(mesh.frame);
  vtk_writer to(folder / "swarm.pvd", rows.layout(true));
  vtk_mesh_writer sea(folder / "sea.pvd", mesh, false, true, 0);
  for (time_ms time = 0; time < 120'000; time += 60'000) {
    to.write(rows.of(batch, time));  // of particles.collect_all()
    sea.write(time, {{"depth in cm", location::node, mesh.depth}});
  }
  const std::string list = read(folder / "swarm.pvd"), file = read(folder / "swarm_00001.vtu");
  CHECK(list.find("<DataSet timestep=\"60\" part=\"0\" file=\"swarm_00001.vtu\"/>") != std::string::npos);
  CHECK(file.find("NumberOfPoints=\"2\"") != std::string::npos);
  const double place[3] = {1500, 250, 0};
  CHECK(file.find(std::string(reinterpret_cast<const char*>(place), sizeof place)) != std::string::npos);
  CHECK(std::filesystem::exists(folder / "sea_00001.vtu"));
}

TEST_CASE("What cannot be written is told in a sentence, and what was written is kept") {
  const fvcom_test::scratch folder;
  const track_layout layout = voyage{}.layout;
  voyage v;
  const auto told = [](auto f, const std::string& what) {
    const std::string sentence = test::sentence(f);
    INFO(sentence);
    CHECK(sentence.find(what) != std::string::npos);
    CHECK(sentence.find('\n') == std::string::npos);
  };
  told([&] { csv_writer(folder / "no/a.csv", layout); }, "no/a.csv: cannot be written: No such file or directory");
  told([&] { page_writer(folder / "no/a.html", layout); }, "no/a.html: cannot be written: No such file or directory");
  told([&] { geojson_writer("/dev/full", layout); }, "/dev/full: is no regular file");
  told([&] { vtk_writer(folder / "a.vtk", layout); }, "a.vtk: does not end in .pvd");
  told([&] { csv_writer("/dev/full", layout).write(v.at(0)); },
       "/dev/full: cannot be written: No space left on device");
  told([&] { csv_writer(folder / "b.csv", track_layout{}).write(v.at(0)); },
       "b.csv: column x has 0 values; expected 3");
  told([&] { csv_writer(folder / "b.csv", track_layout{.metres = false}); }, "neither x,y nor lon,lat");
  told([&] { vtk_mesh_writer(folder / "b.pvd", two_waters(), true, true, 0); },
       "longitude and latitude, which the mesh does not have");

  // A limit to the size of files stands for a disk that fills up.
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  csv_writer csv(folder / "c.csv", layout);
  csv.write(v.at(0));
  const std::string kept = read(folder / "c.csv");
  vtk_writer vtk(folder / "c.pvd", layout);
  vtk.write(v.at(0));
  const std::string list = read(folder / "c.pvd");
  rlimit low = before;
  low.rlim_cur = kept.size() + 40;
  REQUIRE(setrlimit(RLIMIT_FSIZE, &low) == 0);
  const std::string one = test::sentence([&] { csv.write(v.at(1)); }),
                    two = test::sentence([&] { vtk.write(v.at(1)); });
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(one.ends_with("the outputs before (1) are kept"));
  CHECK(two.find("c_00001.vtu: cannot be written: File too large") != std::string::npos);
  CHECK(read(folder / "c.csv") == kept);
  CHECK(read(folder / "c.pvd") == list);
  CHECK(!std::filesystem::exists(folder / "c_00001.vtu"));
}
