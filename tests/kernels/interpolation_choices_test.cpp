// SPDX-License-Identifier: BSL-1.0
// What the choices of interpolation do: exact where they must be, and how far each leads from the streamlines of Stommel's
// gyre, whose flow is along every coast.
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/mesh/open_edges.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <cstdio>

using namespace eudrift;

namespace {

using flow_type = std::function<vec<double, 2>(double, double, double)>;
constexpr serial_executor ex;

/// FVCOM's interpolation on a mesh of a flow that is linear between two slices.
class consistent {
 public:
  consistent(const mesh_data& mesh, const flow_type& flow, double length, beside_coast how)
      : mesh_(ex, mesh), records_(ex, mesh_), current_(ex, mesh.elements()) {
    current_.receive(test::at_elements(mesh, flow, 0), location::node);  // one value an element
    current_.receive(test::at_elements(mesh, flow, length), location::node);
    const resident_gradients<serial_executor> gradients(ex, make_element_gradients(mesh, how));
    const nodal_velocity<double, std::int32_t> plain{mesh_.view(), current_.view(length)};
    records_.fill_by_elements(plain, gradients);
    velocity_ = records_.with(plain);
  }
  const nodal_velocity<double, std::int32_t>& velocity() const { return velocity_; }

 private:
  resident_mesh<serial_executor> mesh_;
  resident_records<serial_executor> records_;
  resident_slices<serial_executor, 2> current_;
  nodal_velocity<double, std::int32_t> velocity_{};
};

/// How many edges of element e are the mesh's.
int edges_at_coast(const mesh_data& mesh, index_t e) {
  int to = 0;
  for (std::size_t k = 0; k < 3; ++k) to += mesh.neighbour[3 * static_cast<std::size_t>(e) + k] < 0;
  return to;
}

/// A point within element e.
vec<double, 2> drawn(const mesh_data& mesh, index_t e, test::draws& random) {
  double a = random.unit(), b = random.unit();
  if (a + b > 1) a = 1 - a, b = 1 - b;
  const auto p = test::corner_at(mesh, e, 0);
  return p + a * (test::corner_at(mesh, e, 1) - p) + b * (test::corner_at(mesh, e, 2) - p);
}

}  // namespace

TEST_CASE("FVCOM's interpolation is exact for a linear flow, and one-sided as FVCOM's next to coasts") {
  const bool spherical = GENERATE(false, true);
  mesh_data mesh = test::make_mesh({.width = 9000, .height = 6000, .across = 15, .up = 10, .jitter = 0.3});
  if (spherical) mesh.frame = {true, 10, 60};
  const flow_type flow = [](double x, double y, double t) {
    return vec<double, 2>{0.3 + 1e-4 * x - 2e-4 * y + 1e-4 * t, -0.2 + 3e-5 * x + 1e-4 * y - 2e-4 * t + 1e-8 * x * t};
  };
  const double length = 3600;
  const consistent sea(mesh, flow, length, beside_coast::constant);
  test::draws random(2);
  index_t inner = 0, beside = 0;
  for (std::int32_t e = 0; e < mesh.elements(); ++e)
    for (const double t : {0.0, 1234.0, length}) {
      const auto p = drawn(mesh, e, random);
      auto u = sea.velocity()(site<double, std::int32_t>{p, e, sea.velocity().mesh.weights(e, p)}, t);
      if (spherical) u.at[0] /= mesh.frame.stretch(p.at[1]);
      const auto c = test::centroid(mesh, e);
      const bool at_coast = edges_at_coast(mesh, e) > 0;
      const auto expected = at_coast ? flow(c[0], c[1], t) : flow(p[0], p[1], t);
      CHECK(u[0] == Approx(expected[0]).margin(1e-12));
      CHECK(u[1] == Approx(expected[1]).margin(1e-12));
      ++(at_coast ? beside : inner);
    }
  CHECK((inner > 100 && beside > 100));
}

