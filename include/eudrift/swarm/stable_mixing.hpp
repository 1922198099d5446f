// SPDX-License-Identifier: BSL-1.0
/// \file
/// Whether the sub-steps of a vertical random walk are short enough for its diffusivity.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/exec/executor.hpp>
#include <eudrift/kernels/max_reduce.hpp>
#include <eudrift/kernels/vertical_walk.hpp>

#include <string>

namespace eudrift::inline EUDRIFT_ABI {

/// The greatest second derivative of one value over a LayeredColumn, in size, per square of its coordinate: at inner
/// layers, of the parabola through the layer and its neighbours.
template <LayeredColumn Column>
EUDRIFT_FN constexpr double sharpest_bend(const Column& column) {
  double most = 0;
  for (index_t k = 1; k + 1 < column.count(); ++k) {
    const auto slope = [&](index_t upper) {
      return (column.value(upper + 1).at[0] - column.value(upper).at[0]) /
             (column.sigma(upper + 1) - column.sigma(upper));
    };
    const double bend = 2 * (slope(k) - slope(k - 1)) / (column.sigma(k + 1) - column.sigma(k - 1));
    const double size = bend < 0 ? -bend : bend;
    most = size > most ? size : most;
  }
  return most;
}

namespace detail {

/// One slice of a layered field at a node, as a LayeredColumn.
template <class Id>
struct column_at_node {
  sigma_layers<double> layers;
  view<const double> field;  ///< (layers, nodes)
  index_t node, nodes;
  EUDRIFT_FN constexpr index_t count() const { return layers.count; }
  EUDRIFT_FN constexpr double sigma(index_t k) const { return layers.at(k, node); }
  EUDRIFT_FN constexpr vec<double, 1> value(index_t k) const { return {field[k * nodes + node]}; }
};

/// Term: the sharper bend of the diffusivity at a node at two slices [1/s], along z.
template <class Id, class Profile>
struct bend_at_node {
  layered_diffusivity<double, Id, Profile> by;

  EUDRIFT_FN held<double> operator()(index_t n) const {
    const double before = bend(by.diffusivity.all.before, by.column.surface.before, n);
    const double after = bend(by.diffusivity.all.after, by.column.surface.after, n);
    return {before > after ? before : after, 0};
  }
  EUDRIFT_FN double bend(const soa_view<const double, 1>& field, const soa_view<const double, 1>& surface,
                         index_t n) const {
    const double thickness = by.column.depth.data[0][n] + surface.data[0][n];
    if (!(thickness > 1)) return 0;
    const column_at_node<Id> column{by.diffusivity.layers, {field.data[0], field.size}, n, by.column.depth.size};
    return sharpest_bend(column) / (thickness * thickness);
  }
};

}  // namespace detail

/// Throws error where sub-steps of `longest` [s] are too long for a diffusivity whose greatest |d2 K / dz2| is `bend`
/// [1/s]: longer than a tenth of 1 / that, which Visser 1997 asks them to be far below.
inline void require_stable_mixing(double bend, double longest) {
  require(longest > 0, "the sub-step of the vertical random walk is " + std::to_string(longest) +
                           " s; more than 0 is expected");
  require(longest * bend <= 0.1, "the vertical random walk has sub-steps of " + std::to_string(longest) +
                                     " s, but the diffusivity changes so sharply with depth that at most " +
                                     std::to_string(0.1 / bend) + " s are stable; choose shorter ones");
}

/// The greatest |d2 K / dz2| [1/s] of a diffusivity at a node at either slice; sub-steps of up to a tenth of 1 / that
/// are stable.  Water less than 1 m thick does not count; it is mixed at once.  Collective.  `nodes`: the first so many
/// count.
template <Executor Ex, class Id, class Profile>
double sharpest_bend(const Ex& ex, const layered_diffusivity<double, Id, Profile>& by, index_t nodes) {
  return ex.reduce(nodes, detail::bend_at_node<Id, Profile>{by}, max_reduce<double>{}).value;
}

/// The same for a diffusivity at nodes at either slice.  Collective, as sharpest_bend().
template <Executor Ex, class Id, class Profile>
void require_stable_mixing(const Ex& ex, const layered_diffusivity<double, Id, Profile>& by, double longest,
                           index_t nodes) {
  require_stable_mixing(sharpest_bend(ex, by, nodes), longest);
}

/// The same for a table of depths [m, ascending] and diffusivities [m2/s] in host memory.
inline void require_stable_mixing(const view<const double>& depth, const view<const double>& diffusivity,
                                  double longest) {
  require_stable_mixing(sharpest_bend(depth_table<double>{depth, diffusivity, 1}), longest);
}

}  // namespace eudrift::inline EUDRIFT_ABI
