// SPDX-License-Identifier: BSL-1.0
/// \file
/// Cells in which a velocity is smooth: elements, and in layers of water the prisms between two of them.
#pragma once
#include <eudrift/kernels/carried_element.hpp>
#include <eudrift/kernels/layered_velocity.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// The cell that a particle is in, whose flow goes on beyond its faces.
///
///   faces               of which it has so many
///   element()           over or under which it lies
///   at(v, p, seconds)   velocity v there [m/s in the frame, 1/s]
///   margins(p)          how far p is from each face inwards, in units of the face's own; below 0 beyond it
///   cross(v, k)         becomes the cell beyond face k, where there is water; else gives false
///
/// In the plane or in layers of water, as follows.
template <class Velocity, int Dim>
class flow_cell;

/// In the plane it is an element, whose faces are its edges and whose margins the weights.
template <class Velocity>
class flow_cell<Velocity, 2> {
 public:
  static constexpr int faces = 3;
  using mesh_view = decltype(Velocity::mesh);
  using scalar = typename mesh_view::scalar;
  using id = typename mesh_view::id;

  EUDRIFT_FN constexpr flow_cell(const Velocity& velocity, const site<scalar, id>& where)
      : here_(velocity, where.element) {}

  EUDRIFT_FN constexpr id element() const { return here_.element; }
  EUDRIFT_FN constexpr vec<scalar, 2> at(const Velocity& velocity, const vec<scalar, 2>& p, scalar seconds) const {
    return here_.at(velocity, p, here_.shape.weights(p), seconds);
  }
  EUDRIFT_FN constexpr vec<scalar, faces> margins(const vec<scalar, 2>& p) const { return here_.shape.weights(p); }
  EUDRIFT_FN constexpr bool cross(const Velocity& velocity, int face) {
    const id next = velocity.mesh.beyond(here_.element, face);
    if (next >= 0) here_ = carried_element<Velocity>(velocity, next);
    return next >= 0;
  }

 private:
  carried_element<Velocity> here_;
};

/// In layers of water it is what lies between two layers of the current and two of the vertical motion (levels), where
/// the curves between layers have their kinks: the piece above, below or between them.  Faces 0 to 2 are the element's
/// edges, 3 and 4 layers of the current, 5 and 6 those of the vertical motion; or surface and bed, beyond which there
/// is nothing.  Of a velocity that is no layered_velocity the whole column over an element is one.
template <class Velocity>
class flow_cell<Velocity, 3> {
 public:
  static constexpr bool in_layers = requires(const Velocity& v) { v.along(layer_pieces{}, {}, {}); };
  static constexpr int faces = in_layers ? 7 : 5;
  using mesh_view = decltype(Velocity::mesh);
  using scalar = typename mesh_view::scalar;
  using id = typename mesh_view::id;

  EUDRIFT_FN constexpr flow_cell(const Velocity& velocity, const site<scalar, id, 3>& where)
      : element_(where.element), shape_(velocity.mesh.shape(where.element)) {
    if constexpr (in_layers) pieces_ = velocity.pieces_at(where);
    find_bounds(velocity);
  }

  EUDRIFT_FN constexpr id element() const { return element_; }
  EUDRIFT_FN constexpr vec<scalar, 3> at(const Velocity& velocity, const vec<scalar, 3>& p, scalar seconds) const {
    const site<scalar, id, 3> there{p, element_, shape_.weights(in_plane(p))};
    if constexpr (in_layers)
      return velocity.along(pieces_, there, seconds);
    else
      return velocity(there, seconds);
  }
  EUDRIFT_FN constexpr vec<scalar, faces> margins(const vec<scalar, 3>& p) const {
    const vec<scalar, 3> w = shape_.weights(in_plane(p));
    vec<scalar, faces> to{{w.at[0], w.at[1], w.at[2]}};
    for (int k = 0; k + 3 < faces; ++k) {
      const scalar room = p.at[2] - bound_[k].at(w).at[0];
      to.at[k + 3] = k % 2 == 0 ? -room : room;
    }
    return to;
  }
  EUDRIFT_FN constexpr bool cross(const Velocity& velocity, int face) {
    if (face < 3) {
      const id next = velocity.mesh.beyond(element_, face);
      if (next < 0) return false;
      element_ = next;
      shape_ = velocity.mesh.shape(next);
    } else {
      if (!is_layer_[face - 3]) return false;
      (face < 5 ? pieces_.current : pieces_.vertical) += face % 2 == 1 ? -1 : 1;
    }
    find_bounds(velocity);
    return true;
  }

 private:
  using plane = linear_on_triangle<scalar, 1>;

  EUDRIFT_FN constexpr void find_bounds(const Velocity& velocity) {
    for (int k = 0; k + 3 < faces; ++k) bound_[k] = {{scalar(k % 2 == 0 ? 0 : -1)}, {}, {}};
    if constexpr (in_layers) {
      const auto take = [&](int k, const sigma_layers<scalar>& layers, index_t layer) {
        is_layer_[k] = layer >= 0 && layer < layers.count;
        if (is_layer_[k]) bound_[k] = layers.on(velocity.mesh, element_, layer);
      };
      take(0, velocity.current.layers, pieces_.current - 1), take(1, velocity.current.layers, pieces_.current);
      if (velocity.knows == vertical_motion::none) return;
      take(2, velocity.vertical.layers, pieces_.vertical - 1), take(3, velocity.vertical.layers, pieces_.vertical);
    }
  }

  id element_;
  triangle_shape<scalar> shape_;
  layer_pieces pieces_{};
  plane bound_[faces - 3];          // sigma of the faces
  bool is_layer_[faces - 3] = {};  // whether there is water beyond it
};

}  // namespace eudrift::inline EUDRIFT_ABI
