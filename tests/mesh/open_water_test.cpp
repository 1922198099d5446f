// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mesh/open_water.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace {

using eudrift::index_t;
using eudrift::mesh_data;
using point = eudrift::vec<double, 2>;

double distance(const point& p, const point& a, const point& b) {
  const point way = b - a;
  const double share = std::clamp(dot(p - a, way) / dot(way, way), 0.0, 1.0);
  const point left = p - (a + share * way);
  return std::sqrt(dot(left, left));
}

/// Distance between element e and the nearest edge of the coast, by trying all.
double to_coast(const mesh_data& mesh, const std::vector<test::coast_edge>& coast, index_t e) {
  double nearest = 1e300;
  for (const test::coast_edge& c : coast) {
    const point a = c.from, b = c.to;
    for (int k = 0; k < 3; ++k) {
      const point p = test::corner_at(mesh, e, k), q = test::corner_at(mesh, e, (k + 1) % 3);
      nearest = std::min({nearest, distance(p, a, b), distance(a, p, q), distance(b, p, q)});
    }
  }
  return nearest;
}

/// Distance between element e and the edges that bound the elements round its nodes, found by trying all.
double to_bound(const mesh_data& mesh, index_t e) {
  std::set<std::int32_t> corners, round;
  std::map<std::pair<std::int32_t, std::int32_t>, int> held;
  for (std::size_t k = 0; k < 3; ++k) corners.insert(mesh.corner[3 * static_cast<std::size_t>(e) + k]);
  for (std::size_t f = 0; f < static_cast<std::size_t>(mesh.elements()); ++f) {
    const std::int32_t* c = &mesh.corner[3 * f];
    if (corners.count(c[0]) + corners.count(c[1]) + corners.count(c[2]) == 0) continue;
    for (int k = 0; k < 3; ++k) ++held[std::minmax({c[k], c[(k + 1) % 3]})];
  }
  double nearest = 1e300;
  for (const auto& [ends, elements] : held) {
    if (elements == 2) continue;
    const point a = test::node_at(mesh, ends.first), b = test::node_at(mesh, ends.second);
    for (int k = 0; k < 3; ++k) {
      const point p = test::corner_at(mesh, e, k), q = test::corner_at(mesh, e, (k + 1) % 3);
      nearest = std::min({nearest, distance(p, a, b), distance(a, p, q), distance(b, p, q)});
    }
  }
  return nearest;
}

void check(const mesh_data& mesh, index_t stride) {
  const test::viewed host(mesh);
  const std::vector<test::coast_edge> coast = test::coast_edges(mesh);
  std::set<std::int32_t> shore;
  for (const test::coast_edge& c : coast)
    for (int j = 1; j <= 2; ++j) shore.insert(mesh.corner[static_cast<std::size_t>(3 * c.element + (c.opposite + j) % 3)]);
  std::vector<float> ring(static_cast<std::size_t>(mesh.elements()));
  for (std::size_t e = 0; e < ring.size(); ++e)
    ring[e] = static_cast<float>(eudrift::open_water(host.view(), static_cast<std::int32_t>(e)));
  index_t open = 0, touching = 0;
  double shares = 0, of_bound = 0, farther = 0;
  for (index_t e = 0; e < mesh.elements(); e += stride) {
    const double reach = std::sqrt(eudrift::open_water(host.view(), static_cast<std::int32_t>(e)));
    const double farthest = to_coast(mesh, coast, e);
    bool at_shore = false;
    for (std::size_t k = 0; k < 3; ++k) at_shore |= shore.count(mesh.corner[3 * static_cast<std::size_t>(e) + k]) > 0;
    const double wide = std::sqrt(eudrift::open_water(host.view(), static_cast<std::int32_t>(e),
                                                      eudrift::view<const float>{ring.data(), mesh.elements()}));
    CHECK((reach == 0) == at_shore);
    CHECK((wide == 0) == at_shore);
    CHECK(reach <= farthest);
    CHECK(wide <= farthest);
    touching += at_shore;
    if (at_shore) continue;
    ++open;
    const double bound = to_bound(mesh, e);
    CHECK(reach <= bound);
    of_bound += reach / bound;
    farther += wide / reach;
    shares += reach / std::sqrt(2 * test::area(mesh, e));
  }
  CHECK(touching > 0);
  CHECK(open > 0);
  CHECK(of_bound / static_cast<double>(open) > 0.95);
  CHECK(farther / static_cast<double>(open) > 1.3);
  CHECK(shares / static_cast<double>(open) > 0.3);  // of an element's size: enough to be of use
}

}  // namespace

TEST_CASE("Within open water no coast is in reach, on meshes with islands and spits") {
  check(test::make_mesh({.width = 100, .height = 80, .across = 25, .up = 20, .jitter = 0.3, .dry = [](double x, double y) {
                           return (x > 40 && x < 52 && y > 30 && y < 44) || (x > 70 && x < 78 && y < 35);
                         }}),
        1);
  if (test::full_size()) check(test::salish_sea(), 23);
}
