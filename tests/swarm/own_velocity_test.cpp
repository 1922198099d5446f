// SPDX-License-Identifier: BSL-1.0
// Velocities of a user's own: one of carried numbers goes in blocks, with the bits of single particles; any
// other goes one by one.
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"
#include "../support/executors.hpp"

#include <bit>
#include <cmath>

using namespace eudrift;

namespace {

using mesh_view = triangle_mesh_view<double, std::int32_t>;

/// The current and a share of the wind, on one mesh.
struct current_and_wind {
  using part = nodal_velocity<double, std::int32_t>;
  static constexpr int carried = 2 * part::carried;

  mesh_view mesh;
  part current, wind;
  double share;

  EUDRIFT_FN vec<double, carried> carry(std::int32_t e) const {
    const auto a = current.carry(e), b = wind.carry(e);
    vec<double, carried> c{};
    for (int k = 0; k < part::carried; ++k) c.at[k] = a.at[k], c.at[part::carried + k] = b.at[k];
    return c;
  }
  template <class L>
  EUDRIFT_FN vec<L, 2> at(const vec<L, carried>& c, const vec<L, 3>& w, const vec<L, 2>& p, double seconds) const {
    vec<L, part::carried> a, b;
    for (int k = 0; k < part::carried; ++k) a.at[k] = c.at[k], b.at[k] = c.at[part::carried + k];
    return current.at(a, w, p, seconds) + L(share) * wind.at(b, w, p, seconds);
  }
  EUDRIFT_FN vec<double, 2> operator()(const site<double, std::int32_t>& where, double seconds) const {
    return at(carry(where.element), where.weights, where.point, seconds);
  }
};
static_assert(CarriedVelocity<current_and_wind> && !RecordedVelocity<current_and_wind>);
static_assert(RecordedVelocity<current_and_wind::part>);

vec<double, 2> flow(double x, double y, double t) {
  return {0.6 * std::sin(y / 1500 + t / 5000) + 0.2, 0.5 * std::cos(x / 1700 - t / 4000) - 0.1};
}
vec<double, 2> wind(double x, double y, double t) { return {8 * std::cos(y / 6000 - t / 7000), 5 + x / 5000}; }

using analytic = test::analytic_velocity<vec<double, 2> (*)(double, double, double)>;
static_assert(!CarriedVelocity<analytic>);

template <class F>
struct without_blocks {
  F kernel;
  EUDRIFT_FN void operator()(index_t i) const { kernel(i); }
};

constexpr index_t count = 500;
constexpr double hour = 3600;
constexpr std::int32_t steps = 12;

const mesh_data& sea(bool sphere) {
  static const auto make = [](bool on_sphere) {
    const auto land = [](double x, double y) { return x > 4000 && x < 5200 && y > 3000 && y < 4400; };
    mesh_data mesh = test::make_mesh({.width = 10000, .height = 8000, .across = 25, .up = 20, .dry = land});
    if (on_sphere) mesh.frame = {true, -123, 60};
    return mesh;
  };
  static const mesh_data plane = make(false), round = make(true);
  return sphere ? round : plane;
}

std::vector<std::uint64_t> bits_of(const particle_batch<2>& p) {
  std::vector<std::uint64_t> bits;
  for (std::size_t i = 0; i < count; ++i)
    for (int d = 0; d < 2; ++d) bits.push_back(std::bit_cast<std::uint64_t>(p.component<position>(d)[i]));
  return bits;
}

/// Where particles are after an hour with `velocity`, in the kernel's own form or in its index form.
template <class Ex, class Velocity>
std::vector<std::uint64_t> end_of(const Ex& ex, const mesh_data& mesh, const Velocity& velocity, bool index_form) {
  particle_set<Ex, 2> particles(ex);
  particles.append(test::particles_at(mesh, test::scattered(mesh, count)));
  const motion<Velocity> by{velocity, {5, 7}};
  const auto kernel = advance_by<rk4>(by, particles.view(), step_grid<double>{hour, steps}, 0, steps);
  using kernel_type = std::remove_const_t<decltype(kernel)>;
  static_assert(BlockKernel<kernel_type> == CarriedVelocity<Velocity>);
  if (index_form)
    ex.map(count, without_blocks<kernel_type>{kernel});
  else
    ex.map(count, kernel);
  return bits_of(particles.collect_all());
}

enum class records { none, of_mesh, of_mesh_and_current };

template <class Ex>
std::vector<std::uint64_t> drift(const Ex& ex, bool sphere, records kept, double share, bool index_form) {
  const mesh_data& data = sea(sphere);
  const resident_mesh<Ex> mesh(ex, data);
  resident_records<Ex> held(ex, mesh);
  resident_slices<Ex, 2> water(ex, mesh.nodes()), air(ex, mesh.nodes());
  for (const double t : {0.0, hour}) {
    water.receive(test::at_nodes(data, flow, t), location::node);
    air.receive(test::at_nodes(data, wind, t), location::node);
  }
  current_and_wind velocity{mesh.view(), {mesh.view(), water.view(hour)}, {mesh.view(), air.view(hour)}, share};
  if (kept != records::none) {
    held.fill(velocity.current);
    const auto with = held.with(velocity.current);
    velocity.mesh = with.mesh;
    if (kept == records::of_mesh_and_current) velocity.current = with;
  }
  return end_of(ex, data, velocity, index_form);
}

}  // namespace

TEST_CASE("Current and wind, 24 numbers carried, go in blocks with the bits of single particles") {
  for (const bool sphere : {false, true}) {
    const auto expected = drift(serial_executor{}, sphere, records::none, 0.03, true);
    CHECK(drift(serial_executor{}, sphere, records::none, 0.0, true) != expected);
    test::for_each_executor([&](const auto& ex) {
      for (const records kept : {records::none, records::of_mesh, records::of_mesh_and_current})
        for (const bool index_form : {false, true}) CHECK(drift(ex, sphere, kept, 0.03, index_form) == expected);
    });
  }
}

TEST_CASE("A velocity that is no formula of carried numbers goes one by one") {
  const mesh_data& data = sea(false);
  const resident_mesh<serial_executor> mesh(serial_executor{}, data);
  const auto expected = end_of(serial_executor{}, data, analytic{mesh.view(), flow}, true);
  test::for_each_executor([&](const auto& ex) {
    const resident_mesh<std::remove_cvref_t<decltype(ex)>> own(ex, data);
    CHECK(end_of(ex, data, analytic{own.view(), flow}, false) == expected);
  });
}
