// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mesh/coast.hpp>
#include <eudrift/mesh/open_edges.hpp>
#include <eudrift/mesh/open_nodes.hpp>
#include <eudrift/mesh/renumber.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"

#include <limits>
#include <set>
#include <sstream>

using namespace eudrift;
using Catch::Contains;

namespace {

std::vector<std::int64_t> parsed(const std::string& text) {
  std::istringstream in(text);
  return parse_open_nodes(in, "obc.dat");
}
std::string refused(const std::string& text) {
  return test::sentence([&] { parsed(text); });
}

/// Numbers from 1 of the nodes that `is_in(x, y)` holds true of.
template <class F>
std::vector<std::int64_t> nodes_where(const mesh_data& mesh, const F& is_in) {
  std::vector<std::int64_t> to;
  for (std::size_t n = 0; n < mesh.x.size(); ++n)
    if (is_in(mesh.x[n], mesh.y[n])) to.push_back(std::int64_t{mesh.node_number[n]} + 1);
  return to;
}

/// The open edges as pairs of file numbers of nodes.
std::set<std::pair<std::int32_t, std::int32_t>> open_ends(const mesh_data& mesh) {
  std::set<std::pair<std::int32_t, std::int32_t>> to;
  for (const boundary_edge& b : boundary_edges(mesh)) {
    const auto at = [&](int k) { return static_cast<std::size_t>(3 * b.element + k % 3); };
    if (mesh.neighbour[at(b.opposite)] != open_edge) continue;
    const auto n = [&](int end) { return mesh.node_number[static_cast<std::size_t>(mesh.corner[at(b.opposite + end)])]; };
    to.insert(std::minmax({n(1), n(2)}));
  }
  return to;
}

}  // namespace

TEST_CASE("Open nodes are read from FVCOM's list and from a plain one") {
  const auto channel = read_open_nodes(test::mesh_path("chn_obc.dat"));
  REQUIRE(channel.size() == 21);
  CHECK((channel.front() == 1 && channel.back() == 21));
  CHECK(parsed("OBC Node Number = 2\n 1 7 1\r\n\n 2 9 1 # a comment\n") == std::vector<std::int64_t>{7, 9});
  CHECK(parsed("# the mouth\n7, 9\t11\n\n13") == std::vector<std::int64_t>{7, 9, 11, 13});
}

TEST_CASE("A list of open nodes that is no such list is refused with its line") {
  CHECK_THAT(refused("OBC Node Number = 3\n1 7 1\n2 9 1\n"), Contains("obc.dat: has 2 open nodes, but its first line says 3"));
  CHECK_THAT(refused("OBC Node Number = 1\n1 7 1\n2 9 1\n"), Contains("has 2 open nodes, but its first line says 1"));
  CHECK_THAT(refused("OBC Node Number = few\n1 7 1\n"), Contains("line 1: found \"few\" for the number of open nodes"));
  CHECK_THAT(refused("OBC Node Number =\n1 7 1\n"), Contains("line 1: has 0 values after ="));
  CHECK_THAT(refused("OBC Node Number = 1\n7\n"), Contains("line 2: has one value; expected a count, a node and its type"));
  CHECK_THAT(refused("OBC Node Number = 1\n1 x7 1\n"), Contains("line 2: found \"x7\" for a node; expected a whole number"));
  CHECK_THAT(refused("1\n2.5\n"), Contains("line 2: found \"2.5\" for a node"));
  CHECK_THAT(refused("99999999999999999999\n"), Contains("expected a whole number"));
  CHECK_THAT(refused("# nothing\n"), Contains("obc.dat: names no node"));
  CHECK_THAT(test::sentence([] { read_open_nodes("no/such.dat"); }), Contains("no/such.dat: cannot be opened"));
}

TEST_CASE("FVCOM's channel is open along one end, however it is renumbered") {
  mesh_data mesh = test::channel();
  const edge_counts all = count_edges(mesh);
  CHECK(all.open == 0);
  CHECK(all.solid == static_cast<index_t>(test::coast_edges(mesh).size()));
  const auto list = read_open_nodes(test::mesh_path("chn_obc.dat"));
  const edge_counts made = open_between(mesh, list, "chn_obc.dat");
  CHECK(made.open == 20);
  CHECK(made.solid == all.solid - 20);
  // The list is that of the nodes with the greatest x.
  const double east = *std::max_element(mesh.x.begin(), mesh.x.end());
  CHECK(nodes_where(mesh, [&](double x, double) { return x > east - 1; }).size() == 21);
  for (const boundary_edge& b : boundary_edges(mesh)) {
    const double x = test::corner_at(mesh, b.element, (b.opposite + 1) % 3)[0];
    const double to = test::corner_at(mesh, b.element, (b.opposite + 2) % 3)[0];
    CHECK((mesh.neighbour[static_cast<std::size_t>(3 * b.element + b.opposite)] == open_edge) == (x > east - 1 && to > east - 1));
  }
  mesh_data other = hilbert_ordered(test::channel());
  open_between(other, list, "chn_obc.dat");
  CHECK(open_ends(other) == open_ends(mesh));
  CHECK(open_ends(hilbert_ordered(mesh)) == open_ends(mesh));
  // A second list takes the place of the first.
  CHECK(open_between(mesh, std::vector<std::int64_t>{1, 2}, "two").open == 1);
}

