// SPDX-License-Identifier: BSL-1.0
// FVCOM's interpolation in layers, u and v by elements and omega by nodes, against another evaluation of the same.
#include <eudrift/forcing/resident_element_layers.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/chosen_layers.hpp>

#include "../catch.hpp"
#include "../support/executors.hpp"
#include "../support/meshes.hpp"
#include "stirred_sea.hpp"

#include <map>

using namespace eudrift;

namespace {

using sea_type = test::stirred_sea;
using consistent = layered_velocity<double, std::int32_t, linear_profile, element_layers<double, std::int32_t>>;
using chosen = layered_velocity<double, std::int32_t, linear_profile, chosen_layers<double, std::int32_t>>;
using slice = std::array<std::vector<double>, 2>;  // (2, layers, elements)
constexpr double hour = sea_type::hour;
constexpr std::size_t layers = 5;

std::array<slice, 2> drawn(const mesh_data& mesh, double speed) {
  test::draws random(11);
  std::array<slice, 2> both;
  for (slice& one : both)
    for (auto& component : one)
      for (std::size_t i = 0; i < layers * static_cast<std::size_t>(mesh.elements()); ++i)
        component.push_back(random.between(-speed, speed));
  return both;
}

/// That of a sea, but for the current; its arrays live in `flows`.
template <class Ex>
consistent velocity_of(const Ex& ex, const sea_type& sea, const std::array<slice, 2>& values, beside_coast how,
                       resident_element_layers<Ex>& flows, beyond_layers beyond = beyond_layers::constant) {
  resident_slices<Ex, 2> current(ex, sea.mesh().elements(), layers);
  for (const slice& one : values) current.receive(one, location::node);
  const auto v = sea.velocity(vertical_motion::omega, beyond);
  const resident_gradients<Ex> gradients(ex, make_element_gradients(sea.mesh(), how));
  flows.fill(v.mesh, current.view(hour), gradients);
  return {v.mesh, v.column, flows.view(v.current.layers), v.knows, v.vertical, beyond};
}

/// The same computed from the mesh's nodes and elements alone.
class by_hand {
 public:
  by_hand(const mesh_data& mesh, const std::array<slice, 2>& values, beside_coast how)
      : mesh_(mesh), values_(values), mirror_(how == beside_coast::mirror) {
    for (std::size_t e = 0; e < mesh.corner.size() / 3; ++e)
      for (std::size_t k = 0; k < 3; ++k) at_edge_[edge(e, k)].push_back(e);
  }
  std::size_t solid_edges(std::size_t e) const {
    std::size_t n = 0;
    for (std::size_t k = 0; k < 3; ++k) n += at_edge_.at(edge(e, k)).size() == 1;
    return n;
  }
  /// On layer k of element e at p, after a part of the hour.
  vec<double, 2> at(std::size_t e, std::size_t k, const vec<double, 2>& p, double late) const {
    const vec<double, 2> own = value(e, k, late), here = centre(e);
    const std::size_t solid = solid_edges(e);
    if (solid > (mirror_ ? 1u : 0u)) return own;
    double a[2][2] = {}, b[2][2] = {};
    for (std::size_t side = 0; side < 3; ++side) {
      vec<double, 2> way, rise;
      const auto& both = at_edge_.at(edge(e, side));
      if (both.size() == 2) {
        const std::size_t other = both[0] == e ? both[1] : both[0];
        way = centre(other) - here, rise = value(other, k, late) - own;
      } else {
        // Mirrored at the edge, whose unit normal is n.
        const auto m = node(e, (side + 1) % 3), n = node(e, (side + 2) % 3);
        const double length = std::hypot(n[0] - m[0], n[1] - m[1]);
        const vec<double, 2> normal{(n[1] - m[1]) / length, (m[0] - n[0]) / length};
        way = 2 * dot(m - here, normal) * normal, rise = -2 * dot(own, normal) * normal;
      }
      for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 2; ++j) a[i][j] += way[i] * way[j], b[i][j] += way[i] * rise[j];
    }
    const double d = a[0][0] * a[1][1] - a[0][1] * a[1][0];
    const vec<double, 2> q = p - here;
    vec<double, 2> u = own;
    for (int j = 0; j < 2; ++j)
      u[j] += (q[0] * (a[1][1] * b[0][j] - a[0][1] * b[1][j]) + q[1] * (a[0][0] * b[1][j] - a[1][0] * b[0][j])) / d;
    return u;
  }

 private:
  std::pair<std::int64_t, std::int64_t> edge(std::size_t e, std::size_t k) const {
    return std::minmax<std::int64_t>(mesh_.corner[3 * e + (k + 1) % 3], mesh_.corner[3 * e + (k + 2) % 3]);
  }
  vec<double, 2> node(std::size_t e, std::size_t k) const {
    const auto n = static_cast<std::size_t>(mesh_.corner[3 * e + k]);
    return {mesh_.x[n], mesh_.y[n]};
  }
  vec<double, 2> centre(std::size_t e) const { return 1.0 / 3 * (node(e, 0) + node(e, 1) + node(e, 2)); }
  vec<double, 2> value(std::size_t e, std::size_t k, double late) const {
    const std::size_t i = k * (mesh_.corner.size() / 3) + e;
    const auto of = [&](std::size_t d) { return (1 - late) * values_[0][d][i] + late * values_[1][d][i]; };
    return {of(0), of(1)};
  }

