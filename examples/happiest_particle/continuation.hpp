// SPDX-License-Identifier: BSL-1.0
// Going on from where an earlier run of this program ended.
#pragma once
#include "happiness.hpp"
#include "release.hpp"

#include <eudrift/netcdf/trajectory_end.hpp>
#include <eudrift/netcdf/trajectory_layout.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace happiest_particle {

/// Attributes of a file of tracks.
using named_values = std::vector<std::pair<std::string, eudrift::attribute_value>>;

/// A number that two meshes share only if they have the same nodes, to the bit, and the same elements,
/// whatever order they are held in.
std::uint64_t fingerprint(const eudrift::mesh_data& mesh);

/// A number of `next` and all before it.
std::uint64_t chain(std::uint64_t before, std::uint64_t next);

/// The option that decides a mark of marks_of().
std::string option_of(const std::string& mark);

/// What of a run a continuation must have too, for its file of tracks.
named_values marks_of(const options& o, const preference& likes, const eudrift::mesh_data& mesh);

/// Throws eudrift::error where the tracks at `path` are of a run that had other marks.
void check_tracks(const std::string& path, const named_values& marks);

/// Element in memory by its number in the forcing, counted from 0.
std::vector<std::int32_t> elements_by_number(const eudrift::mesh_data& mesh);

/// What a particle takes with it into a later run, beside its status and happiness, as the file of tracks has it.
struct luggage {
  static constexpr std::size_t frame_x = 0, frame_y = 1, element = 2, steps = 3, release_time = 4, end_time = 5, sigma = 6, count = 7;  ///< columns
  /// Its description, in two dimensions without the last; elements are those of the file's numbers.
  static std::vector<eudrift::output_variable> description(bool calendar, int dimensions);
};

/// The particles of an earlier run at its last complete output.
class continuation {
 public:
  /// Opens o.earlier; the mesh is kept by reference.  Throws eudrift::error where its run and this one are not parts of one.
  continuation(const eudrift::mesh_data& mesh, bool calendar, const options& o, const preference& likes);

  time_ms time() const { return end_.time(); }          ///< of that output
  const named_values& told() const { return told_; }  ///< attributes of the alert and the closing sentence, if they came
  /// The next of its particles, in place of what the batch holds; false where there are no more.  Throws eudrift::error.
  bool next(drifters_batch& batch);

 private:
  eudrift::trajectory_end end_;
  named_values told_;
  std::vector<std::int32_t> element_of_;  ///< by the forcing's number
  std::size_t given_ = 0;
  std::int64_t last_id_ = -1;
};

}  // namespace happiest_particle
