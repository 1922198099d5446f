// SPDX-License-Identifier: BSL-1.0
/// \file
/// Omega from the currents alone: what flows together in a layer leaves it through its top and bottom.
#pragma once
#include <eudrift/kernels/layered_field.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Omega [m/s, upward through surfaces of constant sigma] at the levels of each node, of one slice.  Layer k, of the
/// part d_k of the water's thickness D, gains through its bottom less its top
///
///   omega_(k+1) - omega_k = div (d_k D u_k) + d_k dD/dt
///
/// where dD/dt = -sum_j div (d_j D u_j), so that omega is 0 at the surface and at the bed.  A node's divergence is the
/// mean of those of the elements round it by their areas; on each, d_k D u_k is linear.
template <class T, class Id>
struct omega_by_continuity {
  triangle_mesh_view<T, Id> mesh;
  soa_view<const T, 2> current;  ///< eastward (or along x) and northward (y) [m/s], (2, layers, nodes)
  soa_view<const T, 1> depth;    ///< h [m], (1, nodes)
  soa_view<const T, 1> surface;  ///< zeta [m], (1, nodes)
  sigma_layers<T> levels;        ///< one more than layers, from 0 to -1
  soa_view<T, 1> omega;          ///< (1, levels, nodes)

  EUDRIFT_FN void operator()(index_t node) const {
    const index_t nodes = mesh.node.size, layers = levels.count - 1;
    T* const at_node = omega.data[0] + node;
    T gathered = 0;
    for (index_t k = 0; k < layers; ++k) gathered += at_node[(k + 1) * nodes] = divergence(k, node);
    T above = 0;
    at_node[0] = above;
    for (index_t k = 0; k < layers; ++k) {
      above += at_node[(k + 1) * nodes] - part(k, node) * gathered;
      at_node[(k + 1) * nodes] = k + 1 < layers ? above : T(0);
    }
  }

 private:
  /// Of layer k in the water's thickness.
  EUDRIFT_FN constexpr T part(index_t k, index_t node) const { return levels.at(k, node) - levels.at(k + 1, node); }
  /// d_k D u_k at a node [m2/s]; on the sphere its northward part is that through a circle of latitude in the frame.
  EUDRIFT_FN constexpr vec<T, 2> transport(index_t k, index_t node) const {
    const T thick = part(k, node) * (depth.data[0][node] + surface.data[0][node]);
    const index_t item = k * mesh.node.size + node;
    return {thick * current.data[0][item],
            thick * current.data[1][item] / static_cast<T>(mesh.frame.stretch(mesh.node.data[1][node]))};
  }
  EUDRIFT_FN constexpr T divergence(index_t k, index_t node) const {
    T sum = 0, area = 0;
    for (Id i = mesh.fan_begin[node]; i < mesh.fan_begin[node + 1]; ++i) {
      const Id e = mesh.fan[i];
      const vec<T, 2> a = mesh.corner_position(e, 0), u = mesh.corner_position(e, 1) - a,
                      v = mesh.corner_position(e, 2) - a;
      const vec<T, 2> at_a = transport(k, mesh.node_of(e, 0));
      const vec<T, 2> to_b = transport(k, mesh.node_of(e, 1)) - at_a, to_c = transport(k, mesh.node_of(e, 2)) - at_a;
      // d/dx + d/dy of the linear transport, times twice the area.
      sum += (to_b.at[0] * v.at[1] - to_c.at[0] * u.at[1]) + (to_c.at[1] * u.at[0] - to_b.at[1] * v.at[0]);
      area += cross(u, v);
    }
    return static_cast<T>(mesh.frame.stretch(mesh.node.data[1][node])) * sum / area;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
