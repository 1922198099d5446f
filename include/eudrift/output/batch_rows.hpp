// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles of a loop of one's own as rows for the writers of tracks.
#pragma once
#include <eudrift/mesh/frame.hpp>
#include <eudrift/output/tracks.hpp>
#include <eudrift/swarm/particle_batch.hpp>

#include <array>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// Rows of a particle_batch (that of particle_set::collect_all(), say) with the properties of these names, each one
/// number:
///
///     batch_rows<age> rows(mesh.frame);
///     vtk_writer to("swarm.pvd", rows.layout(calendar));
///     const auto batch = particles.collect_all();
///     to.write(rows.of(batch, time));
///
/// Places are x and y, or on the sphere longitude and latitude, as the frame gives them.  Of three dimensions sigma is
/// left out; who knows heights sets layout.heights and rows.z.
template <PropertyName... Name>
class batch_rows {
 public:
  explicit batch_rows(const coordinate_frame& frame) : frame_(frame) {}

  /// What the writers are to be told first.
  track_layout layout(bool calendar, const std::string& title = "") const {
    return {.title = title,
            .calendar = calendar,
            .metres = !frame_.spherical,
            .degrees = frame_.spherical,
            .properties = {{Name::name, Name::unit}...}};
  }
  /// Particles at a time.  The batch and this object are referred to, and keep the rows valid until the next call.
  template <int Dim, class... P>
  track_rows of(const particle_batch<Dim, P...>& particles, time_ms time) {
    const auto &x = particles.template component<position>(0), &y = particles.template component<position>(1);
    for (auto& c : place_) c.resize(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto own = frame_.to_file({x[i], y[i]});
      place_[0][i] = own.at[0], place_[1][i] = own.at[1];
    }
    track_rows rows;
    rows.time = time;
    rows.id = particles.template component<particle_id>();
    (frame_.spherical ? rows.lon : rows.x) = place_[0];
    (frame_.spherical ? rows.lat : rows.y) = place_[1];
    rows.state = particles.template component<state>();
    (rows.properties.push_back(std::span(particles.template component<Name>())), ...);
    return rows;
  }
  /// It would be gone before its rows are written.
  template <int Dim, class... P>
  track_rows of(particle_batch<Dim, P...>&& particles, time_ms time) = delete;

 private:
  coordinate_frame frame_;
  std::array<std::vector<double>, 2> place_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
