// SPDX-License-Identifier: BSL-1.0
#include "track_file.hpp"

#include <eudrift/checkpoint/whole_file.hpp>

#include <filesystem>
#include <iterator>

namespace happiest_particle {

index_t rows_of_block(const options& o, const plan& when, std::size_t particles) {
  const bool packed = o.deflate > 0;
  return static_cast<index_t>(eudrift::block_of(eudrift::chunk_of(particles, when.outputs(), packed), packed));
}

track_file::track_file(const options& o, const plan& when, bool calendar, const eudrift::mesh_data& mesh, std::size_t particles,
                       const preference& likes, const named_values& attributes, const told_so_far& before)
    : mesh_(mesh), particles_(particles), deep_(o.dimensions == 3) {
  const bool other = !mesh.other_x.empty();
  eudrift::trajectory_layout layout;
  layout.particles = particles;
  layout.calendar = calendar;
  layout.metres = !mesh.frame.spherical || other;
  layout.degrees = mesh.frame.spherical || other;
  layout.projection = mesh.projection;
  layout.statuses.assign(std::begin(eudrift::status_names), std::end(eudrift::status_names));
  layout.waiting = static_cast<std::int8_t>(eudrift::status::waiting);
  layout.expected_outputs = when.outputs();
  layout.deflate = o.deflate;
  layout.variables = {{"happiness", "1", "happiness of the particle, 1 inside " + likes.text, "", false}};
  if (deep_)
    layout.variables.insert(layout.variables.end(),
                            {{"sigma", "1", "place in the water, 0 at the surface and -1 at the bed", "ocean_sigma_coordinate", false},
                             {"z", "m", "height, upward from the datum of the surface's elevation", "", false},
                             {"layer", "1", "sigma layer, counted from 1 at the surface", "", true}});
  layout.attributes = attributes;
  layout.state = luggage::description(calendar, o.dimensions);
  layout.end_time = luggage::end_time;
  if (before.outputs == 0) {
    writer_.emplace(o.output, std::move(layout));
    return;
  }
  std::error_code none;
  eudrift::require(std::filesystem::exists(o.output, none),
                   o.output + ": is not there, but the run of " + o.restart + " had written " +
                       std::to_string(before.outputs) + " outputs; give its tracks, or begin anew without --restart");
  check_tracks(o.output, marks_of(o, likes, mesh));
  stopped_.emplace(o.output, std::move(layout), static_cast<std::size_t>(before.outputs), before.last_output);
}

void track_file::ids(std::span<const std::int64_t> next) {
  if (stopped_) return stopped_->ids(next);
  writer_->ids(next);
}

void track_file::begin() {
  if (stopped_) writer_.emplace(stopped_->copy());
  stopped_.reset();
}

void track_file::sync() const { eudrift::sync_path(writer_->path()); }

void track_file::put(time_ms time, const told_rows& rows) {
  const std::size_t n = rows.id.size();
  const bool metres = !mesh_.frame.spherical || !mesh_.other_x.empty(), degrees = mesh_.frame.spherical || !mesh_.other_x.empty();
  if (metres) x_.resize(n), y_.resize(n);
  if (degrees) lon_.resize(n), lat_.resize(n);
  element_.resize(n);
  for (std::size_t row = 0; row < n; ++row) place(row, {rows.x[row], rows.y[row]}, rows.element[row]);
  luggage_[luggage::frame_x].assign(rows.x.begin(), rows.x.end());
  luggage_[luggage::frame_y].assign(rows.y.begin(), rows.y.end());
  luggage_[luggage::element].assign(element_.begin(), element_.end());
  luggage_[luggage::steps].assign(rows.steps.begin(), rows.steps.end());
  luggage_[luggage::end_time].assign(rows.end.begin(), rows.end.end());
  luggage_[luggage::release_time].resize(n);
  for (std::size_t row = 0; row < n; ++row) luggage_[luggage::release_time][row] = static_cast<double>(rows.release[row]) / 1000;

  eudrift::trajectory_columns columns;
  columns.x = x_, columns.y = y_, columns.lon = lon_, columns.lat = lat_;
  columns.element = element_;
  columns.status = {reinterpret_cast<const std::int8_t*>(rows.status.data()), n};
  columns.values = {rows.happiness};
  columns.state.assign(luggage_.begin(), luggage_.begin() + (deep_ ? luggage::count : luggage::sigma));
  if (deep_) {
    luggage_[luggage::sigma].assign(rows.sigma.begin(), rows.sigma.end());
    columns.state[luggage::sigma] = luggage_[luggage::sigma];
    columns.values.insert(columns.values.end(), {rows.sigma, rows.z, rows.layer});
  }
  if (rows_ == 0) writer_->begin(time);
  writer_->block(columns);
  rows_ += n;
  if (rows_ < particles_) return;
  writer_->end();
  rows_ = 0;
}

void track_file::place(std::size_t row, const eudrift::vec<double, 2>& place, std::int32_t element) {
  const eudrift::vec<double, 2> own = mesh_.frame.to_file(place);
  const bool spherical = mesh_.frame.spherical;
  (spherical ? lon_ : x_)[row] = own.at[0];
  (spherical ? lat_ : y_)[row] = own.at[1];
  if (!mesh_.other_x.empty()) {
    const auto other = other_place(place, element);
    (spherical ? x_ : lon_)[row] = other[0];
    (spherical ? y_ : lat_)[row] = other[1];
  }
  element_[row] = mesh_.element_number[static_cast<std::size_t>(element)] + 1;
}

std::array<double, 2> track_file::other_place(const eudrift::vec<double, 2>& place, std::int32_t element) const {
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

}  // namespace happiest_particle
