// SPDX-License-Identifier: BSL-1.0
// The file of tracks, where it is written: rows as they are told become columns as the file has them, block by block.
#pragma once
#include "continuation.hpp"
#include "snapshot.hpp"

#include <eudrift/netcdf/trajectory_resume.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace happiest_particle {

inline constexpr std::array<const char*, eudrift::status_count> status_names{"moving", "aground", "left", "waiting", "departed", "unresolved",
                                                                            "stranded", "settled", "dead"};
/// How many of them, from the first on, the particles of a run may have when it looks up.
inline std::size_t statuses_of(const options& o) {
  return static_cast<std::size_t>(o.tolerance ? static_cast<int>(eudrift::status::unresolved) + 1 : eudrift::lasting_status_count);
}

/// What a run has told and written so far.
struct told_so_far {
  std::int64_t outputs = 0;      ///< in the file of tracks
  time_ms last_output = 0;       ///< time of the last of them
  bool all_ecstatic = false;     ///< at the last look
  named_values attributes = {};  ///< of the alert and the closing sentence, if they came
};

/// Rows of a block of the file of a run of so many particles.
index_t rows_of_block(const options& o, const plan& when, std::size_t particles);

class track_file {
 public:
  /// o.output is made, or, where a stopped run had written outputs, gone on with.  `mesh` is kept by reference.
  track_file(const options& o, const plan& when, bool calendar, const eudrift::mesh_data& mesh, std::size_t particles,
             const preference& likes, const named_values& attributes, const told_so_far& before);

  /// First come all ids, ascending, by blocks.
  void ids(std::span<const std::int64_t> next);
  /// After them: outputs and attributes can be written.
  void begin();
  /// The next rows of an output, which ends with the last of all particles.
  void put(time_ms time, const told_rows& rows);
  void attribute(const std::string& name, const eudrift::attribute_value& value) { writer_->attribute(name, value); }
  /// Brings what was written to the disk.
  void sync() const;
  void close() { writer_->close(); }

 private:
  void place(std::size_t row, const eudrift::vec<double, 2>& place, std::int32_t element);
  std::array<double, 2> other_place(const eudrift::vec<double, 2>& place, std::int32_t element) const;

  const eudrift::mesh_data& mesh_;
  std::size_t particles_;
  bool deep_;             ///< whether particles move in three dimensions
  std::size_t rows_ = 0;  ///< of the output that is being written
  std::optional<eudrift::trajectory_resume> stopped_;
  std::optional<eudrift::trajectory_writer> writer_;
  // Of a block.
  std::vector<double> x_, y_, lon_, lat_;
  std::vector<std::int32_t> element_;  ///< in the file's numbers
  std::array<std::vector<double>, luggage::count> luggage_;
};

}  // namespace happiest_particle
