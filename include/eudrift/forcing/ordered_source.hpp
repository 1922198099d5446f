// SPDX-License-Identifier: BSL-1.0
/// \file
/// A forcing source whose mesh and fields are held in another order than the file's.
#pragma once
#include <eudrift/forcing/source.hpp>
#include <eudrift/mesh/renumber.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Another source with its nodes and elements renumbered, by default along a Hilbert curve; a
/// ForcingSource.  Whoever uses it knows only this numbering; node_number and element_number of mesh()
/// lead to the file's, in which the other source writes its errors.  Keeps both meshes and one layer of
/// one field.
template <ForcingSource S>
class ordered_source {
 public:
  /// Nodes and elements along a Hilbert curve.
  explicit ordered_source(S source)
      : base_(std::move(source)),
        node_order_(hilbert_node_order(base_.mesh())),
        element_order_(hilbert_element_order(base_.mesh())),
        mesh_(renumbered(base_.mesh(), node_order_, element_order_)) {}
  /// Item i is the one that was order[i]; see renumbered().
  ordered_source(S source, std::vector<std::int32_t> node_order, std::vector<std::int32_t> element_order)
      : base_(std::move(source)),
        node_order_(std::move(node_order)),
        element_order_(std::move(element_order)),
        mesh_(renumbered(base_.mesh(), node_order_, element_order_)) {}

  /// The source as it numbers itself, for what it has beyond ForcingSource, e.g. its warnings.
  const S& base() const { return base_; }

  /// The mesh for who opens edges of its boundary (mesh/open_edges.hpp), before anything is made of it.
  mesh_data& mesh_to_open() { return mesh_; }

  const mesh_data& mesh() const { return mesh_; }                            ///< see ForcingSource
  std::span<const time_ms> times() const { return base_.times(); }          ///< see ForcingSource
  bool calendar() const { return base_.calendar(); }                         ///< see ForcingSource
  std::span<const field_info> fields() const { return base_.fields(); }     ///< see ForcingSource

  /// See ForcingSource.  Reads the whole layer, even where a part of it is asked for.  Throws what the
  /// other source throws, and error for items that the field does not have.
  void read(std::string_view name, index_t slice, index_t layer, index_t first, std::span<double> to) {
    const location where =
        detail::place_of_items(fields(), name, mesh_.nodes(), mesh_.elements(), first, to.size());
    const auto& order = where == location::node ? node_order_ : element_order_;
    layer_.resize(order.size());
    base_.read(name, slice, layer, 0, layer_);
    for (std::size_t i = 0; i < to.size(); ++i)
      to[i] = layer_[static_cast<std::size_t>(order[static_cast<std::size_t>(first) + i])];
  }

 private:
  S base_;
  std::vector<std::int32_t> node_order_, element_order_;
  mesh_data mesh_;
  std::vector<double> layer_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
