// SPDX-License-Identifier: BSL-1.0
// Long runs on the Salish Sea Model's mesh, whose coast has 96 islands and 7195 edges: 10^4 particles for
// 30 days in the plain build, elsewhere fewer for less by the same code.
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/math/runge_kutta_tableaux.hpp>

#include "../catch.hpp"
#include "../support/executors.hpp"
#include "../support/meshes.hpp"

#include <chrono>
#include <cstdio>

namespace {

using eudrift::cross;
using eudrift::dot;
using eudrift::get;
using eudrift::index_t;
using eudrift::mesh_data;
using point = eudrift::vec<double, 2>;
#if defined(EUDRIFT_WITH_OPENMP)
using executor = eudrift::openmp_executor;
#else
using executor = eudrift::serial_executor;
#endif

/// The sea, with what the checks look up.
struct sea {
  mesh_data mesh;
  explicit sea(mesh_data given) : mesh(std::move(given)) {}
  test::brute_force elements{mesh};
  std::vector<test::coast_edge> coast = test::coast_edges(mesh);
  test::viewed host{mesh};
};
const sea& salish() {
  static const sea s(test::salish_sea());
  return s;
}
/// Its inner part, where no water is far from a coast: Puget Sound south of Admiralty Inlet, 1651 km2
/// with 1567 km of coast.
const sea& puget_sound() {
  static const sea s = [] {
    const mesh_data& mesh = salish().mesh;
    return sea(test::part_of(mesh, [&](index_t e) {
      const point c = test::centroid(mesh, e);
      return c[0] + mesh.frame.origin_x > 480e3 && c[1] + mesh.frame.origin_y < 5.30e6;
    }));
  }();
  return s;
}

using fields = std::array<std::vector<double>, 2>;

index_t particles() { return test::long_form() ? 10'000 : test::full_size() ? 2'000 : 300; }

/// Particles in a steady flow.
class run {
 public:
  run(const sea& water, const fields& flow, eudrift::location where, double diffusivity, double seconds_a_step,
      index_t n = particles())
      : sea_(water),
        mesh_(ex_, sea_.mesh),
        weights_(ex_, eudrift::make_node_weights(sea_.mesh, eudrift::node_average::linear_exact)),
        diffusivity_(diffusivity),
        step_(seconds_a_step) {
    turn_to(flow, where);
    const test::places places_of(sea_.mesh);
    test::draws random(1);
    std::vector<point> places;
    for (index_t i = 0; i < n; ++i) places.push_back(places_of.draw(random));
    particles_.append(test::particles_at(sea_.mesh, places));
    start_ = now_ = places;
  }
  void turn_to(const fields& flow, eudrift::location where) {
    flow_ = flow;
    for (int slice = 0; slice < 2; ++slice) {
      slices_.receive(flow, where);
      if (where == eudrift::location::element) ex_.map(mesh_.nodes(), slices_.reduction(weights_));
    }
  }
  /// Moves all for some hours, and keeps where they were before.
  void go(double hours) {
    const auto steps = static_cast<std::int32_t>(std::lround(hours * 3600 / step_));
    const eudrift::step_grid<double> grid{hours * 3600, steps};
    const eudrift::nodal_velocity<double, std::int32_t> velocity{mesh_.view(), slices_.view(grid.length)};
    const eudrift::motion<decltype(velocity)> by{velocity, {diffusivity_, 1}};
    const auto begin = std::chrono::steady_clock::now();
    ex_.map(particles_.size(), eudrift::advance_by<eudrift::rk4>(by, particles_.view(), grid, 0, steps));
    ex_.wait();
    took_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    made_ += static_cast<double>(steps) * static_cast<double>(particles_.size());
    before_ = now_;
    const auto x = particles_.collect<eudrift::position>(0);
    const auto y = particles_.collect<eudrift::position>(1);
    for (std::size_t i = 0; i < now_.size(); ++i) now_[i] = {x[i], y[i]};
  }
  /// None on land, none lost, none without a number; by other means than the kernels'.
  void check() const {
    const auto status = particles_.collect<eudrift::state>();
    const auto element = particles_.collect<eudrift::host_element>();
    index_t moving = 0;
    for (std::size_t i = 0; i < now_.size(); ++i) {
      REQUIRE((std::isfinite(now_[i][0]) && std::isfinite(now_[i][1])));
      REQUIRE(sea_.elements.in_mesh(now_[i]));
      REQUIRE(eudrift::search(sea_.host.view(), now_[i]) == element[i]);
      moving += status[i] == eudrift::status::moving;
    }
    REQUIRE(moving == static_cast<index_t>(start_.size()));
  }
  /// Velocity of the flow at a place, by the view in host memory.
  point flow_at(const point& p) const {
    const auto mesh = sea_.host.view();
    const std::int32_t e = eudrift::search(mesh, p);
    const auto at = slices_.view(1.0);
    return at(mesh, {p, e, mesh.weights(e, p)}, 0.0);
  }
  double moved(std::size_t i) const {
    const point way = now_[i] - before_[i];
    return std::sqrt(dot(way, way));
  }
  std::size_t size() const { return now_.size(); }
  const point& at(std::size_t i) const { return now_[i]; }
  const point& origin(std::size_t i) const { return start_[i]; }
  double step() const { return step_; }
  /// Printed in the long form alone.
  void report(const char* what) const {
    if (test::long_form()) std::printf("%s: %.3g particle-steps, %.0f ns each\n", what, made_, 1e9 * took_ / made_);
  }

