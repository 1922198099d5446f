// SPDX-License-Identifier: BSL-1.0
// backtrack_source THREADS FORCING.nc X Y RADIUS [TABLE]: where the particles come from that are found within RADIUS
// metres of a place when the file ends.  docs/backtrack_source.md explains it.
#include "../program.hpp"
#include "../surface_current/surface_current.hpp"

#include <eudrift/kernels/advance.hpp>
#include <eudrift/release/pattern.hpp>
#include <eudrift/release/scatter.hpp>
#include <eudrift/statistics/keyed_sums.hpp>
#include <eudrift/statistics/terms.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <vector>

namespace {

using namespace eudrift;

constexpr int across = 4, up = 3;  // cells of origin

// The cell that a particle of a run forwards began in.
struct began_in {
  static constexpr const char *name = "began_in", *unit = "1";
};
template <Executor Ex>
using finds = particle_set<Ex, 2, property<began_in, std::int32_t>>;

// One of each particle within a circle, by the cell that it began in.
template <class Particles>
struct arrived {
  Particles particles;
  coordinate_frame frame;
  vec<double, 2> centre;
  double radius;  // [m]

  EUDRIFT_FN keyed_amount operator()(index_t i) const {
    const auto p = get<position>(particles).load(i) - centre;
    const double x = p[0] / frame.stretch(centre[1]);
    if (!is_alive(get<state>(particles)[i]) || x * x + p[1] * p[1] > radius * radius) return {-1, 0};
    return {get<began_in>(particles)[i], 1};
  }
};

// Particles at places of the mesh's frame; those that are not in the water are left out.
template <Executor Ex>
finds<Ex> released(const Ex& ex, const mesh_data& data, const std::vector<vec<double, 2>>& places,
                   const cell_grid& cells) {
  const resident_mesh<serial_executor> water(serial_executor{}, data);
  typename finds<Ex>::batch batch;
  for (const vec<double, 2>& p : places) {
    const std::int32_t element = search(water.view(), p);
    if (element == nowhere) continue;
    const auto i = static_cast<std::size_t>(batch.size());
    batch.resize(batch.size() + 1);
    batch.template component<particle_id>()[i] = static_cast<std::int64_t>(i);
    for (int d = 0; d < 2; ++d) batch.template component<position>(d)[i] = p[d];
    batch.template component<host_element>()[i] = element;
    batch.template component<began_in>()[i] = static_cast<std::int32_t>(cells.at(p));
  }
  finds<Ex> particles(ex);
  particles.append(batch);
  return particles;
}

// Through all intervals of the file, in steps of a minute where they are hours.
template <Executor Ex>
void drift(const Ex& ex, finds<Ex>& particles, surface_current<Ex>& sea, bool backwards, double diffusivity) {
  for (int n = 0; n < sea.intervals(); ++n) {
    const int k = backwards ? sea.intervals() - 1 - n : n;
    const motion<nodal_velocity<double, std::int32_t>> by{sea.during(k, backwards), {diffusivity, 42}};
    const step_grid<double> steps{backwards ? -sea.length(k) : sea.length(k), 60};
    ex.map(particles.size(), advance_by<rk4>(by, particles.view(), steps, 0, steps.steps));
  }
}

template <Executor Ex>
void run(const Ex& ex, const std::string& path, const vec<double, 2>& place, double radius, std::FILE* table) {
  const surface_file file = read_surface(path);
  surface_current<Ex> sea(ex, file);
  const mesh_data& mesh = file.mesh;
  const auto [west, east] = std::minmax_element(mesh.x.begin(), mesh.x.end());
  const auto [south, north] = std::minmax_element(mesh.y.begin(), mesh.y.end());
  const cell_grid cells{{*west, *south}, {(*east - *west) / across, (*north - *south) / up}, across, up};
  const auto counted = [&](const finds<Ex>& particles, const auto& term) {
    keyed_sums<Ex> sums(ex, cells.keys());
    sums.add(particles.size(), term);
    return sums.total();
  };

  std::vector<vec<double, 2>> at_place, everywhere;
  for (const release_point& p : release_in_circle(place, radius, {.count = 2000, .geographic = mesh.frame.spherical}))
    at_place.push_back(mesh.frame.to_internal(p.x, p.y));
  const water_scatter water(mesh, 42);
  for (std::int64_t id = 0; id < 40000; ++id) everywhere.push_back(water(id).point);

  constexpr double diffusivity = 1;  // [m2/s]
  finds<Ex> found = released(ex, mesh, at_place, cells), walked = released(ex, mesh, at_place, cells),
            sent = released(ex, mesh, everywhere, cells);
  require(found.size() > 0,
          path + ": there is no water within " + std::to_string(radius) + " m of (" + std::to_string(place[0]) + ", " +
              std::to_string(place[1]) + "); give a place in the mesh, in the file's coordinates");
  const auto end = found.collect_all();
  drift(ex, found, sea, true, 0);
  const auto from = found.collect_all();
  drift(ex, walked, sea, true, diffusivity);
  drift(ex, sent, sea, false, diffusivity);
  const std::vector<std::int64_t> columns[] = {
      counted(found, count_of(cells, found.view())), counted(walked, count_of(cells, walked.view())),
      counted(sent, arrived<typename finds<Ex>::view_type>{sent.view(), mesh.frame,
                                                          mesh.frame.to_internal(place[0], place[1]), radius})};
  drift(ex, found, sea, false, 0);
  const auto again = found.collect_all();
  std::vector<double> off;
  for (std::size_t i = 0; i < static_cast<std::size_t>(end.size()); ++i) {
    const auto of = [i](const auto& batch, int d) { return batch.template component<position>(d)[i]; };
    off.push_back(std::hypot(of(again, 0) - of(end, 0), of(again, 1) - of(end, 1)));
    if (table != nullptr)
      std::fprintf(table, "%.17g %.17g %.17g %.17g %.17g\n", of(end, 0), of(end, 1), of(from, 0), of(from, 1),
                   off.back());
  }
  std::sort(off.begin(), off.end());
  std::printf("%zu of 2000 places are in the water; back and forth again half of them are off by %.4g m at most, "
              "9 of 10 by %.4g, all by %.4g\n",
              off.size(), off[off.size() / 2], off[off.size() * 9 / 10], off.back());
  std::printf("%-34s%-34s%s\n", "backwards", "backwards, with a random walk", "forwards, with a random walk");
  for (int row = up - 1; row >= 0; --row)
    for (const auto& column : columns) {
      for (int i = 0; i < across; ++i) std::printf("%7" PRId64, column[static_cast<std::size_t>(row * across + i)]);
      std::printf(&column == columns + 2 ? "\n" : "      ");
    }
}

}  // namespace

int main(int count, char** words) {
  return run_on(count > 1 ? words[1] : "", [&](const auto& ex) {
    require(count == 6 || count == 7, "backtrack_source: expected THREADS FORCING.nc X Y RADIUS [TABLE]");
    std::FILE* table = count == 7 ? std::fopen(words[6], "w") : nullptr;
    require(count == 6 || table != nullptr, std::string(count == 7 ? words[6] : "") + ": cannot be written");
    run(ex, words[2], {real_of(words[3], "X"), real_of(words[4], "Y")}, real_of(words[5], "RADIUS"), table);
    if (table != nullptr) std::fclose(table);
  });
}
