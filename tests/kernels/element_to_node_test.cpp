// SPDX-License-Identifier: BSL-1.0
#include <eudrift/kernels/element_to_node.hpp>
#include <eudrift/kernels/interpolate.hpp>

#include <eudrift/forcing/resident_slices.hpp>

#include "advect.hpp"

#include "../catch.hpp"
#include "../support/executors.hpp"

#include <map>

using namespace eudrift;

namespace {

/// An irregular basin with a hole and a spit of land.
const mesh_data& basin() {
  static const mesh_data mesh = test::make_mesh({.width = 9, .height = 7, .across = 18, .up = 14, .jitter = 0.35, .dry = [](double x, double y) {
                                                   return (x > 3 && x < 5 && y > 2 && y < 4) || (x > 6 && x < 6.5 && y < 3);
                                                 }});
  return mesh;
}

/// Through the arrays that a run uses, on an executor.
template <class Ex>
std::array<std::vector<double>, 2> reduce(const Ex& ex, const mesh_data& mesh, const std::array<std::vector<double>, 2>& fields,
                                          node_average how) {
  const resident_weights<Ex> weights(ex, make_node_weights(mesh, how));
  resident_slices<Ex, 2> slices(ex, mesh.nodes());
  slices.receive(fields, location::element);
  ex.map(slices.nodes(), slices.reduction(weights));
  slices.receive(fields, location::element);
  ex.map(slices.nodes(), slices.reduction(weights));
  const auto view = slices.view(1);
  ex.wait();
  std::array<std::vector<double>, 2> to;
  for (std::size_t d = 0; d < 2; ++d) {
    CHECK(std::equal(view.before.data[d], view.before.data[d] + mesh.nodes(), view.after.data[d]));
    to[d].assign(view.after.data[d], view.after.data[d] + mesh.nodes());
  }
  return to;
}

vec<double, 2> wavy(double x, double y, double) { return {std::sin(x) * std::cos(0.7 * y), std::cos(1.3 * x - y)}; }

}  // namespace

TEST_CASE("Averages at nodes equal the sums of their definition") {
  const auto& mesh = basin();
  const auto fields = test::at_elements(mesh, wavy, 0);
  for (const node_average how : {node_average::area, node_average::inverse_distance, node_average::mean}) {
    const auto got = reduce(serial_executor{}, mesh, fields, how);
    for (std::size_t n = 0; n < mesh.x.size(); ++n) {
      double total = 0, sum[2] = {0, 0};
      for (std::size_t e = 0; e < mesh.corner.size() / 3; ++e) {
        const auto corner = [&](std::size_t k) { return static_cast<std::size_t>(mesh.corner[3 * e + k]); };
        if (corner(0) != n && corner(1) != n && corner(2) != n) continue;
        const auto at = [&](std::size_t k) { return vec<double, 2>{mesh.x[corner(k)], mesh.y[corner(k)]}; };
        const auto c = test::centroid(mesh, static_cast<index_t>(e));
        const double w = how == node_average::area   ? cross(at(1) - at(0), at(2) - at(0)) / 2
                         : how == node_average::mean ? 1
                                                     : 1 / test::distance(c, {mesh.x[n], mesh.y[n]});
        total += w;
        for (std::size_t d = 0; d < 2; ++d) sum[d] += w * fields[d][e];
      }
      for (std::size_t d = 0; d < 2; ++d) CHECK(got[d][n] == Approx(sum[d] / total).margin(1e-13));
    }
  }
}

TEST_CASE("A constant field is kept by all averages, a linear one by linear_exact alone") {
  const auto& mesh = basin();
  const auto linear = [](double x, double y, double) { return vec<double, 2>{3 + 0.5 * x - 2 * y, 7}; };
  const auto fields = test::at_elements(mesh, linear, 0), exact = test::at_nodes(mesh, linear, 0);
  for (const node_average how :
       {node_average::area, node_average::inverse_distance, node_average::mean, node_average::linear_exact}) {
    const auto got = reduce(serial_executor{}, mesh, fields, how);
    double most = 0;
    for (std::size_t n = 0; n < mesh.x.size(); ++n) {
      CHECK(got[1][n] == Approx(7).epsilon(1e-12));
      most = std::max(most, std::abs(got[0][n] - exact[0][n]));
    }
    if (how == node_average::linear_exact) {
      CHECK(most < 1e-12);
    } else {
      CHECK(most > 0.1);
    }
  }
}

