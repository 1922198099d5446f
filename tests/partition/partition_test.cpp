// SPDX-License-Identifier: BSL-1.0
// A mesh shared out among processes: every element and every point has one owner, halos are wide enough, and what
// is computed on a share has the bits of the whole.
#include <eudrift/kernels/element_to_node.hpp>
#include <eudrift/mesh/node_weights.hpp>
#include <eudrift/partition/mesh_share.hpp>

#include "../catch.hpp"
#include "../support/mesh_files.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"

#include <bit>
#include <map>
#include <set>

using namespace eudrift;

namespace {

using test::sentence;
using point = vec<double, 2>;

/// A basin with islands, of which two touch in a node.
mesh_data islands() {
  return test::make_mesh({.width = 9000, .height = 7000, .across = 30, .up = 24, .dry = [](double x, double y) {
                            return (x > 3000 && x < 4500 && y > 2000 && y < 4000) ||
                                   (x > 4500 && x < 6000 && y > 4000 && y < 5000);
                          }});
}
mesh_data square() { return test::make_mesh({.width = 4096, .height = 4096, .across = 16, .up = 16}); }

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Distance of two triangles that do not overlap, by the ends and feet of perpendiculars, in long double.
double apart(const mesh_data& mesh, std::int32_t a, std::int32_t b) {
  long double best = INFINITY;
  const auto corner_to_edges = [&](std::int32_t of, std::int32_t to) {
    for (int k = 0; k < 3; ++k)
      for (int j = 0; j < 3; ++j) {
        const point p = test::corner_at(mesh, of, k), q = test::corner_at(mesh, to, j),
                    r = test::corner_at(mesh, to, (j + 1) % 3);
        const long double ux = r.at[0] - q.at[0], uy = r.at[1] - q.at[1], px = p.at[0] - q.at[0],
                          py = p.at[1] - q.at[1];
        const long double length = std::hypot(ux, uy), along = (px * ux + py * uy) / length;
        best = std::min(best, std::hypot(px, py));
        if (along > 0 && along < length) best = std::min(best, std::abs(px * uy - py * ux) / length);
      }
  };
  corner_to_edges(a, b), corner_to_edges(b, a);
  return static_cast<double>(best);
}

/// Distances of all pairs of elements.
std::vector<std::vector<double>> all_distances(const mesh_data& mesh) {
  std::vector<std::vector<double>> to(static_cast<std::size_t>(mesh.elements()),
                                      std::vector<double>(static_cast<std::size_t>(mesh.elements())));
  for (std::int32_t e = 0; e < mesh.elements(); ++e)
    for (std::int32_t f = 0; f < e; ++f) to[at(e)][at(f)] = to[at(f)][at(e)] = apart(mesh, e, f);
  return to;
}
/// With those that share a node with one of them.
std::set<std::int32_t> with_ring(const mesh_data& mesh, const std::set<std::int32_t>& inner) {
  std::set<std::int32_t> nodes, found;
  for (index_t e = 0; e < mesh.elements(); ++e)
    for (std::size_t k = 0; k < 3 && inner.count(mesh.element_number[static_cast<std::size_t>(e)]) > 0; ++k)
      nodes.insert(mesh.corner[3 * static_cast<std::size_t>(e) + k]);
  for (index_t e = 0; e < mesh.elements(); ++e)
    for (std::size_t k = 0; k < 3; ++k)
      if (nodes.count(mesh.corner[3 * static_cast<std::size_t>(e) + k]) > 0)
        found.insert(mesh.element_number[static_cast<std::size_t>(e)]);
  return found;
}
std::set<std::int32_t> numbers(const mesh_data& mesh, const std::vector<std::int32_t>& elements) {
  std::set<std::int32_t> found;
  for (const std::int32_t e : elements) found.insert(mesh.element_number[at(e)]);
  return found;
}

struct named {
  const char* name;
  mesh_data mesh;
};
std::vector<named> small_meshes() {
  return {{"square", square()}, {"islands", islands()}, {"islands, permuted", test::permuted(islands(), 5)}};
}
std::vector<named> all_meshes() {
  auto all = small_meshes();
  all.push_back({"channel", test::channel()});
  all.push_back({"estuary", test::estuary()});
  all.push_back({"Salish Sea", test::salish_sea()});
  return all;
}

}  // namespace

