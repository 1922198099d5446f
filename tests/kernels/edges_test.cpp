// SPDX-License-Identifier: BSL-1.0
// Particles at coasts under each rule, and through open edges: against what is known of uniform flows and of diffusion, and
// one by one, in blocks and by stages with the same bits.
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance_within.hpp>
#include <eudrift/kernels/begin_interval.hpp>
#include <eudrift/kernels/count_statuses.hpp>
#include <eudrift/mesh/open_edges.hpp>
#include <eudrift/swarm/staged_advance.hpp>
#include <eudrift/swarm/take_leavers.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <bit>

using namespace eudrift;

namespace {

using timed = property<leaving_delay, double>;
using batch_of_timed = particle_batch<2, timed>;
using serial_set = particle_set<serial_executor, 2, timed>;

template <class F>
struct without_blocks {
  F kernel;
  EUDRIFT_FN void operator()(index_t i) const { kernel(i); }
};

enum class form { index, block, recorded, staged, to_tolerance };

/// Opens the edges between nodes that `is_in(x, y)` holds true of.
template <class F>
mesh_data opened(mesh_data mesh, const F& is_in) {
  std::vector<std::int64_t> list;
  for (std::size_t n = 0; n < mesh.x.size(); ++n)
    if (is_in(mesh.x[n], mesh.y[n])) list.push_back(std::int64_t{mesh.node_number[n]} + 1);
  open_between(mesh, list, "test");
  return mesh;
}

struct course {
  form how = form::block;
  coast_rule coast = coast_rule::slide;
  double diffusivity = 0, seconds = 600;
  std::int32_t steps = 10;
  double origin = 0;       ///< of the clock in which ends are told
  double first_owned = 1;  ///< part of the elements that the first of two owners has
};

/// Particles in a flow, at places, after an interval.
serial_set after(const mesh_data& mesh, const std::vector<vec<double, 2>>& places,
                 const std::function<vec<double, 2>(double, double, double)>& flow, const course& c) {
  const serial_executor ex;
  const auto owned = static_cast<index_t>(c.first_owned * static_cast<double>(mesh.elements()));
  const resident_mesh<serial_executor> resident(ex, mesh, owned);
  resident_slices<serial_executor, 2> current(ex, resident.nodes());
  current.receive(test::at_nodes(mesh, flow, 0), location::node);
  current.receive(test::at_nodes(mesh, flow, c.seconds), location::node);
  serial_set particles(ex);
  particles.append(test::particles_at<batch_of_timed>(mesh, places));
  nodal_velocity<double, std::int32_t> velocity{resident.view(), current.view(c.seconds)};
  resident_records<serial_executor> records(ex, resident);
  records.fill(velocity);
  if (c.how == form::recorded) velocity = records.with(velocity);
  motion<nodal_velocity<double, std::int32_t>> by{velocity, {c.diffusivity, 7}, {}, c.coast};
  const step_grid<double> grid{c.seconds, c.steps, c.origin};
  staged_advance<midpoint, serial_executor> staged(ex);
  const fused_advance<midpoint, serial_executor> fused(ex);
  const auto kernel = advance_by<midpoint>(by, particles.view(), grid, 0, c.steps);
  if (c.how == form::index)
    ex.map(particles.size(), without_blocks<std::remove_const_t<decltype(kernel)>>{kernel});
  else if (c.how == form::staged)
    staged(particles, by, grid, 0, c.steps);
  else if (c.how == form::to_tolerance)
    ex.map(particles.size(), advance_in_parts_by(parts_within<bogacki_shampine32>{{.tolerance = 1}}, by, particles.view(), grid, 0, c.steps));
  else
    fused(particles, by, grid, 0, c.steps);
  by.velocity.mesh.owned = by.velocity.mesh.all;
  particles.set_arrived(particles.size());
  fused.go_on(particles, by, grid, c.steps);
  return particles;
}

std::array<std::int64_t, status_count> counted(serial_set& particles) {
  const auto v = serial_executor{}.reduce(particles.size(), status_of<drifter_view<2, timed>>{particles.view()}, count_statuses{});
  std::array<std::int64_t, status_count> to{};
  for (int s = 0; s < status_count; ++s) to[static_cast<std::size_t>(s)] = v.at[s];
  return to;
}
std::int64_t how_many(serial_set& particles, status s) { return counted(particles)[static_cast<std::size_t>(s)]; }

mesh_data channel() { return test::make_mesh({.width = 1000, .height = 200, .across = 30, .up = 6}); }

std::vector<vec<double, 2>> places_in_channel() {
  test::draws random(3);
  std::vector<vec<double, 2>> to;
  for (int i = 0; i < 150; ++i) to.push_back({random.between(1, 999), random.between(1, 199)});
  return to;
}

}  // namespace

