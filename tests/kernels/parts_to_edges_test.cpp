// SPDX-License-Identifier: BSL-1.0
// Steps that stop at the edges of elements, against an exact answer for a flow with a kink at each of them.
#include <eudrift/swarm/adaptive_advance.hpp>

#include "advect.hpp"

#include "../catch.hpp"

#include <cstdio>

using namespace eudrift;
using namespace test;

namespace {

constexpr double column = 2000, interval = 14400, northward = 0.05;

/// Eastward speed at the nodes of column k [m/s] where the interval begins; it is twice that at its end.
double speed(std::int64_t k) { return 0.5 + 0.4 * std::sin(2.3 * static_cast<double>(k)); }

/// Columns of nodes with speeds of their own, linear in between and in time, steady northward.
struct columns_flow {
  mesh_data data = make_mesh({.width = 40000, .height = 8000, .across = 20, .up = 4, .jitter = 0});
  mesh_bins bins = make_bins(data);
  std::vector<double> before = at(1), after = at(2), north = std::vector<double>(data.x.size(), northward);

  std::vector<double> at(double times) const {
    std::vector<double> u;
    for (const double x : data.x) u.push_back(times * speed(std::llround(x / column)));
    return u;
  }
  nodal_velocity<double, std::int32_t> velocity() const {
    const index_t n = data.nodes();
    return {view_of(data, bins),
            {{{before.data(), north.data()}, n}, {{after.data(), north.data()}, n}, 1 / interval}};
  }
};

/// Where the eastward flow leads from x in the interval: exponentials from column to column, on the clock that runs
/// with the flow's size, 1 at first and 2 at last.
double exact_end(double x) {
  double clock = 1.5 * interval;
  for (;;) {
    const auto k = static_cast<std::int64_t>(std::floor(x / column));
    const double rise = (speed(k + 1) - speed(k)) / column, here = speed(k) + rise * (x - static_cast<double>(k) * column);
    const double until = std::log(speed(k + 1) / here) / rise;
    if (until > clock) return x + here * std::expm1(rise * clock) / rise;
    clock -= until, x = static_cast<double>(k + 1) * column;
  }
}

/// Ends of particles by kernel C of any kind.
template <class Advance, class Velocity>
places_list ends(const Advance& advance, const mesh_data& mesh, const Velocity& velocity, const places_list& from,
                 double length, int steps, int cut) {
  const serial_executor ex;
  particle_set<serial_executor, 2> particles(ex);
  particles.append(particles_at(mesh, from));
  const motion<Velocity> by{velocity, {}};
  advance(particles, by, {length, steps}, 0, cut), advance(particles, by, {length, steps}, cut, steps);
  const auto batch = particles.collect_all();
  places_list to;
  for (std::size_t i = 0; i < from.size(); ++i) {
    REQUIRE(batch.template component<state>()[i] == status::moving);
    to.push_back({batch.template component<position>(0)[i], batch.template component<position>(1)[i]});
    REQUIRE(search(velocity.mesh, to.back()) == batch.template component<host_element>()[i]);
  }
  return to;
}

}  // namespace

namespace {

/// Rms error at the end of 200 particles, by kernel C across edges and stopping at them, in so many steps [m].
struct kinked_run {
  columns_flow sea;
  places_list from;

  kinked_run() {
    for (int i = 0; i < 200; ++i) from.push_back({1000.0 + 59.7 * i, 500.0 + 31.3 * i});
  }
  double error(const places_list& end) const {
    double square = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
      const vec<double, 2> exact{exact_end(from[i].at[0]), from[i].at[1] + northward * interval};
      square += dot(end[i] - exact, end[i] - exact);
    }
    return std::sqrt(square / static_cast<double>(from.size()));
  }
  template <class Scheme>
  double across(int steps) const {
    return error(advect<Scheme>(sea.data, sea.velocity(), from, interval, steps));
  }
  template <class Scheme>
  double stopping(int steps) const {
    return error(ends(edge_advance<Scheme, serial_executor>(serial_executor{}), sea.data, sea.velocity(), from,
                      interval, steps, steps / 2));
  }
};

}  // namespace

TEST_CASE("Steps that stop at edges keep the order that those across them lose") {
  const kinked_run run;
  const double across = run.across<rk4>(64), stopping = run.stopping<rk4>(64), higher = run.stopping<dormand_prince54>(64);
  CHECK(order(across, run.across<rk4>(128)) == Approx(2).margin(0.2));
  CHECK(order(stopping, run.stopping<rk4>(128)) == Approx(4).margin(0.2));
  CHECK(order(higher, run.stopping<dormand_prince54>(128)) == Approx(5).margin(0.3));
  CHECK(order(run.stopping<midpoint>(64), run.stopping<midpoint>(128)) == Approx(2).margin(0.1));
  CHECK(stopping < across / 100);
  CHECK(higher < 1e-4);
}

TEST_CASE("Convergence curves, as a table for docs/plot_convergence.py", "[.][curves]") {
  const kinked_run run;
  std::printf("case,seconds,error\n");
  for (int steps = 8; steps <= 1024; steps *= 2) {
    const double seconds = interval / steps;
    std::printf("rk4 across edges,%.17g,%.6g\n", seconds, run.across<rk4>(steps));
    std::printf("midpoint stopping at edges,%.17g,%.6g\n", seconds, run.stopping<midpoint>(steps));
    std::printf("rk4 stopping at edges,%.17g,%.6g\n", seconds, run.stopping<rk4>(steps));
    std::printf("dormand_prince54 stopping at edges,%.17g,%.6g\n", seconds, run.stopping<dormand_prince54>(steps));
  }
}

TEST_CASE("Steps that stop at edges end as ever at coasts, wherever the host looks up") {
  // A wind from one side drives all ashore; some start on nodes and edges.
  const steady_on_nodes sea(make_mesh({.width = 10000, .height = 8000, .across = 13, .up = 10, .jitter = 0.3}),
                            [](double x, double y, double) {
                              return vec<double, 2>{0.4 + 0.3 * std::sin(y / 700), 0.5 * std::cos(x / 900)};
                            });
  auto from = scattered(sea.data, 200);
  for (std::size_t n = 0; n < sea.data.x.size(); n += 7) from.push_back({sea.data.x[n], sea.data.y[n]});
  const edge_advance<rk4, serial_executor> advance(serial_executor{});
  const auto whole = ends(advance, sea.data, sea.velocity(), from, 36000, 10, 10);
  CHECK(ends(advance, sea.data, sea.velocity(), from, 36000, 10, 3) == whole);
  const auto mesh = view_of(sea.data, sea.bins);
  const auto fine = advect<rk4>(sea.data, sea.velocity(), from, 36000, 5000);
  std::size_t ashore = 0, near = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    REQUIRE(search(mesh, whole[i]) >= 0);
    ashore += whole[i].at[0] > 9999;
    near += distance(whole[i], fine[i]) < 100;
  }
  CHECK(ashore > 100);
  CHECK(near > from.size() * 9 / 10);
}
