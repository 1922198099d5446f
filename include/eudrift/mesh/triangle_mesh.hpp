// SPDX-License-Identifier: BSL-1.0
/// \file
/// A triangle mesh as kernels see it.
#pragma once
#include <eudrift/core/view.hpp>
#include <eudrift/math/barycentric.hpp>
#include <eudrift/math/orientation.hpp>
#include <eudrift/mesh/element_record.hpp>
#include <eudrift/mesh/frame.hpp>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// Codes in `neighbour`: what lies beyond an edge that no element of the mesh shares.
inline constexpr std::int32_t land = -1;    ///< solid: nothing crosses it
inline constexpr std::int32_t unheld = -2;  ///< a part of the mesh that this process does not hold
inline constexpr std::int32_t open_edge = -3;  ///< open: what crosses it leaves the mesh

/// Uniform bins over the mesh's bounding box; each lists the elements whose box touches it.
template <class T, class Id>
struct bins_view {
  vec<T, 2> low{};           ///< lower left corner [m]
  vec<T, 2> per_metre{};     ///< bins per metre along x and y
  Id across = 0, up = 0;     ///< bins along x and along y
  view<const index_t> begin;  ///< first entry of bin (i, j) in `element` at j * across + i; (bins + 1,)
  view<const Id> element;     ///< elements of all bins, in ascending file number within a bin

  /// Bin number along axis d of coordinate v, held within the box.  Monotone, so that an element's
  /// box and a point within it agree.
  EUDRIFT_FN constexpr Id along(int d, T v) const {
    const Id n = d == 0 ? across : up;
    const T place = (v - low.at[d]) * per_metre.at[d];
    if (!(place > 0)) return 0;
    return place >= static_cast<T>(n) ? n - 1 : static_cast<Id>(place);
  }
};

/// Triangle mesh.  T: coordinates; Id: numbers of nodes and elements, counted from 0.  Points are located
/// and moved with T = double alone: bins and `inside` are made for it.
template <class T, class Id>
struct triangle_mesh_view {
  using scalar = T;  ///< type of coordinates
  using id = Id;     ///< type of node and element numbers
  static constexpr Id all = std::numeric_limits<Id>::max();  ///< `owned` where there is one memory

  soa_view<const T, 2> node;       ///< node positions in the frame [m], (nodes,)
  view<const Id> corner;           ///< nodes of an element, counter-clockwise, (elements, 3)
  view<const Id> neighbour;        ///< element across the edge opposite corner k, or a code; (elements, 3)
  view<const Id> fan_begin;        ///< first entry of a node in `fan`, (nodes + 1,)
  view<const Id> fan;              ///< elements round each node, in ascending file number
  view<const Id> element_number;   ///< number of an element in the file: ties go to the smaller
  bins_view<T, Id> bins;           ///< for a first search
  T inside = 0;                    ///< inside_bound(): weights that all exceed it prove that a point is inside
  coordinate_frame frame;          ///< plane or sphere
  element_records records{};       ///< of all elements, or none; T = double alone has some
  Id owned = all;                  ///< elements [0, owned) are this process's, the others its halo's

  EUDRIFT_FN constexpr Id node_of(Id e, int k) const { return corner[3 * index_t(e) + k]; }
  EUDRIFT_FN constexpr Id beyond(Id e, int k) const { return neighbour[3 * index_t(e) + k]; }
  /// Whether e is one of this process's elements: one comparison, which numbers below 0 do not pass either.
  EUDRIFT_FN constexpr bool owns(Id e) const {
    using count = std::make_unsigned_t<Id>;
    return static_cast<count>(e) < static_cast<count>(owned);
  }
  EUDRIFT_FN constexpr vec<T, 2> corner_position(Id e, int k) const {
    return node.load(node_of(e, k));
  }
  /// The shape of element e, read from its record where there are some: the same bits.
  EUDRIFT_FN constexpr triangle_shape<T> shape(Id e) const {
    if constexpr (std::is_same_v<T, double>)
      if (records.held()) return records[e].shape;
    return shape_of(corner_position(e, 0), corner_position(e, 1), corner_position(e, 2));
  }
  /// Barycentric weights of p in element e.
  EUDRIFT_FN constexpr vec<T, 3> weights(Id e, const vec<T, 2>& p) const { return shape(e).weights(p); }
  /// Exact: 1 where p lies on the inner side of the edge opposite corner k, 0 on its line, -1 beyond.
  EUDRIFT_FN constexpr int side(Id e, int k, const vec<T, 2>& p) const {
    return orientation(corner_position(e, (k + 1) % 3), corner_position(e, (k + 2) % 3), p);
  }
};

/// The record of element e, computed.
template <class Id>
EUDRIFT_FN constexpr element_record record_of(const triangle_mesh_view<double, Id>& mesh, Id e, float reach) {
  return {shape_of(mesh.corner_position(e, 0), mesh.corner_position(e, 1), mesh.corner_position(e, 2)),
          {static_cast<std::int32_t>(mesh.beyond(e, 0)), static_cast<std::int32_t>(mesh.beyond(e, 1)),
           static_cast<std::int32_t>(mesh.beyond(e, 2))},
          reach};
}

/// Whether weights computed in floating point prove that their point is inside the element.
template <class T>
EUDRIFT_FN constexpr bool surely_inside(const vec<T, 3>& w, T bound) {
  return w.at[0] > bound && w.at[1] > bound && w.at[2] > bound;
}

}  // namespace eudrift::inline EUDRIFT_ABI
