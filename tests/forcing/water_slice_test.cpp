// SPDX-License-Identifier: BSL-1.0
// Water in three dimensions out of a forcing: which fields serve, where layers lie, and how they are held.
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_water.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"
#include "analytic_source.hpp"

#include <cmath>

using namespace eudrift;

namespace {

using names = std::vector<std::string>;

/// A basin of three layers that has some of the fields; siglay of the node `apart` lies elsewhere.
test::analytic_source basin(const names& fields, index_t apart = -1) {
  mesh_data mesh = test::make_mesh({.width = 9000, .height = 7000, .across = 6, .up = 5});
  for (const double x : mesh.x) mesh.depth.push_back(10 + x / 1000);
  test::analytic_source source(std::move(mesh), {0, 1000});
  const auto add = [&](const char* name, location where, index_t layers, bool steady, test::analytic_source::formula f) {
    if (std::find(fields.begin(), fields.end(), name) != fields.end()) source.add({name, where, layers, "", steady}, std::move(f));
  };
  const double ax = apart < 0 ? -1 : source.mesh().x[static_cast<std::size_t>(apart)],
               ay = apart < 0 ? -1 : source.mesh().y[static_cast<std::size_t>(apart)];
  const auto shift = [=](double x, double y) { return x == ax && y == ay ? 0.01 : 0.0; };
  const auto wave = [](double x, double y, index_t k, double t) { return x / 1e4 + y / 2e4 + static_cast<double>(k) / 7 + t / 1e4; };
  add("u", location::element, 3, false, wave);
  add("v", location::element, 3, false, [=](double x, double y, index_t k, double t) { return -wave(y, x, k, t); });
  add("ww", location::element, 3, false, [](double, double, index_t k, double) { return 1e-4 * static_cast<double>(k); });
  add("omega", location::node, 4, false, [](double, double, index_t k, double) { return 1e-5 * static_cast<double>(k); });
  add("kh", location::node, 4, false, [](double, double, index_t k, double) { return 1e-2 * static_cast<double>(k); });
  add("zeta", location::node, 1, false, [](double x, double, index_t, double t) { return x / 1e5 + t / 1e4; });
  add("siglay", location::node, 3, true, [=](double x, double y, index_t k, double) { return -(static_cast<double>(k) + 0.5) / 3 + shift(x, y); });
  // The end levels stand off surface and bed, as float noise has it.
  add("siglev", location::node, 4, true, [](double, double, index_t k, double) { return -static_cast<double>(k) / 3 * (1 + 1e-7) + 1e-8; });
  return source;
}

layering found(const names& fields, vertical_source from = vertical_source::omega_first, bool kh = false) {
  return find_layering(basin(fields), "sea.nc", from, kh);
}

}  // namespace

TEST_CASE("omega or ww comes first, as is asked, and continuity where there is neither") {
  const names plain{"u", "v", "siglay"};
  const auto with = [&](names more) {
    more.insert(more.end(), plain.begin(), plain.end());
    return more;
  };
  CHECK(found(with({"omega", "ww"})).knows == vertical_motion::omega);
  CHECK(found(with({"omega", "ww"}), vertical_source::upward).knows == vertical_motion::upward);
  CHECK(found(with({"omega", "ww"}), vertical_source::upward_first).knows == vertical_motion::upward);
  CHECK(found(with({"ww"})).vertical_place() == location::element);
  CHECK(found(with({"omega"}), vertical_source::upward_first).vertical_place() == location::node);
  CHECK(found(plain).by_continuity);
  CHECK(found(plain, vertical_source::upward_first).by_continuity);
  CHECK(found(plain).vertical_layers() == 4);
  CHECK(found(with({"omega"}), vertical_source::continuity).by_continuity);
  CHECK_FALSE(found(plain, vertical_source::none).reads_vertical());
  const auto refused = [&](const names& fields, vertical_source from, bool kh) { return test::sentence([&] { found(fields, from, kh); }); };
  CHECK(refused(plain, vertical_source::omega, false).find("sea.nc: there is no variable omega") == 0);
  CHECK(refused(plain, vertical_source::none, true).find("sea.nc: there is no variable kh") == 0);
  CHECK(refused({"u", "v"}, vertical_source::none, false).find("neither siglay nor siglev") != std::string::npos);
}

TEST_CASE("of layers and levels one follows from the other, and the end levels lie on surface and bed") {
  for (const names& fields : {names{"u", "v", "siglay"}, {"u", "v", "siglev"}, {"u", "v", "siglay", "siglev"}}) {
    auto source = basin(fields);
    const sigma_tables sigma = read_sigma(source, find_layering(source, "sea.nc", vertical_source::none, false));
    const auto nodes = static_cast<std::size_t>(source.mesh().nodes());
    REQUIRE(sigma.layers.size() == 3 * nodes);
    REQUIRE(sigma.levels.size() == 4 * nodes);
    for (std::size_t n = 0; n < nodes; ++n) {
      CHECK(sigma.levels[n] == 0);
      CHECK(sigma.levels[3 * nodes + n] == -1);
      for (std::size_t k = 0; k < 3; ++k) CHECK(sigma.layers[k * nodes + n] == Approx(-(static_cast<double>(k) + 0.5) / 3).margin(1e-6));
    }
  }
}

TEST_CASE("layers of the same sigma at all nodes are held once, with the bits of those that are not") {
  const serial_executor ex;
  const names fields{"u", "v", "siglay", "zeta", "kh"};
  const auto velocity_at = [&](test::analytic_source source, index_t& bytes) {
    const layering what = find_layering(source, "sea.nc", vertical_source::upward_first, true);
    const water_reader read(source, what);
    const resident_mesh<serial_executor> mesh(ex, source.mesh());
    const resident_weights<serial_executor> weights(ex, make_node_weights(source.mesh(), node_average::linear_exact));
    resident_slices<serial_executor, 2> current(ex, source.mesh().nodes(), what.layers);
    resident_water<serial_executor> water(ex, source.mesh(), what);
    for (index_t k = 0; k < 2; ++k) {
      current.receive({read.all_layers("u", k), read.all_layers("v", k)}, location::element);
      for (index_t layer = 0; layer < what.layers; ++layer) ex.map(source.mesh().nodes(), current.reduction(weights, layer));
      water.receive(read(k));
      water.reduce_to_nodes(mesh.view(), weights, current);
    }
    bytes = water.bytes();
    // In the element that is farthest from node 0.
    const auto& m = source.mesh();
    std::int32_t far = 0;
    const auto distance = [&](std::int32_t e) {
      const auto n = static_cast<std::size_t>(m.corner[3 * static_cast<std::size_t>(e)]);
      return std::hypot(m.x[n] - m.x[0], m.y[n] - m.y[0]);
    };
    for (std::int32_t e = 1; e < m.elements(); ++e)
      if (distance(e) > distance(far)) far = e;
    const site<double, std::int32_t, 3> where{{0, 0, -0.37}, far, {0.2, 0.3, 0.5}};
    const auto k = water.kh<cubic_profile>(1).over(mesh.view(), where, 0.4)(-0.37);
    const auto u = water.velocity(mesh.view(), current, 1)(where, 0.4);
    return vec<double, 5>{u.at[0], u.at[1], u.at[2], k.value, k.slope};
  };
  index_t once = 0, each = 0;
  const auto same = velocity_at(basin(fields), once), other = velocity_at(basin(fields, 0), each);
  CHECK(each > once);
  CHECK(same.at[2] != 0);
  for (int d = 0; d < 5; ++d) CHECK(same.at[d] == other.at[d]);
}
