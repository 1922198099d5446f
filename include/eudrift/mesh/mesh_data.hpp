// SPDX-License-Identifier: BSL-1.0
/// \file
/// A triangle mesh in host memory, as readers hand it over and builders complete it.
#pragma once
#include <eudrift/mesh/triangle_mesh.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Triangle mesh.  A reader fills frame, x, y, corner and what it knows of the optional members;
/// build_mesh() checks them and makes the rest.  Numbers count from 0.
struct mesh_data {
  coordinate_frame frame;
  std::vector<double> x, y;               ///< node positions in the frame [m], shape (nodes,)
  std::vector<std::int32_t> corner;       ///< nodes of an element, counter-clockwise, (elements, 3)
  std::vector<std::int32_t> neighbour;    ///< element across the edge opposite corner k, or a code
  std::vector<std::int32_t> fan_begin;    ///< first entry of a node in `fan`, shape (nodes + 1,)
  std::vector<std::int32_t> fan;          ///< elements round each node, in ascending file number
  std::vector<std::int32_t> node_number;     ///< number of a node in the file, shape (nodes,)
  std::vector<std::int32_t> element_number;  ///< number of an element in the file, (elements,)
  std::vector<double> depth;              ///< still-water depth h [m, down], (nodes,), or empty
  std::vector<double> other_x, other_y;   ///< the file's other pair of coordinates at nodes (lon and
                                          ///< lat [degrees] beside a plane frame, x and y [m]
                                          ///< beside a spherical one), or empty
  std::string projection;                 ///< of x and y [m], in PROJ's parameters; empty: not told

  index_t nodes() const { return static_cast<index_t>(x.size()); }
  index_t elements() const { return static_cast<index_t>(corner.size() / 3); }
};

}  // namespace eudrift::inline EUDRIFT_ABI
