// SPDX-License-Identifier: BSL-1.0
// Particles in three dimensions have one answer, to the last bit, and are in the water always.
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/layered_velocity.hpp>
#include <eudrift/kernels/vertical_walk.hpp>
#include <eudrift/swarm/adaptive_advance.hpp>
#include <eudrift/swarm/stable_mixing.hpp>
#include <eudrift/swarm/staged_advance.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"
#include "../support/executors.hpp"
#include "../support/sentence.hpp"
#include "layered_sea.hpp"

#include <bit>

using namespace eudrift;

namespace {

using velocity_type = layered_velocity<double, std::int32_t>;
using mixing_type = vertical_walk<visser_walk, layered_diffusivity<double, std::int32_t>>;

constexpr std::size_t count = 300;
constexpr double hour = 3600;
constexpr std::int32_t steps = 12;
constexpr std::size_t layers = 6;

/// A basin with an island, whose bed and layers differ from node to node.
const mesh_data& sea() {
  static const auto island = [](double x, double y) { return x > 4000 && x < 5400 && y > 3000 && y < 4400; };
  static const mesh_data mesh =
      test::make_mesh({.width = 10000, .height = 8000, .across = 15, .up = 12, .dry = island});
  return mesh;
}

/// All fields of the sea in an executor's memory; currents come at elements and are reduced to nodes.
template <class Ex>
class resident_sea {
 public:
  resident_sea(const Ex& ex, double stirring)
      : ex_(ex), mesh_(ex, sea()), weights_(ex, make_node_weights(sea(), node_average::linear_exact)),
        zeta_(ex, sea().nodes()), current_(ex, sea().nodes(), layers), omega_(ex, sea().nodes(), layers + 1),
        kh_(ex, sea().nodes(), layers + 1) {
    std::vector<double> depth, at_layers, at_levels;
    each_node([&](double x, double y) { depth.push_back(4 + x / 2000 + y / 3000); });
    for (std::size_t k = 0; k <= layers; ++k)
      each_node([&](double x, double) {
        const auto stretched = [&](double s) { return -s + 0.1 * std::sin(x / 3000) * s * (1 - s); };
        at_levels.push_back(stretched(static_cast<double>(k) / layers));
        if (k < layers) at_layers.push_back(stretched((static_cast<double>(k) + 0.5) / layers));
      });
    depth_ = ex.upload(depth), layers_ = ex.upload(at_layers), levels_ = ex.upload(at_levels);
    for (const double t : {0.0, hour}) receive(t, stirring);
  }

  motion<velocity_type, mixing_type> by(double dt_mix, std::uint64_t seed = 3) const {
    const index_t n = sea().nodes();
    const column_slices<double, std::int32_t> column{{{ex_.view(depth_).data}, n}, zeta_.view(hour)};
    const auto at_layers = layers_at_nodes(ex_.view(layers_), n), at_levels = layers_at_nodes(ex_.view(levels_), n);
    return {{mesh_.view(), column, {current_.view(hour), at_layers}, vertical_motion::omega,
             {omega_.view(hour), at_levels}, beyond_layers::linear},
            {2.0, 5},
            {{column, {kh_.view(hour), at_levels}}, dt_mix, seed}};
  }
  const resident_slices<Ex, 2>& current() const { return current_; }
  const resident_weights<Ex>& weights() const { return weights_; }

 private:
  void receive(double t, double stirring) {
    std::vector<double> zeta, omega, kh, u, v;
    each_node([&](double x, double) { zeta.push_back(0.5 * std::sin(x / 4000 - t / 3000)); });
    for (std::size_t k = 0; k <= layers; ++k) {
      const double s = static_cast<double>(k) / layers;
      each_node([&](double x, double y) {
        omega.push_back(stirring * 2e-3 * s * (1 - s) * std::sin(x / 900) * std::cos(y / 800));
        kh.push_back(stirring * (1e-4 + 1e-2 * s * (1 - s)));
      });
      for (index_t e = 0; k < layers && e < sea().elements(); ++e) {
        const vec<double, 2> c = test::centroid(sea(), e);
        u.push_back((1 - s) * (0.6 * std::sin(c.at[1] / 1500 + t / 5000) + 0.2));
        v.push_back((1 - s * s) * (0.5 * std::cos(c.at[0] / 1700 - t / 4000) - 0.1));
      }
    }
    zeta_.receive({zeta}, location::node), omega_.receive({omega}, location::node), kh_.receive({kh}, location::node);
    current_.receive({u, v}, location::element);
    for (index_t k = 0; k < static_cast<index_t>(layers); ++k) ex_.map(sea().nodes(), current_.reduction(weights_, k));
  }
  template <class F>
  static void each_node(const F& f) {
    for (std::size_t n = 0; n < sea().x.size(); ++n) f(sea().x[n], sea().y[n]);
  }

