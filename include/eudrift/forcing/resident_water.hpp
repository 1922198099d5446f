// SPDX-License-Identifier: BSL-1.0
/// \file
/// Water in three dimensions in an executor's memory: what moves and mixes particles along the
/// vertical.
#pragma once
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/forcing/water_slice.hpp>
#include <eudrift/kernels/omega_by_continuity.hpp>
#include <eudrift/kernels/vertical_walk.hpp>

#include <algorithm>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Whether a table (layers, nodes) is the same at all nodes.
inline bool same_at_all_nodes(const std::vector<double>& table, index_t layers) {
  const std::size_t nodes = layers > 0 ? table.size() / static_cast<std::size_t>(layers) : 0;
  for (std::size_t k = 0; k < static_cast<std::size_t>(layers) && nodes > 0; ++k)
    for (std::size_t n = 1; n < nodes; ++n)
      if (table[k * nodes + n] != table[k * nodes]) return false;
  return true;
}

/// sigma of layers in an executor's memory.
template <Executor Ex>
class resident_sigma {
 public:
  resident_sigma(const Ex& ex, index_t layers) : ex_(ex), layers_(layers) {}
  /// Takes a table (layers, nodes); of one that is the same at all nodes no more is held than that
  /// of one.
  void take(const std::vector<double>& table) {
    same_ = same_at_all_nodes(table, layers_);
    const std::size_t nodes = table.size() / static_cast<std::size_t>(layers_);
    std::vector<double> one;
    for (std::size_t i = 0; same_ && i < table.size(); i += nodes) one.push_back(table[i]);
    sigma_ = ex_.upload(same_ ? one : table);
  }
  sigma_layers<double> view(index_t nodes) const {
    const auto all = ex_.view(sigma_);
    return {all, layers_, same_ ? 1 : nodes, same_ ? 0 : 1};
  }
  index_t bytes() const { return held_bytes(ex_, sigma_); }

 private:
  Ex ex_;
  index_t layers_;
  bool same_ = true;
  array_t<Ex, double> sigma_;
};

}  // namespace detail

/// The water of a forcing between two slices, beside its current.  Its views are valid until the
/// next slice.
template <Executor Ex>
class resident_water {
 public:
  /// Of a complete mesh with its depths (build_mesh).
  resident_water(const Ex& ex, const mesh_data& mesh, const layering& what)
      : ex_(ex),
        what_(what),
        depth_(ex.upload(mesh.depth)),
        layers_(ex, what.layers),
        levels_(ex, what.levels()),
        surface_(ex, mesh.nodes()),
        vertical_(ex, mesh.nodes(), what.vertical_layers()),
        kh_(ex, mesh.nodes(), what.levels()) {}

  const layering& what() const { return what_; }
  /// The next slice is on its way: what it has begins to be copied beside what is computed (resident_slices::expect).
  void expect(const water_slice& slice) {
    surface_.expect(slice.surface);
    if (what_.reads_vertical()) vertical_.expect(slice.vertical);
    if (what_.has_kh) kh_.expect(slice.kh);
  }
  /// The next slice arrives: what was the later one becomes the earlier one.  Then
  /// reduce_to_nodes().
  void receive(const water_slice& slice) {
    if (slice.sigma && !std::exchange(has_sigma_, true))
      layers_.take(slice.sigma->layers), levels_.take(slice.sigma->levels);
    surface_.receive(slice.surface, location::node);
    if (what_.reads_vertical()) vertical_.receive(slice.vertical, what_.vertical_place());
    if (what_.has_kh) kh_.receive(slice.kh, location::node);
  }
  /// The vertical motion of the slice that arrived, at nodes: kernel A of ww, omega of the current by
  /// continuity, which must be at nodes already, or none.
  void reduce_to_nodes(const triangle_mesh_view<double, std::int32_t>& mesh,
                       const resident_weights<Ex>& weights, const resident_slices<Ex, 2>& current) {
    if (what_.by_continuity) {
      const auto omega = vertical_.next();
      ex_.map(surface_.nodes(),
              omega_by_continuity<double, std::int32_t>{mesh, current.view(1).after, depth(),
                                                        surface_.view(1).after, levels(), omega});
    } else if (what_.still) {
      vertical_.next();  // of zeros
    } else if (what_.reads_vertical() && what_.vertical_place() == location::element) {
      for (index_t k = 0; k < what_.layers; ++k)
        ex_.map(surface_.nodes(), vertical_.reduction(weights, k));
    }
  }

  /// Surface and bed in an interval of `length` [s], as resident_slices has it.
  column_slices<double, std::int32_t> column(double length) const {
    return {depth(), surface_.view(length)};
  }
  sigma_layers<double> layers() const {
    return layers_.view(surface_.nodes());
  }  ///< of the current
  sigma_layers<double> levels() const { return levels_.view(surface_.nodes()); }  ///< between them
  /// The velocity of the current, which is on layers at nodes, and between them as the profile has it.
  template <class Profile = linear_profile>
  layered_velocity<double, std::int32_t, Profile> velocity(
      const triangle_mesh_view<double, std::int32_t>& mesh, const resident_slices<Ex, 2>& current,
      double length, const Profile& profile = {}) const {
    layered_velocity<double, std::int32_t, Profile> to{
        mesh,
        column(length),
        {current.view(length), layers()},
        what_.knows,
        {vertical_.view(length), what_.knows == vertical_motion::omega ? levels() : layers()}};
    to.profile = profile;
    return to;
  }
  /// The diffusivity kh, between levels by Profile.
  template <class Profile>
  layered_diffusivity<double, std::int32_t, Profile> kh(double length) const {
    return {column(length), {kh_.view(length), levels()}};
  }
  /// Held in the executor's memory.
  index_t bytes() const {
    return held_bytes(ex_, depth_) + layers_.bytes() + levels_.bytes() +
           surface_.bytes() + vertical_.bytes() + kh_.bytes();
  }

 private:
  soa_view<const double, 1> depth() const { return {{ex_.view(depth_).data}, depth_.size()}; }

  Ex ex_;
  layering what_;
  array_t<Ex, double> depth_;
  detail::resident_sigma<Ex> layers_, levels_;
  bool has_sigma_ = false;
  resident_slices<Ex, 1> surface_, vertical_, kh_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