TEST_CASE("Order of the four averages on irregular meshes") {
  std::map<node_average, double> order;
  for (const node_average how :
       {node_average::area, node_average::inverse_distance, node_average::mean, node_average::linear_exact}) {
    const auto rms = [&](int cells) {
      const mesh_data mesh = test::make_mesh({.width = 6, .height = 6, .across = cells, .up = cells});
      const auto got = reduce(serial_executor{}, mesh, test::at_elements(mesh, wavy, 0), how);
      const auto exact = test::at_nodes(mesh, wavy, 0);
      double sum = 0;
      for (std::size_t n = 0; n < mesh.x.size(); ++n) sum += std::pow(got[0][n] - exact[0][n], 2);
      return std::sqrt(sum / static_cast<double>(mesh.x.size()));
    };
    const double coarse = rms(40), fine = rms(160);
    order[how] = std::log2(coarse / fine) / 2;
  }
  UNSCOPED_INFO("order of area " << order[node_average::area] << ", inverse distance "
                                 << order[node_average::inverse_distance] << ", mean " << order[node_average::mean]
                                 << ", linear_exact " << order[node_average::linear_exact]);
  CHECK(order[node_average::area] == Approx(1.1).margin(0.25));
  CHECK(order[node_average::inverse_distance] == Approx(1.1).margin(0.25));
  CHECK(order[node_average::mean] == Approx(1.1).margin(0.25));
  CHECK(order[node_average::linear_exact] > 1.8);
}

TEST_CASE("Node values have the same bits on every executor") {
  const auto fields = test::at_elements(basin(), wavy, 0);
  const auto expected = reduce(serial_executor{}, basin(), fields, node_average::linear_exact);
  test::for_each_executor(
      [&](const auto& ex) { CHECK(reduce(ex, basin(), fields, node_average::linear_exact) == expected); });
}

TEST_CASE("A node without an element gets 0") {
  const index_t begin[] = {0, 0, 2};
  const std::int32_t element[] = {0, 1};
  const double weight[] = {0.25, 0.75}, from[] = {8, 4};
  double to[] = {-1, -1};
  const element_to_node<double, std::int32_t, 1> kernel{{{begin, 3}, {element, 2}, {weight, 2}}, {{from}, 2}, {{to}, 2}};
  kernel(0);
  kernel(1);
  CHECK(to[0] == 0);
  CHECK(to[1] == 5);
}

TEST_CASE("Float fields: averaged at nodes, and interpolated between them") {
  const mesh_data& mesh = basin();
  const node_weights made = make_node_weights(mesh, node_average::linear_exact);
  const auto linear = [](double x, double y, double) { return vec<double, 2>{3 + 0.5 * x - 2 * y, x}; };
  const auto fields = test::at_elements(mesh, linear, 0), exact = test::at_nodes(mesh, linear, 0);
  const std::vector<float> weight(made.weight.begin(), made.weight.end());
  std::vector<float> from[2], to[2], x[2];
  for (std::size_t d = 0; d < 2; ++d) from[d].assign(fields[d].begin(), fields[d].end()), to[d].resize(mesh.x.size());
  x[0].assign(mesh.x.begin(), mesh.x.end()), x[1].assign(mesh.y.begin(), mesh.y.end());
  const auto whole = []<class T>(const std::vector<T>& v) { return view<const T>{v.data(), static_cast<index_t>(v.size())}; };
  const element_to_node<float, std::int32_t, 2> kernel{{whole(made.begin), whole(made.element), whole(weight)},
                                                       {{from[0].data(), from[1].data()}, mesh.elements()},
                                                       {{to[0].data(), to[1].data()}, mesh.nodes()}};
  serial_executor{}.map(mesh.nodes(), kernel);
  for (std::size_t n = 0; n < mesh.x.size(); ++n)
    for (std::size_t d = 0; d < 2; ++d) CHECK(std::abs(static_cast<double>(to[d][n]) - exact[d][n]) < 1e-4);

  triangle_mesh_view<float, std::int32_t> coarse;
  coarse.node = {{x[0].data(), x[1].data()}, mesh.nodes()};
  coarse.corner = whole(mesh.corner);
  const soa_view<const float, 2> nodes{{to[0].data(), to[1].data()}, mesh.nodes()};
  for (std::int32_t e = 0; e < mesh.elements(); ++e) {
    const auto c = test::centroid(mesh, e);
    const vec<float, 2> p{static_cast<float>(c.at[0]), static_cast<float>(c.at[1])};
    const vec<float, 2> got = at_site(coarse, nodes, site_in(coarse, e, p));
    CHECK(std::abs(static_cast<double>(got.at[0]) - linear(c.at[0], c.at[1], 0).at[0]) < 1e-4);
  }
}