  const mesh_data& mesh_;
  const std::array<slice, 2>& values_;
  bool mirror_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::size_t>> at_edge_;
};

struct ask {
  consistent velocity;
  const site<double, std::int32_t, 3>* where;
  double seconds;
  vec<double, 3>* to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = velocity(where[i], seconds); }
};

}  // namespace

TEST_CASE("FVCOM's interpolation in layers is that computed otherwise, inside and beside solid edges") {
  const sea_type sea(1);
  const mesh_data& mesh = sea.mesh();
  const auto values = drawn(mesh, 1);
  const auto nodal = sea.velocity(vertical_motion::omega, beyond_layers::constant);
  const double sigma[] = {-0.02, -0.1, -0.3, -0.46, -0.97}, part[] = {0, 6.0 / 11, 1, 0.5, 1};
  const std::size_t above[] = {0, 0, 1, 2, 3};  // of the layers at -0.04, -0.15, -0.3, -0.62, -0.93
  test::draws random(5);
  std::vector<site<double, std::int32_t, 3>> sites;
  for (std::int32_t e = 0; e < mesh.elements(); ++e) {
    const auto p = test::in_element(mesh, e, random);
    sites.push_back({{p[0], p[1], sigma[e % 5]}, e, nodal.mesh.weights(e, p)});
  }
  const double late = 0.3;
  for (const beside_coast how : {beside_coast::constant, beside_coast::mirror}) {
    const by_hand other(mesh, values, how);
    test::for_each_executor([&]<class Ex>(const Ex& ex) {
      resident_element_layers<Ex> flows(ex, mesh.elements(), layers);
      std::vector<vec<double, 3>> got(sites.size());
      ex.map(mesh.elements(), ask{velocity_of(ex, sea, values, how, flows), sites.data(), late * hour, got.data()});
      ex.wait();
      double worst = 0, in_sigma = 0;
      std::size_t beside = 0;
      for (std::size_t i = 0; i < sites.size(); ++i) {
        const auto e = static_cast<std::size_t>(sites[i].element);
        const std::size_t k = above[i % 5];
        const auto p = in_plane(sites[i].point);
        const auto u = (1 - part[i % 5]) * other.at(e, k, p, late) + part[i % 5] * other.at(e, k + 1, p, late);
        worst = std::max({worst, std::abs(got[i][0] - u[0]), std::abs(got[i][1] - u[1])});
        in_sigma = std::max(in_sigma, std::abs(got[i][2] - nodal(sites[i], late * hour)[2]));
        beside += other.solid_edges(e) > 0;
      }
      CHECK(worst < 1e-12);
      CHECK(in_sigma == 0);
      CHECK(beside > 50);
    });
  }
}

TEST_CASE("By elements too particles in layers have one answer, in blocks and one by one") {
  sea_type sea(5);
  const serial_executor ex;
  for (const auto beyond : {beyond_layers::constant, beyond_layers::linear}) {
    resident_element_layers<serial_executor> flows(ex, sea.mesh().elements(), layers);
    const consistent v = velocity_of(ex, sea, drawn(sea.mesh(), 0.4), beside_coast::mirror, flows, beyond);
    const auto from = sea.release(test::long_form() ? 20000 : test::full_size() ? 500 : 150);
    const motion<consistent> single{v, {2, 5}}, block{sea.filled(v).with(v), {2, 5}};
    REQUIRE(layered_block<euler, consistent, no_mixing>::takes(block));
    CHECK(test::ends<euler>(from, single, false, 20) == test::ends<euler>(from, block, true, 20, 2));
  }
}

TEST_CASE("Chosen where a program runs, a current between nodes or by elements has the bits of the one or the other") {
  sea_type sea(5);
  const serial_executor ex;
  resident_element_layers<serial_executor> flows(ex, sea.mesh().elements(), layers);
  const consistent own = velocity_of(ex, sea, drawn(sea.mesh(), 0.4), beside_coast::mirror, flows);
  const auto nodal = sea.velocity(vertical_motion::omega, beyond_layers::constant);
  const auto of = [&](const flow_on_element<double, 2>* flow) {
    return chosen{own.mesh, own.column, {nodal.current, flow}, own.knows, own.vertical};
  };
  const auto from = sea.release(test::full_size() ? 500 : 150);
  const random_walk walk{2, 5};
  const auto by = [&](const auto& v, bool blocks) {
    const motion<std::remove_cvref_t<decltype(v)>> m{v, walk};
    return test::ends<euler>(from, m, blocks, 20, blocks ? 2 : 1);
  };
  const auto between = by(nodal, false), inside = by(own, false);
  CHECK(between != inside);
  for (const bool blocks : {false, true}) {
    const chosen at_nodes = of(nullptr), by_elements = of(own.current.flows);
    CHECK(by(blocks ? sea.filled(at_nodes).with(at_nodes) : at_nodes, blocks) == between);
    CHECK(by(blocks ? sea.filled(by_elements).with(by_elements) : by_elements, blocks) == inside);
  }
}