TEST_CASE("Nodes that are no open boundary of the mesh are refused by name") {
  mesh_data mesh = test::channel();
  const auto said = [&](std::vector<std::int64_t> list) {
    return test::sentence([&] { open_between(mesh, list, "obc.dat"); });
  };
  CHECK_THAT(said({1, 2, 872}), Contains("obc.dat: names node 872, which is not there; the mesh has nodes 1 to 871"));
  CHECK_THAT(said({0, 1}), Contains("names node 0, which is not there"));
  CHECK_THAT(said({1, 2, 1}), Contains("names node 1 twice"));
  CHECK_THAT(said({1, 3, 5}), Contains("opens no edge of the mesh, since no two of its 3 nodes are neighbours"));
  std::vector<char> on_edge(mesh.x.size());
  for (const auto& b : boundary_edges(mesh))
    for (int end = 1; end <= 2; ++end) on_edge[static_cast<std::size_t>(mesh.corner[static_cast<std::size_t>(3 * b.element + (b.opposite + end) % 3)])] = 1;
  const auto inner = std::find(on_edge.begin(), on_edge.end(), 0) - on_edge.begin();
  CHECK_THAT(said({1, 2, inner + 1}), Contains("names node " + std::to_string(inner + 1) + ", which lies inside the mesh"));
  CHECK(count_edges(mesh).open == 0);
}

TEST_CASE("Open edges are found from the flow through them, on the plane and on the sphere") {
  const bool spherical = GENERATE(false, true);
  mesh_data mesh = test::make_mesh({.width = 9000, .height = 4000, .across = 12, .up = 6});
  if (spherical) {
    mesh.frame = {true, 10, 60};
    for (double& y : mesh.y) y += 5e5;  // where the frame stretches x
    build_mesh(mesh, "sphere");
  }
  boundary_flow flow(mesh);
  const auto size = static_cast<std::size_t>(mesh.elements());
  flow.add(std::vector<double>(size, 0.2), std::vector<double>(size, 2e-5));
  flow.add(std::vector<double>(size, -0.3), std::vector<double>(size, std::numeric_limits<double>::quiet_NaN()));
  const auto edges = boundary_edges(mesh);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const auto a = test::corner_at(mesh, edges[i].element, (edges[i].opposite + 1) % 3);
    const auto b = test::corner_at(mesh, edges[i].element, (edges[i].opposite + 2) % 3);
    CHECK(flow.greatest()[i] == Approx(a[0] == b[0] ? 0.2 : 2e-5));
  }
  CHECK(flow.widest_gap().below == Approx(2e-5));
  CHECK(flow.widest_gap().above == Approx(0.2));
  const edge_counts made = flow.open(mesh);
  CHECK((made.open == 12 && made.solid == 24));
  CHECK(flow.open(mesh, 0.25).open == 0);
}

TEST_CASE("A displacement through an open edge ends there, one along the coast beside it does not") {
  mesh_data mesh = test::make_mesh({.width = 30, .height = 20, .across = 12, .up = 7});
  open_between(mesh, nodes_where(mesh, [](double x, double) { return x == 30; }), "east");
  const test::viewed v(mesh);
  test::draws random(5);
  for (int i = 0; i < 300; ++i) {
    const vec<double, 2> from{random.between(0.1, 29.9), random.between(0.1, 19.9)};
    const vec<double, 2> way{random.between(-60, 60), random.between(-60, 60)};
    const std::int32_t e = search(v.view(), from);
    const site<double, std::int32_t> start{from, e, v.view().weights(e, from)};
    const auto slid = displace<slide>(v.view(), start, way, 1.0);
    const auto by_rule = displace(coast_rule::slide, v.view(), start, way, 1.0);
    CHECK((slid.element == by_rule.element && slid.point == by_rule.point));
    const double x = from[0] + way[0], y = std::clamp(from[1] + way[1], 0.0, 20.0);
    REQUIRE(has_ended(slid) == (x > 30));
    if (has_ended(slid)) {
      const double share = (30 - from[0]) / way[0];
      CHECK(end_of(slid) == way_end::left);
      CHECK(share_travelled(slid) == Approx(share).margin(1e-6));
      CHECK(slid.point[0] == Approx(30));
      CHECK(slid.point[1] == Approx(std::clamp(from[1] + share * way[1], 0.0, 20.0)).margin(1e-5));
      CHECK(last_element(slid) == search(v.view(), slid.point));
    } else {
      CHECK(slid.point[0] == Approx(std::max(x, 0.0)).margin(1e-6));
      CHECK(slid.point[1] == Approx(y).margin(1e-6));
    }
    // What stops or strands goes as far as the nearest of the four walls.
    const double to_x = way[0] > 0 ? (30 - from[0]) / way[0] : -from[0] / way[0];
    const double to_y = way[1] > 0 ? (20 - from[1]) / way[1] : -from[1] / way[1];
    const double met = std::min(to_x, to_y);
    const bool leaves = met < 1 && to_x < to_y && way[0] > 0;
    const auto stopped = displace(coast_rule::stop, v.view(), start, way, 1.0);
    const auto thrown = displace(coast_rule::strand, v.view(), start, way, 1.0);
    CHECK(has_ended(stopped) == leaves);
    REQUIRE(has_ended(thrown) == (met < 1));
    const auto there = from + std::min(met, 1.0) * way;
    for (const auto& end : {stopped, thrown}) {
      CHECK(end.point[0] == Approx(there[0]).margin(1e-6));
      CHECK(end.point[1] == Approx(there[1]).margin(1e-6));
    }
    if (met < 1) CHECK(end_of(thrown) == (leaves ? way_end::left : way_end::stranded));
    if (met < 1) CHECK(share_travelled(thrown) == Approx(met));
  }
  // What is no number goes nowhere, and ends no way.
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const site<double, std::int32_t> start{{29, 10}, search(v.view(), {29, 10}), {}};
  for (const coast_rule rule : {coast_rule::slide, coast_rule::reflect, coast_rule::stop, coast_rule::strand})
    CHECK(displace(rule, v.view(), start, {nan, 1}, 1.0).point == start.point);
}