  Ex ex_;
  resident_mesh<Ex> mesh_;
  resident_weights<Ex> weights_;
  array_t<Ex, double> depth_, layers_, levels_;
  resident_slices<Ex, 1> zeta_;
  resident_slices<Ex, 2> current_;
  resident_slices<Ex, 1> omega_, kh_;
};

template <class Scheme, class Ex>
using fused = fused_advance<Scheme, Ex>;
template <class Scheme, class Ex>
using staged = staged_advance<Scheme, Ex, 3>;

particle_batch<3> release() {
  auto batch = test::particles_at<particle_batch<3>>(sea(), test::scattered(sea(), count));
  for (std::size_t i = 0; i < count; ++i) {
    batch.component<position>(2)[i] = -(static_cast<double>(i) + 0.5) / count;
    if (i % 3 == 0) {
      batch.component<state>()[i] = status::waiting;
      batch.component<release_delay>()[i] = static_cast<double>(i) / count * hour;
    }
  }
  return batch;
}

std::vector<std::uint64_t> bits_of(const particle_batch<3>& p) {
  std::vector<std::uint64_t> bits;
  for (std::size_t i = 0; i < count; ++i) {
    for (int d = 0; d < 3; ++d) bits.push_back(std::bit_cast<std::uint64_t>(p.component<position>(d)[i]));
    bits.push_back(static_cast<std::uint64_t>(p.component<host_element>()[i]));
    bits.push_back(static_cast<std::uint64_t>(p.component<state>()[i]));
  }
  return bits;
}

/// Advance: fused or staged.
template <template <class, class> class Advance, class Ex>
std::vector<std::uint64_t> run(const Ex& ex, std::int32_t cut, std::uint64_t seed = 3) {
  const resident_sea<Ex> water(ex, 1);
  const auto by = water.by(7, seed);
  particle_set<Ex, 3> particles(ex);
  particles.append(release());
  const step_grid<double> grid{hour, steps};
  Advance<heun, Ex> move(ex);
  move(particles, by, grid, 0, cut), move(particles, by, grid, cut, steps);
  return bits_of(particles.collect_all());
}

}  // namespace

TEST_CASE("Steps in three dimensions have the same bits on every executor, fused or staged, however cut") {
  const auto expected = run<fused>(serial_executor{}, steps);
  CHECK(expected != bits_of(release()));
  CHECK(expected != run<fused>(serial_executor{}, steps, 4));
  test::for_each_executor([&](const auto& ex) { CHECK(run<fused>(ex, 5) == expected); });
  CHECK(run<staged>(serial_executor{}, 5) == expected);  // the kernels are those of every executor
}

TEST_CASE("No particle is ever above the surface, below the bed or on land, however wild the water") {
  const serial_executor ex;
  const resident_sea<serial_executor> water(ex, 300);  // 0.1 m/s and 1 m2/s in 4 to 12 m
  const auto each_step = [&](vertical_motion knows, const auto& move) {
    auto by = water.by(60);
    by.velocity.knows = knows;
    particle_set<serial_executor, 3> particles(ex);
    particles.append(release());
    const step_grid<double> grid{hour, steps};
    double least = 0, most = -1;
    for (std::int32_t k = 0; k < steps; ++k) {
      move(particles, by, grid, k, k + 1);
      const auto now = particles.collect_all();
      for (std::size_t i = 0; i < count; ++i) {
        const double sigma = now.component<position>(2)[i];
        const vec<double, 2> p{now.component<position>(0)[i], now.component<position>(1)[i]};
        REQUIRE((sigma >= -1 && sigma <= 0));
        REQUIRE(search(by.velocity.mesh, p) == now.component<host_element>()[i]);
        least = std::min(least, sigma), most = std::max(most, sigma);
      }
    }
    CHECK(least < -0.9);
    CHECK(most > -0.1);
  };
  for (const vertical_motion knows : {vertical_motion::omega, vertical_motion::upward}) {
    each_step(knows, fused_advance<heun, serial_executor>{ex});
    each_step(knows, edge_advance<heun, serial_executor>(ex));
  }
}

