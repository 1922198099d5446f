// SPDX-License-Identifier: BSL-1.0
// A mesh in another order is the same mesh, and all that is computed on it has the same bits.
#include <eudrift/mesh/coast.hpp>
#include <eudrift/mesh/node_weights.hpp>
#include <eudrift/mesh/renumber.hpp>

#include "../catch.hpp"
#include "../support/mesh_files.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"

#include <bit>
#include <map>

using namespace eudrift;

namespace {

std::vector<std::int32_t> shuffled(index_t n, test::draws& random) {
  std::vector<std::int32_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size(); i-- > 1;)
    std::swap(order[i], order[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i) + 1))]);
  return order;
}

/// A basin with two islands that touch it in nodes, and all that a reader may have filled in.
mesh_data basin() {
  mesh_data mesh = test::make_mesh({.width = 9000, .height = 7000, .across = 30, .up = 24, .dry = [](double x, double y) {
                                      return (x > 3000 && x < 4500 && y > 2000 && y < 4000) || (x > 4500 && x < 6000 && y > 4000 && y < 5000);
                                    }});
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    mesh.depth.push_back(10 + mesh.x[n] / 1000);
    mesh.other_x.push_back(-123 + mesh.x[n] / 7e4), mesh.other_y.push_back(48 + mesh.y[n] / 1.1e5);
  }
  return mesh;
}

/// Its orders: as in the file, along the curve, two at random.
std::vector<mesh_data> in_all_orders(const mesh_data& mesh) {
  test::draws random(11);
  std::vector<mesh_data> all{mesh, hilbert_ordered(mesh)};
  for (int k = 0; k < 2; ++k) all.push_back(renumbered(mesh, shuffled(mesh.nodes(), random), shuffled(mesh.elements(), random)));
  return all;
}

std::vector<std::int32_t> inverse(const std::vector<std::int32_t>& order) {
  std::vector<std::int32_t> to(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) to[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
  return to;
}

std::uint64_t bits(double v) { return std::bit_cast<std::uint64_t>(v); }

/// By file number of the node: file number of the element and the weight, one after another.
std::map<std::int32_t, std::vector<std::uint64_t>> weights_of(const mesh_data& mesh, node_average how) {
  const node_weights w = make_node_weights(mesh, how);
  std::map<std::int32_t, std::vector<std::uint64_t>> to;
  for (std::size_t n = 0; n < mesh.x.size(); ++n)
    for (auto i = static_cast<std::size_t>(w.begin[n]); i < static_cast<std::size_t>(w.begin[n + 1]); ++i) {
      to[mesh.node_number[n]].push_back(static_cast<std::uint64_t>(mesh.element_number[static_cast<std::size_t>(w.element[i])]));
      to[mesh.node_number[n]].push_back(bits(w.weight[i]));
    }
  return to;
}

/// The bins with file numbers of elements.
std::vector<std::uint64_t> bins_of(const mesh_data& mesh) {
  const mesh_bins bins = make_bins(mesh);
  std::vector<std::uint64_t> to{bits(bins.low.at[0]), bits(bins.low.at[1]), bits(bins.per_metre.at[0]), bits(bins.per_metre.at[1]),
                                bits(inside_bound(mesh))};
  for (const index_t b : bins.begin) to.push_back(static_cast<std::uint64_t>(b));
  for (const std::int32_t e : bins.element) to.push_back(static_cast<std::uint64_t>(mesh.element_number[static_cast<std::size_t>(e)]));
  return to;
}

/// Owners by all ways to them, ends of lines, and of displacements that slide and are reflected: from
/// points inside, on nodes and on edges, to points inside, outside, and through nodes.
std::vector<std::uint64_t> travels_on(const mesh_data& mesh, const std::vector<vec<double, 2>>& points) {
  const test::viewed v(mesh);
  const auto m = v.view();
  std::vector<std::uint64_t> to;
  const auto number = [&](std::int32_t e) { return static_cast<std::uint64_t>(e < 0 ? -1 : m.element_number[e]); };
  const auto put = [&](const site<double, std::int32_t>& s) {
    to.push_back(number(s.element));
    for (int d = 0; d < 2; ++d) to.push_back(bits(s.point.at[d]));
    for (int k = 0; k < 3; ++k) to.push_back(bits(s.weights.at[k]));
  };
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const std::int32_t e = search(m, points[i]);
    to.push_back(number(e));
    if (e < 0) continue;
    to.push_back(number(locate(m, e, points[i + 1])));
    const auto from = site_in(m, e, points[i]);
    const vec<double, 2> way = points[i + 1] - points[i];
    const auto passed = travel(m, e, points[i], points[i + 1]);
    put(passed.end), to.push_back(bits(passed.share)), to.push_back(static_cast<std::uint64_t>(passed.edge));
    put(displace<slide>(m, from, way, 1.0));
    put(displace<reflect>(m, from, way, 1.0));
  }
  return to;
}

std::vector<vec<double, 2>> points_on(const mesh_data& mesh) {
  test::draws random(3);
  std::vector<vec<double, 2>> points;
  for (int i = 0; i < 1000; ++i) {
    const auto e = random.below(mesh.elements());
    points.push_back(test::in_element(mesh, e, random));
    const vec<double, 2> a = test::corner_at(mesh, e, 0), b = test::corner_at(mesh, e, 1);
    points.push_back(i % 3 == 0 ? a : i % 3 == 1 ? 0.5 * (a + b) : test::in_box(mesh, random));
  }
  return points;
}

