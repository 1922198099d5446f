// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mesh/node_weights.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

namespace {

using eudrift::dot;
using eudrift::index_t;
using eudrift::make_node_weights;
using eudrift::mesh_data;
using eudrift::node_average;
using eudrift::node_weights;
using point = eudrift::vec<double, 2>;

constexpr node_average all_four[] = {node_average::area, node_average::inverse_distance, node_average::mean, node_average::linear_exact};

/// The largest error at a node over all nodes that have elements, and the root of the mean square.
struct errors {
  double largest = 0, rms = 0;
};
template <class F>
errors reduce(const mesh_data& mesh, node_average how, const F& field) {
  const node_weights w = make_node_weights(mesh, how);
  errors found;
  double nodes = 0;
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    if (w.begin[n] == w.begin[n + 1]) continue;
    double sum = 0;
    for (auto i = static_cast<std::size_t>(w.begin[n]); i < static_cast<std::size_t>(w.begin[n + 1]); ++i)
      sum += w.weight[i] * field(test::centroid(mesh, w.element[i]));
    const double wrong = std::abs(sum - field({mesh.x[n], mesh.y[n]}));
    found.largest = std::max(found.largest, wrong);
    found.rms += wrong * wrong, nodes += 1;
  }
  found.rms = std::sqrt(found.rms / nodes);
  return found;
}

void check_weights(const mesh_data& mesh) {
  const auto [low, high] = std::minmax_element(mesh.x.begin(), mesh.x.end());
  const double extent = *high - *low;
  for (const node_average how : all_four) {
    const node_weights w = make_node_weights(mesh, how);
    REQUIRE(w.begin.size() == mesh.x.size() + 1);
    REQUIRE(w.begin.back() == static_cast<index_t>(w.element.size()));
    for (std::size_t n = 0; n < mesh.x.size(); ++n) {
      double sum = 0, size = 0;
      for (auto i = static_cast<std::size_t>(w.begin[n]); i < static_cast<std::size_t>(w.begin[n + 1]); ++i) {
        sum += w.weight[i], size += std::abs(w.weight[i]);
        if (i > static_cast<std::size_t>(w.begin[n]))
          REQUIRE(mesh.element_number[static_cast<std::size_t>(w.element[i - 1])] < mesh.element_number[static_cast<std::size_t>(w.element[i])]);
        if (how != node_average::linear_exact) REQUIRE(w.weight[i] > 0);
      }
      REQUIRE(std::abs(sum - 1) < 1e-13 * size);
      REQUIRE(size < 12);  // how much an error of an element's value may grow
    }
    CHECK(reduce(mesh, how, [](const point&) { return 3.5; }).largest < 1e-12);
  }
  const auto linear = [&](const point& p) { return (2 * p[0] - 3 * p[1]) / extent + 1; };
  CHECK(reduce(mesh, node_average::linear_exact, linear).largest < 1e-12);
  CHECK(reduce(mesh, node_average::mean, linear).largest > 1e-4);
}

double order(node_average how) {
  const double k = 6.283185307179586;
  const auto field = [&](const point& p) { return std::sin(k * p[0]) * std::cos(k * p[1]); };
  const auto error = [&](int cells) { return reduce(test::make_mesh(test::basin{.across = cells, .up = cells}), how, field).rms; };
  return std::log2(error(64) / error(256)) / 2;
}

}  // namespace

TEST_CASE("Weights sum to 1, keep constants, and linear_exact keeps linear fields") {
  SECTION("jittered") { check_weights(test::make_mesh(test::basin{.width = 9e4, .height = 7e4, .across = 20, .up = 15})); }
  SECTION("islands and bays") {
    test::basin b{.width = 1e4, .height = 1e4, .across = 24, .up = 24, .jitter = 0.24, .seed = 3};
    b.dry = [](double x, double y) { return std::sin(x / 700) * std::cos(y / 900) > 0.6; };
    check_weights(test::make_mesh(b));
  }
  SECTION("Estuary, on the sphere") { check_weights(test::estuary()); }
  SECTION("Channel") { check_weights(test::channel()); }
  SECTION("Salish Sea") { check_weights(test::salish_sea()); }
}

