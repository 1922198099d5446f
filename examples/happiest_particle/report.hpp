// SPDX-License-Identifier: BSL-1.0
// What a run tells: tracks in a file, the alert, the closing sentence, progress, the final counts.
#pragma once
#include "progress.hpp"
#include "tracks.hpp"

#include <eudrift/kernels/max_reduce.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace happiest_particle {

/// Who is most and who is least happy of the moving particles.
struct mood {
  eudrift::held<double> happiest, saddest;
};

/// Where a particle is.
struct whereabouts {
  eudrift::vec<double, 2> place{};  ///< [m, in the mesh's frame]
  std::int32_t element = -1;        ///< by its number in the file, from 0; negative: not the particle asked for
};
/// The term of a search by id.
struct whereabouts_of {
  std::int64_t id;
  drifters_view particles;
  eudrift::view<const std::int32_t> element_number;
  EUDRIFT_FN whereabouts operator()(eudrift::index_t i) const {
    if (eudrift::get<eudrift::particle_id>(particles)[i] != id) return {};
    return {eudrift::get<eudrift::position>(particles).load(i), element_number[eudrift::get<eudrift::host_element>(particles)[i]]};
  }
};
/// A reducer that gives the particle found, of which there is one at most.
struct the_one_found {
  using value_type = whereabouts;
  static constexpr bool any_order = true;
  EUDRIFT_FN whereabouts identity() const { return {}; }
  EUDRIFT_FN void add(whereabouts& v, const whereabouts& other) const { v = join(v, other); }
  EUDRIFT_FN whereabouts join(const whereabouts& v, const whereabouts& w) const { return w.element < 0 ? v : w; }
  whereabouts result(const whereabouts& v) const { return v; }
};

/// What a run has told, which all its processes must know.
struct told_already {
  bool alert = false, ecstatic = false;
  bool all_are_ecstatic = false;  ///< at the last look
};

class report {
 public:
  /// `points` by ascending id; mesh and o are kept by reference.
  report(const options& o, const plan& when, bool calendar, const eudrift::mesh_data& mesh,
         const std::vector<start_point>& points, const preference& likes, const told_so_far& before);
  /// Of a process that takes part in all, and leaves it to another to tell.
  report(const options& o, const plan& when);

  /// What an earlier run told is not told again.
  void take_over(const named_values& told);
  /// Takes the particles of a stopped run as they were at `time`; nothing is told.
  template <eudrift::Executor Ex>
  void resume(time_ms time, const drifters<Ex>& particles, const sea<Ex>& on) {
    hand_over(time, false, particles, on);
  }

  /// At a grid time: raises the alert, says when all are ecstatic, and has tracks written if `output`.
  template <eudrift::Executor Ex>
  void look(time_ms time, bool output, const mood& happy, drifters<Ex>& particles, const sea<Ex>& on) {
    if (raises_alert(happy)) {
      const whereabouts_of term{happy.happiest.id, particles.view(), on.mesh().view().element_number};
      alert(time, happy.happiest, particles.executor().reduce(particles.size(), term, the_one_found{}));
    }
    said_.all_are_ecstatic = are_ecstatic(happy);
    if (said_.all_are_ecstatic && !said_.ecstatic) tell_ecstatic(time);

    const bool ends = said_.all_are_ecstatic && options_.until_ecstatic;
    const bool written = !options_.output.empty() && (output || ends);
    if (written || ends || time == when_.end) hand_over(time, written, particles, on);
    show_progress(time);
  }
  told_already& said() { return said_; }
  /// Whether they are, at the last look.
  bool all_ecstatic() const { return said_.all_are_ecstatic; }
  /// What was told and written so far, where this process tells.
  told_so_far told() const {
    if (!tracks_) return {};
    return {tracks_->outputs(), tracks_->last_output(), said_.all_are_ecstatic, told_};
  }
  /// Returns when the tracks written so far are on the disk.
  void settle() { tracks_->settle(); }

  /// Counts by status, which add up to the particles of the run, and the bytes that particles and sea take in the
  /// executor's memory; closes the file.
  void finish(eudrift::index_t particle_bytes, eudrift::index_t sea_bytes);
  /// Prints a line, where this process tells.
  void say(const std::string& line);

 private:
  template <eudrift::Executor Ex>
  void hand_over(time_ms time, bool output, const drifters<Ex>& particles, const sea<Ex>& on) {
    snapshot unseen, &now = tracks_ ? tracks_->next() : unseen;
    now.time = time;
    now.output = output;
    now.take<Ex>(particles, on.whole_element());
    if (tracks_) tracks_->hand_over();
  }
  bool raises_alert(const mood& happy) const {
    return !said_.alert && happy.happiest.id >= 0 && happy.happiest.value >= options_.alert;
  }
  bool are_ecstatic(const mood& happy) const { return happy.saddest.id >= 0 && happy.saddest.value >= options_.ecstatic; }
  void alert(time_ms time, const eudrift::held<double>& happiest, const whereabouts& at);
  void tell_ecstatic(time_ms time);
  void show_progress(time_ms time);
  /// Notes an attribute of the alert or the closing sentence.
  void note(const std::string& name, const eudrift::attribute_value& value);
  std::string time_text(time_ms time) const;

  const options& options_;
  plan when_;
  bool calendar_ = false;
  const eudrift::mesh_data* mesh_ = nullptr;
  std::unique_ptr<tracks> tracks_;  ///< where this process tells
  progress progress_;
  named_values told_;
  told_already said_;
};

}  // namespace happiest_particle
