// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mesh/fill_gaps.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <random>

using namespace eudrift;

namespace {

const double none = std::nan("");

/// The same mesh with its nodes and elements in another order.
mesh_data renumbered(const mesh_data& mesh, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::int32_t> node(mesh.x.size()), element(mesh.corner.size() / 3);
  std::iota(node.begin(), node.end(), 0);
  std::iota(element.begin(), element.end(), 0);
  std::shuffle(node.begin(), node.end(), random);
  std::shuffle(element.begin(), element.end(), random);
  mesh_data other;
  other.x.resize(node.size());
  other.y.resize(node.size());
  other.node_number.resize(node.size());
  for (std::size_t n = 0; n < node.size(); ++n) {
    const auto to = static_cast<std::size_t>(node[n]);
    other.x[to] = mesh.x[n];
    other.y[to] = mesh.y[n];
    other.node_number[to] = static_cast<std::int32_t>(n);
  }
  for (const std::int32_t e : element) {
    const std::size_t turn = random() % 3;
    for (std::size_t k = 0; k < 3; ++k)
      other.corner.push_back(node[static_cast<std::size_t>(mesh.corner[3 * static_cast<std::size_t>(e) + (k + turn) % 3])]);
    other.element_number.push_back(e);
  }
  build_mesh(other, "renumbered");
  return other;
}

}  // namespace

TEST_CASE("A gap takes the mean of the values beside it") {
  const mesh_data mesh = test::make_mesh({.across = 6, .up = 5});
  for (const bool at_nodes : {true, false}) {
    const auto items = static_cast<std::size_t>(at_nodes ? mesh.nodes() : mesh.elements());
    std::vector<double> values(items, 12.0);
    for (std::size_t i = 0; i < items; i += 3) values[i] = none;
    std::vector<std::size_t> gaps;
    for (std::size_t i = 0; i < items; i += 3) gaps.push_back(i);
    CHECK(fill_gaps(mesh, at_nodes, values, gaps).empty());
    CHECK(std::count(values.begin(), values.end(), 12.0) == static_cast<std::ptrdiff_t>(items));
  }
  // One node, by hand: each neighbour counts once for each element that has both.
  const std::size_t n = static_cast<std::size_t>(mesh.corner[3 * 20]);
  std::vector<double> values;
  for (std::size_t i = 0; i < mesh.x.size(); ++i) values.push_back(static_cast<double>(i * i));
  double sum = 0, count = 0;
  for (std::size_t e = 0; e < mesh.corner.size() / 3; ++e) {
    const auto* c = &mesh.corner[3 * e];
    if (std::find(c, c + 3, static_cast<std::int32_t>(n)) == c + 3) continue;
    for (std::size_t k = 0; k < 3; ++k)
      if (static_cast<std::size_t>(c[k]) != n) sum += values[static_cast<std::size_t>(c[k])], ++count;
  }
  values[n] = none;
  CHECK(fill_gaps(mesh, true, values, {n}).empty());
  CHECK(values[n] == Approx(sum / count).epsilon(1e-14));
}

TEST_CASE("Wide gaps are filled ring by ring, with bits that do not depend on the numbering") {
  const mesh_data mesh = test::make_mesh({.across = 12, .up = 10});
  const mesh_data other = renumbered(mesh, 7);
  for (const bool at_nodes : {true, false}) {
    const auto& number = at_nodes ? other.node_number : other.element_number;
    std::vector<double> values(number.size());
    std::vector<std::size_t> gaps, other_gaps;
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = i < 8 ? 10 + 0.1 * static_cast<double>(i) : none;
      if (i >= 8) gaps.push_back(i);
    }
    std::vector<double> other_values;
    for (std::size_t i = 0; i < number.size(); ++i) {
      other_values.push_back(values[static_cast<std::size_t>(number[i])]);
      if (std::isnan(other_values.back())) other_gaps.push_back(i);
    }
    CHECK(fill_gaps(mesh, at_nodes, values, gaps).empty());
    CHECK(fill_gaps(other, at_nodes, other_values, other_gaps).empty());
    std::size_t differ = 0;
    for (std::size_t i = 0; i < number.size(); ++i)
      differ += std::bit_cast<std::uint64_t>(other_values[i]) != std::bit_cast<std::uint64_t>(values[static_cast<std::size_t>(number[i])]);
    CHECK(differ == 0);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    CHECK(*low >= 10);
    CHECK(*high <= 10.7);
  }
}

TEST_CASE("A piece of the mesh without any value stays as it is and is named") {
  mesh_data mesh;
  mesh.x = {0, 1, 0, 5, 6, 5, 9};
  mesh.y = {0, 0, 1, 0, 0, 1, 9};
  mesh.corner = {0, 1, 2, 3, 4, 5};  // two pieces, and a node of none
  build_mesh(mesh, "pieces");
  std::vector<double> values{1, 2, none, none, none, none, none};
  CHECK(fill_gaps(mesh, true, values, {2, 3, 4, 5, 6}) == std::vector<std::size_t>{3, 4, 5});
  CHECK(values[2] == 1.5);
  CHECK(values[6] == 0);
}
