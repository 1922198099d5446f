// SPDX-License-Identifier: BSL-1.0
/// \file
/// What bounds a walk in a diffusivity that varies: how great, how steep and how bent it is on an element.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/kernels/nodal_diffusivity.hpp>

#include <cmath>

namespace eudrift::inline EUDRIFT_ABI {

/// The greatest of a diffusivity on some elements, at either slice and in all layers.
struct diffusivity_range {
  double most = 0;      ///< value [m2/s]
  double steepest = 0;  ///< size of the gradient on the ground [m/s]
  double sharpest = 0;  ///< step of the gradient across an edge over the distance of the centroids across it [1/s]
};

/// Term: the range at element e and across its edges.  On layers whose sigma each node has for itself the gradient is
/// bounded by all that the layers of the corners differ.
template <class Id>
struct diffusivity_at_element {
  triangle_mesh_view<double, Id> mesh;
  nodal_diffusivity diffusivity;

  EUDRIFT_FN diffusivity_range operator()(index_t i) const {
    diffusivity_range all;
    for (int slice = 0; slice < 2; ++slice)
      for (index_t k = 0; k < diffusivity.layers.count; ++k) add(all, static_cast<Id>(i), k, slice);
    return all;
  }

 private:
  EUDRIFT_FN void add(diffusivity_range& to, Id e, index_t layer, int slice) const {
    const linear_on_triangle<double, 1> k = at(e, layer_sigma(e, layer), slice);
    const vec<double, 2> slope = on_ground(e, gradient_of(k, mesh.shape(e)));
    double low = 1e300, high = -1e300;
    for (int c = 0; c < 3; ++c) {
      const double v = value(mesh.node_of(e, c), layer, slice);
      low = v < low ? v : low, high = v > high || v != v ? v : high;
    }
    to.most = greater(to.most, high);
    to.steepest = greater(to.steepest, std::sqrt(dot(slope, slope)));
    if (diffusivity.layers.next_node != 0) to.steepest = greater(to.steepest, crude_slope(e, slice));
    for (int edge = 0; edge < 3; ++edge) {
      const Id beyond = mesh.beyond(e, edge);
      if (beyond < 0) continue;
      const auto there = at(beyond, layer_sigma(e, layer), slice);
      const vec<double, 2> step = on_ground(beyond, gradient_of(there, mesh.shape(beyond))) - slope;
      const vec<double, 2> way = shrunk(e, centroid(beyond) - centroid(e));
      const vec<double, 2> along = shrunk(
          e, mesh.corner_position(e, (edge + 2) % 3) - mesh.corner_position(e, (edge + 1) % 3));
      const double apart = cross(along, way) / std::sqrt(dot(along, along));
      to.sharpest = greater(to.sharpest, std::sqrt(dot(step, step) / (apart * apart)));
    }
  }
  EUDRIFT_FN static double greater(double a, double b) { return b > a || b != b ? b : a; }
  EUDRIFT_FN double layer_sigma(Id e, index_t layer) const {
    return diffusivity.layers.count == 1 ? 0 : diffusivity.layers.at(layer, mesh.node_of(e, 0));
  }
  EUDRIFT_FN double value(Id node, index_t layer, int slice) const {
    const double v = (slice == 0 ? diffusivity.before : diffusivity.after).data[0][layer * mesh.node.size + node];
    return v > 0 || v != v ? v : 0;
  }
  EUDRIFT_FN linear_on_triangle<double, 1> at(Id e, double sigma, int slice) const {
    nodal_diffusivity one = diffusivity;
    one.before = slice == 0 ? diffusivity.before : diffusivity.after;
    return one.on(mesh, e, sigma, 0.0);
  }
  EUDRIFT_FN double crude_slope(Id e, int slice) const {
    double low = 1e300, high = 0;
    for (index_t k = 0; k < diffusivity.layers.count; ++k)
      for (int c = 0; c < 3; ++c) {
        const double v = value(mesh.node_of(e, c), k, slice);
        low = v < low ? v : low, high = v > high ? v : high;
      }
    const auto shape = mesh.shape(e);
    const double s = stretch(e), longer = s > 1 ? s : 1;
    return longer * (high - low) * (std::sqrt(dot(shape.to_b, shape.to_b)) + std::sqrt(dot(shape.to_c, shape.to_c)));
  }
  EUDRIFT_FN vec<double, 2> centroid(Id e) const {
    return 1.0 / 3 * (mesh.corner_position(e, 0) + mesh.corner_position(e, 1) + mesh.corner_position(e, 2));
  }
  EUDRIFT_FN double stretch(Id e) const { return mesh.frame.stretch(centroid(e).at[1]); }
  EUDRIFT_FN vec<double, 2> on_ground(Id e, const vec<double, 2>& gradient) const {
    return {stretch(e) * gradient.at[0], gradient.at[1]};
  }
  EUDRIFT_FN vec<double, 2> shrunk(Id e, const vec<double, 2>& way) const {
    return {way.at[0] / stretch(e), way.at[1]};
  }
};

/// Reducer: the range that holds all.  Throws error where a diffusivity is not a number.
struct widest_diffusivity {
  using value_type = diffusivity_range;    ///< the range so far
  static constexpr bool any_order = true;  ///< see mpi/any_order.hpp

  EUDRIFT_FN diffusivity_range identity() const { return {}; }
  EUDRIFT_FN void add(diffusivity_range& v, const diffusivity_range& item) const { v = join(v, item); }
  EUDRIFT_FN diffusivity_range join(const diffusivity_range& v, const diffusivity_range& w) const {
    return {greater(v.most, w.most), greater(v.steepest, w.steepest), greater(v.sharpest, w.sharpest)};
  }
  diffusivity_range result(const diffusivity_range& v) const {
    require(v.most < 1e9, "the horizontal diffusivity is not a number, or above 1e9 m2/s, at some node, so that nobody "
                          "knows how far particles get in a step; check the forcing there");
    return v;
  }

 private:
  EUDRIFT_FN static double greater(double a, double b) { return b > a || b != b ? b : a; }
};

}  // namespace eudrift::inline EUDRIFT_ABI
