// SPDX-License-Identifier: BSL-1.0
// Particles in layers that go in blocks have the bits of single ones.
#include "../catch.hpp"
#include "../support/meshes.hpp"
#include "stirred_sea.hpp"

#include <eudrift/kernels/cubic_in_time.hpp>
#include <eudrift/kernels/uniform_mixing.hpp>

using namespace eudrift;

namespace {

using sea_type = test::stirred_sea;
using velocity_type = sea_type::velocity_type;
template <class Scheme>
using nodal_walk = vertical_walk<Scheme, sea_type::diffusivity_type>;
constexpr auto constant = beyond_layers::constant, linear = beyond_layers::linear;

constexpr int steps = 20;
index_t count() { return test::long_form() ? 100000 : test::full_size() ? 700 : 150; }  // no multiple of a block's

/// How many numbers of the particles that went one by one, without columns, those in blocks do not have.
template <class Scheme, class Velocity, class Mixing>
std::size_t differing(const particle_batch<3>& from, const motion<Velocity, Mixing>& single,
                      const motion<Velocity, Mixing>& block, int cut = 1) {
  const auto a = test::ends<Scheme>(from, single, false, steps), b = test::ends<Scheme>(from, block, true, steps, cut);
  REQUIRE(a.size() == b.size());
  std::size_t n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) n += a[i] != b[i];
  return n;
}

template <class Scheme>
std::size_t differing_in(sea_type& sea, vertical_motion knows, beyond_layers beyond, double longest = 50) {
  const velocity_type v = sea.velocity(knows, beyond);
  const auto& columns = sea.filled(v);
  using mixing = nodal_walk<Scheme>;
  REQUIRE(layered_block<heun, velocity_type, mixing>::takes({columns.with(v), {}, {columns.with(sea.diffusivity())}}));
  const auto k = sea.diffusivity();
  const motion<velocity_type, mixing> single{v, {2, 5}, {k, longest, 3}};
  const motion<velocity_type, mixing> block{columns.with(v), {2, 5}, {columns.with(k), longest, 3}};
  return differing<heun>(sea.release(count()), single, block, 3);
}

}  // namespace

TEST_CASE("Blocks in layers have the bits of single particles, whatever is known of the vertical motion") {
  sea_type sea(1);
  for (const auto knows : {vertical_motion::none, vertical_motion::upward, vertical_motion::omega})
    for (const auto beyond : {constant, linear}) {
      INFO("known: " << static_cast<int>(knows) << ", beyond the layers: " << static_cast<int>(beyond));
      CHECK(differing_in<visser_walk>(sea, knows, beyond) == 0);
    }
  CHECK(differing_in<visser_walk>(sea, vertical_motion::omega, constant, 1000) == 0);
  const velocity_type v = sea.velocity(vertical_motion::omega, constant);
  const auto fast = sea.filled(v).with(v);
  CHECK(differing<heun>(sea.release(count()), motion<velocity_type>{v, {}}, motion<velocity_type>{fast, {}}) == 0);
  CHECK(differing<heun>(sea.release(count()), motion<velocity_type>{v, {}}, motion<velocity_type>{fast, {1}}) > 0);
}

TEST_CASE("Blocks in layers on the sphere, and where surface and bed mirror nearly every step") {
  sea_type sphere(1, true), wild(300);
  CHECK(differing_in<visser_walk>(sphere, vertical_motion::upward, linear) == 0);
  CHECK(differing_in<visser_walk>(wild, vertical_motion::omega, constant) == 0);
}

TEST_CASE("Blocks in layers: particles that depart in the course of them") {
  sea_type sea(1);
  velocity_type v = sea.velocity(vertical_motion::omega, constant);
  v.mesh.owned = static_cast<std::int32_t>(sea.mesh().elements() / 2);
  auto fast = sea.filled(v).with(v);
  CHECK(differing<heun>(sea.release(count()), motion<velocity_type>{v, {}}, motion<velocity_type>{fast, {}}) == 0);
}

