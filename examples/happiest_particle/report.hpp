// SPDX-License-Identifier: BSL-1.0
// What a run tells: tracks in a file, the alert, the closing sentence, progress, the final counts.
#pragma once
#include "progress.hpp"
#include "tracks.hpp"

#include <eudrift/kernels/max_reduce.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace happiest_particle {

/// Who is most and who is least happy of the moving particles.
struct mood {
  eudrift::held<double> happiest, saddest;
};

class report {
 public:
  /// `points` by ascending id; mesh and o are kept by reference.
  report(const options& o, const plan& when, bool calendar, const eudrift::mesh_data& mesh,
         const std::vector<start_point>& points, const preference& likes);

  /// What an earlier run told is not told again.
  void take_over(const named_values& told);

  /// At a grid time: raises the alert, says when all are ecstatic, and has tracks written if `output`.
  template <eudrift::Executor Ex>
  void look(time_ms time, bool output, const mood& happy, const drifters<Ex>& particles) {
    if (raises_alert(happy)) {
      const auto ids = particles.template collect<eudrift::particle_id>();
      const auto i = static_cast<std::size_t>(std::find(ids.begin(), ids.end(), happy.happiest.id) - ids.begin());
      const double x = particles.template collect<eudrift::position>(0)[i], y = particles.template collect<eudrift::position>(1)[i];
      alert(time, happy.happiest, {x, y}, particles.template collect<eudrift::host_element>()[i]);
    }
    all_ecstatic_ = are_ecstatic(happy);
    if (all_ecstatic_ && !ecstatic_told_) tell_ecstatic(time);

    const bool ends = all_ecstatic_ && options_.until_ecstatic;
    const bool written = tracks_.has_file() && (output || ends);
    if (written || ends || time == when_.end) {
      snapshot& now = tracks_.next();
      now.time = time;
      now.output = written;
      now.take<Ex>(particles);
      tracks_.hand_over();
    }
    show_progress(time);
  }
  /// Whether they are, at the last look.
  bool all_ecstatic() const { return all_ecstatic_; }

  /// Counts by status, which add up to the particles of the run, and the bytes that particles and sea take in the
  /// executor's memory; closes the file.
  void finish(eudrift::index_t particle_bytes, eudrift::index_t sea_bytes);

 private:
  bool raises_alert(const mood& happy) const {
    return !alert_told_ && happy.happiest.id >= 0 && happy.happiest.value >= options_.alert;
  }
  bool are_ecstatic(const mood& happy) const { return happy.saddest.id >= 0 && happy.saddest.value >= options_.ecstatic; }
  void alert(time_ms time, const eudrift::held<double>& happiest, const eudrift::vec<double, 2>& place, std::int32_t element);
  void tell_ecstatic(time_ms time);
  void show_progress(time_ms time);
  void say(const std::string& line);
  std::string time_text(time_ms time) const;

  const options& options_;
  plan when_;
  bool calendar_;
  const eudrift::mesh_data& mesh_;
  tracks tracks_;
  progress progress_;
  bool alert_told_ = false, ecstatic_told_ = false, all_ecstatic_ = false;
};

}  // namespace happiest_particle