using test::sentence;

}  // namespace

TEST_CASE("A renumbered mesh is the same mesh by file numbers, its corners not rotated") {
  const mesh_data mesh = basin();
  for (const mesh_data& other : in_all_orders(mesh)) {
    REQUIRE(other.nodes() == mesh.nodes());
    REQUIRE(other.elements() == mesh.elements());
    // Numbers of the original are those of its file.
    std::size_t wrong = 0;
    for (std::size_t n = 0; n < other.x.size(); ++n) {
      const auto own = static_cast<std::size_t>(other.node_number[n]);
      wrong += other.x[n] != mesh.x[own] || other.y[n] != mesh.y[own] || other.depth[n] != mesh.depth[own] ||
               other.other_x[n] != mesh.other_x[own] || other.other_y[n] != mesh.other_y[own];
    }
    for (std::size_t e = 0; e < other.element_number.size(); ++e)
      for (std::size_t k = 0; k < 3; ++k)
        wrong += other.node_number[static_cast<std::size_t>(other.corner[3 * e + k])] !=
                 mesh.corner[3 * static_cast<std::size_t>(other.element_number[e]) + k];
    CHECK(wrong == 0);
    // The rest is what build_mesh makes of it.
    mesh_data built = other;
    built.neighbour.clear(), built.fan.clear(), built.fan_begin.clear();
    build_mesh(built, "renumbered");
    CHECK(built.corner == other.corner);
    CHECK(built.neighbour == other.neighbour);
    CHECK(built.fan_begin == other.fan_begin);
    CHECK(built.fan == other.fan);
  }
}

TEST_CASE("The inverse order leads back, and edges keep their codes") {
  mesh_data mesh = basin();
  mesh.frame = {false, 3, 4};
  *std::find(mesh.neighbour.begin(), mesh.neighbour.end(), land) = unheld;
  test::draws random(8);
  const auto nodes = shuffled(mesh.nodes(), random), elements = shuffled(mesh.elements(), random);
  const mesh_data other = renumbered(mesh, nodes, elements);
  CHECK(std::count(other.neighbour.begin(), other.neighbour.end(), unheld) == 1);
  const mesh_data back = renumbered(other, inverse(nodes), inverse(elements));
  CHECK(back.frame.origin_x == 3);
  CHECK(back.frame.origin_y == 4);
  for (const auto member : {&mesh_data::x, &mesh_data::y, &mesh_data::depth, &mesh_data::other_x, &mesh_data::other_y})
    CHECK(back.*member == mesh.*member);
  for (const auto member : {&mesh_data::corner, &mesh_data::neighbour, &mesh_data::fan_begin, &mesh_data::fan,
                            &mesh_data::node_number, &mesh_data::element_number})
    CHECK(back.*member == mesh.*member);
  mesh.depth.clear(), mesh.other_x.clear(), mesh.other_y.clear();
  CHECK(renumbered(mesh, nodes, elements).depth.empty());
}

TEST_CASE("An order that misses a number, has one twice or one that is not there is refused") {
  const mesh_data mesh = test::mesh_of({{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {0, 1, 2, 0, 2, 3});
  const auto refuses = [&](std::vector<std::int32_t> nodes, std::vector<std::int32_t> elements) {
    return sentence([&] { renumbered(mesh, nodes, elements); });
  };
  CHECK(refuses({3, 1, 0, 2}, {1, 0}).empty());
  CHECK(refuses({3, 1, 0}, {1, 0}).find("order of 3 nodes was given for a mesh that has 4") != std::string::npos);
  CHECK(refuses({3, 1, 0, 4}, {1, 0}).find("nodes names number 4") != std::string::npos);
  CHECK(refuses({3, 1, 0, 2}, {1, 1}).find("elements names number 1") != std::string::npos);
  CHECK(refuses({3, 1, 0, 2}, {-1, 0}).find("elements names number -1") != std::string::npos);
}

TEST_CASE("Weights, bins, owners and ways have the same bits in any order") {
  for (const mesh_data& mesh : {basin(), test::salish_sea()}) {
    const auto points = points_on(mesh);
    const auto bins = bins_of(mesh), travels = travels_on(mesh, points);
    for (const mesh_data& other : in_all_orders(mesh)) {
      for (const node_average how : {node_average::area, node_average::inverse_distance, node_average::mean, node_average::linear_exact})
        CHECK(weights_of(other, how) == weights_of(mesh, how));
      CHECK(bins_of(other) == bins);
      CHECK(travels_on(other, points) == travels);
    }
    // They can differ: a mesh whose elements have other numbers gives points on edges to others.
    mesh_data reversed = mesh;
    std::reverse(reversed.element_number.begin(), reversed.element_number.end());
    build_mesh(reversed, "reversed");
    const test::viewed a(mesh), b(reversed);
    std::size_t moved = 0;
    for (const auto& p : points) moved += search(a.view(), p) != search(b.view(), p);
    CHECK(moved > 0);
    CHECK(weights_of(reversed, node_average::linear_exact) != weights_of(mesh, node_average::linear_exact));
  }
}
