// SPDX-License-Identifier: BSL-1.0
/// \file
/// From a field in three dimensions to the one in two that particles see: a layer, a depth, or the
/// average over depth.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/forcing/source.hpp>
#include <eudrift/forcing/vertical.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Which part of the water column serves.
struct depth_choice {
  /// The three ways.
  enum class way { layer, depth, average };
  way how = way::layer;
  index_t layer = 1;  ///< sigma layer, counted from 1 at the surface
  double depth = 0;   ///< below the surface [m]
};

/// What a source says of a field, or nothing.
template <ForcingSource S>
std::optional<field_info> find_field(const S& source, std::string_view name) {
  for (const field_info& f : source.fields())
    if (f.name == name) return f;
  return std::nullopt;
}

namespace detail {

/// All layers of a field at a slice, or zeros where the source does not have it.
template <ForcingSource S>
std::vector<double> read_layers(S& source, const field_info& field, index_t slice) {
  const index_t items = field.where == location::node ? source.mesh().nodes() : source.mesh().elements();
  std::vector<double> to(static_cast<std::size_t>(items * field.layers));
  for (index_t k = 0; k < field.layers; ++k)
    source.read(field.name, slice, k, 0,
                std::span(to).subspan(static_cast<std::size_t>(k * items), static_cast<std::size_t>(items)));
  return to;
}

/// Mean over the corners of an element, or the value at a node.
template <class F>
double at_item(const mesh_data& mesh, location where, std::size_t i, F&& at_node) {
  if (where == location::node) return at_node(static_cast<index_t>(i));
  const auto corner = [&](std::size_t k) { return at_node(index_t{mesh.corner[3 * i + k]}); };
  return (corner(0) + corner(1) + corner(2)) / 3;
}

}  // namespace detail

/// Forms two-dimensional fields of a source by one choice of depth.  Where a fixed depth is not above
/// the lowest layer's centre, that layer serves.  Throws error where a layer does not exist or the
/// source lacks what the choice needs.
template <ForcingSource S>
class field_former {
 public:
  field_former(S& source, const depth_choice& choice) : source_(&source), choice_(choice) {
    if (choice.how == depth_choice::way::layer) return;
    const bool average = choice.how == depth_choice::way::average;
    const char* needed = average ? "siglev" : "siglay";
    const auto field = find_field(source, needed);
    require(field.has_value(), std::string("the forcing has no variable ") + needed +
                                   ", which a fixed depth or a depth average needs; choose a layer instead");
    sigma_ = detail::read_layers(source, *field, 0);
    const mesh_data& mesh = source.mesh();
    require(average || !mesh.depth.empty() || mesh.nodes() == 0,
            "the forcing has no variable h, which a fixed depth needs; choose a layer instead");
    require(average || choice.depth >= 0, "the depth is " + std::to_string(choice.depth) +
                                              " m; 0 or more, counted down from the surface, is expected");
  }

  /// One field at one slice, (nodes,) or (elements,) as the field is.
  std::vector<double> operator()(const field_info& field, index_t slice) const {
    const index_t items = field.where == location::node ? source_->mesh().nodes() : source_->mesh().elements();
    if (items == 0) return {};  // a share of a mesh may be empty
    if (field.layers == 1) return layer(field, slice, 0, items);
    switch (choice_.how) {
      case depth_choice::way::layer:
        require(choice_.layer >= 1 && choice_.layer <= field.layers,
                "layer " + std::to_string(choice_.layer) + " of " + field.name + " was asked for; it has layers 1 (the surface) to " +
                    std::to_string(field.layers));
        return layer(field, slice, choice_.layer - 1, items);
      case depth_choice::way::average: return average(field, slice, items);
      case depth_choice::way::depth: break;
    }
    return at_depth(field, slice, items);
  }

