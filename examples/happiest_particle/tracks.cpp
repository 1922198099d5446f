// SPDX-License-Identifier: BSL-1.0
#include "tracks.hpp"

#include <eudrift/checkpoint/whole_file.hpp>
#include <eudrift/netcdf/trajectory_resume.hpp>

#include <algorithm>
#include <filesystem>
#include <type_traits>

namespace happiest_particle {

namespace {

eudrift::trajectory_writer gone_on_with(const options& o, const preference& likes, const eudrift::mesh_data& mesh,
                                        eudrift::trajectory_layout layout, const told_so_far& before) {
  std::error_code none;
  eudrift::require(std::filesystem::exists(o.output, none),
                   o.output + ": is not there, but the run of " + o.restart + " had written " +
                       std::to_string(before.outputs) + " outputs; give its tracks, or begin anew without --restart");
  check_tracks(o.output, marks_of(o, likes, mesh));
  return eudrift::resume_trajectory(o.output, std::move(layout), static_cast<std::size_t>(before.outputs),
                                    before.last_output);
}

}  // namespace

tracks::tracks(const options& o, const plan& when, bool calendar, const eudrift::mesh_data& mesh,
               const std::vector<start_point>& points, const preference& likes, const named_values& attributes,
               const told_so_far& before)
    : mesh_(mesh),
      backward_(when.backward()),
      outputs_(before.outputs),
      last_output_(before.last_output),
      behind_([this](snapshot& s) { take(s); }) {
  const std::size_t n = points.size();
  for (const start_point& p : points) released_.push_back(p.time);
  last_release_ = backward_ ? *std::min_element(released_.begin(), released_.end()) : *std::max_element(released_.begin(), released_.end());
  status_.assign(n, static_cast<std::int8_t>(eudrift::status::waiting));
  if (o.output.empty()) return;

  const bool other = !mesh.other_x.empty();
  eudrift::trajectory_layout layout;
  for (const start_point& p : points) layout.ids.push_back(p.id);
  layout.calendar = calendar;
  layout.metres = !mesh.frame.spherical || other;
  layout.degrees = mesh.frame.spherical || other;
  layout.statuses.assign(status_names.begin(), status_names.end());
  layout.waiting = static_cast<std::int8_t>(eudrift::status::waiting);
  layout.expected_outputs = when.outputs();
  layout.deflate = o.deflate;
  layout.variables = {{"happiness", "1", "happiness of the particle, 1 inside " + likes.text, "", false}};
  layout.attributes = attributes;
  layout.state = luggage::description(calendar);

  if (layout.metres) x_.resize(n), y_.resize(n);
  if (layout.degrees) lon_.resize(n), lat_.resize(n);
  happiness_.resize(n), element_.resize(n);
  luggage_.assign(n);
  for (std::size_t row = 0; row < n; ++row) {
    host_.push_back(points[row].element);
    luggage_.set_place(row, points[row].place);
    luggage_.set_release(row, points[row].time);
  }
  file_ = std::make_unique<eudrift::trajectory_writer>(
      outputs_ == 0 ? eudrift::trajectory_writer(o.output, std::move(layout))
                    : gone_on_with(o, likes, mesh, std::move(layout), before));
}

void tracks::hand_over() {
  if (next().output) ++outputs_, last_output_ = next().time;
  behind_.hand_over();
}

void tracks::attribute(const std::string& name, const eudrift::attribute_value& value) {
  if (!file_) return;
  behind_.wait();
  file_->attribute(name, value);
}

std::array<std::size_t, eudrift::lasting_status_count> tracks::counts() {
  behind_.wait();
  std::array<std::size_t, eudrift::lasting_status_count> count{};
  for (const std::int8_t s : status_) ++count[static_cast<std::size_t>(s)];
  return count;
}

void tracks::settle() {
  behind_.wait();
  if (file_) eudrift::sync_path(file_->path());
}

void tracks::close() {
  behind_.wait();
  if (file_) file_->close();
}

std::array<double, 2> tracks::other_place(const eudrift::vec<double, 2>& place, std::int32_t element) const {
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

void tracks::take(const snapshot& s) {
  take_status(s);
  if (!s.output) return;
  take_places(s);
  write(s.time);
}

void tracks::take_status(const snapshot& s) {
  const bool all = backward_ ? s.time <= last_release_ : s.time >= last_release_;
  for (std::size_t i = 0; i < s.row.size(); ++i) {
    const auto row = static_cast<std::size_t>(s.row[i]);
    // One released on dry ground is aground from the beginning of its interval; until its time it is told as waiting.
    if (!all && (backward_ ? s.time > released_[row] : s.time < released_[row])) continue;
    status_[row] = static_cast<std::int8_t>(s.status[i]);
  }
}

void tracks::take_places(const snapshot& s) {
  // Column by column: places in one column are near in memory, those of one row in all are not.
  const auto put = [&](auto& to, const auto& from) {
    using value = typename std::remove_reference_t<decltype(to)>::value_type;
    for (std::size_t i = 0; i < from.size(); ++i) to[static_cast<std::size_t>(s.row[i])] = static_cast<value>(from[i]);
  };
  put(luggage_.frame_x(), s.x);
  put(luggage_.frame_y(), s.y);
  put(luggage_.steps(), s.steps);
  put(happiness_, s.happiness);
  put(host_, s.element);
  for (std::size_t row = 0; row < particles(); ++row) set_file_place(row);
}

void tracks::set_file_place(std::size_t row) {
  const eudrift::vec<double, 2> place = luggage_.place(row), own = mesh_.frame.to_file(place);
  const bool spherical = mesh_.frame.spherical;
  (spherical ? lon_ : x_)[row] = own.at[0];
  (spherical ? lat_ : y_)[row] = own.at[1];
  if (!mesh_.other_x.empty()) {
    const auto other = other_place(place, host_[row]);
    (spherical ? x_ : lon_)[row] = other[0];
    (spherical ? y_ : lat_)[row] = other[1];
  }
  element_[row] = file_number(host_[row]);
  luggage_.element()[row] = element_[row];
}

void tracks::write(time_ms time) {
  eudrift::trajectory_columns columns;
  columns.x = x_, columns.y = y_, columns.lon = lon_, columns.lat = lat_;
  columns.element = element_;
  columns.status = status_;
  columns.values = {std::span<const double>(happiness_)};
  columns.state.assign(luggage_.column.begin(), luggage_.column.end());
  file_->write(time, columns);
}

}  // namespace happiest_particle