 private:
  const sea& sea_;
  executor ex_;
  eudrift::resident_mesh<executor> mesh_;
  eudrift::resident_weights<executor> weights_;
  eudrift::resident_slices<executor, 2> slices_{ex_, sea_.mesh.nodes()};
  eudrift::particle_set<executor, 2> particles_{ex_};
  fields flow_;
  double diffusivity_, step_;
  std::vector<point> start_, before_, now_;
  double took_ = 0, made_ = 0;
};

/// Velocities of elements from a stream function at nodes that is 0 on every coast, so that no edge of
/// a coast is crossed: what a steady vorticity of both signs drives (a relaxed Poisson equation), at
/// 1 m/s or less in all but one element in a hundred.
fields along_coasts() {
  const mesh_data& mesh = salish().mesh;
  const std::size_t nodes = mesh.x.size();
  std::vector<bool> coast(nodes);
  const auto node = [&](index_t e, int k) { return static_cast<std::size_t>(mesh.corner[static_cast<std::size_t>(3 * e + k % 3)]); };
  for (const auto& c : salish().coast) coast[node(c.element, c.opposite + 1)] = coast[node(c.element, c.opposite + 2)] = true;
  std::vector<double> psi(nodes), sum(nodes), count(nodes), size(nodes);
  for (int sweep = 0; sweep < 400; ++sweep) {
    std::fill(sum.begin(), sum.end(), 0), std::fill(count.begin(), count.end(), 0), std::fill(size.begin(), size.end(), 0);
    for (index_t e = 0; e < mesh.elements(); ++e)
      for (int k = 0; k < 3; ++k) {
        sum[node(e, k)] += psi[node(e, k + 1)] + psi[node(e, k + 2)];
        count[node(e, k)] += 2, size[node(e, k)] += test::area(mesh, e);
      }
    for (std::size_t n = 0; n < nodes; ++n)
      if (!coast[n] && count[n] > 0)
        psi[n] = sum[n] / count[n] + size[n] / 8 * std::sin(mesh.x[n] / 2e4) * std::cos(mesh.y[n] / 3e4);
  }
  fields flow;
  std::vector<double> speed;
  for (index_t e = 0; e < mesh.elements(); ++e) {
    const point slope = eudrift::barycentric_gradient(test::corner_at(mesh, e, 0), test::corner_at(mesh, e, 1), test::corner_at(mesh, e, 2),
                                                      psi[node(e, 0)], psi[node(e, 1)], psi[node(e, 2)]);
    flow[0].push_back(-slope[1]), flow[1].push_back(slope[0]);
    speed.push_back(std::sqrt(dot(slope, slope)));
  }
  std::sort(speed.begin(), speed.end());
  const double scale = 1 / speed[speed.size() * 99 / 100];
  for (auto& component : flow)
    for (double& u : component) u *= scale;
  return flow;
}

/// Velocities of elements brought to nodes, and there turned along the coast: to the mean direction of
/// the two coast edges of a node, to nothing where these turn back sharply.
fields at_nodes_along_coasts(const fields& elements) {
  const mesh_data& mesh = salish().mesh;
  const auto weights = eudrift::make_node_weights(mesh, eudrift::node_average::linear_exact);
  std::vector<point> along(mesh.x.size());
  for (const auto& c : salish().coast)
    for (int k = 1; k <= 2; ++k) {
      const point way = c.to - c.from;
      point& sum = along[static_cast<std::size_t>(mesh.corner[static_cast<std::size_t>(3 * c.element + (c.opposite + k) % 3)])];
      sum = sum + 1 / std::sqrt(dot(way, way)) * way;
    }
  fields nodes{std::vector<double>(mesh.x.size()), std::vector<double>(mesh.x.size())};
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    point u{};
    for (auto i = static_cast<std::size_t>(weights.begin[n]); i < static_cast<std::size_t>(weights.begin[n + 1]); ++i) {
      const auto e = static_cast<std::size_t>(weights.element[i]);
      u = u + weights.weight[i] * point{elements[0][e], elements[1][e]};
    }
    const double square = dot(along[n], along[n]);
    if (square > 0) u = square < 0.5 ? point{} : dot(u, along[n]) / square * along[n];
    nodes[0][n] = u[0], nodes[1][n] = u[1];
  }
  return nodes;
}

