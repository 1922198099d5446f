// SPDX-License-Identifier: BSL-1.0
// oil_like_windage THREADS [TABLE]: a slick that current, wind and waves move, that evaporates and strands.
// docs/oil_like_windage.md explains it.
#include "../program.hpp"
#include <eudrift/behaviour/added_velocity.hpp>
#include <eudrift/behaviour/ageing.hpp>
#include <eudrift/behaviour/mortality.hpp>
#include <eudrift/behaviour/stokes_drift.hpp>
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/kernels/count_statuses.hpp>
#include <eudrift/mesh/build.hpp>
#include <eudrift/release/pattern.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include <array>
#include <cinttypes>
#include <vector>

namespace {

using namespace eudrift;

constexpr double hour = 3600, pi = 3.14159265358979323846;
constexpr int hours = 24;

// Of what a parcel of oil is made: the rate at which it evaporates [1/s].
struct evaporation {
  static constexpr const char *name = "evaporation", *unit = "s-1";
};
// The rate of each parcel, as mortality<Rate> asks for it.
struct own_rate {
  template <class Particles>
  EUDRIFT_FN double operator()(const Particles& particles, index_t i, double) const {
    return get<evaporation>(particles)[i];
  }
};
template <Executor Ex>
using slick = particle_set<Ex, 2, property<particle_age, double>, property<evaporation, double>>;

// A square of 33 km, land all around.
mesh_data bight() {
  constexpr int n = 33;
  mesh_data mesh;
  for (int k = 0; k < (n + 1) * (n + 1); ++k) {
    const int i = k % (n + 1), j = k / (n + 1);
    mesh.x.push_back(1000 * i), mesh.y.push_back(1000 * j);
    if (i < n && j < n) mesh.corner.insert(mesh.corner.end(), {k, k + 1, k + n + 2, k, k + n + 2, k + n + 1});
  }
  build_mesh(mesh, "the bight");
  return mesh;
}

// The same velocity at all nodes.
std::array<std::vector<double>, 2> everywhere(const mesh_data& mesh, double u, double v) {
  return {std::vector<double>(mesh.x.size(), u), std::vector<double>(mesh.x.size(), v)};
}

// Wind at 10 m [m/s] from the west, which turns by 90 degrees to one from the south in a day.
std::array<std::vector<double>, 2> wind(const mesh_data& mesh, int h) {
  return everywhere(mesh, 10 * cos_turn(0.25 * h / hours), 10 * sin_turn(0.25 * h / hours));
}

// Drift at the surface [m/s] of waves of one period in deep water that have the energy of a sea of this significant
// height: a^2 omega k with a = height / sqrt(8) and k = omega^2 / g (Stokes 1847).
constexpr double drift_of_waves(double height, double period) {
  return pi * pi * pi * height * height / (standard_gravity * period * period * period);
}

// 2 km round its middle; every second parcel is of light oil, of which half is in the air after 6 hours, the others of
// heavy oil, after 48.
template <Executor Ex>
void release(slick<Ex>& oil, const triangle_mesh_view<double, std::int32_t>& mesh) {
  typename slick<Ex>::batch batch;
  for (const release_point& p : release_in_circle({8000, 8000}, 2000, {.count = 10000})) {
    const auto i = static_cast<std::size_t>(batch.size());
    batch.resize(batch.size() + 1);
    batch.template component<particle_id>()[i] = p.id;
    batch.template component<position>(0)[i] = p.x, batch.template component<position>(1)[i] = p.y;
    batch.template component<host_element>()[i] = search(mesh, {p.x, p.y});
    batch.template component<evaporation>()[i] = rate_of_probability(0.5, (i % 2 == 0 ? 6 : 48) * hour).per_second;
  }
  oil.append(batch);
}

template <Executor Ex>
void run(const Ex& ex, const char* name, double windage, double waves, std::FILE* table) {
  const mesh_data data = bight();
  const resident_mesh<Ex> mesh(ex, data);
  const resident_mesh<serial_executor> host(serial_executor{}, data);
  resident_slices<Ex, 2> current(ex, mesh.nodes()), air(ex, mesh.nodes()), sea(ex, mesh.nodes());
  const auto receive = [&](int h) {
    current.receive(everywhere(data, 0.1, 0.05), location::node);
    air.receive(wind(data, h), location::node);
    sea.receive(everywhere(data, waves, 0), location::node);
  };
  slick<Ex> oil(ex);
  release(oil, host.view());
  const auto from = oil.collect_all();
  const auto life = then(ageing{}, mortality<own_rate>{{}, 42});
  receive(0);
  for (int h = 0; h < hours; ++h) {
    receive(h + 1);
    using nodal = nodal_velocity<double, std::int32_t>;
    const nodal water{mesh.view(), current.view(hour)}, blown{mesh.view(), air.view(hour)},
        waved{mesh.view(), sea.view(hour)};
    const auto velocity = sum_of(water, share_of(blown, windage), waved);
    const motion<std::remove_const_t<decltype(velocity)>> by{velocity, {}, {}, coast_rule::strand};
    const step_grid<double> steps{hour, 6};
    ex.map(oil.size(), advance_by<rk4>(by, oil.view(), steps, 0, steps.steps));
    ex.map(oil.size(), behave_by(life, oil.view(), {0, hour}));
  }
  const auto now = ex.reduce(oil.size(), status_of<typename slick<Ex>::view_type>{oil.view()}, count_statuses{});
  std::printf("%-26s %7" PRId64 " %9" PRId64 " %11" PRId64 "\n", name, now[static_cast<int>(status::moving)],
              now[static_cast<int>(status::stranded)], now[static_cast<int>(status::dead)]);
  if (table == nullptr) return;
  const auto all = oil.collect_all();
  for (std::size_t i = 0; i < static_cast<std::size_t>(all.size()); ++i)
    std::fprintf(table, "%.17g %.17g %.17g %.17g %.17g %d %.17g\n", windage, from.template component<position>(0)[i],
                 from.template component<position>(1)[i], all.template component<position>(0)[i],
                 all.template component<position>(1)[i], static_cast<int>(all.template component<state>()[i]),
                 all.template component<particle_age>()[i]);
}

}  // namespace

int main(int count, char** words) {
  return run_on(count > 1 ? words[1] : "", [&](const auto& ex) {
    std::FILE* table = count == 3 ? std::fopen(words[2], "w") : nullptr;
    require(count == 2 || count == 3, "oil_like_windage: expected THREADS [TABLE], such as 0");
    require(count != 3 || table != nullptr, std::string(count == 3 ? words[2] : "") + ": cannot be written");
    std::printf("%-26s %7s %9s %11s\n", "moved by", "afloat", "stranded", "evaporated");
    run(ex, "current", 0, 0, table);
    run(ex, "current, 3 % of the wind", 0.03, 0, table);
    run(ex, "current, 2 %, and waves", 0.02, drift_of_waves(1.5, 5), table);
    if (table != nullptr) std::fclose(table);
  });
}
