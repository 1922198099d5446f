// SPDX-License-Identifier: BSL-1.0
// Omega from the currents alone, against its exact values.
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/omega_by_continuity.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"

#include <cmath>

using namespace eudrift;

namespace {

constexpr std::array<double, 5> level{0, -0.1, -0.4, -0.7, -1};
constexpr std::size_t layers = 4;

/// Omega at all levels and nodes, (levels, nodes), of a sea of `depth` and u(x, y, layer).
template <class Depth, class Current>
std::vector<double> omega_of(const mesh_data& mesh, const Depth& depth, const Current& current) {
  std::vector<double> h, zeta, u, v;
  for (std::size_t n = 0; n < mesh.x.size(); ++n) h.push_back(depth(mesh.x[n], mesh.y[n]) - 0.5), zeta.push_back(0.5);
  for (std::size_t k = 0; k < layers; ++k)
    for (std::size_t n = 0; n < mesh.x.size(); ++n) {
      const vec<double, 2> c = current(mesh.x[n], mesh.y[n], k);
      u.push_back(c.at[0]), v.push_back(c.at[1]);
    }
  const mesh_bins bins = make_bins(mesh);
  const serial_executor ex;
  resident_slices<serial_executor, 1> omega(ex, mesh.nodes(), layers + 1);
  ex.map(mesh.nodes(),
         omega_by_continuity<double, std::int32_t>{test::view_of(mesh, bins), {{u.data(), v.data()}, 4 * mesh.nodes()},
                                                   {{h.data()}, mesh.nodes()}, {{zeta.data()}, mesh.nodes()},
                                                   same_layers(view<const double>{level.data(), 5}), omega.next()});
  omega.next();
  const auto slices = omega.view(1);
  return {slices.before.data[0], slices.before.data[0] + slices.before.size};
}

const mesh_data& basin_mesh() {
  static const mesh_data mesh = test::make_mesh({.width = 10000, .height = 8000, .across = 12, .up = 10});
  return mesh;
}

}  // namespace

TEST_CASE("Omega by continuity is exact where transports are linear, on an irregular mesh up to the coast") {
  const double speed[layers] = {0.6, 0.4, 0.1, -0.2};
  const auto omega = omega_of(
      basin_mesh(), [](double x, double y) { return 20 + x / 500 + y / 800; },
      [&](double, double, std::size_t k) { return vec<double, 2>{speed[k], 0.5 * speed[k]}; });
  const double slope = 1.0 / 500 + 0.5 / 800;  // div (d D u) = d speed slope
  double mean = 0, above = 0;
  for (std::size_t k = 0; k < layers; ++k) mean += (level[k] - level[k + 1]) * speed[k];
  const auto nodes = static_cast<std::size_t>(basin_mesh().nodes());
  for (std::size_t k = 0; k <= layers; ++k) {
    for (std::size_t n = 0; n < nodes; ++n) REQUIRE(omega[k * nodes + n] == Approx(above).margin(1e-14));
    if (k < layers) above += (level[k] - level[k + 1]) * (speed[k] - mean) * slope;
  }
  CHECK(std::abs(above) < 1e-15);
  CHECK(omega[layers * nodes] == 0);
}

TEST_CASE("On the sphere what turns about its axis, and what converges only as the meridians do, has no omega") {
  mesh_data mesh = basin_mesh();
  mesh.frame = {true, 10, 60};
  const auto flat = [](double, double) { return 20.0; };
  const auto turning = [&](double, double y, std::size_t k) {
    return vec<double, 2>{(1.0 + static_cast<double>(k)) / mesh.frame.stretch(y), 0};
  };
  for (const double w : omega_of(mesh, flat, turning)) REQUIRE(std::abs(w) < 1e-8);  // u is curved along y
  const auto poleward = [&](double, double y, std::size_t k) {
    return vec<double, 2>{0, (1.0 + static_cast<double>(k)) * mesh.frame.stretch(y)};
  };
  for (const double w : omega_of(mesh, flat, poleward)) REQUIRE(std::abs(w) < 1e-15);
  double most = 0;
  const auto parallel = [](double, double, std::size_t k) { return vec<double, 2>{0, 1.0 + static_cast<double>(k)}; };
  for (const double w : omega_of(mesh, flat, parallel)) most = std::max(most, std::abs(w));
  CHECK(most > 1e-6);  // 20 m of water, 1 m/s, tan(60) / R
}
