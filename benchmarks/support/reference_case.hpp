// SPDX-License-Identifier: BSL-1.0
// The reference case: a basin of 100 km, of 39,762 elements if not told otherwise, and a gyre of about
// 0.5 m/s, hourly.
#pragma once
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/exec/serial.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/mesh/renumber.hpp>
#include <eudrift/swarm/sort_by_element.hpp>

#include "../../tests/support/basin.hpp"
#include "hand_written.hpp"

#include <cstdlib>
#include <string>

namespace reference {

using namespace eudrift;
using id = std::int32_t;

inline constexpr double size = 100000;  ///< of the basin [m]
inline constexpr double hour = 3600;
inline constexpr std::int32_t steps = 60;  ///< of 60 s
inline constexpr int nodes_a_side = 142;

/// How many particles the benchmarks move: EUDRIFT_BENCHMARK_PARTICLES, else 10^5.
inline index_t particle_count() {
  const char* wanted = std::getenv("EUDRIFT_BENCHMARK_PARTICLES");
  return wanted != nullptr ? std::max(1L, std::atol(wanted)) : 100000;
}

/// The gyre, modulated in time; its stream function vanishes on the basin's boundary.
inline vec<double, 2> gyre(double x, double y, double t) {
  constexpr double pi = 3.14159265358979323846;
  const double speed = 0.70710678 * (1 + 0.2 * std::sin(2 * pi * t / 44714));  // 0.5 m/s rms
  const double a = pi * x / size, b = pi * y / size;
  return {-speed * std::sin(a) * std::cos(b), speed * std::cos(a) * std::sin(b)};
}

/// Where the mesh's and the particles' data lie in memory.
enum class order {
  scattered,  ///< numbers of the mesh as read from a file, particles at random
  sorted      ///< numbers along a Hilbert curve, particles by element
};
inline std::string name_of(order o) { return o == order::scattered ? "scattered" : "sorted"; }

/// So many particles, uniform over the basin; by element where the order is `sorted`.
inline particle_batch<2> scatter(const mesh_data& mesh, order o, index_t particles) {
  std::mt19937 random(7);
  const auto draw = [&] { return size * (static_cast<double>(random()) + 0.5) / 4294967296.0; };
  std::vector<vec<double, 2>> places;
  for (index_t i = 0; i < particles; ++i) {
    const double x = draw(), y = draw();
    places.push_back({x, y});
  }
  particle_batch<2> start = test::particles_at(mesh, places);
  if (o == order::scattered) return start;
  particle_set<serial_executor, 2> set(serial_executor{});
  set.append(start);
  sort_by_element{}(set, mesh.elements());
  return set.collect_all();
}

/// Mesh, two slices of the current and the particles' start, in host memory.
struct sea {
  mesh_data mesh;
  std::array<std::vector<double>, 2> before, after;  ///< at nodes [m/s], (2, nodes)
  particle_batch<2> start;

  explicit sea(order o, index_t particles = particle_count(), int side = nodes_a_side) {
    mesh = test::make_mesh({.width = size, .height = size, .across = side - 1, .up = side - 1});
    if (o == order::sorted) mesh = hilbert_ordered(mesh);
    before = test::at_nodes(mesh, gyre, 0), after = test::at_nodes(mesh, gyre, hour);
    start = scatter(mesh, o, particles);
  }
};

/// The sea of an order, made when it is first asked for.
inline const sea& the_sea(order o) {
  if (o == order::scattered) {
    static const sea s(order::scattered);
    return s;
  }
  static const sea s(order::sorted);
  return s;
}

/// The case in an executor's memory, moved by the library.
template <Executor Ex>
class library_case {
 public:
  using velocity = nodal_velocity<double, id>;

  library_case(const Ex& ex, const sea& s)
      : ex_(ex), start_(s.start), mesh_(ex, s.mesh), current_(ex, mesh_.nodes()), particles_(ex) {
    current_.receive(s.before, location::node);
    current_.receive(s.after, location::node);
    restart();
  }
  /// Puts the particles back to where they started.
  void restart() {
    particles_ = particle_set<Ex, 2>(ex_);
    particles_.append(start_);
  }
  motion<velocity> by() const { return {velocity{mesh_.view(), current_.view(hour)}, {}}; }
  static step_grid<double> grid() { return {hour, steps}; }
  particle_set<Ex, 2>& particles() { return particles_; }
  const resident_mesh<Ex>& mesh() const { return mesh_; }
  const Ex& executor() const { return ex_; }

  /// The fused interval: what is measured.
  void advance(std::int32_t first = 0, std::int32_t last = steps) {
    ex_.map(particles_.size(), advance_by<rk4>(by(), particles_.view(), grid(), first, last));
  }

 private:
  Ex ex_;
  particle_batch<2> start_;
  resident_mesh<Ex> mesh_;
  resident_slices<Ex, 2> current_;
  particle_set<Ex, 2> particles_;
};

/// The same by the hand-written loop.
class hand_case {
 public:
  explicit hand_case(const sea& s) : sea_(s), inside_(inside_bound(s.mesh)) { restart(); }
  void restart() {
    x = sea_.start.component<position>(0), y = sea_.start.component<position>(1);
    element = sea_.start.component<host_element>();
  }
  hand_written::mesh mesh() const {
    return {sea_.mesh.x.data(), sea_.mesh.y.data(), sea_.mesh.corner.data(), sea_.mesh.neighbour.data(), inside_};
  }
  hand_written::current current() const {
    return {sea_.before[0].data(), sea_.before[1].data(), sea_.after[0].data(), sea_.after[1].data(), 1 / hour};
  }
  void advance() { hand_written::advance(mesh(), current(), particles(), hour, steps); }
  /// One pass over all particles a step.
  void advance_by_steps() {
    hand_written::advance_by_steps(mesh(), current(), particles(), hour, steps, 0, steps);
  }
  std::vector<double> x, y;
  std::vector<id> element;

 private:
  hand_written::particles particles() {
    return {x.data(), y.data(), element.data(), static_cast<std::int64_t>(x.size())};
  }
  const sea& sea_;
  double inside_;
};

/// Share of the particle-steps that end in another element than they began in.
inline double crossings_per_step(const sea& s) {
  library_case<serial_executor> c(serial_executor{}, s);
  double crossed = 0;
  std::vector<id> before = s.start.component<host_element>();
  for (std::int32_t k = 0; k < steps; ++k) {
    c.advance(k, k + 1);
    const auto now = c.particles().collect<host_element>();
    for (std::size_t i = 0; i < before.size(); ++i) crossed += before[i] != now[i];
    before.assign(now.begin(), now.end());
  }
  return crossed / steps / static_cast<double>(before.size());
}

/// Ends the program unless both loops leave every particle at the same bits.
inline void require_equal_bits(const sea& s) {
  library_case<serial_executor> library(serial_executor{}, s);
  hand_case hand(s);
  library.advance();
  hand.advance();
  const auto end = library.particles().collect_all();
  std::size_t differ = 0;
  for (std::size_t i = 0; i < hand.x.size(); ++i)
    differ += end.component<position>(0)[i] != hand.x[i] || end.component<position>(1)[i] != hand.y[i] ||
              end.component<host_element>()[i] != hand.element[i];
  require(differ == 0, "the hand-written loop and the library leave " + std::to_string(differ) + " of " +
                           std::to_string(hand.x.size()) + " particles at different bits; they do not compare");
}

}  // namespace reference
