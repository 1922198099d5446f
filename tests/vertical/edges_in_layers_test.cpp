// SPDX-License-Identifier: BSL-1.0
// Steps that stop at edges and layers, against an exact answer for a flow with kinks at both.
#include "layered_sea.hpp"

#include <eudrift/swarm/adaptive_advance.hpp>

#include "../catch.hpp"

#include <cstdio>

using namespace eudrift;
using namespace test;

namespace {

constexpr double row = 800, depth = 10, interval = 3600;
constexpr int layers = 5;

/// Northward speed at row k of nodes, eastward speed of layer k [m/s], and omega at level k [m/s], where the interval
/// begins; all are twice that at its end.
double northward(std::int64_t k) { return 0.5 + 0.4 * std::sin(2.3 * static_cast<double>(k)); }
double eastward(int k) { return 0.6 + 0.4 * std::cos(2.1 * k); }
double omega(int k) { return k == 0 || k == layers ? 0 : -1e-3 * (1.2 + std::sin(1.7 * k)); }

layered_sea kinked_sea() {
  formulas f;
  const auto times = [](double t) { return 1 + t / interval; };
  f.depth = [](double, double) { return depth; };
  f.current = [=](double, double y, double s, double t) {
    return times(t) * vec<double, 2>{eastward(static_cast<int>(std::lround(-s * layers - 0.5))), northward(std::llround(y / row))};
  };
  f.vertical = [=](double, double, double s, double t) { return times(t) * omega(static_cast<int>(std::lround(-s * layers))); };
  return {make_mesh({.width = 10000, .height = 8000, .across = 10, .up = 10, .jitter = 0}), f, centres(layers), levels(layers), 0, interval};
}

/// Where the flow leads in the interval: exponentials from row to row and from level to level, on the clock that runs
/// with the flow's size, 1 at first and 2 at last.
vec<double, 3> exact_end(vec<double, 3> p) {
  const double clock = 1.5 * interval;
  auto& [x, y, sigma] = p.at;
  for (double left = clock;;) {
    const auto k = static_cast<std::int64_t>(std::floor(y / row));
    const double rise = (northward(k + 1) - northward(k)) / row, here = northward(k) + rise * (y - static_cast<double>(k) * row);
    const double until = std::log(northward(k + 1) / here) / rise;
    if (until > left) {
      y += here * std::expm1(rise * left) / rise;
      break;
    }
    left -= until, y = static_cast<double>(k + 1) * row;
  }
  // Down through half layers, between a layer and a level each; n counts them from the surface.
  auto n = static_cast<int>(std::floor(-sigma * 2 * layers));
  for (double left = clock; left > 0; ++n) {
    const int level = n / 2, upper = std::min(std::max((n + 1) / 2 - 1, 0), layers - 1), lower = std::min((n + 1) / 2, layers - 1);
    const double top = -static_cast<double>(level) / layers, bottom = -(n + 1.0) / (2 * layers);
    const double bend = (omega(level) - omega(level + 1)) * layers / depth, w = omega(level) / depth + bend * (sigma - top);
    const double shear = (eastward(upper) - eastward(lower)) * layers;
    const double u = eastward(upper) + (n > 0 && n < 2 * layers - 1 ? shear * (sigma + (upper + 0.5) / layers) : 0);
    const double until = n + 1 < 2 * layers ? std::log1p(bend * (bottom - sigma) / w) / bend : left, t = std::min(until, left);
    const double down = w * std::expm1(bend * t) / bend;
    x += u * t + (n > 0 && n < 2 * layers - 1 ? shear * (down - w * t) / bend : 0);
    sigma = until < left ? bottom : sigma + down;
    left -= t;
  }
  return p;
}

/// Order of convergence where steps are halved.
double order(double whole, double half) { return std::log2(whole / half); }

struct kinked_run {
  layered_sea sea = kinked_sea();
  points from;

  kinked_run() {
    for (int i = 0; i < 60; ++i) from.push_back({1000.0 + 23.7 * i, 500.0 + 61.3 * i, -0.07 - 0.0091 * i});
  }
  /// Rms error of ends in so many steps, where a metre along the vertical counts as a hundred [m].
  double error(const points& ends) const {
    double square = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
      vec<double, 3> off = ends[i] - exact_end(from[i]);
      off.at[2] *= 100 * depth;
      square += dot(off, off);
    }
    return std::sqrt(square / static_cast<double>(from.size()));
  }
  /// Ends in so many steps, made in two calls; held to a pace of nothing, steps are made as ever.
  template <class Scheme>
  points ends(int steps, int cut, double fastest = 1e300) const {
    const serial_executor ex;
    particle_set<serial_executor, 3> particles(ex);
    particles.append(particles_in(sea.data, from));
    const motion<layered_velocity<double, std::int32_t, chosen_profile>> by{sea.velocity<chosen_profile>(vertical_motion::omega), {}};
    const edge_advance<Scheme, serial_executor> advance(ex, {.fastest = fastest});
    advance(particles, by, {interval, steps}, 0, cut), advance(particles, by, {interval, steps}, cut, steps);
    return points_of(particles.collect_all());
  }
  template <class Scheme>
  double across(int steps) const {
    return error(ends<Scheme>(steps, steps, 0));
  }
  template <class Scheme>
  double stopping(int steps) const {
    return error(ends<Scheme>(steps, steps / 2));
  }
};

}  // namespace

TEST_CASE("Steps that stop at edges and layers keep the order that those across them lose") {
  const kinked_run run;
  const double across = run.across<rk4>(128), stopping = run.stopping<rk4>(128), higher = run.stopping<dormand_prince54>(128);
  CHECK(order(across, run.across<rk4>(256)) == Approx(2).margin(0.2));
  CHECK(order(stopping, run.stopping<rk4>(256)) == Approx(4).margin(0.2));
  CHECK(order(higher, run.stopping<dormand_prince54>(256)) == Approx(5).margin(0.3));
  CHECK(stopping < across / 1000);
  CHECK(run.ends<rk4>(16, 5) == run.ends<rk4>(16, 16));
}

TEST_CASE("Convergence curves in layers, as a table for docs/plot_convergence.py", "[.][curves]") {
  const kinked_run run;
  std::printf("case,seconds,error\n");
  for (int steps = 4; steps <= 512; steps *= 2) {
    const double seconds = interval / steps;
    std::printf("rk4 across edges and layers,%.17g,%.6g\n", seconds, run.across<rk4>(steps));
    std::printf("rk4 stopping at edges and layers,%.17g,%.6g\n", seconds, run.stopping<rk4>(steps));
    std::printf("dormand_prince54 stopping at edges and layers,%.17g,%.6g\n", seconds, run.stopping<dormand_prince54>(steps));
  }
}
