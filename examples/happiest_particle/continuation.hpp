// SPDX-License-Identifier: BSL-1.0
// Going on from where an earlier run of this program ended.
#pragma once
#include "happiness.hpp"
#include "release.hpp"

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

/// What a particle takes with it into a later run, beside its status and happiness.
struct luggage {
  static constexpr std::size_t count = 5;  ///< columns
  std::array<std::vector<double>, count> column;
  void assign(std::size_t n) {
    for (auto& c : column) c.assign(n, 0);
  }
  std::vector<double>& frame_x() { return column[0]; }
  std::vector<double>& frame_y() { return column[1]; }
  std::vector<double>& element() { return column[2]; }  ///< in the file's numbers
  std::vector<double>& steps() { return column[3]; }
  eudrift::vec<double, 2> place(std::size_t row) const { return {column[0][row], column[1][row]}; }
  void set_place(std::size_t row, const eudrift::vec<double, 2>& place) { column[0][row] = place.at[0], column[1][row] = place.at[1]; }
  void set_release(std::size_t row, time_ms time) { column[4][row] = static_cast<double>(time) / 1000; }
  /// Its description in the file of tracks.
  static std::vector<eudrift::output_variable> description(bool calendar);
};

/// The particles of an earlier run at its last complete output.
struct continuation {
  time_ms time;                       ///< of that output
  std::vector<start_point> points;    ///< of all, by ascending id: place, and time of release
  std::vector<start_point> waiting;   ///< those that are to be released
  drifters_batch released;            ///< the others
  std::vector<time_ms> released_at;   ///< and when they were
  named_values told;                  ///< attributes of the alert and the closing sentence, if they came

  /// Sets the clock of the released for the first interval of a run from here.
  drifters_batch begin(const plan& when) const;
};

/// Reads o.earlier.  Throws eudrift::error where its run and this one are not parts of one.
continuation read_continuation(const eudrift::mesh_data& mesh, bool calendar, const options& o, const preference& likes);

}  // namespace happiest_particle