TEST_CASE("Who crosses an open edge leaves at its time; the others go on") {
  const mesh_data mesh = opened(channel(), [](double x, double) { return x > 999.99; });
  const auto places = places_in_channel();
  for (const form how : {form::index, form::block, form::staged, form::to_tolerance}) {
    serial_set particles = after(mesh, places, [](double, double, double) { return vec<double, 2>{1.25, 0}; }, {.how = how, .origin = 7200});
    std::int64_t gone = 0;
    const auto state_of = particles.collect<state>();
    const auto delay = particles.collect<leaving_delay>();
    const auto x = particles.collect<position>(0), y = particles.collect<position>(1);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const double arrives = (1000 - places[i][0]) / 1.25;
      gone += arrives < 600;
      CHECK(state_of[i] == (arrives < 600 ? status::left : status::moving));
      CHECK(x[i] == Approx(std::min(places[i][0] + 750, 1000.0)).margin(1e-6));
      CHECK(y[i] == Approx(places[i][1]).margin(1e-6));
      if (arrives < 600) CHECK(delay[i] == Approx(7200 + arrives).margin(1e-6));
    }
    CHECK(gone > 50);
    CHECK(how_many(particles, status::left) == gone);
    CHECK(how_many(particles, status::moving) == particles.size() - gone);
    // They are taken out with their times, and nobody else.
    const auto out = take_leavers(particles, 0);
    CHECK(static_cast<std::int64_t>(out.size()) == gone);
    CHECK(particles.size() + gone == static_cast<index_t>(places.size()));
    for (const auto& l : out) {
      CHECK(l.seconds == Approx(7200 + (1000 - places[static_cast<std::size_t>(l.id)][0]) / 1.25));
      CHECK(l.place[0] == Approx(1000));
    }
    CHECK(take_leavers(particles, 0).empty());
  }
}

TEST_CASE("Pressed against a coast, particles slide, reflect, stop or strand") {
  const mesh_data mesh = channel();
  auto places = places_in_channel();
  for (auto& p : places) p[0] = 1 + 0.3 * p[0];  // who slides comes to no other coast
  const double u = 1, v = 0.5;
  for (const coast_rule rule : {coast_rule::slide, coast_rule::reflect, coast_rule::stop, coast_rule::strand}) {
    serial_set particles = after(mesh, places, [&](double, double, double) { return vec<double, 2>{u, v}; }, {.coast = rule});
    const auto state_of = particles.collect<state>();
    const auto delay = particles.collect<leaving_delay>();
    const auto x = particles.collect<position>(0), y = particles.collect<position>(1);
    std::int64_t met = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const double ashore = (200 - places[i][1]) / v;
      const bool meets = ashore < 600;
      met += meets;
      vec<double, 2> to{places[i][0] + 600 * u, std::min(places[i][1] + 600 * v, 200.0)};
      if (meets && rule == coast_rule::reflect) {
        double at = places[i][1];
        for (int k = 0; k < 10; ++k) at = at + 60 * v > 200 ? 400 - at - 60 * v : at + 60 * v;
        to[1] = at;
      } else if (meets && rule != coast_rule::slide) {
        to[0] = places[i][0] + ashore * u;
      }
      CHECK(x[i] == Approx(to[0]).margin(1e-4));
      CHECK(y[i] == Approx(to[1]).margin(1e-4));
      const bool thrown = meets && rule == coast_rule::strand;
      CHECK(state_of[i] == (thrown ? status::stranded : status::moving));
      if (thrown) CHECK(delay[i] == Approx(ashore).margin(1e-6));
    }
    CHECK(met > 50);
    CHECK(how_many(particles, status::stranded) == (rule == coast_rule::strand ? met : 0));
    CHECK(how_many(particles, status::moving) + how_many(particles, status::stranded) == particles.size());
  }
}

