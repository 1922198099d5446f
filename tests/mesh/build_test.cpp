// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mesh/build.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <limits>
#include <set>

namespace {

using eudrift::index_t;
using eudrift::land;
using eudrift::mesh_data;
using test::node_at;

/// Unit square of two elements, (0, 1, 2) and (0, 2, 3).
mesh_data square() { return test::mesh_of({{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {0, 1, 2, 0, 2, 3}); }

void require_sentence(const mesh_data& given, const std::string& part) {
  mesh_data mesh = given;
  try {
    eudrift::build_mesh(mesh, "file.nc");
  } catch (const eudrift::error& e) {
    INFO(e.what());
    CHECK(std::string(e.what()).find("file.nc: ") == 0);
    CHECK(std::string(e.what()).find(part) != std::string::npos);
    return;
  }
  FAIL("no error where one with \"" << part << "\" was expected");
}

mesh_data unbuilt(const std::vector<eudrift::vec<double, 2>>& nodes, std::vector<std::int32_t> corner) {
  mesh_data mesh;
  for (const auto& p : nodes) mesh.x.push_back(p.at[0]), mesh.y.push_back(p.at[1]);
  mesh.corner = std::move(corner);
  return mesh;
}

/// Pieces that hang together across edges.
int pieces(const mesh_data& mesh) {
  std::vector<std::int32_t> open;
  std::vector<bool> seen(static_cast<std::size_t>(mesh.elements()));
  int count = 0;
  for (std::size_t first = 0; first < seen.size(); ++first) {
    if (seen[first]) continue;
    ++count;
    open.push_back(static_cast<std::int32_t>(first)), seen[first] = true;
    while (!open.empty()) {
      const auto e = static_cast<std::size_t>(open.back());
      open.pop_back();
      for (std::size_t k = 0; k < 3; ++k)
        if (const std::int32_t f = mesh.neighbour[3 * e + k]; f >= 0 && !seen[static_cast<std::size_t>(f)])
          seen[static_cast<std::size_t>(f)] = true, open.push_back(f);
    }
  }
  return count;
}

/// What any built mesh must have; coasts are found in the test's own way.
void check_adjacency(const mesh_data& mesh) {
  index_t solid = 0;
  for (std::int32_t e = 0; e < mesh.elements(); ++e) {
    REQUIRE(test::area(mesh, e) > 0);
    for (int k = 0; k < 3; ++k) {
      const std::int32_t f = mesh.neighbour[static_cast<std::size_t>(3 * e + k)];
      if (f < 0) {
        REQUIRE(f == land);
        ++solid;
        continue;
      }
      int back = 0;
      for (int j = 0; j < 3; ++j)
        if (mesh.neighbour[static_cast<std::size_t>(3 * f + j)] == e) {
          ++back;
          REQUIRE(test::corner_at(mesh, f, (j + 1) % 3) == test::corner_at(mesh, e, (k + 2) % 3));
          REQUIRE(test::corner_at(mesh, f, (j + 2) % 3) == test::corner_at(mesh, e, (k + 1) % 3));
        }
      REQUIRE(back == 1);
    }
  }
  const auto coast = test::coast_edges(mesh);
  REQUIRE(solid == static_cast<index_t>(coast.size()));
  for (const auto& c : coast) REQUIRE(mesh.neighbour[static_cast<std::size_t>(3 * c.element + c.opposite)] == land);

  std::vector<std::set<std::pair<std::int32_t, std::int32_t>>> round(static_cast<std::size_t>(mesh.nodes()));
  for (std::size_t i = 0; i < mesh.corner.size(); ++i)
    round[static_cast<std::size_t>(mesh.corner[i])].insert({mesh.element_number[i / 3], static_cast<std::int32_t>(i / 3)});
  REQUIRE(mesh.fan_begin.size() == round.size() + 1);
  REQUIRE(mesh.fan_begin.front() == 0);
  for (std::size_t n = 0; n < round.size(); ++n) {
    REQUIRE(mesh.fan_begin[n + 1] - mesh.fan_begin[n] == static_cast<std::int32_t>(round[n].size()));
    auto at = static_cast<std::size_t>(mesh.fan_begin[n]);
    for (const auto& [number, e] : round[n]) REQUIRE(mesh.fan[at++] == e);
  }
}

}  // namespace

TEST_CASE("Adjacency of two elements") {
  const mesh_data mesh = square();
  CHECK(mesh.neighbour == std::vector<std::int32_t>{land, 1, land, land, land, 0});
  CHECK(mesh.fan_begin == std::vector<std::int32_t>{0, 2, 3, 5, 6});
  CHECK(mesh.fan == std::vector<std::int32_t>{0, 1, 0, 0, 1, 1});
  CHECK(mesh.node_number == std::vector<std::int32_t>{0, 1, 2, 3});
  CHECK(mesh.element_number == std::vector<std::int32_t>{0, 1});
}

TEST_CASE("Clockwise elements are turned") {
  const mesh_data mesh = test::mesh_of({{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {0, 2, 1, 0, 2, 3});
  CHECK(mesh.corner == std::vector<std::int32_t>{0, 1, 2, 0, 2, 3});
  CHECK(mesh.neighbour == square().neighbour);
}

TEST_CASE("Fans are in the order of file numbers") {
  mesh_data mesh = unbuilt({{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {0, 1, 2, 0, 2, 3});
  mesh.element_number = {7, 3};
  eudrift::build_mesh(mesh, "mesh");
  CHECK(mesh.fan == std::vector<std::int32_t>{1, 0, 0, 1, 0, 1});
}

TEST_CASE("A node without elements has an empty fan") {
  const mesh_data mesh = test::mesh_of({{0, 0}, {5, 5}, {1, 0}, {1, 1}}, {0, 2, 3});
  CHECK(mesh.fan_begin == std::vector<std::int32_t>{0, 1, 1, 2, 3});
  check_adjacency(mesh);
}

TEST_CASE("What is no mesh is refused in one sentence") {
  const std::vector<eudrift::vec<double, 2>> nodes{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0.5, 2}};
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  require_sentence(unbuilt(nodes, {0, 1, 2, 0, 2, 5}), "element 2 (nodes 1, 3, 6) names a node outside 1 to 5");
  require_sentence(unbuilt(nodes, {0, 1, 2, 0, -1, 3}), "element 2 (nodes 1, 0, 4) names a node outside 1 to 5");
  require_sentence(unbuilt(nodes, {0, 1, std::numeric_limits<std::int32_t>::max()}), "names a node outside");
  require_sentence(unbuilt({{0, 0}, {1, 1}, {2, 2}}, {0, 1, 2}), "element 1 (nodes 1, 2, 3) is flat");
  require_sentence(unbuilt({{0, 0}, {1, 1}, {2, 2 + 1e-10}}, {0, 1, 2}), "is flat");
  require_sentence(unbuilt(nodes, {0, 1, 1}), "is flat");
  require_sentence(unbuilt({{0, 0}, {0, 0}, {0, 0}}, {0, 1, 2}), "is flat");
  // Elements 2 and 3 lie above edge (0, 1)'s other side: an edge of three elements.
  require_sentence(unbuilt({{0, 0}, {1, 0}, {0.5, 1}, {0.4, -1}, {0.6, -1}}, {0, 1, 2, 0, 3, 1, 0, 4, 1}),
                   "element 2 (nodes 1, 4, 2) shares an edge with more than one other element");
  require_sentence(unbuilt({{0, 0}, {1, 0}, {0.4, 1}, {0.6, 1}}, {0, 1, 2, 0, 1, 3}),
                   "element 2 (nodes 1, 2, 4) overlaps a neighbour");
  require_sentence(unbuilt(nodes, {0, 1, 2, 0, 1, 2}), "overlaps a neighbour");
  require_sentence(unbuilt({{0, 0}, {nan, 0}, {1, 1}}, {0, 1, 2}), "node 2 has no finite position");
  require_sentence(unbuilt({{0, 0}, {1, 0}, {1, -inf}}, {0, 1, 2}), "node 3 has no finite position");
  require_sentence(unbuilt({{0, 0}, {1e200, 0}, {1, 1e200}}, {0, 1, 2}), "node 2 has no finite position within 1e15 m");
  require_sentence(unbuilt(nodes, {}), "no elements");
  require_sentence(unbuilt(nodes, {0, 1}), "lengths that do not fit");
  mesh_data numbers = unbuilt(nodes, {0, 1, 2});
  numbers.element_number = {0, 1};
  require_sentence(numbers, "lengths that do not fit");
  numbers = unbuilt(nodes, {0, 1, 2});
  numbers.node_number = {0};
  require_sentence(numbers, "lengths that do not fit");
}

TEST_CASE("Real meshes have the adjacency that their corners say") {
  const mesh_data salish = test::salish_sea();
  CHECK(salish.nodes() == 16012);
  CHECK(salish.elements() == 25019);
  check_adjacency(salish);
  // Euler: nodes - edges + elements = pieces - islands.
  const auto coast = static_cast<index_t>(test::coast_edges(salish).size());
  const index_t edges = (3 * salish.elements() + coast) / 2;
  CHECK(pieces(salish) == 1);
  CHECK(1 - (salish.nodes() - edges + salish.elements()) == 96);

  const mesh_data estuary = test::estuary();
  CHECK(estuary.nodes() == 845);
  CHECK(estuary.elements() == 1570);
  check_adjacency(estuary);

  const mesh_data channel = test::channel();
  CHECK(channel.nodes() == 871);
  CHECK(channel.elements() == 1620);
  check_adjacency(channel);
}

TEST_CASE("Another order in memory gives the same mesh in file numbers") {
  const mesh_data mesh = test::make_mesh(test::basin{.across = 12, .up = 9});
  const mesh_data other = test::permuted(mesh, 5);
  check_adjacency(other);
  std::vector<std::int32_t> place(static_cast<std::size_t>(mesh.elements()));
  for (std::size_t e = 0; e < place.size(); ++e) place[static_cast<std::size_t>(other.element_number[e])] = static_cast<std::int32_t>(e);
  for (std::size_t e = 0; e < place.size(); ++e)
    for (std::size_t k = 0; k < 3; ++k) {
      const auto o = static_cast<std::size_t>(place[e]);
      CHECK(other.node_number[static_cast<std::size_t>(other.corner[3 * o + k])] == mesh.corner[3 * e + k]);
      const std::int32_t f = other.neighbour[3 * o + k];
      CHECK((f < 0 ? f : other.element_number[static_cast<std::size_t>(f)]) == mesh.neighbour[3 * e + k]);
    }
}