TEST_CASE("With a mirror image for a neighbour, a flow without normal part at a straight coast is exact") {
  // Water that comes down on the line y = 0 and parts: u = c + b x, v = -b y; the line is turned.
  const double turn = GENERATE(0.0, 0.7);
  mesh_data mesh = test::make_mesh({.x0 = -3000, .width = 6000, .height = 4000, .across = 12, .up = 8});
  const auto turned = [&](double x, double y, double by) {
    return vec<double, 2>{std::cos(by) * x - std::sin(by) * y, std::sin(by) * x + std::cos(by) * y};
  };
  const mesh_data straight = mesh;
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    const auto p = turned(mesh.x[n], mesh.y[n], turn);
    mesh.x[n] = p[0], mesh.y[n] = p[1];
  }
  build_mesh(mesh, "turned");
  const flow_type flow = [&](double x, double y, double) {
    const auto p = turned(x, y, -turn);
    return turned(0.2 + 1e-4 * p[0], -1e-4 * p[1], turn);
  };
  const consistent sea(mesh, flow, 60, beside_coast::mirror);
  test::draws random(3);
  int checked = 0;
  for (std::int32_t e = 0; e < mesh.elements(); ++e) {
    bool low = edges_at_coast(mesh, e) == 1;
    for (std::size_t k = 0; k < 3 && low; ++k)
      if (mesh.neighbour[3 * static_cast<std::size_t>(e) + k] < 0)
        low = test::corner_at(straight, e, static_cast<int>(k + 1) % 3)[1] == 0 && test::corner_at(straight, e, static_cast<int>(k + 2) % 3)[1] == 0;
    if (!low) continue;
    const auto p = drawn(mesh, e, random), expected = flow(p[0], p[1], 0);
    const auto u = sea.velocity()(site<double, std::int32_t>{p, e, sea.velocity().mesh.weights(e, p)}, 0);
    CHECK(u[0] == Approx(expected[0]).margin(1e-12));
    CHECK(u[1] == Approx(expected[1]).margin(1e-12));
    ++checked;
  }
  CHECK(checked > 8);
}

TEST_CASE("Nodal values run along the coast, and nowhere where it turns back") {
  mesh_data mesh = test::make_mesh({.width = 3000, .height = 2000, .across = 9, .up = 6, .dry = [](double x, double y) { return x > 2000 && y > 1000; }});
  std::vector<std::int64_t> west;
  for (std::size_t n = 0; n < mesh.x.size(); ++n)
    if (mesh.x[n] == 0) west.push_back(mesh.node_number[n] + 1);
  open_between(mesh, west, "west");
  const resident_coast<serial_executor> coast(ex, make_coast_nodes(mesh));
  std::vector<double> u(mesh.x.size(), 0.3), v(mesh.x.size(), -0.4);
  ex.map(coast.size(), coast.turn({{u.data(), v.data()}, mesh.nodes()}));
  int along = 0, corners = 0, inner = 0;
  for (std::size_t n = 0; n < u.size(); ++n) {
    const double x = mesh.x[n], y = mesh.y[n];
    const bool level = y == 0 || (y == 2000 && x <= 2000) || (std::abs(y - 1000) < 1e-6 && x >= 2000);
    const bool upright = std::abs(x - 3000) < 1e-6 || (x == 2000 && y >= 1000);
    const auto expected = level && upright ? vec<double, 2>{} : level ? vec<double, 2>{0.3, 0} : upright ? vec<double, 2>{0, -0.4} : vec<double, 2>{0.3, -0.4};
    CHECK(u[n] == Approx(expected[0]).margin(1e-12));
    CHECK(v[n] == Approx(expected[1]).margin(1e-12));
    ++(level && upright ? corners : level || upright ? along : inner);
  }
  CHECK((corners == 4 && along > 15 && inner > 20));
}

