// SPDX-License-Identifier: BSL-1.0
#include "report.hpp"

#include <eudrift/core/reproducible.hpp>
#include <eudrift/forcing/time.hpp>
#include <eudrift/version.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace happiest_particle {

namespace {

constexpr std::array<const char*, eudrift::status_count> status_names{"moving", "aground", "left", "waiting"};

std::string number(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", v);
  return text;
}

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

report::report(const options& o, const plan& when, bool calendar, const eudrift::mesh_data& mesh,
               const std::vector<start_point>& points, const preference& likes)
    : options_(o), when_(when), calendar_(calendar), mesh_(mesh), progress_(o.quiet, std::abs(static_cast<double>(when.end - when.start)) / 1000) {
  const std::size_t n = points.size();
  for (const start_point& p : points) ids_.push_back(p.id), released_.push_back(p.time);
  const double unknown = std::nan("");
  for (auto* column : {&x_, &y_, &lon_, &lat_, &happiness_}) column->assign(n, unknown);
  element_.assign(n, 0);
  status_.assign(n, static_cast<std::int8_t>(eudrift::status::waiting));
  luggage_.assign(n);
  for (std::size_t row = 0; row < n; ++row) {
    luggage_.set_place(row, points[row].place, file_number(points[row].element));
    luggage_.set_release(row, points[row].time);
  }
  if (o.output.empty()) return;

  const bool other = !mesh.other_x.empty();
  eudrift::trajectory_layout layout;
  layout.ids = ids_;
  layout.calendar = calendar;
  layout.metres = !mesh.frame.spherical || other;
  layout.degrees = mesh.frame.spherical || other;
  layout.statuses.assign(status_names.begin(), status_names.end());
  layout.waiting = static_cast<std::int8_t>(eudrift::status::waiting);
  layout.expected_outputs = when.outputs();
  layout.variables = {{"happiness", "1", "happiness of the particle, 1 inside " + likes.text, "", false}};
  layout.attributes = attributes_of(o, likes, mesh);
  layout.state = luggage::description(calendar);
  file_ = std::make_unique<eudrift::trajectory_writer>(o.output, std::move(layout));
}

std::int32_t report::file_number(std::int32_t element) const { return mesh_.element_number[static_cast<std::size_t>(element)] + 1; }

void report::take_over(const named_values& told) {
  for (const auto& [name, value] : told) {
    alert_told_ = alert_told_ || name == "alert_time";
    ecstatic_told_ = ecstatic_told_ || name == "ecstatic_time";
    attribute(name, value);
  }
}

std::size_t report::row_of(std::int64_t id) const {
  return static_cast<std::size_t>(std::lower_bound(ids_.begin(), ids_.end(), id) - ids_.begin());
}

std::array<double, 2> report::other_place(const eudrift::vec<double, 2>& place, std::int32_t element) const {
  const auto node = [&](std::size_t k) { return static_cast<std::size_t>(mesh_.corner[3 * static_cast<std::size_t>(element) + k]); };
  const auto at = [&](std::size_t k) { return eudrift::vec<double, 2>{mesh_.x[node(k)], mesh_.y[node(k)]}; };
  const auto w = eudrift::barycentric(at(0), at(1), at(2), place);
  // Longitudes of one element may lie on both sides of the date line.
  const double first = mesh_.other_x[node(0)];
  const auto turned = [&](double v) {
    return mesh_.frame.spherical ? v : v - first > 180 ? v - 360 : v - first < -180 ? v + 360 : v;
  };
  std::array<double, 2> sum{};
  for (std::size_t k = 0; k < 3; ++k) {
    sum[0] += w.at[k] * turned(mesh_.other_x[node(k)]);
    sum[1] += w.at[k] * mesh_.other_y[node(k)];
  }
  return sum;
}

void report::set_row(time_ms time, std::int64_t id, const eudrift::vec<double, 2>& place, std::int32_t element,
                     eudrift::status status, double happy, std::uint32_t steps) {
  const std::size_t row = row_of(id);
  // One released on dry ground is aground from the beginning of its interval; until its time it is told as waiting.
  if (when_.backward() ? time > released_[row] : time < released_[row]) return;
  status_[row] = static_cast<std::int8_t>(status);
  if (status == eudrift::status::waiting) return;
  const eudrift::vec<double, 2> own = mesh_.frame.to_file(place);
  const bool spherical = mesh_.frame.spherical;
  (spherical ? lon_ : x_)[row] = own.at[0];
  (spherical ? lat_ : y_)[row] = own.at[1];
  if (!mesh_.other_x.empty()) {
    const auto other = other_place(place, element);
    (spherical ? x_ : lon_)[row] = other[0];
    (spherical ? y_ : lat_)[row] = other[1];
  }
  element_[row] = file_number(element);
  luggage_.set_place(row, place, element_[row]);
  luggage_.set_steps(row, steps);
  happiness_[row] = happy;
}

std::string report::time_text(time_ms time) const { return eudrift::format_time(time, calendar_); }

void report::say(const std::string& line) {
  progress_.end_line();
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

void report::attribute(const std::string& name, const eudrift::attribute_value& value) {
  if (file_) file_->attribute(name, value);
}

void report::tell(time_ms time, bool output, const mood& happy) {
  if (raises_alert(happy)) {
    alert_told_ = true;
    const std::size_t row = row_of(happy.happiest.id);
    const bool spherical = mesh_.frame.spherical;
    const std::string place = spherical ? "lon " + number(lon_[row]) + ", lat " + number(lat_[row])
                                        : "x " + number(x_[row]) + " m, y " + number(y_[row]) + " m";
    say("alert: particle " + std::to_string(happy.happiest.id) + " has happiness " + number(happy.happiest.value) + " at " +
        time_text(time) + ", " + place + ", element " + std::to_string(element_[row]));
    attribute("alert_time", time_text(time));
    attribute("alert_id", happy.happiest.id);
    attribute("alert_place", place);
    attribute("alert_value", happy.happiest.value);
    attribute("alert_after_outputs", outputs());
  }
  all_ecstatic_ = are_ecstatic(happy);
  if (all_ecstatic_ && !ecstatic_told_) {
    ecstatic_told_ = true;
    say("All particles are ecstatic! (" + time_text(time) + ")");
    attribute("ecstatic_time", time_text(time));
    attribute("ecstatic_after_outputs", outputs());
  }
  output = output || (all_ecstatic_ && options_.until_ecstatic);  // the run ends here
  if (output && file_) write(time);
  const double all = std::abs(static_cast<double>(when_.end - when_.start));
  progress_.show(std::abs(static_cast<double>(time - when_.start)) / all, static_cast<std::int64_t>(ids_.size()));
}

void report::write(time_ms time) {
  eudrift::trajectory_columns columns;
  const bool other = !mesh_.other_x.empty();
  if (!mesh_.frame.spherical || other) columns.x = x_, columns.y = y_;
  if (mesh_.frame.spherical || other) columns.lon = lon_, columns.lat = lat_;
  columns.element = element_;
  columns.status = status_;
  columns.values = {std::span<const double>(happiness_)};
  columns.state.assign(luggage_.column.begin(), luggage_.column.end());
  file_->write(time, columns);
}

void report::finish() {
  std::array<std::size_t, eudrift::status_count> count{};
  for (const std::int8_t s : status_) ++count[static_cast<std::size_t>(s)];
  std::string line = "particles:";
  for (std::size_t s = 0; s < count.size(); ++s)
    line += (s ? ", " : " ") + std::to_string(count[s]) + " " + status_names[s];
  say(line + "; " + std::to_string(ids_.size()) + " in all");
  if (file_) {
    file_->close();
    say("tracks: " + options_.output);
  }
}

}  // namespace happiest_particle
