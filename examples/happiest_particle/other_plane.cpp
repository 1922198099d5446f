// SPDX-License-Identifier: BSL-1.0
#include "other_plane.hpp"

#include <eudrift/math/barycentric.hpp>
#include <eudrift/mesh/build.hpp>

#include <cstddef>

namespace happiest_particle {

namespace {

using eudrift::vec;

eudrift::mesh_data in_other_pair(const eudrift::mesh_data& mesh, const std::string& where) {
  eudrift::mesh_data other;
  // Any origin serves where places are only told apart.
  other.frame = {!mesh.frame.spherical, mesh.other_x.front(), mesh.other_y.front()};
  for (std::size_t n = 0; n < mesh.other_x.size(); ++n) {
    const vec<double, 2> p = other.frame.to_internal(mesh.other_x[n], mesh.other_y[n]);
    other.x.push_back(p.at[0]);
    other.y.push_back(p.at[1]);
  }
  other.corner = mesh.corner;
  other.node_number = mesh.node_number;
  other.element_number = mesh.element_number;
  build_mesh(other, where);
  return other;
}

}  // namespace

other_plane::other_plane(const eudrift::mesh_data& mesh, const std::string& where)
    : mesh_(mesh), other_(in_other_pair(mesh, where)), view_(other_) {}

mesh_place other_plane::locate(double x, double y, const host_mesh& on) const {
  const vec<double, 2> given = other_.frame.to_internal(x, y);
  const std::int32_t e = search(view_.view, given);
  if (e < 0) return {given, e};
  const auto w = eudrift::barycentric(view_.view.corner_position(e, 0), view_.view.corner_position(e, 1), view_.view.corner_position(e, 2), given);
  vec<double, 2> p{}, centroid{};
  for (std::size_t k = 0; k < 3; ++k) {
    // By the copy's corners: an element may be turned over there.
    const auto node = static_cast<std::size_t>(other_.corner[3 * static_cast<std::size_t>(e) + k]);
    const vec<double, 2> at{mesh_.x[node], mesh_.y[node]};
    p = p + w.at[k] * at;
    centroid = centroid + 1.0 / 3 * at;
  }
  // Rounding may put a point of the coast beyond it.
  for (const double inward : {0.0, 1e-9}) {
    const vec<double, 2> q = p + inward * (centroid - p);
    if (const std::int32_t owner = eudrift::locate(on.view, e, q); owner >= 0) return {q, owner};
  }
  return {centroid, e};
}

}  // namespace happiest_particle