  /// Share of the elements for which the lowest layer serves at a slice, since the fixed depth is not
  /// above that layer's centre: 0 for the other choices.
  double shallow_share(index_t slice) const {
    if (choice_.how != depth_choice::way::depth || source_->mesh().elements() == 0) return 0;
    const std::vector<double> zeta = elevation(slice);
    const column_type column = column_of(zeta);
    std::size_t shallow = 0;
    for (std::size_t e = 0; e < source_->mesh().corner.size() / 3; ++e)
      if (choice_.depth >= depth_of(column, column.levels() - 1, location::element, e)) ++shallow;
    return static_cast<double>(shallow) / static_cast<double>(source_->mesh().elements());
  }

 private:
  using column_type = sigma_coordinate<double>;

  /// The water column of layer centres; it refers to `zeta`.
  column_type column_of(const std::vector<double>& zeta) const {
    const auto whole = [](const std::vector<double>& v) {
      return view<const double>{v.data(), static_cast<index_t>(v.size())};
    };
    return {whole(sigma_), whole(source_->mesh().depth), whole(zeta), whole(zeta)};
  }
  /// Of the centre of layer k below the surface, at an item [m].
  double depth_of(const column_type& column, index_t k, location where, std::size_t i) const {
    return detail::at_item(source_->mesh(), where, i,
                           [&](index_t n) { return column.surface(n, 0) - column.height(k, n, 0); });
  }
  std::vector<double> layer(const field_info& field, index_t slice, index_t k, index_t items) const {
    std::vector<double> to(static_cast<std::size_t>(items));
    source_->read(field.name, slice, k, 0, to);
    return to;
  }
  std::vector<double> elevation(index_t slice) const {
    const auto zeta = find_field(*source_, "zeta");
    return zeta ? layer(*zeta, slice, 0, source_->mesh().nodes())
                : std::vector<double>(static_cast<std::size_t>(source_->mesh().nodes()), 0.0);
  }
  void require_layers(const field_info& field, index_t expected) const {
    require(field.layers == expected, "the variable " + field.name + " has " + std::to_string(field.layers) +
                                          " layers, the vertical coordinate " + std::to_string(expected) +
                                          "; a fixed depth or a depth average needs the same");
  }

  std::vector<double> average(const field_info& field, index_t slice, index_t items) const {
    const mesh_data& mesh = source_->mesh();
    const std::size_t nodes = static_cast<std::size_t>(mesh.nodes());
    const index_t layers = static_cast<index_t>(sigma_.size() / nodes) - 1;
    require_layers(field, layers);
    std::vector<double> to(static_cast<std::size_t>(items), 0.0);
    for (index_t k = 0; k < layers; ++k) {
      const std::vector<double> values = layer(field, slice, k, items);
      for (std::size_t i = 0; i < to.size(); ++i)
        to[i] += values[i] * detail::at_item(mesh, field.where, i, [&](index_t n) {
          const std::size_t upper = static_cast<std::size_t>(k) * nodes + static_cast<std::size_t>(n);
          return sigma_[upper] - sigma_[upper + nodes];
        });
    }
    return to;
  }

  std::vector<double> at_depth(const field_info& field, index_t slice, index_t items) const {
    const std::vector<double> zeta = elevation(slice);
    const column_type column = column_of(zeta);
    require_layers(field, column.levels());
    std::vector<double> to = layer(field, slice, 0, items);
    std::vector<double> upper = to;
    for (index_t k = 1; k < field.layers; ++k) {
      std::vector<double> lower = layer(field, slice, k, items);
      for (std::size_t i = 0; i < to.size(); ++i) {
        const double d0 = depth_of(column, k - 1, field.where, i), d1 = depth_of(column, k, field.where, i);
        if (choice_.depth >= d1) {
          to[i] = lower[i];
        } else if (choice_.depth > d0) {
          const double part = (choice_.depth - d0) / (d1 - d0);
          to[i] = (1 - part) * upper[i] + part * lower[i];
        }
      }
      upper.swap(lower);
    }
    return to;
  }

  S* source_;
  depth_choice choice_;
  std::vector<double> sigma_;  ///< of layers (fixed depth) or levels (average), (layers, nodes)
};

}  // namespace eudrift::inline EUDRIFT_ABI
