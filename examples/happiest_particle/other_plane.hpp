// SPDX-License-Identifier: BSL-1.0
// Places given in the pair of coordinates that the mesh does not compute in.
#pragma once
#include "host_mesh.hpp"

#include <string>

namespace happiest_particle {

/// A mesh in the other pair of coordinates of its nodes: lon and lat beside x and y, or the reverse.
class other_plane {
 public:
  /// `mesh` has an other pair, and is kept by reference.  Throws eudrift::error, naming `where`, where
  /// its elements are no mesh in that pair.
  other_plane(const eudrift::mesh_data& mesh, const std::string& where);

  /// The place on the mesh, whose view `on` is, that has the same weights in the same element.
  mesh_place locate(double x, double y, const host_mesh& on) const;

 private:
  const eudrift::mesh_data& mesh_;
  eudrift::mesh_data other_;
  host_mesh view_;
};

}  // namespace happiest_particle
