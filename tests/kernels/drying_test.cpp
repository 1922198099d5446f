// SPDX-License-Identifier: BSL-1.0
// A basin whose sloping bed dries and floods with the tide.
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/forcing/resident_waterline.hpp>
#include <eudrift/kernels/begin_interval.hpp>
#include <eudrift/kernels/count_statuses.hpp>
#include <eudrift/swarm/fused_advance.hpp>
#include <eudrift/swarm/place_particles.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"

using namespace eudrift;

namespace {

// The bed rises by `slope` towards x = 10 km.  A level surface above it that rises and falls moves all water by
// u = (d zeta / dt) / slope, which is the speed of the waterline too.
constexpr double slope = 8e-4, period = 44'700, high = 3;
constexpr int intervals = 24;
double surface(double t) { return high * std::cos(6.283185307179586 * t / period); }
double depth(double x) { return 4 - slope * x; }
double speed(double t) { return -6.283185307179586 / period * high * std::sin(6.283185307179586 * t / period) / slope; }

const mesh_data& basin() {
  static const mesh_data mesh = test::make_mesh({.width = 10'000, .height = 2000, .across = 50, .up = 10});
  return mesh;
}

struct slice {
  std::vector<double> wet;
  std::array<std::vector<double>, 2> current;  ///< at elements, 0 where it is dry, as FVCOM has it
};
slice slice_at(double t, double onshore) {
  slice to;
  for (index_t e = 0; e < basin().elements(); ++e) {
    const bool wet = depth(test::centroid(basin(), e)[0]) + surface(t) > 0.05;
    to.wet.push_back(wet);
    to.current[0].push_back(wet ? speed(t) + onshore : 0);
    to.current[1].push_back(wet ? 0.05 * std::sin(t) : 0);
  }
  return to;
}
view<const double> view_of(const std::vector<double>& v) { return {v.data(), static_cast<index_t>(v.size())}; }

/// What happened in one tide, or two.
struct tide {
  std::int64_t aground = 0, floated = 0;           ///< times that a particle was aground, and went on after it
  std::int64_t moved_while_dry = 0, in_dry = 0;    ///< times that one moved aground; that one ended an interval, moving, in a dry element
  std::int64_t stranded = 0, refloated = 0;
  std::int64_t moving_at_end = 0, all = 0, never_wet = 0;  ///< the last: released above high water
  std::vector<vec<double, 2>> end = {};
};

struct options {
  coast_rule coast = coast_rule::slide;
  bool waterline = true, recorded = false;
  double diffusivity = 1, onshore = 0;  ///< [m2/s], [m/s]
  int tides = 1;
};

tide run(const options& o) {
  const serial_executor ex;
  const resident_mesh<serial_executor> mesh(ex, basin());
  const resident_weights<serial_executor> weights(ex, make_node_weights(basin(), node_average::area));
  resident_slices<serial_executor, 2> current(ex, mesh.nodes());
  resident_waterline<serial_executor> line(ex, mesh);
  resident_records<serial_executor> records(ex, mesh);
  const fused_advance<midpoint, serial_executor> move(ex);
  particle_set<serial_executor, 2> particles(ex);
  particles.append(test::particles_at(basin(), test::scattered(basin(), 800)));
  tide to{.all = particles.size()};
  slice before = slice_at(0, o.onshore);
  for (const std::int32_t e : particles.collect<host_element>()) to.never_wet += before.wet[static_cast<std::size_t>(e)] == 0;
  current.receive(before.current, location::element);
  ex.map(mesh.nodes(), current.reduction(weights));
  const auto states = [&] {
    const auto s = particles.collect<state>();
    return std::vector<status>(s.begin(), s.end());
  };
  const auto places = [&] {
    std::vector<vec<double, 2>> p;
    const auto x = particles.collect<position>(0), y = particles.collect<position>(1);
    for (std::size_t k = 0; k < x.size(); ++k) p.push_back({x[k], y[k]});
    return p;
  };
  const double length = period / intervals;
  for (int i = 0; i < o.tides * intervals; ++i) {
    const slice after = slice_at((i + 1) * length, o.onshore);
    current.receive(after.current, location::element);
    ex.map(mesh.nodes(), current.reduction(weights));
    const auto wet = view_of(before.wet), wet_next = view_of(after.wet);
    nodal_velocity<double, std::int32_t> velocity{mesh.view(), current.view(length)};
    if (o.waterline) {
      const bool changed = line.take(wet, wet_next);
      velocity.mesh = line.view();
      if (changed) records.reshape(velocity.mesh);
    }
    records.fill(velocity);
    const auto was = states();
    ex.map(particles.size(), begin_interval<drifter_view<2>>{particles.view(), wet, wet_next, particles.size()});
    const auto now = states();
    const auto start = places();
    move(particles, motion<nodal_velocity<double, std::int32_t>>{o.recorded ? records.with(velocity) : velocity, {o.diffusivity, 3}, {}, o.coast}, step_grid<double>{length, 30}, 0, 30);
    const auto then = states();
    const auto end = places();
    const auto element = particles.collect<host_element>();
    for (std::size_t p = 0; p < now.size(); ++p) {
      const auto e = static_cast<std::size_t>(element[p]);
      const bool dry = before.wet[e] == 0 && after.wet[e] == 0;
      to.aground += now[p] == status::aground;
      to.floated += was[p] == status::aground && now[p] == status::moving;
      to.refloated += was[p] == status::stranded && now[p] == status::moving;
      to.stranded += now[p] == status::moving && then[p] == status::stranded;
      to.moved_while_dry += now[p] != status::moving && !(start[p] == end[p]);
      to.in_dry += then[p] == status::moving && dry;
    }
    const auto counts = ex.reduce(particles.size(), status_of<drifter_view<2>>{particles.view()}, count_statuses{});
    std::int64_t sum = 0;
    for (int s = 0; s < status_count; ++s) sum += counts.at[s];
    REQUIRE(sum == to.all);
    REQUIRE(counts.at[0] + counts.at[1] + counts.at[6] == to.all);  // moving, aground, stranded
    before = after;
  }
  for (const status s : states()) to.moving_at_end += s == status::moving;
  to.end = places();
  return to;
}

}  // namespace

TEST_CASE("In a basin that dries and floods none moves while dry, and all are accounted for") {
  const tide open = run({.waterline = false}), shut = run({});
  for (const tide& t : {open, shut}) {
    CHECK(t.aground > 200);
    CHECK(t.floated > 50);
    CHECK(t.moved_while_dry == 0);
  }
  // Without the waterline as a coast some drift on dry ground within an interval; with it none does.
  CHECK(open.in_dry > 0);
  CHECK(shut.in_dry == 0);
  // At the next high water all float again but those released above it.
  CHECK(shut.never_wet > 0);
  CHECK(shut.moving_at_end == shut.all - shut.never_wet);
  CHECK(run({.recorded = true}).end == shut.end);
}

TEST_CASE("Thrown on the waterline, particles float again with the flood") {
  // A wind drives all up the beach, against what the ebb does.
  options o{.coast = coast_rule::strand, .diffusivity = 0, .onshore = 0.1, .tides = 2};
  const tide t = run(o);
  CHECK(t.stranded > 50);
  CHECK(t.refloated > 50);
  CHECK(t.moved_while_dry == 0);
  CHECK(t.in_dry == 0);
  o.recorded = true;
  CHECK(run(o).end == t.end);
}

TEST_CASE("The waterline moves when an element dries at both slices or floods at one") {
  const mesh_data mesh = test::make_mesh({.width = 2, .height = 1, .across = 2, .up = 1, .jitter = 0});
  const serial_executor ex;
  const resident_mesh<serial_executor> resident(ex, mesh);
  resident_waterline<serial_executor> line(ex, resident);
  std::vector<double> wet(4, 1), dry(wet);
  dry[2] = 0;
  CHECK_FALSE(line.take(view_of(wet), view_of(wet)));
  CHECK_FALSE(line.take(view_of(wet), view_of(dry)));
  CHECK(line.take(view_of(dry), view_of(dry)));
  int shut = 0;
  for (std::int32_t e = 0; e < 4; ++e)
    for (int k = 0; k < 3; ++k) {
      const std::int32_t now = line.view().beyond(e, k), whole = resident.view().beyond(e, k);
      CHECK(now == (whole == 2 ? land : whole));
      shut += now != whole;
    }
  CHECK(shut > 0);
  CHECK_FALSE(line.take(view_of(dry), view_of(dry)));
  CHECK(line.take(view_of(dry), view_of(wet)));
}

TEST_CASE("Particles to be released outside or on dry ground are told by their ids") {
  const test::viewed host(test::make_mesh({.width = 4, .height = 1, .across = 4, .up = 1, .jitter = 0}));
  std::vector<vec<double, 2>> places{test::centroid(host.data, 0), {9, 9}, test::centroid(host.data, 3), {-1, 0.5}, test::centroid(host.data, 5)};
  const std::vector<std::int64_t> id{40, 50, 60, 70, 80};
  const std::vector<double> wet{1, 1, 1, 0, 1, 1, 1, 1};
  const placing found = place_particles(host.view(), places, wet);
  CHECK(found.element == std::vector<std::int32_t>{0, nowhere, 3, nowhere, 5});
  CHECK(found.outside == std::vector<std::size_t>{1, 3});
  CHECK(found.on_dry == std::vector<std::size_t>{2});
  CHECK(tell_of(found, id) == "2 of 5 particles lie outside the mesh: 50, 70; 1 of 5 particles lies on dry ground and is aground until that is wet: 60");
  CHECK_FALSE(found.all_in_water());
  places.resize(1);
  CHECK(tell_of(place_particles(host.view(), places, wet), std::vector<std::int64_t>{40}).empty());
  CHECK(place_particles(host.view(), places).all_in_water());
  CHECK_FALSE(test::sentence([&] { tell_of(found, std::vector<std::int64_t>{1}); }).empty());
}
