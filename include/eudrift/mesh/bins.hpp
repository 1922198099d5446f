// SPDX-License-Identifier: BSL-1.0
/// \file
/// Makes the bins in which a first search looks, and the bound of the quick inside test.
#pragma once
#include <eudrift/mesh/file_order.hpp>
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Uniform bins over a mesh in host memory; see bins_view for the members.
struct mesh_bins {
  vec<double, 2> low{}, per_metre{};
  std::int32_t across = 0, up = 0;
  std::vector<index_t> begin;
  std::vector<std::int32_t> element;

  bins_view<double, std::int32_t> view() const {
    return {low, per_metre, across, up, {begin.data(), static_cast<index_t>(begin.size())},
            {element.data(), static_cast<index_t>(element.size())}};
  }
};

/// Bins of about two elements each, were all of one size; one that lists none for a mesh without elements.
inline mesh_bins make_bins(const mesh_data& mesh) {
  if (mesh.elements() == 0) return {.across = 1, .up = 1, .begin = {0, 0}, .element = {}};
  const auto [x_low, x_high] = std::minmax_element(mesh.x.begin(), mesh.x.end());
  const auto [y_low, y_high] = std::minmax_element(mesh.y.begin(), mesh.y.end());
  const double width = *x_high - *x_low, height = *y_high - *y_low;
  const double wanted = std::max(1.0, static_cast<double>(mesh.elements()) / 2);
  const double edge = std::sqrt(width * height / wanted);
  const auto count = [&](double length) {
    return static_cast<std::int32_t>(std::clamp(length / edge, 1.0, wanted));
  };
  mesh_bins bins;
  bins.low = {*x_low, *y_low};
  bins.across = count(width), bins.up = count(height);
  bins.per_metre = {bins.across / width, bins.up / height};

  const bins_view<double, std::int32_t> grid = bins.view();
  const auto for_each_bin = [&](std::int32_t e, auto&& visit) {
    const auto corner = [&](const std::vector<double>& v, std::size_t k) {
      return v[static_cast<std::size_t>(mesh.corner[3 * static_cast<std::size_t>(e) + k])];
    };
    const auto [x0, x1] = std::minmax({corner(mesh.x, 0), corner(mesh.x, 1), corner(mesh.x, 2)});
    const auto [y0, y1] = std::minmax({corner(mesh.y, 0), corner(mesh.y, 1), corner(mesh.y, 2)});
    for (std::int32_t j = grid.along(1, y0); j <= grid.along(1, y1); ++j)
      for (std::int32_t i = grid.along(0, x0); i <= grid.along(0, x1); ++i)
        visit(static_cast<std::size_t>(j) * static_cast<std::size_t>(bins.across) + static_cast<std::size_t>(i));
  };
  const std::size_t all = static_cast<std::size_t>(bins.across) * static_cast<std::size_t>(bins.up);
  const auto elements = static_cast<std::int32_t>(mesh.elements());
  bins.begin.assign(all + 1, 0);
  for (std::int32_t e = 0; e < elements; ++e) for_each_bin(e, [&](std::size_t b) { ++bins.begin[b]; });
  std::partial_sum(bins.begin.begin(), bins.begin.end(), bins.begin.begin());
  // From the last to the first, so that the ends of the bins become their beginnings.
  bins.element.resize(static_cast<std::size_t>(bins.begin.back()));
  for (std::int32_t e = elements; e-- > 0;)
    for_each_bin(e, [&](std::size_t b) { bins.element[static_cast<std::size_t>(--bins.begin[b])] = e; });
  detail::file_order sort(mesh.element_number);
  std::int32_t* const first = bins.element.data();
  for (std::size_t b = 0; b < all; ++b) sort(first + bins.begin[b], first + bins.begin[b + 1]);
  return bins;
}

/// triangle_mesh_view::inside for a mesh: 32 roundings of the largest ratio of an element's longest
/// edge, squared, to twice its area.  In an element the weight of corner b or c errs by under 10 of them (6 of the
/// products of gradient and offset, 3 of the area in the gradient), that of a by the sum of both; elsewhere by as many
/// times more as the sizes of b and c add up to.
inline double inside_bound(const mesh_data& mesh) {
  double ratio = 1;
  for (std::size_t e = 0; e < static_cast<std::size_t>(mesh.elements()); ++e) {
    const auto at = [&](std::size_t k) {
      const auto n = static_cast<std::size_t>(mesh.corner[3 * e + k]);
      return vec<double, 2>{mesh.x[n], mesh.y[n]};
    };
    const vec<double, 2> u = at(1) - at(0), v = at(2) - at(0), w = v - u;
    ratio = std::max(ratio, std::max({dot(u, u), dot(v, v), dot(w, w)}) / std::abs(cross(u, v)));
  }
  return 32 * 1.1102230246251565e-16 * ratio;
}

}  // namespace eudrift::inline EUDRIFT_ABI