TEST_CASE("Parts to faces keep to the water where it is thin and ww is wild") {
  // A beach from which the water falls, and upward velocities that differ from node to node without any order.
  test::formulas f;
  f.depth = [](double x, double) { return 10 - x / 400; };
  f.zeta = [](double, double, double t) { return -2 * t / hour; };
  f.current = [](double x, double y, double s, double) {
    return vec<double, 2>{0.3 * (1 + s) + 0.05 * std::sin(x + 3 * y), 0.1 * (1 + s)};
  };
  f.vertical = [](double x, double y, double s, double) { return 1e-2 * std::sin(12.9898 * x + 78.233 * y + 37 * s); };
  test::layered_sea beach(test::make_mesh({.width = 4000, .height = 4000, .across = 8, .up = 8, .jitter = 0}), f, test::centres(4), test::centres(4), 0, hour);
  test::points from;
  for (int i = 0; i < 2000; ++i) from.push_back({std::fmod(7.3 * i, 3900.0) + 50, std::fmod(131.7 * i, 3900.0) + 50, -0.5});
  const serial_executor ex;
  particle_set<serial_executor, 3> particles(ex);
  particles.append(test::particles_in(beach.data, from));
  const motion<velocity_type> by{beach.velocity<linear_profile>(vertical_motion::upward), {}};
  const edge_advance<rk4, serial_executor> move(ex, {.fastest = 1});
  for (std::int32_t k = 0; k < steps; ++k) {
    move(particles, by, {hour, steps}, k, k + 1);
    for (const double sigma : particles.collect<position>(2)) REQUIRE((sigma >= -1 && sigma <= 0));
  }
}

TEST_CASE("Kernel A on layers is kernel A on each") {
  const serial_executor ex;
  const std::size_t n = static_cast<std::size_t>(sea().elements()), nodes = static_cast<std::size_t>(sea().nodes());
  const resident_weights<serial_executor> weights(ex, make_node_weights(sea(), node_average::linear_exact));
  resident_slices<serial_executor, 1> all(ex, sea().nodes(), 3), one(ex, sea().nodes());
  std::vector<double> values;
  for (std::size_t i = 0; i < 3 * n; ++i) values.push_back(std::sin(static_cast<double>(i)));
  all.receive({values}, location::element);
  for (index_t k = 0; k < 3; ++k) ex.map(sea().nodes(), all.reduction(weights, k));
  all.receive({values}, location::element);
  const auto reduced = all.view(hour);
  for (std::size_t k = 0; k < 3; ++k) {
    const auto part = values.begin() + static_cast<std::ptrdiff_t>(k * n);
    one.receive({std::vector<double>(part, part + static_cast<std::ptrdiff_t>(n))}, location::element);
    ex.map(sea().nodes(), one.reduction(weights));
    one.receive({std::vector<double>(n)}, location::element);
    const auto layer = one.view(hour);
    for (std::size_t i = 0; i < nodes; ++i)
      REQUIRE(layer.before.data[0][i] == reduced.before.data[0][k * nodes + i]);
  }
}

TEST_CASE("Nodal diffusivity keeps particles well mixed over a sloping bed") {
  // Chi-square over ten layers: 9 degrees of freedom, which even particles exceed 43 once in half a million times.
  const serial_executor ex;
  const resident_sea<serial_executor> water(ex, 1);
  const auto by = water.by(20);
  struct still {
    triangle_mesh_view<double, std::int32_t> mesh;
    EUDRIFT_FN vec<double, 3> operator()(const site<double, std::int32_t, 3>&, double) const { return {0, 0, 0}; }
  };
  const motion<still, mixing_type> mixed{{by.velocity.mesh}, {}, by.mixing};
  auto batch = test::particles_at<particle_batch<3>>(sea(), test::scattered(sea(), 5000));
  for (std::size_t i = 0; i < 5000; ++i) batch.component<position>(2)[i] = -(static_cast<double>(i) + 0.5) / 5000;
  particle_set<serial_executor, 3> particles(ex);
  particles.append(batch);
  fused_advance<euler, serial_executor>{ex}(particles, mixed, {hour, 10}, 0, 10);
  std::array<double, 10> number{};
  for (const double sigma : particles.collect<position>(2))
    ++number[static_cast<std::size_t>(std::min(-10 * sigma, 9.0))];
  double sum = 0;
  for (const double n : number) sum += (n - 500) * (n - 500) / 500;
  CHECK(sum < 43);
}

