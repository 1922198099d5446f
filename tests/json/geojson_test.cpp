// SPDX-License-Identifier: BSL-1.0
// Polygons out of GeoJSON: what is there is read, and what is none gets one sentence.
#include <eudrift/json/geojson.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"

#include <cstdio>

using namespace eudrift;

namespace {

const std::string square = "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]";

std::string told(const std::string& text) {
  return test::sentence([&] { parse_geojson(text, "reefs.json"); });
}
std::string of_ring(const std::string& ring) { return R"({"type":"Polygon","coordinates":[)" + ring + "]}"; }

}  // namespace

TEST_CASE("features, collections and bare geometries give their polygons") {
  const auto all =
      parse_geojson(R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"name":"north"},"geometry":{"type":"Polygon","coordinates":)" +
                        square + R"(}},
    {"type":"Feature","properties":null,"geometry":{"type":"MultiPolygon","coordinates":[)" +
                        square + R"(,[[[5,5],[6,5],[6,6],[5,5]],[[5.5,5.2],[5.8,5.2],[5.8,5.3],[5.5,5.2]]]]}}]})",
                    "reefs.json");
  REQUIRE(all.size() == 2);
  CHECK(all[0].name == "north");
  CHECK(all[0].rings[0][2] == vec<double, 2>{1, 1});
  CHECK(all[1].name == "polygon 2");
  CHECK(all[1].rings.size() == 3);
  CHECK(parse_geojson(of_ring("[[-122.5,37.7,3],[-122.4,37.7],[-122.4,37.8],[-122.5,37.7]]"), "a")
            .at(0)
            .rings[0]
            .size() == 4);

  const std::string path = EUDRIFT_WORK_DIR "/reefs.json";
  std::ofstream(path) << of_ring("[[0,0],[1,0],[1,1],[0,0]]");
  CHECK(read_geojson(path).size() == 1);
  std::remove(path.c_str());
}

TEST_CASE("what is no polygon gets one sentence that names the file") {
  CHECK(told(of_ring("[[0,0],[1,0],[1,1],[0,1]]")) ==
        "reefs.json: polygon \"polygon 1\" has a ring 1 that is not closed; expected its last corner to be its first, "
        "repeat that at the end");
  const struct {
    std::string text, told;
  } cases[] = {
      {"{", "is no JSON: at byte"},
      {"[1e999]", "has a number that no double can hold"},
      {"3", "polygon 1 is no GeoJSON object"},
      {R"({"type":"Point","coordinates":[1,2]})", "polygon 1 is of type \"Point\"; expected a FeatureCollection"},
      {R"({"type":"FeatureCollection","features":[{"type":"FeatureCollection","features":[]}]})",
       "polygon 1 is of type \"FeatureCollection\""},
      {R"({"type":"FeatureCollection"})", "polygon 1 has no list \"features\""},
      {R"({"type":"FeatureCollection","features":[]})", "has no polygon; expected GeoJSON"},
      {R"({"type":"Feature","geometry":null})", "polygon 1 is a Feature without a geometry"},
      {R"({"type":"Polygon","coordinates":[]})", "has no ring"},
      {R"({"type":"Polygon","coordinates":[3]})", "has a ring that is no list of positions"},
      {R"({"type":"MultiPolygon","coordinates":[3]})", "has coordinates that are no list of rings"},
      {R"({"type":"a\nb"})", "polygon 1 is of type \"a b\""},
      {R"({"type":"Feature","properties":{"name":"a\nb"},"geometry":{"type":"Polygon","coordinates":[]}})",
       "polygon \"a b\" has no ring"},
      {of_ring("[[0,0],[1,0],[0,0]]"), "has a ring 1 of 3 corners"},
      {of_ring("[[0,0],[1,0],[1],[0,0]]"), "has a position that is not two numbers"},
      {of_ring(R"([[0,0],[1,0],["1",2],[0,0]])"), "has a position that is not two numbers"},
      {of_ring("[[0,0],[1,0],[1,91],[0,0]]"), "has a corner at (1.000000, 91.000000); expected a longitude"},
  };
  for (const auto& bad : cases) {
    CAPTURE(bad.text);
    CHECK(told(bad.text).find("reefs.json: ") == 0);
    CHECK(told(bad.text).find(bad.told) != std::string::npos);
    CHECK(told(bad.text).find('\n') == std::string::npos);
  }
  CHECK(test::sentence([] { read_geojson("no_such_folder/reefs.json"); }).find("cannot be opened") !=
        std::string::npos);
}
