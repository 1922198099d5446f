// SPDX-License-Identifier: BSL-1.0
#include <eudrift/mesh/build.hpp>
#include <eudrift/metis/owners.hpp>

int main() {
  eudrift::mesh_data mesh;
  mesh.x = {0, 1, 1, 0}, mesh.y = {0, 0, 1, 1};
  mesh.corner = {0, 1, 2, 0, 2, 3};
  eudrift::build_mesh(mesh, "square");
  const auto owner = eudrift::metis_owners(mesh, 2);
  return owner[0] != owner[1] ? 0 : 1;
}
