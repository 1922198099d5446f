// SPDX-License-Identifier: BSL-1.0
// What all particles are, row by row, and their file, written while the run goes on.
#pragma once
#include "continuation.hpp"

#include <eudrift/exec/collect_by_id.hpp>
#include <eudrift/netcdf/trajectory_writer.hpp>
#include <eudrift/netcdf/write_behind.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <tuple>
#include <vector>

namespace happiest_particle {

inline constexpr std::array<const char*, eudrift::lasting_status_count> status_names{"moving", "aground", "left", "waiting"};

/// Particles at one time, in any order.
struct snapshot {
  time_ms time = 0;
  bool output = false;  ///< whether it goes into the file
  std::vector<std::int32_t> row;
  std::vector<double> x, y;  ///< [m, in the mesh's frame]
  std::vector<std::int32_t> element;
  std::vector<eudrift::status> status;
  std::vector<double> happiness;
  std::vector<std::uint32_t> steps;

  /// Takes all particles held; of many processes, the root those of all.  `whole_element`: see sea.
  template <eudrift::Executor Ex>
  void take(const drifters<Ex>& particles, std::span<const std::int32_t> whole_element) {
    const auto rows = particles.template collect<happiest_particle::row>();
    const auto at_x = particles.template collect<eudrift::position>(0), at_y = particles.template collect<eudrift::position>(1);
    const auto elements = particles.template collect<eudrift::host_element>();
    const auto statuses = particles.template collect<eudrift::state>();
    const auto happy = particles.template collect<happiest_particle::happiness>();
    const auto made = particles.template collect<eudrift::steps_made>();
    if constexpr (eudrift::Distributed<Ex>) {
      const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
      std::vector<std::int32_t> in_whole;
      for (const std::int32_t e : elements) in_whole.push_back(whole_element[static_cast<std::size_t>(e)]);
      clear();
      collect_by_id(particles.executor(), particles.template collect<eudrift::particle_id>(),
                    std::tuple(rows, at_x, at_y, std::span<const std::int32_t>(in_whole), statuses, happy, made),
                    [&](auto, auto... column) { each(add, column...); });
    } else {
      const auto copy = [](auto& to, const auto& from) { to.assign(from.begin(), from.end()); };
      each(copy, rows, at_x, at_y, elements, statuses, happy, made);
    }
  }

 private:
  template <class Put, class... Column>
  void each(const Put& put, const Column&... from) {
    [&](auto&... to) { (put(to, from), ...); }(row, x, y, element, status, happiness, steps);
  }
  void clear() {
    row.clear(), x.clear(), y.clear(), element.clear(), status.clear(), happiness.clear(), steps.clear();
  }
};

/// What a run has told and written so far.
struct told_so_far {
  std::int64_t outputs = 0;      ///< in the file of tracks
  time_ms last_output = 0;       ///< time of the last of them
  bool all_ecstatic = false;     ///< at the last look
  named_values attributes = {};  ///< of the alert and the closing sentence, if they came
};

/// A row for each particle, by ascending id: what it was when it was last seen.  Snapshots are put into
/// rows, and outputs written, in a thread beside the caller's.
class tracks {
 public:
  /// `points` by ascending id; mesh and o are kept by reference.  Where o.output names a file it is made, or, where a
  /// stopped run had written outputs, gone on with.
  tracks(const options& o, const plan& when, bool calendar, const eudrift::mesh_data& mesh,
         const std::vector<start_point>& points, const preference& likes, const named_values& attributes,
         const told_so_far& before);

  bool has_file() const { return file_ != nullptr; }
  std::size_t particles() const { return status_.size(); }
  /// The snapshot to be filled, and handed over then.
  snapshot& next() { return behind_.next(); }
  void hand_over();
  /// Outputs handed over so far, and the time of the last.
  std::int64_t outputs() const { return outputs_; }
  time_ms last_output() const { return last_output_; }
  /// Sets an attribute of the file, if there is one, after the outputs handed over.
  void attribute(const std::string& name, const eudrift::attribute_value& value);
  /// Particles by status in the snapshot handed over last.
  std::array<std::size_t, eudrift::lasting_status_count> counts();
  /// Returns when the outputs handed over are on the disk.
  void settle();
  /// Writes what is left.
  void close();

 private:
  std::int32_t file_number(std::int32_t element) const { return mesh_.element_number[static_cast<std::size_t>(element)] + 1; }
  std::array<double, 2> other_place(const eudrift::vec<double, 2>& place, std::int32_t element) const;
  void take(const snapshot& s);
  void take_status(const snapshot& s);
  void take_places(const snapshot& s);
  void set_file_place(std::size_t row);
  void write(time_ms time);

  const eudrift::mesh_data& mesh_;
  bool backward_;
  std::vector<time_ms> released_;
  time_ms last_release_;
  std::vector<std::int8_t> status_;
  // Held where there is a file.
  std::vector<double> x_, y_, lon_, lat_, happiness_;
  std::vector<std::int32_t> host_;     ///< element, as the mesh is numbered in memory
  std::vector<std::int32_t> element_;  ///< the same in the file's numbers
  luggage luggage_;
  std::unique_ptr<eudrift::trajectory_writer> file_;
  std::int64_t outputs_;
  time_ms last_output_;
  eudrift::write_behind<snapshot> behind_;  // last: its thread uses all of the above
};

}  // namespace happiest_particle