double days() { return test::full_size() ? 30 : 2; }

/// How fast water at p, pushed along u, can go without crossing the coast edges within `reach` of p:
/// the length of u's part along the nearest direction that they leave free.  Found from the edges alone.
double free_speed(const sea& water, const point& p, const point& u, double reach) {
  std::vector<point> along{};
  std::vector<point> inward{};
  for (const auto& c : water.coast) {
    const point way = c.to - c.from;
    const double length = std::sqrt(dot(way, way));
    const double t = std::clamp(dot(p - c.from, way) / (length * length), 0.0, 1.0);
    const point off = p - (c.from + t * way);
    if (dot(off, off) > reach * reach) continue;
    const point unit = 1 / length * way;
    inward.push_back({-unit[1], unit[0]});
    if (t < 1) along.push_back(unit);
    if (t > 0) along.push_back(-1.0 * unit);
  }
  const auto is_free = [&](const point& direction) {
    for (const point& n : inward)
      if (dot(n, direction) < -1e-9) return false;
    return true;
  };
  if (is_free(u)) return std::sqrt(dot(u, u));
  double best = 0;
  for (const point& d : along)
    if (is_free(d)) best = std::max(best, dot(d, u));
  return best;
}

}  // namespace

TEST_CASE("A flow along all coasts: none on land, none held") {
  const bool at_elements = GENERATE(true, false);
  const fields elements = along_coasts();
  run r = at_elements ? run(salish(), elements, eudrift::location::element, 0, 300)
                      : run(salish(), at_nodes_along_coasts(elements), eudrift::location::node, 0, 300);
  for (int d = 0; d < days(); ++d) r.go(24), r.check();
  r.go(r.step() / 3600);
  r.check();
  std::size_t held = 0, ashore = 0;
  for (std::size_t i = 0; i < r.size(); ++i) {
    const point u = r.flow_at(r.at(i));
    const double free = free_speed(salish(), r.at(i), u, 1e-3);
    ashore += free < 0.01 * std::sqrt(dot(u, u));
    if (free > 0.01 && r.moved(i) < 0.01 * free * r.step()) ++held;
  }
  CHECK(held == 0);
  // Averages of elements cross a coast a little, so that in a steady flow some are pressed against it:
  // one in seven after 30 days.  Velocities along the coast at its nodes press next to none.
  INFO("pressed ashore " << ashore << " of " << r.size());
  CHECK(ashore < (at_elements ? r.size() / 4 : r.size() / 50));
  if (test::long_form()) std::printf("pressed ashore: %zu of %zu\n", ashore, r.size());
  r.report("tangential");
}