TEST_CASE("Along the curve every element has one owner, every process its share") {
  for (const auto& [name, mesh] : all_meshes())
    for (int ranks = 1; ranks <= 8; ++ranks) {
      INFO(name << ", " << ranks << " ranks");
      const auto owner = hilbert_owners(mesh, ranks);
      check_owners(mesh, owner, ranks);
      std::vector<std::int64_t> count(static_cast<std::size_t>(ranks));
      for (const std::int32_t r : owner) ++count[at(r)];
      const auto [least, most] = std::minmax_element(count.begin(), count.end());
      CHECK(*most - *least <= 1);
      CHECK(hilbert_owners(mesh, ranks, std::vector<std::int64_t>(owner.size(), 3)) == owner);
    }
}

TEST_CASE("By file numbers the owners do not depend on the order in memory") {
  for (const auto& [name, mesh] : all_meshes()) {
    const mesh_data other = test::permuted(mesh, 8);
    test::draws random(4);
    std::vector<std::int64_t> by_number(static_cast<std::size_t>(mesh.elements()));
    for (auto& w : by_number) w = 1 + random.below(100);
    const auto weights = [&](const mesh_data& m) {
      std::vector<std::int64_t> w;
      for (const std::int32_t number : m.element_number) w.push_back(by_number[at(number)]);
      return w;
    };
    const auto a = hilbert_owners(mesh, 7, weights(mesh)), b = hilbert_owners(other, 7, weights(other));
    std::vector<std::int32_t> expected(a.size()), got(a.size());
    for (std::size_t e = 0; e < a.size(); ++e)
      expected[at(mesh.element_number[e])] = a[e], got[at(other.element_number[e])] = b[e];
    CHECK(expected == got);
  }
}