TEST_CASE("linear_exact keeps linear fields on elements of any aspect, direction and shear") {
  for (const double aspect : {1.0, 2.0, 5.0, 14.0, 40.0, 100.0})
    for (const int up : {10, 1})  // 1: a channel one element wide
      for (const double angle : {0.0, 0.4, 1.1, 2.5})
        for (const double shear : {0.0, 3.0}) {
          const int across = up == 1 ? 24 : 10;
          mesh_data mesh = test::make_mesh(test::basin{.width = 50 * aspect * across, .height = 50.0 * up, .across = across, .up = up, .seed = 7});
          const double extent = 50 * aspect * across * (1 + shear);
          for (std::size_t n = 0; n < mesh.x.size(); ++n) {
            const double x = mesh.x[n] + shear * mesh.y[n], y = mesh.y[n];
            mesh.x[n] = std::cos(angle) * x - std::sin(angle) * y, mesh.y[n] = std::sin(angle) * x + std::cos(angle) * y;
          }
          eudrift::build_mesh(mesh, "stretched");
          INFO("aspect " << aspect << ", cells across it " << up << ", turned by " << angle << ", sheared by " << shear);
          // Slopes along x, along y, and over the narrow width of an element.
          for (const point slope : {point{1 / extent, 0}, point{0, 1 / extent}, point{-std::sin(angle) / 50, std::cos(angle) / 50}})
            CHECK(reduce(mesh, node_average::linear_exact, [&](const point& p) { return dot(slope, p) + 1; }).largest < 1e-11);
          const node_weights w = make_node_weights(mesh, node_average::linear_exact);
          for (std::size_t n = 0; n < mesh.x.size(); ++n) {
            double size = 0;
            for (auto i = static_cast<std::size_t>(w.begin[n]); i < static_cast<std::size_t>(w.begin[n + 1]); ++i) size += std::abs(w.weight[i]);
            REQUIRE(size < 12);
          }
        }
}

TEST_CASE("Averages are first order, linear_exact is second") {
  CHECK(order(node_average::area) == Approx(1).margin(0.1));
  CHECK(order(node_average::inverse_distance) == Approx(1).margin(0.2));
  CHECK(order(node_average::mean) == Approx(1).margin(0.1));
  CHECK(order(node_average::linear_exact) == Approx(2).margin(0.1));
}

TEST_CASE("The weights by hand on two elements") {
  // Node 0 is a corner of both; areas 1 and 2, centroids (2/3, 1/3) and (2/3, -2/3).
  const mesh_data mesh = test::mesh_of({{0, 0}, {2, 0}, {0, 1}, {0, -2}}, {0, 1, 2, 0, 3, 1});
  const auto at_origin = [&](node_average how) {
    const node_weights w = make_node_weights(mesh, how);
    REQUIRE(w.begin[1] == 2);
    CHECK(w.element[0] == 0);
    CHECK(w.element[1] == 1);
    return std::pair{w.weight[0], w.weight[1]};
  };
  const auto [a0, a1] = at_origin(node_average::area);
  CHECK(a0 == Approx(1.0 / 3));
  CHECK(a1 == Approx(2.0 / 3));
  const auto [m0, m1] = at_origin(node_average::mean);
  CHECK(m0 == 0.5);
  CHECK(m1 == 0.5);
  const double near = std::sqrt(5.0) / 3, far = std::sqrt(8.0) / 3;
  const auto [d0, d1] = at_origin(node_average::inverse_distance);
  CHECK(d0 == Approx(far / (near + far)));
  CHECK(d1 == Approx(near / (near + far)));
  // Two elements have no gradient: linear_exact falls back to inverse distance.
  const auto [l0, l1] = at_origin(node_average::linear_exact);
  CHECK(l0 == d0);
  CHECK(l1 == d1);
}

TEST_CASE("The bits of the weights do not depend on the order in memory") {
  test::basin b{.across = 14, .up = 11};
  b.dry = [](double x, double y) { return x > 0.4 && x < 0.6 && y > 0.3 && y < 0.7; };
  const mesh_data mesh = test::make_mesh(b);
  mesh_data other = test::permuted(mesh, 8);
  for (std::size_t i = 0; i < other.corner.size(); i += 3)  // an element's first corner may be any
    std::rotate(other.corner.begin() + static_cast<std::ptrdiff_t>(i), other.corner.begin() + static_cast<std::ptrdiff_t>(i + i / 3 % 3),
                other.corner.begin() + static_cast<std::ptrdiff_t>(i + 3));
  eudrift::build_mesh(other, "turned");
  for (const node_average how : all_four) {
    const node_weights w = make_node_weights(mesh, how), o = make_node_weights(other, how);
    for (std::size_t i = 0; i < mesh.x.size(); ++i) {
      const auto n = static_cast<std::size_t>(other.node_number[i]);
      REQUIRE(o.begin[i + 1] - o.begin[i] == w.begin[n + 1] - w.begin[n]);
      for (index_t k = 0; k < o.begin[i + 1] - o.begin[i]; ++k) {
        const auto p = static_cast<std::size_t>(o.begin[i] + k), q = static_cast<std::size_t>(w.begin[n] + k);
        REQUIRE(other.element_number[static_cast<std::size_t>(o.element[p])] == w.element[q]);
        REQUIRE(o.weight[p] == w.weight[q]);
      }
    }
  }
}

TEST_CASE("A node without elements has no weights") {
  const mesh_data mesh = test::mesh_of({{0, 0}, {5, 5}, {1, 0}, {1, 1}}, {0, 2, 3});
  const node_weights w = make_node_weights(mesh, node_average::linear_exact);
  CHECK(w.begin == std::vector<index_t>{0, 1, 1, 2, 3});
  CHECK(w.weight == std::vector<double>{1, 1, 1});
}