TEST_CASE("A uniform flow drives all ashore, and its reverse sets all free") {
  const mesh_data& mesh = salish().mesh;
  const double angle = GENERATE(0.3, 2.0, 4.4);
  const auto uniform = [&](double speed) {
    return fields{std::vector<double>(mesh.x.size(), speed * std::cos(angle)), std::vector<double>(mesh.x.size(), speed * std::sin(angle))};
  };
  // One direction in full, the others with fewer particles.
  run r(salish(), uniform(1), eudrift::location::node, 0, 600, angle == 2.0 ? particles() : 300);
  const point u{std::cos(angle), std::sin(angle)};
  for (int d = 0; d < 30; ++d) r.go(24), r.check();
  r.go(1);
  std::size_t held = 0, ashore = 0, at_sea = 0;
  for (std::size_t i = 0; i < r.size(); ++i) {
    const double free = free_speed(salish(), r.at(i), u, 1e-3);
    at_sea += free > 0.9999;
    ashore += free < 0.01;
    if (free > 0.01 && r.moved(i) < 0.01 * free * 3600) ++held;
  }
  INFO("held against the flow " << ashore << ", not at a coast " << at_sea << " of " << r.size());
  CHECK(held == 0);
  CHECK(at_sea == 0);
  CHECK(ashore == r.size());
  r.report("driven ashore");

  // A corner that a flow drives into is one that its reverse leaves: in one step of 600 m each moves.
  r.turn_to(uniform(-1), eudrift::location::node);
  r.go(r.step() / 3600);
  r.check();
  std::size_t far = 0;
  for (std::size_t i = 0; i < r.size(); ++i) {
    CHECK(r.moved(i) > 1);
    far += r.moved(i) > 300;
  }
  CHECK(far > 90 * r.size() / 100);
  for (int h = 0; h < 6; ++h) r.go(1), r.check();
}

