// SPDX-License-Identifier: BSL-1.0
// Where and when particles begin.
#pragma once
#include "sea.hpp"

#include <eudrift/forcing/source.hpp>

#include <string>
#include <vector>

namespace happiest_particle {

/// One particle before its release.
struct start_point {
  std::int64_t id;
  eudrift::vec<double, 2> place;  ///< [m, in the mesh's frame]
  std::int32_t element;
  time_ms time;
  std::int32_t row = 0;  ///< among all points, by ascending id
};

/// N points uniform by area over the elements that are wet (`wet` empty: all), from Philox by seed and
/// id: the same places for every executor and every numbering of the mesh.
std::vector<start_point> scatter(const eudrift::mesh_data& mesh, const std::vector<double>& wet, const options& o,
                                 time_ms start);

/// The points of a release file, by ascending id.  Of points outside the mesh prints the ids where
/// o.skip_outside; else throws eudrift::error that names them.  So it does for times outside the run.
std::vector<start_point> read_release(const eudrift::mesh_data& mesh, const options& o, const plan& when);

/// The particles of each interval of the run, to be appended where it begins.
std::vector<drifters_batch> by_interval(const std::vector<start_point>& points, const plan& when);

}  // namespace happiest_particle