TEST_CASE("Blocks in layers: particles that are thrown ashore by current and walk") {
  sea_type sea(1);
  const velocity_type v = sea.velocity(vertical_motion::omega, constant);
  const auto& columns = sea.filled(v);
  using mixing = nodal_walk<visser_walk>;
  const auto moving = [&](bool fast, coast_rule rule) {
    return motion<velocity_type, mixing>{fast ? columns.with(v) : v, {500, 5},
                                         {fast ? columns.with(sea.diffusivity()) : sea.diffusivity(), 50, 3}, rule};
  };
  const auto from = sea.release(count());
  const auto single = moving(false, coast_rule::strand);
  CHECK(differing<heun>(from, single, moving(true, coast_rule::strand), 3) == 0);
  CHECK(differing<heun>(from, moving(false, coast_rule::reflect), moving(true, coast_rule::reflect)) == 0);
  CHECK(differing<heun>(from, single, moving(true, coast_rule::slide)) > 0);  // some were
}

TEST_CASE("Blocks in layers whose walk goes particle by particle, by a table of diffusivities") {
  sea_type sea(1);
  const velocity_type v = sea.velocity(vertical_motion::omega, constant);
  const double depth[] = {0, 2, 9}, k[] = {1e-3, 3e-3, 1e-4};
  using mixing = vertical_walk<milstein_walk, tabulated_diffusivity<double, std::int32_t>>;
  const mixing table{{v.column, {depth, 3}, {k, 3}}, 60, 3};
  CHECK(differing<euler>(sea.release(count()), motion<velocity_type, mixing>{v, {}, table},
                         motion<velocity_type, mixing>{sea.filled(v).with(v), {}, table}) == 0);
}

TEST_CASE("Blocks in layers whose walk has one diffusivity everywhere go as single ones by a table of one, by any scheme") {
  sea_type sea(1);
  const velocity_type v = sea.velocity(vertical_motion::omega, constant);
  const double depth[] = {0}, k[] = {2e-3};
  using table = vertical_walk<milstein_walk, tabulated_diffusivity<double, std::int32_t>>;
  using uniform = vertical_walk<naive_walk, uniform_diffusivity<double, std::int32_t>>;
  const motion<velocity_type, table> single{v, {2, 5}, {{v.column, {depth, 1}, {k, 1}}, 30, 3}};
  const uniform walk{{v.column, k[0]}, 30, 3};
  const auto from = sea.release(count());
  const auto ends = test::ends<heun>(from, single, false, steps);
  CHECK(test::ends<heun>(from, motion<velocity_type, uniform>{v, {2, 5}, walk}, false, steps) == ends);
  CHECK(test::ends<heun>(from, motion<velocity_type, uniform>{sea.filled(v).with(v), {2, 5}, walk}, true, steps, 3) == ends);
}

TEST_CASE("Blocks in layers at each node's own sigma, and over a rough bed") {
  using mixing = nodal_walk<visser_walk>;
  struct waters {
    bool spherical, uneven;
    double roughness;
    beyond_layers beyond;
  };
  for (const auto& [spherical, uneven, roughness, beyond] :
       {waters{false, false, 0.05, constant}, {false, true, 0, constant}, {false, true, 0.05, linear}, {true, true, 0.05, constant}}) {
    INFO("sphere " << spherical << ", uneven " << uneven << ", roughness " << roughness);
    sea_type sea(20, spherical);
    const auto from = sea.release(count());
    const velocity_type plain = sea.velocity(spherical ? vertical_motion::upward : vertical_motion::omega, beyond);
    velocity_type v = plain;
    auto k = sea.diffusivity();
    v.roughness = roughness;
    if (uneven) v.current = sea.uneven(v.current), v.vertical = sea.uneven(v.vertical), k.diffusivity = sea.uneven(k.diffusivity);
    const auto& columns = sea.filled(v);
    const motion<velocity_type, mixing> single{v, {5, 5}, {k, 50, 3}}, block{columns.with(v), {5, 5}, {columns.with(k), 50, 3}};
    REQUIRE(layered_block<heun, velocity_type, mixing>::takes(block));
    CHECK(differing<heun>(from, single, block, 2) == 0);
    CHECK(differing<heun>(from, motion<velocity_type, mixing>{plain, {5, 5}, {k, 50, 3}}, block, 2) > 0);
  }
}

