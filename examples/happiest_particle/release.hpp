// SPDX-License-Identifier: BSL-1.0
// Where and when particles begin.
#pragma once
#include "sea.hpp"

#include <eudrift/forcing/source.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace happiest_particle {

/// Gives the next particles of a run, by ascending id, in place of what the batch holds; false where there are no more.
/// They come in blocks, so that nobody need hold them all.
using particle_blocks = std::function<bool(drifters_batch&)>;

/// N particles uniform by area over the elements that are wet (`wet` empty: all), from Philox by seed and
/// id: the same places for every executor and every numbering of the mesh.  The mesh and o are kept by reference.
particle_blocks scatter(const eudrift::mesh_data& mesh, const std::vector<double>& wet, const options& o, time_ms start);

/// Surface and bed over a site of the mesh at a time of the run; asked by ascending times.
using water_over = std::function<eudrift::water_column<double>(const eudrift::triangle_mesh_view<double, std::int32_t>&,
                                                               const eudrift::site<double, std::int32_t>&, time_ms)>;

/// Those of a release file, which is read at once.  Of points outside the mesh, and in three dimensions outside the water,
/// prints the ids where o.skip_outside; else throws eudrift::error that names them.  So it does for times outside the run.
particle_blocks read_release(const eudrift::mesh_data& mesh, const options& o, const plan& when, const water_over& water);

/// The particles that a process has before the time loop.
class roster {
 public:
  explicit roster(const plan& when) : releases(when.intervals.size()), when_(when), of_interval_(releases.size()) {}

  /// Some more: those that are waiting are to be released, the others have been by an earlier run.
  void take(const drifters_batch& some);

  std::vector<drifters_batch> releases;  ///< of each interval of the run, to be appended where it begins
  drifters_batch begun_before;           ///< released by an earlier run; their clock is that of the first interval

 private:
  const plan& when_;
  std::vector<std::vector<std::size_t>> of_interval_;  ///< which of those given last
};

}  // namespace happiest_particle
