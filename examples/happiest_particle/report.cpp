// SPDX-License-Identifier: BSL-1.0
#include "report.hpp"

#include "number.hpp"
#include "step_choice.hpp"

#include <eudrift/core/reproducible.hpp>
#include <eudrift/forcing/time.hpp>
#include <eudrift/version.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace happiest_particle {

namespace {

std::string version() {
  return std::to_string(EUDRIFT_VERSION_MAJOR) + "." + std::to_string(EUDRIFT_VERSION_MINOR) + "." +
         std::to_string(EUDRIFT_VERSION_PATCH);
}

std::string today() {
  return eudrift::format_time(static_cast<time_ms>(std::time(nullptr)) * 1000, true);
}

/// What a reader of the file needs to know of the run.
named_values attributes_of(const options& o, const preference& likes, const eudrift::mesh_data& mesh) {
  named_values all{{"title", std::string("Tracks of the happiest particle and all others")},
                   {"source", "eudrift " + version()},
                   {"history", today() + " " + o.command_line},
                   {"version", version()},
                   {"executor", o.executor},
                   {"preferred_variable", likes.name},
                   {"preferred_low", likes.preferred.low},
                   {"preferred_high", likes.preferred.high},
                   {"ecstatic", o.ecstatic},
                   {"alert", o.alert},
                   {"reproducible", std::string(eudrift::is_reproducible_build() ? "yes" : "no")}};
  for (auto& mark : marks_of(o, likes, mesh)) all.push_back(std::move(mark));
  return all;
}

}  // namespace

report::report(const options& o, const plan& when, bool calendar, const eudrift::mesh_data& mesh, const preference& likes,
               const told_so_far& before)
    : options_(o), when_(when), calendar_(calendar), mesh_(&mesh), likes_(&likes), before_(before),
      progress_(o.quiet, std::abs(static_cast<double>(when.end - when.start)) / 1000) {
  said_.all_are_ecstatic = before.all_ecstatic;
  take_over(before.attributes);
}

report::report(const options& o, const plan& when) : options_(o), when_(when), progress_(true, 0) {}

void report::take_over(const named_values& told) {
  for (const auto& [name, value] : told) {
    said_.alert = said_.alert || name == "alert_time";
    said_.ecstatic = said_.ecstatic || name == "ecstatic_time";
    note(name, value);
  }
}

std::unique_ptr<track_file> report::make_file() const {
  return std::make_unique<track_file>(options_, when_, calendar_, *mesh_, static_cast<std::size_t>(particles_), *likes_,
                                      attributes_of(options_, *likes_, *mesh_), before_);
}

void report::begin_file(track_file& file) const {
  file.begin();
  for (const auto& [name, value] : told_) file.attribute(name, value);
}

void report::note(const std::string& name, const eudrift::attribute_value& value) {
  told_.emplace_back(name, value);
  if (!tracks_) return;
  tracks_->wait();
  tracks_->file()->attribute(name, value);
}

std::string report::time_text(time_ms time) const { return eudrift::format_time(time, calendar_); }

void report::say(const std::string& line) {
  if (mesh_ == nullptr) return;
  progress_.end_line();
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

void report::alert(time_ms time, const eudrift::held<double>& happiest, const whereabouts& at) {
  said_.alert = true;
  if (mesh_ == nullptr) return;
  const eudrift::vec<double, 2> own = mesh_->frame.to_file(at.place);
  const std::string where = mesh_->frame.spherical ? "lon " + ten_digits(own.at[0]) + ", lat " + ten_digits(own.at[1])
                                                  : "x " + ten_digits(own.at[0]) + " m, y " + ten_digits(own.at[1]) + " m";
  say("alert: particle " + std::to_string(happiest.id) + " has happiness " + ten_digits(happiest.value) + " at " + time_text(time) +
      ", " + where + ", element " + std::to_string(at.element + 1));
  note("alert_time", time_text(time));
  note("alert_id", happiest.id);
  note("alert_place", where);
  note("alert_value", happiest.value);
  note("alert_after_outputs", outputs());
}

void report::tell_ecstatic(time_ms time) {
  said_.ecstatic = true;
  if (mesh_ == nullptr) return;
  say("All particles are ecstatic! (" + time_text(time) + ")");
  note("ecstatic_time", time_text(time));
  note("ecstatic_after_outputs", outputs());
}

void report::show_progress(time_ms time) {
  if (mesh_ == nullptr) return;
  const double all = std::abs(static_cast<double>(when_.end - when_.start));
  progress_.show(std::abs(static_cast<double>(time - when_.start)) / all, particles_);
}

void report::finish(index_t particle_bytes, index_t sea_bytes) {
  std::string line = "particles:";
  constexpr int always = 4;  // moving to waiting; the others where there are any
  for (int s = 0; s < eudrift::status_count; ++s)
    if (s < always || counts_.at[s] > 0) line += (s > 0 ? ", " : " ") + std::to_string(counts_.at[s]) + " " + eudrift::status_names[s];
  say(line + "; " + std::to_string(particles_) + " in all");
  if (const auto given_up = counts_.at[static_cast<int>(eudrift::status::unresolved)]; given_up > 0)
    say("unresolved: " + std::to_string(given_up) + " particles were given up where a step of the grid began, since " + std::to_string(most_tries) +
        " tries did not bring them to its end within --tolerance; raise that, or shorten --dt");
  if (never_afloat_ > 0)
    say("released on dry ground: " + std::to_string(never_afloat_) + " of the particles that are aground, which never floated; release them where there is water");
  const auto of = [](index_t bytes, index_t items) {
    return std::to_string(std::llround(static_cast<double>(bytes) / static_cast<double>(std::max<index_t>(items, 1))));
  };
  say("memory of the loop: " + of(particle_bytes, particles_) + " bytes a particle, " + of(sea_bytes, mesh_->elements()) +
      " bytes an element");
  if (!tracks_) return;
  tracks_->wait();
  tracks_->file()->close();
  say("tracks: " + options_.output);
}

}  // namespace happiest_particle
