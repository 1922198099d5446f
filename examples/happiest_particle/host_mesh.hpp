// SPDX-License-Identifier: BSL-1.0
// A mesh in host memory, for what is located before the time loop.
#pragma once
#include <eudrift/mesh/bins.hpp>
#include <eudrift/mesh/locate.hpp>

#include <type_traits>

namespace happiest_particle {

/// A host mesh as kernels see it; refers to the mesh that it was made from.
struct host_mesh {
  explicit host_mesh(const eudrift::mesh_data& mesh) : bins(eudrift::make_bins(mesh)) {
    const auto whole = [](const auto& v) {
      return eudrift::view<const typename std::remove_cvref_t<decltype(v)>::value_type>{v.data(), static_cast<eudrift::index_t>(v.size())};
    };
    view.node = {{mesh.x.data(), mesh.y.data()}, mesh.nodes()};
    view.corner = whole(mesh.corner);
    view.neighbour = whole(mesh.neighbour);
    view.fan_begin = whole(mesh.fan_begin);
    view.fan = whole(mesh.fan);
    view.element_number = whole(mesh.element_number);
    view.bins = bins.view();
    view.inside = eudrift::inside_bound(mesh);
    view.frame = mesh.frame;
  }
  eudrift::mesh_bins bins;
  eudrift::triangle_mesh_view<double, std::int32_t> view;
};

/// A place on a mesh.
struct mesh_place {
  eudrift::vec<double, 2> point;  ///< [m, in the mesh's frame]
  std::int32_t element;           ///< that owns it; negative: outside
};

}  // namespace happiest_particle
