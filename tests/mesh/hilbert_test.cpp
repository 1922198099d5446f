// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mesh/renumber.hpp>

#include "../catch.hpp"
#include "../support/mesh_files.hpp"
#include "../support/meshes.hpp"

#include <set>

using namespace eudrift;

namespace {

struct cell {
  int i, j;
};

/// The curve as a turtle walks it (Prusinkiewicz and Lindenmayer 1990): rewriting a word, no bits.
std::vector<cell> walk(int levels) {
  std::string word = "A";
  for (int k = 0; k < levels; ++k) {
    std::string next;
    for (const char c : word) next += c == 'A' ? "+BF-AFA-FB+" : c == 'B' ? "-AF+BFB+FA-" : std::string(1, c);
    word.swap(next);
  }
  std::vector<cell> way{{0, 0}};
  int east = 1, north = 0;
  for (const char c : word) {
    if (c == 'F') way.push_back({way.back().i + east, way.back().j + north});
    if (c == '+') east = -std::exchange(north, east);
    if (c == '-') north = -std::exchange(east, north);
  }
  return way;
}

std::uint64_t place(const cell& c, int levels) {
  return hilbert_place(static_cast<std::uint32_t>(c.i), static_cast<std::uint32_t>(c.j), levels);
}

std::vector<std::int32_t> numbers(const std::vector<std::int32_t>& order, const std::vector<std::int32_t>& number) {
  std::vector<std::int32_t> to;
  for (const std::int32_t i : order) to.push_back(number[static_cast<std::size_t>(i)]);
  return to;
}

/// How far apart the two ends of an edge, and the two elements at one, are in memory, on average.
struct distances {
  double nodes = 0, elements = 0;
};
distances distances_in(const mesh_data& mesh) {
  distances sum;
  double edges = 0, inner = 0;
  for (std::size_t e = 0; e < static_cast<std::size_t>(mesh.elements()); ++e)
    for (std::size_t k = 0; k < 3; ++k) {
      sum.nodes += std::abs(mesh.corner[3 * e + k] - mesh.corner[3 * e + (k + 1) % 3]), ++edges;
      if (const std::int32_t f = mesh.neighbour[3 * e + k]; f >= 0)
        sum.elements += std::abs(static_cast<double>(f) - static_cast<double>(e)), ++inner;
    }
  return {sum.nodes / edges, sum.elements / inner};
}

}  // namespace

TEST_CASE("The curve goes to each cell once, from one to the next by a unit step") {
  for (int levels = 0; levels <= 9; ++levels) {
    const int side = 1 << levels;
    std::vector<cell> at(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), {-1, -1});
    std::size_t taken = 0;
    for (int i = 0; i < side; ++i)
      for (int j = 0; j < side; ++j) {
        const std::uint64_t p = place({i, j}, levels);
        REQUIRE(p < at.size());
        taken += at[p].i < 0;
        at[p] = {i, j};
      }
    CHECK(taken == at.size());
    std::size_t steps = 1;
    for (std::size_t p = 1; p < at.size(); ++p) steps += std::abs(at[p].i - at[p - 1].i) + std::abs(at[p].j - at[p - 1].j) == 1;
    CHECK(steps == at.size());
  }
}

TEST_CASE("The curve is that of the turtle") {
  for (int levels = 0; levels <= 8; ++levels) {
    const std::vector<cell> way = walk(levels);
    REQUIRE(way.size() == std::size_t{1} << (2 * levels));
    std::size_t same = 0;
    for (std::size_t p = 0; p < way.size(); ++p) same += place(way[p], levels) == p;
    CHECK(same == way.size());
  }
}

TEST_CASE("A cell's four quarters follow each other at its place, down to 2^32 cells a side") {
  test::draws random(5);
  for (int round = 0; round < 10000; ++round) {
    const auto draw = [&] { return static_cast<std::uint32_t>(random.below(std::int64_t{1} << 32)); };
    std::uint32_t i = draw(), j = draw();
    for (int levels = 32; levels > 0; --levels, i /= 2, j /= 2)
      REQUIRE(hilbert_place(i, j, levels) / 4 == hilbert_place(i / 2, j / 2, levels - 1));
  }
  CHECK(hilbert_place(~0u, 0, 32) == ~std::uint64_t{0});
}

TEST_CASE("The curve covers a mesh's bounding box and takes what is outside to its edge") {
  const mesh_data mesh = test::make_mesh({.x0 = -3000, .y0 = 500, .width = 4000, .height = 1000, .across = 8, .up = 4, .jitter = 0});
  const hilbert_curve curve(mesh);
  const auto last = (std::uint64_t{1} << (2 * hilbert_curve::levels)) - 1;
  CHECK(curve({-3000, 500}) == 0);
  CHECK(curve({1000, 500}) == last);
  CHECK(curve({-1e30, -1e30}) == 0);
  CHECK(curve({1e30, -7}) == last);
  // Quadrants of the square of 4000 m: lower left, upper left, upper right, lower right.
  CHECK(curve({-1000.01, 2499.99}) < last / 4);
  CHECK(curve({-1000.01, 2500.01}) / (last / 4) == 1);
  CHECK(curve({-999.99, 2500.01}) / (last / 4) == 2);
  CHECK(curve({-999.99, 2499.99}) / (last / 4) >= 3);
}

TEST_CASE("The order in file numbers depends neither on the numbering in memory nor on a sort") {
  // Two elements that touch in a point which each has as a node of its own; and a real mesh.
  const mesh_data twins = test::mesh_of({{0, 0}, {1, 0}, {0, 1}, {0, 0}, {-1, 0}, {0, -1}}, {0, 1, 2, 3, 4, 5});
  for (const mesh_data& mesh : {twins, test::salish_sea()}) {
    const auto nodes = numbers(hilbert_node_order(mesh), mesh.node_number);
    const auto elements = numbers(hilbert_element_order(mesh), mesh.element_number);
    CHECK(std::set<std::int32_t>(nodes.begin(), nodes.end()).size() == mesh.x.size());
    CHECK(std::set<std::int32_t>(elements.begin(), elements.end()).size() == static_cast<std::size_t>(mesh.elements()));
    for (std::uint64_t seed = 1; seed < 5; ++seed) {
      const mesh_data other = test::permuted(mesh, seed);
      CHECK(numbers(hilbert_node_order(other), other.node_number) == nodes);
      CHECK(numbers(hilbert_element_order(other), other.element_number) == elements);
    }
  }
}

TEST_CASE("What is near in the plane comes near in memory") {
  for (const mesh_data& mesh : {test::make_mesh({.width = 1e5, .height = 1e5, .across = 141, .up = 141}), test::salish_sea()}) {
    const double nodes = static_cast<double>(mesh.nodes()), elements = static_cast<double>(mesh.elements());
    const distances at_random = distances_in(test::permuted(mesh, 9)), along = distances_in(hilbert_ordered(mesh));
    CHECK(at_random.nodes > nodes / 4);  // a third is expected
    CHECK(at_random.elements > elements / 4);
    INFO(along.nodes << " of " << nodes << ", " << along.elements << " of " << elements);
    CHECK(along.nodes < nodes / 60);
    CHECK(along.elements < elements / 60);
  }
}