TEST_CASE("Coasts and open edges give the same bits one by one, in blocks, by records and by stages") {
  const mesh_data mesh = opened(test::make_mesh({.width = 6000, .height = 5000, .across = 18, .up = 15, .dry = [](double x, double y) {
                                  return (x > 2400 && x < 3200 && y > 1800 && y < 2700) || (x > 4200 && x < 4700 && y < 2000);
                                }}),
                                [](double x, double y) { return x == 0 || (y == 5000 && x > 3000); });
  const auto flow = [](double x, double y, double t) {
    return vec<double, 2>{0.6 * std::sin(y / 900 + t / 5000) - 0.2, 0.5 * std::cos(x / 1100 - t / 4000) + 0.1};
  };
  const auto places = test::scattered(mesh, 700);
  const auto bits = [&](const course& c) {
    serial_set particles = after(mesh, places, flow, c);
    const auto all = particles.collect_all();
    std::vector<std::uint64_t> to;
    for (std::size_t i = 0; i < places.size(); ++i) {
      to.push_back(std::bit_cast<std::uint64_t>(all.component<position>(0)[i]));
      to.push_back(std::bit_cast<std::uint64_t>(all.component<position>(1)[i]));
      to.push_back(static_cast<std::uint64_t>(all.component<host_element>()[i]));
      to.push_back(static_cast<std::uint64_t>(all.component<state>()[i]));
      to.push_back(all.component<steps_made>()[i]);
      to.push_back(std::bit_cast<std::uint64_t>(all.component<leaving_delay>()[i]));
    }
    CHECK(how_many(particles, status::left) > 40);
    CHECK((how_many(particles, status::stranded) > 40) == (c.coast == coast_rule::strand));
    CHECK(how_many(particles, status::departed) == 0);
    return to;
  };
  for (const coast_rule rule : {coast_rule::slide, coast_rule::reflect, coast_rule::stop, coast_rule::strand})
    for (const double diffusivity : {0.0, 4.0}) {
      course c{.how = form::index, .coast = rule, .diffusivity = diffusivity, .seconds = 3600, .steps = 12};
      const auto expected = bits(c);
      for (const form how : {form::block, form::recorded, form::staged}) {
        c.how = how;
        CHECK(bits(c) == expected);
      }
      c.how = form::block, c.first_owned = 0.6;  // the others go on elsewhere
      CHECK(bits(c) == expected);
      c.how = form::index;
      CHECK(bits(c) == expected);
    }
}

TEST_CASE("A random walk leaves through an open edge as diffusion does through an absorbing one") {
  // First passage of Brownian motion from a distance a: erf(a / sqrt(4 K t)) are still there.  A walk of steps of variance
  // s^2 finds the edge as if it were 0.58 s farther (Siegmund 1985).
  const mesh_data mesh = opened(test::make_mesh({.width = 1000, .height = 200, .across = 20, .up = 4}), [](double x, double) { return x == 0; });
  const std::size_t n = 4000;
  test::draws random(1);
  std::vector<vec<double, 2>> places;
  for (std::size_t i = 0; i < n; ++i) places.push_back({100, random.between(1, 199)});
  const double K = 1, t = 3600;
  const std::int32_t steps = 300;
  serial_set particles = after(mesh, places, [](double, double, double) { return vec<double, 2>{}; },
                               {.diffusivity = K, .seconds = t, .steps = steps});
  const double stay = std::erf((100 + 0.58 * std::sqrt(2 * K * t / steps)) / std::sqrt(4 * K * t));
  const double spread = std::sqrt(stay * (1 - stay) / static_cast<double>(n));
  CHECK(std::abs(static_cast<double>(how_many(particles, status::moving)) / static_cast<double>(n) - stay) < 4 * spread);
  CHECK(how_many(particles, status::moving) + how_many(particles, status::left) == static_cast<std::int64_t>(n));
}

TEST_CASE("Stranded particles float again with the interval in which their dry element turns wet") {
  const mesh_data mesh = test::make_mesh({.width = 2, .height = 1, .across = 2, .up = 1, .jitter = 0});
  auto batch = test::particles_at<batch_of_timed>(mesh, {test::centroid(mesh, 0), test::centroid(mesh, 1), test::centroid(mesh, 2), test::centroid(mesh, 3)});
  batch.component<state>().assign(4, status::stranded);
  batch.component<leaving_delay>() = {1, 2, 3, 4};
  serial_set particles(serial_executor{});
  particles.append(batch);
  const std::vector<double> before{1, 1, 0, 0}, later{1, 0, 0, 1};
  using begin = begin_interval<drifter_view<2, timed>>;
  serial_executor{}.map(4, begin{particles.view(), {before.data(), 4}, {later.data(), 4}, 4});
  const auto now = [&] {
    const auto s = particles.collect<state>();
    return std::vector<status>(s.begin(), s.end());
  };
  CHECK(now() == std::vector<status>{status::stranded, status::stranded, status::stranded, status::moving});
  serial_executor{}.map(4, begin{particles.view(), {later.data(), 4}, {before.data(), 4}, 4});
  CHECK(now() == std::vector<status>{status::stranded, status::moving, status::stranded, status::moving});
  serial_executor{}.map(4, begin{particles.view(), {}, {}, 4});  // a forcing that knows nothing of dry ground
  CHECK(now() == std::vector<status>{status::stranded, status::moving, status::stranded, status::moving});
}
