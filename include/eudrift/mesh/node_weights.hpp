// SPDX-License-Identifier: BSL-1.0
/// \file
/// The weights with which element values are reduced to nodes; they depend on geometry alone.
#pragma once
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// How element values become node values.
///
/// Averages of the elements round a node are first order on an irregular mesh, since the mean of
/// their centroids is not the node.  linear_exact carries each value to the node first, and
/// reproduces a linear field to round-off on any mesh.
enum class node_average {
  area,              ///< weights are the elements' areas
  inverse_distance,  ///< weights are 1 / distance from the node to the centroid
  mean,              ///< equal weights
  linear_exact       ///< inverse distance, of values carried to the node by least-squares gradients
};

/// One list of (element, weight) a node, in ascending file number of the elements.
struct node_weights {
  std::vector<index_t> begin;         ///< first entry of a node, (nodes + 1,)
  std::vector<std::int32_t> element;  ///< (entries,)
  std::vector<double> weight;         ///< (entries,); those of a node add up to 1
};

namespace detail {

/// Coefficients g of the gradient of an element's values F in its own shape (element_geometry::
/// in_shape): F rises by sum dot(g[j], way) (F[j] - F[element]) along a way there.
struct gradient_stencil {
  std::vector<std::int32_t> element;
  std::vector<vec<double, 2>> g;
};

/// Centroids and areas, distances on the ground, and places in an element's own shape.  The order of
/// all sums follows file numbers.
class element_geometry {
 public:
  explicit element_geometry(const mesh_data& mesh) : mesh_(mesh) {}

  vec<double, 2> node(std::int32_t n) const {
    return {mesh_.x[static_cast<std::size_t>(n)], mesh_.y[static_cast<std::size_t>(n)]};
  }
  /// Corner k of element e, counter-clockwise from the one with the smallest file number.
  std::int32_t corner(std::int32_t e, int k) const {
    const std::int32_t* c = &mesh_.corner[3 * static_cast<std::size_t>(e)];
    const auto number = [&](int i) { return mesh_.node_number[static_cast<std::size_t>(c[i])]; };
    const int first = number(0) < number(1) ? (number(0) < number(2) ? 0 : 2) : (number(1) < number(2) ? 1 : 2);
    return c[(first + k) % 3];
  }
  vec<double, 2> centroid(std::int32_t e) const {
    return 1.0 / 3 * (node(corner(e, 0)) + node(corner(e, 1)) + node(corner(e, 2)));
  }
  double twice_area(std::int32_t e) const {
    return cross(node(corner(e, 1)) - node(corner(e, 0)), node(corner(e, 2)) - node(corner(e, 0)));
  }
  /// Vector from a to b with both components in metres on the ground at a.
  vec<double, 2> offset(const vec<double, 2>& a, const vec<double, 2>& b) const {
    return {(b.at[0] - a.at[0]) / mesh_.frame.stretch(a.at[1]), b.at[1] - a.at[1]};
  }
  /// The vector d [m, in the frame] on the affine map that makes element e equilateral, with sides of
  /// sqrt(2): there its corners lie sqrt(2 / 3) from its centroid, however long and thin it is.
  vec<double, 2> in_shape(std::int32_t e, const vec<double, 2>& d) const {
    const vec<double, 2> u = node(corner(e, 1)) - node(corner(e, 0)), v = node(corner(e, 2)) - node(corner(e, 0));
    const double b = cross(d, v) / twice_area(e), c = cross(u, d) / twice_area(e);  // changes of its weights
    return {0.70710678118654752 * (b - c), -1.2247448713915890 * (b + c)};
  }
  /// Puts elements into ascending file number.
  void sort(std::vector<std::int32_t>& list) const {
    std::sort(list.begin(), list.end(), [&](std::int32_t a, std::int32_t b) {
      return mesh_.element_number[static_cast<std::size_t>(a)] < mesh_.element_number[static_cast<std::size_t>(b)];
    });
  }
  std::vector<std::int32_t> edge_neighbours(std::int32_t e) const {
    std::vector<std::int32_t> list;
    for (std::size_t k = 0; k < 3; ++k)
      if (const std::int32_t n = mesh_.neighbour[3 * static_cast<std::size_t>(e) + k]; n >= 0) list.push_back(n);
    return list;
  }
  /// The elements that share a node with element e or with one of `list`, but for e itself.
  std::vector<std::int32_t> node_neighbours(std::int32_t e, std::vector<std::int32_t> list) const {
    const std::size_t given = list.size();
    const auto add_round = [&](std::int32_t from) {
      for (int k = 0; k < 3; ++k) {
        const auto n = static_cast<std::size_t>(corner(from, k));
        for (std::int32_t i = mesh_.fan_begin[n]; i < mesh_.fan_begin[n + 1]; ++i)
          if (const std::int32_t f = mesh_.fan[static_cast<std::size_t>(i)];
              f != e && std::find(list.begin(), list.end(), f) == list.end())
            list.push_back(f);
      }
    };
    add_round(e);
    for (std::size_t i = 0; i < given; ++i) add_round(list[i]);
    return list;
  }

