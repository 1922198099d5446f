// SPDX-License-Identifier: BSL-1.0
/// \file
/// The gradient of element values on each element, from those across its edges, as FVCOM has it.
#pragma once
#include <eudrift/mesh/mesh_data.hpp>

#include <array>
#include <cstddef>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// What stands for the element that is missing beyond a solid edge.
enum class beside_coast {
  constant,  ///< nothing: an element at the edge of the mesh has no gradient (shape_coef_gcn.F: ISBCE > 0)
  mirror     ///< the element's mirror image, its normal velocity reversed, as FVCOM's ghost cells (shape_coef_gcy.F)
};

/// Coefficients of the gradient: that of F on element e is the sum over its edges k of (x, y)[3 e + k] times (F beyond
/// edge k, less F on e).
struct element_gradients {
  std::vector<double> x, y;  ///< [1/m in the frame], (elements, 3)
};

namespace detail {

inline vec<double, 2> centroid_of(const mesh_data& mesh, std::size_t e) {
  vec<double, 2> sum{};
  for (std::size_t k = 0; k < 3; ++k) {
    const auto n = static_cast<std::size_t>(mesh.corner[3 * e + k]);
    sum = sum + vec<double, 2>{mesh.x[n], mesh.y[n]};
  }
  return 1.0 / 3 * sum;
}

}  // namespace detail

/// Least squares through the element's own value over the elements across its three edges, in closed form: with
/// offsets d_k between centroids and M = sum d_k d_k^T, coefficient k is M^-1 d_k (Chen, Liu and Beardsley 2003, J.
/// Atmos. Oceanic Technol. 20, 159; A1U and A2U in FVCOM).  Exact for a linear field where all three are there.  At an
/// open edge, where the mesh goes on unheld, and where two edges or more are solid, an element has no gradient,
/// whatever `how` says.  Offsets are those in the frame: stretching x changes no such fit.  `mesh` must be complete
/// (build_mesh).
inline element_gradients make_element_gradients(const mesh_data& mesh, beside_coast how) {
  element_gradients to{std::vector<double>(mesh.corner.size()), std::vector<double>(mesh.corner.size())};
  for (std::size_t e = 0; e < static_cast<std::size_t>(mesh.elements()); ++e) {
    const vec<double, 2> here = detail::centroid_of(mesh, e);
    std::array<vec<double, 2>, 3> d{};
    int missing = 0, solid = 0;
    double xx = 0, xy = 0, yy = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const std::int32_t beyond = mesh.neighbour[3 * e + k];
      if (beyond >= 0) {
        d[k] = detail::centroid_of(mesh, static_cast<std::size_t>(beyond)) - here;
      } else {
        ++missing, solid += beyond == land;
        const auto a = static_cast<std::size_t>(mesh.corner[3 * e + (k + 1) % 3]);
        const auto b = static_cast<std::size_t>(mesh.corner[3 * e + (k + 2) % 3]);
        // To the mirror image, by lengths on the ground.
        const double s = mesh.frame.stretch(here.at[1]);
        const vec<double, 2> along{(mesh.x[b] - mesh.x[a]) / s, mesh.y[b] - mesh.y[a]};
        const vec<double, 2> from{(here.at[0] - mesh.x[a]) / s, here.at[1] - mesh.y[a]};
        const double away = 2 * cross(along, from) / dot(along, along);
        d[k] = {s * away * along.at[1], -away * along.at[0]};
      }
      xx += d[k].at[0] * d[k].at[0], xy += d[k].at[0] * d[k].at[1], yy += d[k].at[1] * d[k].at[1];
    }
    if (missing > 0 && !(how == beside_coast::mirror && missing == 1 && solid == 1)) continue;
    const double determinant = xx * yy - xy * xy;
    for (std::size_t k = 0; k < 3; ++k) {
      to.x[3 * e + k] = (yy * d[k].at[0] - xy * d[k].at[1]) / determinant;
      to.y[3 * e + k] = (xx * d[k].at[1] - xy * d[k].at[0]) / determinant;
    }
  }
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
