// SPDX-License-Identifier: BSL-1.0
/// \file
/// The part of a forcing source that a process needs for its share of the mesh.
#pragma once
#include <eudrift/forcing/source.hpp>
#include <eudrift/partition/mesh_share.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// A ForcingSource of the items of a share alone, in its numbering; what is computed from it has the bits of the whole.
/// Reads from the first item to the last that is asked for, and picks; keeps what was read last, of one layer.
template <ForcingSource S>
class share_source {
 public:
  /// `whole`, of whose mesh `share` is one, and `share` must live as long as this.
  share_source(S& whole, const mesh_share& share) : whole_(&whole), share_(&share) {}
  share_source(S&, const mesh_share&&) = delete;

  const mesh_data& mesh() const { return share_->mesh; }                      ///< see ForcingSource
  std::span<const time_ms> times() const { return whole_->times(); }         ///< see ForcingSource
  bool calendar() const { return whole_->calendar(); }                        ///< see ForcingSource
  std::span<const field_info> fields() const { return whole_->fields(); }    ///< see ForcingSource

  /// See ForcingSource.  Throws what the whole source throws, and error for items that the share does not have.
  void read(std::string_view name, index_t slice, index_t layer, index_t first, std::span<double> to) {
    const location where =
        detail::place_of_items(fields(), name, mesh().nodes(), mesh().elements(), first, to.size());
    const std::span<const std::int32_t> all = where == location::node ? share_->node : share_->element;
    const auto items = all.subspan(static_cast<std::size_t>(first), to.size());
    if (items.empty()) return;
    const auto [low, high] = std::minmax_element(items.begin(), items.end());
    layer_.resize(static_cast<std::size_t>(*high - *low) + 1);
    whole_->read(name, slice, layer, *low, layer_);
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = layer_[static_cast<std::size_t>(items[i] - *low)];
  }

 private:
  S* whole_;
  const mesh_share* share_;
  std::vector<double> layer_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