TEST_CASE("Sub-steps of the vertical walk: their number, and whether they are short enough") {
  const serial_executor ex;
  const resident_sea<serial_executor> water(ex, 1);
  const auto parts = [&](double longest, double seconds) { return water.by(longest).mixing.parts(seconds); };
  CHECK(parts(6, 60) == 10);
  CHECK(parts(6, -61) == 11);
  CHECK(parts(0.1, 0.3) == 3);
  CHECK(parts(600, 60) == 1);

  // K = 1e-4 + 1e-2 s (1 - s) over 4 m and more: K'' = 0.02 / D^2, about 1/800 s: at most some 80 s.
  const auto judge = [&](double longest) {
    const auto kh = water.by(longest).mixing.diffusivity;
    return test::sentence([&] { require_stable_mixing(ex, kh, longest, sea().nodes()); });
  };
  CHECK(judge(20) == "");
  CHECK(judge(300).find("has sub-steps of 300.000000 s") != std::string::npos);
  CHECK(judge(300).find("are stable; choose shorter ones") != std::string::npos);
  CHECK(judge(0).find("more than 0 is expected") != std::string::npos);

  const double depth[] = {0, 10, 20}, k[] = {1e-3, 1e-2, 1e-3};  // K'' = 1.8e-4: 555 s
  const view<const double> depths{depth, 3}, diffusivities{k, 3};
  const auto judge_table = [&](double longest) {
    return test::sentence([&] { require_stable_mixing(depths, diffusivities, longest); });
  };
  CHECK(judge_table(555) == "");
  CHECK(judge_table(556) != "");
}

TEST_CASE("A table of diffusivities by depth, and a constant one") {
  const serial_executor ex;
  const resident_sea<serial_executor> water(ex, 1);
  const auto by = water.by(20);
  const double depth[] = {0, 2}, k[] = {1e-3, 3e-3};
  const auto mesh = by.velocity.mesh;
  const vec<double, 2> p = test::centroid(sea(), 7);
  const std::int32_t e = search(mesh, p);
  const site<double, std::int32_t, 3> where{{p.at[0], p.at[1], 0}, e, mesh.weights(e, p)};
  const double thickness = by.velocity.column.at(mesh, where, 0.0).thickness();
  const tabulated_diffusivity<double, std::int32_t> table{by.velocity.column, {depth, 2}, {k, 2}};
  const auto at = table.over(mesh, where, 0.0);
  CHECK(at(-0.5 / thickness).value == Approx(1.5e-3 / (thickness * thickness)));
  CHECK(at(-0.5 / thickness).slope == Approx(-1e-3 / thickness));  // K rises downwards
  CHECK(at(-3 / thickness).value == Approx(3e-3 / (thickness * thickness)));
  CHECK(at(-3 / thickness).slope == 0);
  const tabulated_diffusivity<double, std::int32_t> constant{by.velocity.column, {depth, 1}, {k, 1}};
  CHECK(constant.over(mesh, where, 0.0)(-0.7).value == Approx(1e-3 / (thickness * thickness)));
  CHECK(constant.over(mesh, where, 0.0)(-0.7).slope == 0);
  // Normal displacements, ten in a step: variance 2 K t and fourth moment 3 (2 K t)^2, which uniform ones lack by 4 %.
  const vertical_walk<naive_walk, tabulated_diffusivity<double, std::int32_t>, normal_variate> walk{constant, 6, 5};
  const int n = 20000;
  double square = 0, fourth = 0;
  for (int id = 0; id < n; ++id) {
    const double way = walk.step(mesh, {{p.at[0], p.at[1], -0.5}, e, where.weights}, time_step<double>{0, 60}, id, 0).point.at[2] + 0.5;
    square += way * way / n, fourth += way * way * way * way / n;
  }
  const double variance = 2 * 1e-3 * 60 / (constant.column.at(mesh, where, 30.0).thickness() * constant.column.at(mesh, where, 30.0).thickness());
  CHECK(std::abs(square / variance - 1) < 5 * std::sqrt(2.0 / n));
  CHECK(std::abs(fourth / (3 * variance * variance) - 1) < 5 * std::sqrt(96.0 / 9 / n));
}
