// SPDX-License-Identifier: BSL-1.0
// Larvae of four grounds in San Francisco Bay: released, carried by the current, dying, settling, counted from where to
// where.  docs/larval_dispersal.md explains it.
#pragma once
#include "../surface_current/surface_current.hpp"

#include <eudrift/eudrift.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace larval_dispersal {

using namespace eudrift;

template <Executor Ex>
using larvae = particle_set<Ex, 2, property<particle_age, double>, property<origin, std::int32_t>,
                            property<settled_in, std::int32_t>>;
using larva_batch = larvae<serial_executor>::batch;

// The grounds, in longitude and latitude; a GeoJSON file would be read by eudrift::json.
inline std::vector<polygon> grounds() {
  const auto box = [](const char* name, double west, double east, double south, double north) {
    return polygon{name, {{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}};
  };
  return {box("west", -122.525, -122.512, 37.880, 37.892), box("strait", -122.497, -122.487, 37.870, 37.880),
          box("north", -122.495, -122.484, 37.885, 37.893), box("south", -122.475, -122.460, 37.855, 37.863)};
}

// `each` larvae anywhere in each ground; those that are not in the water are left out.
inline larva_batch release(const mesh_data& mesh, index_t each) {
  const resident_mesh<serial_executor> water(serial_executor{}, mesh);
  larva_batch batch;
  std::int32_t from = 0;
  for (const polygon& ground : grounds()) {
    ++from;
    for (const release_point& p : release_in_polygon(ground, {each, each * (from - 1), true, {}, 42})) {
      const vec<double, 2> place = mesh.frame.to_internal(p.x, p.y);
      const std::int32_t element = search(water.view(), place);
      if (element == nowhere) continue;
      const auto i = static_cast<std::size_t>(batch.size());
      batch.resize(batch.size() + 1);
      batch.component<particle_id>()[i] = p.id;
      for (int d = 0; d < 2; ++d) batch.component<position>(d)[i] = place[d];
      batch.component<host_element>()[i] = element;
      batch.component<origin>()[i] = from;
    }
  }
  return batch;
}

struct outcome {
  std::vector<std::int64_t> matrix;   // from (rows) to (columns): nowhere, and each ground
  std::vector<std::int64_t> minutes;  // that living larvae spent in each ground, and elsewhere
  larva_batch larvae;
};

template <Executor Ex>
outcome disperse(const Ex& ex, const surface_file& file, index_t each) {
  const mesh_data& host = file.mesh;
  surface_current<Ex> sea(ex, file);

  std::vector<polygon> places = grounds();
  for (polygon& ground : places) ground = to_frame(ground, host.frame);
  const resident_polygons<Ex> ground(ex, places);
  constexpr double hour = 3600;
  const auto life = then(ageing{}, mortality<constant_rate>{rate_of_probability(0.5, 24 * hour), 42},
                         settlement{ground.view(), 3 * hour, 8 * hour}, lifetime{8 * hour});

  larvae<Ex> particles(ex);
  particles.append(release(host, each));
  keyed_sums<Ex> spent(ex, ground.count() + 1),
      matrix(ex, connectivity<typename larvae<Ex>::view_type>::keys(ground.count()));
  for (int k = 0; k < sea.intervals(); ++k) {
    const step_grid<double> grid{sea.length(k), 12};
    const motion<nodal_velocity<double, std::int32_t>> by{sea.during(k), {1.0, 42}};
    for (std::int32_t step = 0; step < grid.steps; step += 3) {  // they behave each quarter of an hour
      const time_span span{grid.time(step), grid.time(step + 3)};
      ex.map(particles.size(), advance_by<rk4>(by, particles.view(), grid, step, step + 3));
      spent.add(particles.size(), time_of(polygon_places{ground.view()}, particles.view(), span));
      ex.map(particles.size(), behave_by(life, particles.view(), span));
    }
  }
  matrix.add(particles.size(), connectivity<typename larvae<Ex>::view_type>{particles.view(), ground.count()});

  outcome all{matrix.total(), spent.total(), particles.collect_all()};
  for (std::int64_t& t : all.minutes) t /= 60000;
  return all;
}

// The matrix as text, a line for each ground.
inline std::string table(const outcome& all) {
  const std::vector<polygon> places = grounds();
  const auto cell = [](const std::string& text) {
    return std::string(text.size() < 9 ? 9 - text.size() : 1, ' ') + text;
  };
  std::string text = "from \\ to" + cell("nowhere");
  for (const polygon& to : places) text += cell(to.name);
  for (std::size_t from = 1; from <= places.size(); ++from) {
    text += "\n" + places[from - 1].name + std::string(9 - places[from - 1].name.size(), ' ');
    for (std::size_t to = 0; to <= places.size(); ++to)
      text += cell(std::to_string(all.matrix[from * (places.size() + 1) + to]));
  }
  return text + "\n";
}

}  // namespace larval_dispersal