TEST_CASE("Weights are shared out evenly but for one element's, and nobody goes without") {
  const mesh_data mesh = islands();
  test::draws random(1);
  for (int ranks = 1; ranks <= 8; ++ranks)
    for (const std::int64_t heaviest : {std::int64_t{10}, std::int64_t{1000}, std::int64_t{1} << 40}) {
      std::vector<std::int64_t> weight;
      for (index_t e = 0; e < mesh.elements(); ++e)
        weight.push_back(random.below(50) == 0 ? heaviest : 1 + random.below(5));
      const std::int64_t total = std::accumulate(weight.begin(), weight.end(), std::int64_t{0});
      const auto owner = hilbert_owners(mesh, ranks, weight);
      std::vector<std::int64_t> load(static_cast<std::size_t>(ranks));
      for (std::size_t e = 0; e < owner.size(); ++e) load[at(owner[e])] += weight[e];
      CHECK(*std::min_element(load.begin(), load.end()) > 0);
      CHECK(*std::max_element(load.begin(), load.end()) <= total / ranks + heaviest + 8);
    }
  std::vector<std::int64_t> one(static_cast<std::size_t>(mesh.elements()), 1);
  for (const std::size_t e : {std::size_t{0}, one.size() / 2, one.size() - 1}) {
    auto weight = one;
    weight[e] = 1 << 30;
    const auto owner = hilbert_owners(mesh, 8, weight);
    CHECK(std::set<std::int32_t>(owner.begin(), owner.end()).size() == 8);
  }
  const mesh_data two = test::mesh_of({{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {0, 1, 2, 0, 2, 3});
  const auto owner = hilbert_owners(two, 2, std::vector<std::int64_t>{1, 1 << 20});
  CHECK(owner[0] != owner[1]);
}

TEST_CASE("A mesh that cannot be shared out is refused") {
  const mesh_data mesh = test::mesh_of({{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {0, 1, 2, 0, 2, 3});
  CHECK(sentence([&] { hilbert_owners(mesh, 3); }) ==
        "a mesh of 2 elements was to be shared out among 3 processes; start at most as many as there are elements");
  CHECK(sentence([&] { hilbert_owners(mesh, 0); }).find("among 0 processes") != std::string::npos);
  CHECK(sentence([&] { hilbert_owners(mesh, 2, std::vector<std::int64_t>{1}); }).find("1 weights were given") == 0);
  CHECK(sentence([&] { hilbert_owners(mesh, 2, std::vector<std::int64_t>{1, 0}); }) ==
        "element 2 has the weight 0; 1 or more is expected");
  CHECK(sentence([&] {
          hilbert_owners(mesh, 2, std::vector<std::int64_t>{1LL << 62, 1LL << 62});
        }).find("scale them down") != std::string::npos);
  CHECK(sentence([&] { check_owners(mesh, std::vector<std::int32_t>{0, 2}, 2); }) ==
        "element 2 is owned by rank 2; ranks are 0 to 1");
  const std::vector<std::int32_t> owner{0, 1};
  for (const halo_width width : {halo_width{-1, 1}, halo_width{INFINITY, 1}, halo_width{NAN, 1}, halo_width{1, 0}})
    CHECK(sentence([&] { share_of(mesh, owner, 0, width); }).find("rings was asked for") != std::string::npos);
  CHECK(sentence([&] { share_of(mesh, std::vector<std::int32_t>{0}, 0, {}); }).find("1 owners were given") == 0);
}

TEST_CASE("A halo has all elements within the distance and one ring more, and no others") {
  const mesh_data mesh = square();  // convex, so that a way through water is a straight line
  const auto distances = all_distances(mesh);
  for (int ranks = 1; ranks <= 8; ++ranks) {
    const auto owner = hilbert_owners(mesh, ranks);
    for (const double distance : {0.0, 100.0, 256.0, 700.0, 9000.0})
      for (int rank = 0; rank < ranks; rank += ranks > 4 ? 3 : 1) {
        const held_elements held = elements_to_hold(mesh, owner, rank, {distance, 1});
        std::set<std::int32_t> within;
        for (std::size_t e = 0; e < owner.size(); ++e)
          for (std::size_t f = 0; f < owner.size(); ++f)
            if (owner[f] == rank && (e == f || (distance > 0 && distances[e][f] <= distance)))
              within.insert(mesh.element_number[e]);
        CHECK(numbers(mesh, held.element) == with_ring(mesh, within));
        const held_elements wider = elements_to_hold(mesh, owner, rank, {distance, 3});
        CHECK(numbers(mesh, wider.element) == with_ring(mesh, with_ring(mesh, numbers(mesh, held.element))));
      }
  }
}

TEST_CASE("No way through water as long as the distance leads out of the halo") {
  for (const auto& [name, mesh] : all_meshes()) {
    INFO(name);
    const test::viewed whole(mesh);
    const auto view = whole.view();
    test::draws random(9);
    double sides = 0;
    for (index_t e = 0; e < mesh.elements(); ++e) sides += std::sqrt(test::area(mesh, e));
    const double distance = 3 * sides / static_cast<double>(mesh.elements());
    for (const int ranks : {2, 5, 8}) {
      const auto owner = hilbert_owners(mesh, ranks);
      for (int rank = 0; rank < ranks; ++rank) {
        const mesh_share share = share_of(mesh, owner, rank, {distance, 1});
        const test::viewed part(share.mesh);
        std::vector<index_t> edge;  // own elements beside another's
        for (index_t e = 0; e < share.owned; ++e)
          for (std::size_t k = 0; k < 3; ++k)
            if (share.mesh.neighbour[3 * static_cast<std::size_t>(e) + k] >= share.owned) edge.push_back(e);
        int left = 0;
        for (int walk = 0; walk < 100; ++walk) {
          point p = test::in_element(
              share.mesh, edge[static_cast<std::size_t>(random.below(static_cast<index_t>(edge.size())))], random);
          std::int32_t e = search(view, p);
          if (e < 0) continue;
          double length = distance;
          for (int leg = 0; leg < 4 && length > 0; ++leg) {
            const double angle = 6.283185307179586 * random.unit(), step = leg < 3 ? length * random.unit() : length;
            length -= step;
            const std::int32_t here = share.local(mesh.element_number[at(e)]);
            REQUIRE(here >= 0);
            const point to = p + point{step * std::cos(angle), step * std::sin(angle)};
            const auto far = travel(view, e, p, to), near = travel(part.view(), here, p, to);
            // The share answers as the whole mesh does, to the bit.
            REQUIRE(near.end.point == far.end.point);
            REQUIRE(share.mesh.element_number[at(near.end.element)] == mesh.element_number[at(far.end.element)]);
            REQUIRE(near.arrived() == far.arrived());
            p = far.end.point, e = far.end.element;
          }
          left += owner[at(e)] != rank;
        }
        CHECK(left > 0);
      }
    }
  }
}

TEST_CASE("A share is numbered own elements first, and knows where the mesh goes on") {
  for (const auto& [name, mesh] : all_meshes())
    for (const int ranks : {1, 3, 8}) {
      const auto owner = hilbert_owners(mesh, ranks);
      index_t owned = 0;
      for (int rank = 0; rank < ranks; ++rank) {
        const mesh_share share = share_of(mesh, owner, rank, {0, 2});
        owned += share.owned;
        int faults = 0, open = 0;
        for (index_t e = 0; e < share.mesh.elements(); ++e) {
          const auto i = static_cast<std::size_t>(e);
          const std::int32_t g = share.element[i];
          faults += share.mesh.element_number[i] != mesh.element_number[at(g)] || share.owner[i] != owner[at(g)];
          faults += (share.owner[i] == rank) != (e < share.owned) || share.local(mesh.element_number[at(g)]) != e;
          for (std::size_t k = 0; k < 3; ++k) {
            const std::int32_t here = share.mesh.neighbour[3 * i + k], there = mesh.neighbour[3 * at(g) + k];
            const std::int32_t expected = there < 0 ? there : share.local(mesh.element_number[at(there)]);
            faults += here != (there >= 0 && expected < 0 ? unheld : expected);
            faults += here == unheld && e < share.owned;
            open += here == unheld;
            const std::int32_t n = share.mesh.corner[3 * i + k];
            faults += share.mesh.node_number[at(n)] != mesh.node_number[at(mesh.corner[3 * at(g) + k])];
            faults += share.mesh.x[at(n)] != mesh.x[at(share.node[at(n)])];
            faults += e < share.owned && n >= share.whole_nodes;
          }
        }
        for (std::int32_t n = 0; n < share.mesh.nodes(); ++n) {
          const auto g = at(share.node[at(n)]);
          const auto here = share.mesh.fan_begin[at(n) + 1] - share.mesh.fan_begin[at(n)];
          faults += (here == mesh.fan_begin[g + 1] - mesh.fan_begin[g]) != (n < share.whole_nodes);
          for (auto i = share.mesh.fan_begin[at(n)] + 1; i < share.mesh.fan_begin[at(n) + 1]; ++i)
            faults += share.mesh.element_number[at(share.mesh.fan[at(i - 1)])] >=
                      share.mesh.element_number[at(share.mesh.fan[at(i)])];
        }
        CHECK(faults == 0);
        CHECK((open > 0) == (ranks > 1));
        CHECK(share.local(-5) == -1);
        CHECK(share.local(std::numeric_limits<std::int32_t>::max()) == -1);
      }
      CHECK(owned == mesh.elements());
    }
}

TEST_CASE("A process that owns nothing holds nothing") {
  const mesh_data mesh = islands();
  for (const double distance : {0.0, 500.0}) {
    const mesh_share share = share_of(mesh, hilbert_owners(mesh, 3), 3, {distance, 2});
    CHECK((share.owned == 0 && share.whole_nodes == 0 && share.node.empty() && share.element.empty()));
    CHECK((share.mesh.nodes() == 0 && share.mesh.elements() == 0 && share.owner.empty()));
    CHECK(share.mesh.fan_begin == std::vector<std::int32_t>{0});
    CHECK(share.local(0) == -1);
    CHECK(share.mesh.frame.origin_x == mesh.frame.origin_x);
  }
}

TEST_CASE("Every point of the mesh has one owner, on edges and at nodes too") {
  for (const auto& [name, mesh] : all_meshes()) {
    INFO(name);
    const test::viewed whole(test::rounded(mesh, 0x1p-10));  // so that an edge's middle lies on it
    test::draws random(2);
    std::vector<point> points;
    for (int i = 0; i < 300; ++i) {
      const index_t e = random.below(mesh.elements());
      points.push_back(test::corner_at(whole.data, e, 0));
      points.push_back(0.5 * (test::corner_at(whole.data, e, 1) + test::corner_at(whole.data, e, 2)));
      points.push_back(test::in_element(whole.data, e, random));
      points.push_back(test::in_box(whole.data, random));
    }
    for (const int ranks : {1, 2, 7}) {
      const auto owner = hilbert_owners(whole.data, ranks);
      std::vector<int> owners(points.size(), 0);
      int faults = 0;
      for (int rank = 0; rank < ranks; ++rank) {
        const mesh_share share = share_of(whole.data, owner, rank, {});
        const test::viewed part(share.mesh);
        const auto view = part.view();
        for (std::size_t i = 0; i < points.size(); ++i) {
          const std::int32_t e = search(view, points[i]);
          if (e < 0 || e >= share.owned) continue;
          ++owners[i];
          const std::int32_t there = search(whole.view(), points[i]);
          faults += there != share.element[at(e)] || owner[at(there)] != rank;
        }
      }
      for (std::size_t i = 0; i < points.size(); ++i)
        faults += owners[i] != (search(whole.view(), points[i]) >= 0 ? 1 : 0);
      CHECK(faults == 0);
    }
  }
}

TEST_CASE("Node values made of element values have the bits of the whole mesh") {
  const auto reduce = [](const mesh_data& mesh, node_average how) {
    const node_weights w = make_node_weights(mesh, how);
    std::vector<double> from, to(mesh.x.size());
    for (const std::int32_t number : mesh.element_number) from.push_back(std::sin(number));
    element_to_node<double, std::int32_t, 1> kernel{{{w.begin.data(), static_cast<index_t>(w.begin.size())},
                                                     {w.element.data(), static_cast<index_t>(w.element.size())},
                                                     {w.weight.data(), static_cast<index_t>(w.weight.size())}},
                                                    {{from.data()}, mesh.elements()},
                                                    {{to.data()}, mesh.nodes()}};
    for (index_t n = 0; n < mesh.nodes(); ++n) kernel(n);
    return to;
  };
  for (const auto& [name, mesh] : all_meshes())
    for (const auto how :
         {node_average::area, node_average::inverse_distance, node_average::mean, node_average::linear_exact}) {
      INFO(name << ", average " << static_cast<int>(how));
      const std::vector<double> whole = reduce(mesh, how);
      const auto owner = hilbert_owners(mesh, 4);
      for (int rank = 0; rank < 4; ++rank) {
        // Gradients read one ring more than averages.
        const mesh_share inner = share_of(mesh, owner, rank, {}), share = share_of(mesh, owner, rank, {0, 2});
        const std::vector<double> part = reduce(share.mesh, how);
        std::map<std::int32_t, double> by_number;
        for (std::size_t n = 0; n < part.size(); ++n) by_number[share.mesh.node_number[n]] = part[n];
        int faults = 0;
        for (index_t n = 0; n < inner.whole_nodes; ++n) {
          const auto i = static_cast<std::size_t>(n);
          faults += std::bit_cast<std::uint64_t>(by_number.at(inner.mesh.node_number[i])) !=
                    std::bit_cast<std::uint64_t>(whole[at(inner.node[i])]);
        }
        CHECK(faults == 0);
      }
    }
}
