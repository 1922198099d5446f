// SPDX-License-Identifier: BSL-1.0
// A real cut of FVCOM's output, which does not say where it is open.
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/begin_interval.hpp>
#include <eudrift/kernels/count_statuses.hpp>
#include <eudrift/mesh/open_edges.hpp>
#include <eudrift/netcdf/fvcom_source.hpp>
#include <eudrift/swarm/fused_advance.hpp>
#include <eudrift/swarm/take_leavers.hpp>

#include "catch.hpp"
#include "support/basin.hpp"

#include <cstdio>

using namespace eudrift;

namespace {

constexpr serial_executor ex;
constexpr double hour = 3600;

fvcom_source bay() { return fvcom_source({EUDRIFT_EXAMPLE_DATA "/sfbofs_fvcom.nc"}); }

/// The current at the surface, at elements.
std::array<std::vector<double>, 2> surface(fvcom_source& source, index_t slice) {
  std::array<std::vector<double>, 2> to;
  for (std::size_t d = 0; d < 2; ++d) {
    to[d].resize(static_cast<std::size_t>(source.mesh().elements()));
    source.read(d == 0 ? "u" : "v", slice, 0, 0, to[d]);
  }
  return to;
}

/// Opens what the flow at the surface goes through.
boundary_flow open_by_flow(fvcom_source& source, mesh_data& mesh) {
  boundary_flow flow(source.mesh());
  for (index_t slice = 0; slice < static_cast<index_t>(source.times().size()); ++slice) {
    const auto current = surface(source, slice);
    flow.add(current[0], current[1]);
  }
  flow.open(mesh);
  return flow;
}

/// Distance of p [m] from the nearest open edge of a mesh.
double to_open_edge(const mesh_data& mesh, const vec<double, 2>& p) {
  double nearest = 1e300;
  for (const boundary_edge& b : boundary_edges(mesh)) {
    if (mesh.neighbour[static_cast<std::size_t>(3 * b.element + b.opposite)] != open_edge) continue;
    const auto at = [&](int end) {
      const auto n = static_cast<std::size_t>(mesh.corner[static_cast<std::size_t>(3 * b.element + (b.opposite + end) % 3)]);
      return vec<double, 2>{mesh.x[n], mesh.y[n]};
    };
    const auto a = at(1), way = at(2) - a;
    const double share = std::clamp(dot(p - a, way) / dot(way, way), 0.0, 1.0);
    const auto off = p - (a + share * way);
    nearest = std::min(nearest, std::sqrt(dot(off, off)));
  }
  return nearest;
}

}  // namespace

TEST_CASE("The cut of San Francisco Bay has 155 solid and 42 open edges by the flow at its surface") {
  fvcom_source source = bay();
  mesh_data mesh = source.mesh();
  const boundary_flow flow = open_by_flow(source, mesh);
  const auto& g = flow.greatest();
  CHECK(std::count_if(g.begin(), g.end(), [](double x) { return x < 1e-3; }) == 155);
  CHECK(std::count_if(g.begin(), g.end(), [](double x) { return x > 0.05; }) == 42);
  const auto gap = flow.widest_gap();
  CHECK((gap.below < 1e-4 && gap.above > 0.18));
  const edge_counts made = count_edges(mesh);
  CHECK((made.solid == 155 && made.open == 42));
}

TEST_CASE("In San Francisco Bay particles leave through the open edges, each with its place and time") {
  fvcom_source source = bay();
  mesh_data mesh = source.mesh();
  open_by_flow(source, mesh);
  const resident_mesh<serial_executor> resident(ex, mesh);
  const resident_weights<serial_executor> weights(ex, make_node_weights(mesh, node_average::linear_exact));
  resident_slices<serial_executor, 2> current(ex, mesh.nodes());
  const fused_advance<rk4, serial_executor> move(ex);

  // Particles that are to be told when they leave.
  particle_set<serial_executor, 2, property<leaving_delay, double>> particles(ex);
  particles.append(test::particles_at<particle_batch<2, property<leaving_delay, double>>>(mesh, test::scattered(mesh, 1000)));

  std::vector<leaver<2>> gone;
  const auto receive = [&](index_t slice) {
    current.receive(surface(source, slice), location::element);
    ex.map(mesh.nodes(), current.reduction(weights));
  };
  receive(0);
  for (int h = 0; h < 9; ++h) {
    receive(h + 1);
    const motion<nodal_velocity<double, std::int32_t>> by{
        .velocity = {resident.view(), current.view(hour)}, .walk = {0.1, 1}, .coast = coast_rule::slide};
    move(particles, by, step_grid<double>{hour, 60}, 0, 60);
    for (const auto& l : take_leavers(particles, h * hour)) gone.push_back(l);
  }
  CHECK(gone.size() > 300);
  for (const auto& l : gone) {
    CHECK(to_open_edge(mesh, l.place) < 1e-3);
    CHECK((l.seconds > 0 && l.seconds <= 9 * hour));
  }
  using drifters = decltype(particles.view());
  const auto counts = ex.reduce(particles.size(), status_of<drifters>{particles.view()}, count_statuses{});
  CHECK(counts.at[static_cast<int>(status::moving)] + static_cast<std::int64_t>(gone.size()) == 1000);
  std::printf("San Francisco Bay, 9 h: %zu of 1000 particles left, %lld are moving\n", gone.size(),
              static_cast<long long>(counts.at[0]));
}
