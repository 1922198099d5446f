// SPDX-License-Identifier: BSL-1.0
// What a run tells: tracks in a file, the alert, the closing sentence, progress, the final counts.
#pragma once
#include "progress.hpp"
#include "tracks.hpp"

#include <eudrift/kernels/count_statuses.hpp>
#include <eudrift/kernels/max_reduce.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace happiest_particle {

/// Who is most and who is least happy of the moving particles.
struct mood {
  eudrift::held<double> happiest{0, -1}, saddest{0, -1};  ///< of nobody

  /// Who is so among the particles of both.
  friend mood operator|(const mood& a, const mood& b) {
    const auto before = [](const eudrift::held<double>& x, const eudrift::held<double>& y, bool higher) {
      if (x.id < 0 || y.id < 0) return y.id < 0;
      return x.value == y.value ? x.id < y.id : (x.value > y.value) == higher;
    };
    return {before(a.happiest, b.happiest, true) ? a.happiest : b.happiest, before(a.saddest, b.saddest, false) ? a.saddest : b.saddest};
  }
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
  /// o, the mesh and likes are kept by reference.  `before`: what was told before the run was stopped.
  report(const options& o, const plan& when, bool calendar, const eudrift::mesh_data& mesh, const preference& likes,
         const told_so_far& before);
  /// Of a process that takes part in all, and leaves it to another to tell.
  report(const options& o, const plan& when);

  /// What an earlier run told is not told again.
  void take_over(const named_values& told);
  /// Before all that follows, when each process has its particles and `releases`, which are kept by reference: makes the file
  /// of tracks.  `aside`: as `ex`, for collective calls in another thread.
  template <eudrift::Executor Ex>
  void begin(const Ex& ex, const Ex& aside, crowd<Ex>& particles, const std::vector<drifters_batch>& releases) {
    releases_ = &releases;
    std::vector<std::int64_t> ids;
    particles.in_parts([&](drifters<Ex>& some, index_t) {
      const auto held = some.template collect<eudrift::particle_id>();
      ids.insert(ids.end(), held.begin(), held.end());
    });
    for (const drifters_batch& batch : releases)
      ids.insert(ids.end(), batch.component<eudrift::particle_id>().begin(), batch.component<eudrift::particle_id>().end());
    particles_ = ex.reduce(1, own_number{static_cast<index_t>(ids.size())}, eudrift::sum_reduce<index_t>{});
    if (options_.output.empty()) return;
    std::unique_ptr<track_file> file;
    const index_t block = rows_of_block(options_, when_, static_cast<std::size_t>(particles_));
    at_root(ex, [&] { file = make_file(); });
    collect_by_id(ex, std::span<const std::int64_t>(ids), std::tuple<>{}, [&](auto some) { file->ids(some); }, block);
    at_root(ex, [&] { begin_file(*file); });
    tracks_ = std::make_unique<tracks>(tracks::by(aside), block, particles_, std::move(file), before_);
  }
  /// Takes the particles of a stopped run as they were at `time`; nothing is told.
  template <eudrift::Executor Ex>
  void resume(time_ms time, crowd<Ex>& particles) {
    count(time, particles);
  }

  /// At a grid time: raises the alert, says when all are ecstatic, and has tracks written if `output`.
  template <eudrift::Executor Ex>
  void look(time_ms time, bool output, const mood& happy, crowd<Ex>& particles, const sea<Ex>& on) {
    if (raises_alert(happy)) {
      whereabouts found;
      particles.in_parts([&](drifters<Ex>& some, index_t) {
        const whereabouts_of term{happy.happiest.id, some.view(), on.mesh().view().element_number};
        found = the_one_found{}.join(found, some.executor().reduce(some.size(), term, the_one_found{}));
      });
      alert(time, happy.happiest, found);
    }
    said_.all_are_ecstatic = are_ecstatic(happy);
    if (said_.all_are_ecstatic && !said_.ecstatic) tell_ecstatic(time);

    const bool ends = said_.all_are_ecstatic && options_.until_ecstatic;
    if (tracks_ && (output || ends)) {
      const double seconds = when_.intervals[when_.interval_of(time)].delay(time);
      tracks_->next().take(time, seconds, when_.backward(), particles, *releases_, on);
      tracks_->hand_over();
    }
    if (ends || time == when_.end) count(time, particles);
    show_progress(time);
  }
  told_already& said() { return said_; }
  /// Whether they are, at the last look.
  bool all_ecstatic() const { return said_.all_are_ecstatic; }
  /// What was told and written so far, where this process tells.
  told_so_far told() const {
    if (!tracks_) return {0, 0, said_.all_are_ecstatic, told_};
    return {tracks_->outputs(), tracks_->last_output(), said_.all_are_ecstatic, told_};
  }
  /// Returns when all tracks are written that were to be so far.
  void wait() {
    if (tracks_) tracks_->wait();
  }
  /// After it: when they are on the disk.
  void sync() {
    if (tracks_ && tracks_->file()) tracks_->file()->sync();
  }

  /// Counts by status, which add up to the particles of the run, and the bytes that particles and sea take in the
  /// executor's memory; closes the file.
  void finish(index_t particle_bytes, index_t sea_bytes);
  /// Prints a line, where this process tells.
  void say(const std::string& line);

 private:
  template <eudrift::Executor Ex>
  void count(time_ms time, crowd<Ex>& particles) {
    const Ex& ex = particles.executor();
    index_t later = 0;
    for (const drifters_batch& batch : *releases_) later += batch.size();
    counts_ = {}, never_afloat_ = 0;
    particles.in_parts([&](drifters<Ex>& some, index_t) {
      constexpr eudrift::count_statuses counter{};
      const told_of told{some.view(), time, when_.backward()};
      counts_ = counter.join(counts_, ex.reduce(some.size(), told, counter));
      never_afloat_ += ex.reduce(some.size(), never_afloat{told}, eudrift::sum_reduce<index_t>{});
    });
    counts_.at[static_cast<int>(eudrift::status::waiting)] += ex.reduce(1, own_number{later}, eudrift::sum_reduce<index_t>{});
  }
  bool raises_alert(const mood& happy) const {
    return !said_.alert && happy.happiest.id >= 0 && happy.happiest.value >= options_.alert;
  }
  bool are_ecstatic(const mood& happy) const { return happy.saddest.id >= 0 && happy.saddest.value >= options_.ecstatic; }
  std::unique_ptr<track_file> make_file() const;
  void begin_file(track_file& file) const;
  void alert(time_ms time, const eudrift::held<double>& happiest, const whereabouts& at);
  void tell_ecstatic(time_ms time);
  void show_progress(time_ms time);
  std::int64_t outputs() const { return tracks_ ? tracks_->outputs() : 0; }
  /// Notes an attribute of the alert or the closing sentence.
  void note(const std::string& name, const eudrift::attribute_value& value);
  std::string time_text(time_ms time) const;

  const options& options_;
  plan when_;
  bool calendar_ = false;
  const eudrift::mesh_data* mesh_ = nullptr;  ///< where this process tells, as likes_
  const preference* likes_ = nullptr;
  told_so_far before_;
  const std::vector<drifters_batch>* releases_ = nullptr;
  index_t particles_ = 0;            ///< of all processes
  eudrift::count_statuses::value_type counts_{};  ///< at the end
  index_t never_afloat_ = 0;         ///< likewise: of those aground, who have been since their release
  std::unique_ptr<tracks> tracks_;   ///< where there are any
  progress progress_;
  named_values told_;
  told_already said_;
};

}  // namespace happiest_particle