namespace {

/// Rings of elements: 0 has a coast edge, 1 touches ring 0, and so on; the last holds the rest.
constexpr int rings = 8;
std::vector<int> rings_from_coast(const sea& water) {
  const mesh_data& mesh = water.mesh;
  std::vector<int> ring(static_cast<std::size_t>(mesh.elements()), rings - 1);
  for (const auto& c : water.coast) ring[static_cast<std::size_t>(c.element)] = 0;
  for (int next = 1; next < rings - 1; ++next)
    for (std::size_t e = 0; e < ring.size(); ++e)
      for (std::size_t k = 0; k < 3 && ring[e] > next; ++k)
        if (const std::int32_t f = mesh.neighbour[3 * e + k]; f >= 0 && ring[static_cast<std::size_t>(f)] == next - 1) ring[e] = next;
  return ring;
}

/// Chi-square of counts against shares that sum to 1.
double chi_square(const std::vector<double>& count, const std::vector<double>& share) {
  double n = 0, sum = 0;
  for (const double c : count) n += c;
  for (std::size_t i = 0; i < count.size(); ++i) {
    eudrift::require(n * share[i] > 5, "a class with too few particles for a chi-square");
    sum += (count[i] - n * share[i]) * (count[i] - n * share[i]) / (n * share[i]);
  }
  return sum;
}
/// What chi-square exceeds once in 10^5 (Wilson and Hilferty 1931; 4.265 is the normal's quantile).
double chi_square_limit(std::size_t classes) {
  const double f = static_cast<double>(classes - 1), a = 2 / (9 * f);
  return f * std::pow(1 - a + 4.265 * std::sqrt(a), 3);
}

/// How far particles are from uniform by area: over the rings, and over ten strips of equal area
/// along the coast edges of ring 0.  As shares of the limits: above 1 they are not.
struct evenness {
  double by_ring, by_strip;
};
evenness density(const sea& water, const std::vector<point>& at) {
  const mesh_data& mesh = water.mesh;
  const std::vector<int> ring = rings_from_coast(water);
  std::vector<double> share(rings), count(rings), strip(10);
  double total = 0;
  for (index_t e = 0; e < mesh.elements(); ++e) total += test::area(mesh, e), share[static_cast<std::size_t>(ring[static_cast<std::size_t>(e)])] += test::area(mesh, e);
  for (double& s : share) s /= total;
  std::vector<int> opposite(ring.size(), -1);
  for (const auto& c : water.coast) opposite[static_cast<std::size_t>(c.element)] = c.opposite;
  const auto view = water.host.view();
  for (const point& p : at) {
    const auto e = static_cast<std::size_t>(eudrift::search(view, p));
    count[static_cast<std::size_t>(ring[e])] += 1;
    if (ring[e] > 0) continue;
    const double w = std::clamp(view.weights(static_cast<std::int32_t>(e), p)[opposite[e]], 0.0, 1.0);
    // The part of the element nearer to its coast edge than p: uniform in [0, 1].
    strip[static_cast<std::size_t>(std::min(9.0, 10 * (1 - (1 - w) * (1 - w))))] += 1;
  }
  return {chi_square(count, share) / chi_square_limit(rings), chi_square(strip, std::vector<double>(10, 0.1)) / chi_square_limit(10)};
}

}  // namespace

TEST_CASE("Dispersal alone keeps the density uniform up to the coast") {
  // Steps of 219 m, where coast edges have 50 m to 24 km.  Four checks, each wrong once in 10^5.
  const bool whole = GENERATE(true, false);
  const sea& water = whole ? salish() : puget_sound();
  const fields still{std::vector<double>(water.mesh.x.size()), std::vector<double>(water.mesh.x.size())};
  run r(water, still, eudrift::location::node, 10, 600, test::long_form() ? 10'000 : 4'000);
  for (int d = 0; d < days(); ++d) r.go(24);
  r.check();
  std::vector<point> at;
  for (std::size_t i = 0; i < r.size(); ++i) at.push_back(r.at(i));
  const evenness found = density(water, at);
  INFO("of the limits: by ring " << found.by_ring << ", by strip " << found.by_strip);
  CHECK(found.by_ring < 1);
  CHECK(found.by_strip < 1);
  if (test::long_form()) std::printf("of the limits: by ring %.2f, by strip %.2f\n", found.by_ring, found.by_strip);
  r.report(whole ? "dispersal" : "dispersal in Puget Sound");
}

TEST_CASE("The same walk with sliding in place of reflection is found out") {
  const auto view = puget_sound().host.view();
  const test::places water(puget_sound().mesh);
  test::draws random(1);
  std::vector<point> at;
  for (int i = 0; i < 4000; ++i) {
    const point p = water.draw(random);
    const std::int32_t e = eudrift::search(view, p);
    eudrift::site<double, std::int32_t> here{p, e, view.weights(e, p)};
    for (std::uint32_t k = 0; k < 144; ++k)
      here = eudrift::displace<eudrift::slide>(view, here, std::sqrt(8 * 10 * 600.0) * eudrift::uniform_in_disc(1, static_cast<std::uint64_t>(i), k), 1.0);
    at.push_back(here.point);
  }
  CHECK(density(puget_sound(), at).by_strip > 3);
}