 private:
  const mesh_data& mesh_;
};

/// Least squares through the element's own value over the elements of `list`; empty where their
/// centroids lie so nearly on one line with its own that the gradient across it is not known.  That is
/// judged in the element's own shape, by the sum of squares of their distances from the best such line:
/// stretching or shearing a mesh changes neither the judgement nor the fit.
inline gradient_stencil fit_gradient(const element_geometry& geometry, std::int32_t e, std::vector<std::int32_t> list) {
  constexpr double least = 0.02;
  geometry.sort(list);
  double xx = 0, xy = 0, yy = 0;
  std::vector<vec<double, 2>> d;
  for (const std::int32_t j : list) {
    d.push_back(geometry.in_shape(e, geometry.centroid(j) - geometry.centroid(e)));
    xx += d.back().at[0] * d.back().at[0];
    xy += d.back().at[0] * d.back().at[1];
    yy += d.back().at[1] * d.back().at[1];
  }
  // Both eigenvalues of the sums exceed `least` where those of the sums less `least` are positive.
  if (!(xx > least && (xx - least) * (yy - least) > xy * xy)) return {};
  const double determinant = xx * yy - xy * xy;
  gradient_stencil s{std::move(list), {}};
  for (const auto& v : d)
    s.g.push_back({(yy * v.at[0] - xy * v.at[1]) / determinant, (xx * v.at[1] - xy * v.at[0]) / determinant});
  return s;
}

/// Over the neighbours across edges; next to coasts, where these do not suffice, over those at nodes,
/// and at the end of a narrow inlet over up to three rings of them.
inline gradient_stencil element_gradient(const element_geometry& geometry, std::int32_t e) {
  gradient_stencil s = fit_gradient(geometry, e, geometry.edge_neighbours(e));
  std::vector<std::int32_t> list;
  for (int ring = 0; ring < 3 && s.element.empty(); ++ring) {
    list = geometry.node_neighbours(e, std::move(list));
    s = fit_gradient(geometry, e, list);
  }
  return s;
}

inline double plain_weight(const element_geometry& geometry, node_average how, std::int32_t n, std::int32_t e) {
  if (how == node_average::area) return geometry.twice_area(e);
  if (how == node_average::mean) return 1;
  const vec<double, 2> d = geometry.offset(geometry.node(n), geometry.centroid(e));
  return 1 / std::sqrt(dot(d, d));
}

}  // namespace detail

/// The weights of a mesh (complete, build_mesh).  A mesh too small for a gradient (one element, or a
/// strip of two) falls back to the average.
inline node_weights make_node_weights(const mesh_data& mesh, node_average how) {
  const detail::element_geometry geometry(mesh);
  std::vector<detail::gradient_stencil> gradient;
  if (how == node_average::linear_exact)
    for (std::int32_t e = 0; e < mesh.elements(); ++e) gradient.push_back(detail::element_gradient(geometry, e));

  node_weights to;
  to.begin.push_back(0);
  std::vector<std::pair<std::int32_t, double>> list;
  for (std::int32_t n = 0; n < mesh.nodes(); ++n) {
    const auto first = mesh.fan.begin() + mesh.fan_begin[static_cast<std::size_t>(n)];
    const auto last = mesh.fan.begin() + mesh.fan_begin[static_cast<std::size_t>(n) + 1];
    double total = 0;
    for (auto e = first; e != last; ++e) total += detail::plain_weight(geometry, how, n, *e);
    list.clear();
    for (auto e = first; e != last; ++e) {
      const double share = detail::plain_weight(geometry, how, n, *e) / total;
      double own = 1;
      if (how == node_average::linear_exact) {
        const vec<double, 2> way = geometry.in_shape(*e, geometry.node(n) - geometry.centroid(*e));
        const auto& stencil = gradient[static_cast<std::size_t>(*e)];
        for (std::size_t j = 0; j < stencil.element.size(); ++j) {
          const double c = dot(stencil.g[j], way);
          list.emplace_back(stencil.element[j], share * c);
          own -= c;
        }
      }
      list.emplace_back(*e, share * own);
    }
    std::stable_sort(list.begin(), list.end(), [&](const auto& a, const auto& b) {
      return mesh.element_number[static_cast<std::size_t>(a.first)] <
             mesh.element_number[static_cast<std::size_t>(b.first)];
    });
    for (const auto& [e, w] : list) {
      if (static_cast<index_t>(to.element.size()) > to.begin.back() && to.element.back() == e) {
        to.weight.back() += w;
      } else {
        to.element.push_back(e);
        to.weight.push_back(w);
      }
    }
    to.begin.push_back(static_cast<index_t>(to.element.size()));
  }
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