namespace {

/// Stommel's gyre (1948) on a square of 1000 km, whose western current is 50 km wide: the stream function is 0 on all coasts.
constexpr double side = 1e6, width = 0.05, strength = 1e5;  // [m], of the side, [m2/s]
double stream(double x, double y) {
  x /= side, y /= side;
  return strength * (1 - std::exp(-x / width) - x) * std::sin(std::numbers::pi * y);
}
vec<double, 2> stommel(double x, double y, double) {
  x /= side, y /= side;
  const double e = std::exp(-x / width);
  return {-strength / side * std::numbers::pi * (1 - e - x) * std::cos(std::numbers::pi * y),
          strength / side * (e / width - 1) * std::sin(std::numbers::pi * y)};
}

struct choice {
  const char* name;
  bool by_elements = false;
  node_average average = node_average::linear_exact;
  bool turned = false;  ///< along coasts
  beside_coast beside = beside_coast::constant;
};
struct outcome {
  double off;      ///< rms change of the stream function, of its greatest
  double pressed;  ///< share of particles within 100 m of a coast
};

outcome follow(const mesh_data& mesh, const choice& c, index_t count, int days) {
  const resident_mesh<serial_executor> resident(ex, mesh);
  const resident_weights<serial_executor> weights(ex, make_node_weights(mesh, c.average));
  const resident_coast<serial_executor> coast(ex, make_coast_nodes(mesh));
  const consistent elements(mesh, stommel, 86400, c.beside);
  resident_slices<serial_executor, 2> current(ex, mesh.nodes());
  resident_records<serial_executor> records(ex, resident);
  for (int slice = 0; slice < 2; ++slice) {
    current.receive(test::at_elements(mesh, stommel, 0), location::element);
    const auto reduction = current.reduction(weights);
    ex.map(mesh.nodes(), reduction);
    if (c.turned) ex.map(coast.size(), coast.turn(reduction.to));
  }
  nodal_velocity<double, std::int32_t> nodal{resident.view(), current.view(86400)};
  records.fill(nodal);
  const motion<nodal_velocity<double, std::int32_t>> by{c.by_elements ? elements.velocity() : records.with(nodal), {}};

  test::draws random(4);
  std::vector<vec<double, 2>> start;
  for (index_t i = 0; i < count; ++i) start.push_back({random.between(1e3, side - 1e3), random.between(1e3, side - 1e3)});
  particle_set<serial_executor, 2> particles(ex);
  particles.append(test::particles_at(mesh, start));
  for (int d = 0; d < days; ++d)
    ex.map(particles.size(), advance_by<rk4>(by, particles.view(), step_grid<double>{86400, 24}, 0, 24));
  const auto x = particles.collect<position>(0), y = particles.collect<position>(1);
  double most = 0, square = 0;
  std::size_t pressed = 0;
  for (std::size_t i = 0; i < start.size(); ++i) {
    const double change = stream(x[i], y[i]) - stream(start[i][0], start[i][1]);
    square += change * change;
    pressed += std::min({x[i], y[i], side - x[i], side - y[i]}) < 100;
  }
  for (std::size_t n = 0; n < mesh.x.size(); ++n) most = std::max(most, stream(mesh.x[n], mesh.y[n]));
  const double all = static_cast<double>(count);
  return {std::sqrt(square / all) / most, static_cast<double>(pressed) / all};
}

}  // namespace

TEST_CASE("In Stommel's gyre exact nodal values and mirrored elements keep to the streamlines, averages do not") {
  const mesh_data mesh = test::make_mesh({.width = side, .height = side, .across = 60, .up = 60});
  const index_t count = test::long_form() ? 20'000 : 400;
  const int days = 100;
  const choice choices[] = {{"area", false, node_average::area},
                            {"area, along coasts", false, node_average::area, true},
                            {"linear_exact", false},
                            {"linear_exact, along coasts", false, node_average::linear_exact, true},
                            {"elements, constant at coasts", true},
                            {"elements, mirrored at coasts", true, node_average::area, false, beside_coast::mirror}};
  outcome got[6];
  for (int i = 0; i < 6; ++i) {
    got[i] = follow(mesh, choices[i], count, days);
    std::printf("Stommel's gyre, %d days: %-28s off by %.3f %%, pressed ashore %.2f %%\n", days, choices[i].name, 100 * got[i].off, 100 * got[i].pressed);
  }
  const auto& [area, area_along, linear, linear_along, constant, mirrored] = got;
  CHECK((area.off > 0.006 && area.off < 0.025));
  CHECK((area.pressed > 0.002 && area_along.pressed < 0.001));
  CHECK(area_along.off < 0.7 * area.off);
  for (const outcome& o : {linear, linear_along, mirrored}) {
    CHECK(o.off < 0.002);
    CHECK(o.pressed < 0.001);
  }
  CHECK((constant.off > 2 * mirrored.off && constant.off < 0.01));
}