TEST_CASE("Blocks in layers with cubics between layers and in time") {
  using cubic = layered_velocity<double, std::int32_t, cubic_profile, cubic_layers<double, std::int32_t, 2>,
                                 cubic_layers<double, std::int32_t, 1>>;
  sea_type sea(20);
  const velocity_type line = sea.velocity(vertical_motion::omega, constant);
  const auto slope = [](const auto& flow) {
    std::vector<double> all;
    for (index_t i = 0; i < flow.before.size; ++i)
      all.push_back((flow.after.data[0][i] - flow.before.data[0][i]) / 1200 + 1e-5 * static_cast<double>(i % 7));
    return all;
  };
  const std::vector<double> of_u = slope(line.current.all), of_w = slope(line.vertical.all);
  const auto bent = [](const auto& flow, const std::vector<double>& s, auto to) {
    to = {flow.before, flow.after, flow.before, flow.after, 1 / flow.per_second, flow.per_second};
    for (const double*& p : to.slope_before.data) p = s.data();
    for (const double*& p : to.slope_after.data) p = s.data();
    return to;
  };
  cubic v{line.mesh, line.column, {{}, line.current.layers}, line.knows, {{}, line.vertical.layers}};
  v.current.all = bent(line.current.all, of_u, v.current.all);
  v.vertical.all = bent(line.vertical.all, of_w, v.vertical.all);
  const auto from = sea.release(count());
  for (const bool uneven : {false, true}) {
    INFO("uneven " << uneven);
    if (uneven) v.current = sea.uneven(v.current), v.vertical = sea.uneven(v.vertical), v.beyond = linear, v.roughness = 0.05;
    const motion<cubic> single{v, {5, 5}}, block{sea.filled(v).with(v), {5, 5}};
    REQUIRE(layered_block<euler, cubic, no_mixing>::takes(block));
    CHECK(differing<euler>(from, single, block, 2) == 0);
    cubic other = v;
    other.current.all.length *= 1.01;
    CHECK(differing<euler>(from, motion<cubic>{other, {5, 5}}, block, 2) > 0);
  }
}

TEST_CASE("Blocks in layers with lines or cubics between layers, as a program chooses where it runs") {
  using chosen = layered_velocity<double, std::int32_t, chosen_profile>;
  sea_type sea(20);
  const velocity_type line = sea.velocity(vertical_motion::omega, constant);
  const auto from = sea.release(count());
  const auto with = [&](bool cubic, bool uneven) {
    chosen v{line.mesh, line.column, line.current, line.knows, line.vertical};
    v.profile.cubic = cubic;
    if (uneven) v.current = sea.uneven(v.current), v.vertical = sea.uneven(v.vertical), v.beyond = linear, v.roughness = 0.05;
    return v;
  };
  for (const bool uneven : {false, true})
    for (const bool cubic : {false, true}) {
      INFO("uneven " << uneven << ", cubic " << cubic);
      const chosen v = with(cubic, uneven);
      const motion<chosen> single{v, {5, 5}}, block{sea.filled(v).with(v), {5, 5}};
      REQUIRE(layered_block<euler, chosen, no_mixing>::takes(block));
      CHECK(differing<euler>(from, single, block, 2) == 0);
      CHECK(differing<euler>(from, motion<chosen>{with(!cubic, uneven), {5, 5}}, block, 2) > 0);
    }
}

TEST_CASE("Without columns, or with one layer, particles go one by one") {
  sea_type sea(1);
  const velocity_type v = sea.velocity(vertical_motion::omega, constant), fast = sea.filled(v).with(v);
  using block = layered_block<euler, velocity_type, no_mixing>;
  CHECK(block::takes({fast, {}}));
  CHECK_FALSE(block::takes({v, {}}));
  velocity_type one = fast;
  one.current.layers.count = 1;
  CHECK_FALSE(block::takes({one, {}}));
}
