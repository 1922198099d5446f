// SPDX-License-Identifier: BSL-1.0
/// \file
/// Faces and nodes of a file on an unstructured mesh, and the mesh of triangles that comes of them.
#pragma once
#include <eudrift/mesh/build.hpp>
#include <eudrift/mesh/cut_faces.hpp>
#include <eudrift/netcdf/coordinate_pair.hpp>
#include <eudrift/netcdf/model_layout.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// The horizontal grid of one file.
struct model_grid {
  face_table faces;
  coordinate_pair pair, other;    ///< the coordinates that serve, and the file's others or none
  double step_x = 0, step_y = 0;  ///< of packed coordinates, scale_factor; 0 where they are not packed
};

namespace detail {

class model_grid_reader {
 public:
  model_grid_reader(const netcdf_file& file, std::uint64_t file_size, const model_layout& layout)
      : file_(file), file_size_(file_size), layout_(layout) {}

  model_grid read() {
    model_grid grid;
    grid.pair = pair(layout_.x, layout_.y, layout_.spherical, grid.step_x, grid.step_y);
    require(grid.pair.serves(), file_.path() + ": the coordinates of its nodes do not serve: " + grid.pair.fault);
    if (!layout_.other_x.empty()) {
      double ignored = 0;
      grid.other = pair(layout_.other_x, layout_.other_y, !layout_.spherical, ignored, ignored);
      if (!grid.other.serves()) grid.other = {};
    }
    read_faces(grid);
    return grid;
  }

 private:
  coordinate_pair pair(const std::string& x, const std::string& y, bool degrees, double& step_x, double& step_y) {
    coordinate_pair to;
    to.x = coordinate(x, to.fault, step_x);
    to.y = coordinate(y, to.fault, step_y);
    if (to.serves()) to.fault = fault_of_extent(to, degrees, x + " and " + y);
    return to;
  }
  std::vector<double> coordinate(const std::string& name, std::string& fault, double& step) {
    const auto v = find_variable(file_, name);
    if (!v || v->dimensions.size() != 1 || v->dimensions[0].id != layout_.node || v->dimensions[0].length == 0) {
      fault = name.empty() ? "there are none" : name + " is not one value at each node";
      return {};
    }
    const std::size_t nodes = v->dimensions[0].length;
    require(nodes <= 700'000'000, file_.path() + ": the mesh has more than 700 million nodes; cut it");
    check_plausible(file_, file_size_, *v, nodes);
    std::vector<double> values(nodes);
    read_raw(file_, *v, {0}, {nodes}, values.data());
    for (std::size_t n = 0; n < nodes; ++n) {
      if (v->is_missing(values[n])) fault = name + " is missing at node " + std::to_string(n + 1);
      values[n] = v->decode(values[n]);
    }
    if (v->type != NC_FLOAT && v->type != NC_DOUBLE) step = std::abs(v->scale);
    return values;
  }

  /// Attributes that say from where corners count are known to be wrong: the numbers of the first three corners, which
  /// every face has, tell wherever they reach 0 or the number of nodes.  Beyond these three, a number that is no node's
  /// stands for no corner.
  void read_faces(model_grid& grid) {
    const auto v = find_variable(file_, layout_.connectivity);
    require(v && v->dimensions.size() == 2 &&
                (v->dimensions[0].id == layout_.face) != (v->dimensions[1].id == layout_.face),
            file_.path() + ": " + (v ? describe(*v) : layout_.connectivity) +
                " has unexpected dimensions; expected the corners of each face");
    const bool transposed = v->dimensions[1].id == layout_.face;
    const std::size_t faces = v->dimensions[transposed ? 1 : 0].length,
                      width = v->dimensions[transposed ? 0 : 1].length;
    const std::size_t nodes = grid.pair.x.size();
    require(width >= 3 && width <= 64 && faces > 0 && faces <= 350'000'000,
            file_.path() + ": " + describe(*v) +
                " has unexpected lengths; expected faces of 3 to 64 corners, and some, but at most 350 million");
    check_plausible(file_, file_size_, *v, std::uint64_t{faces} * width);
    std::vector<double> raw(faces * width);
    read_raw(file_, *v, {0, 0}, {v->dimensions[0].length, v->dimensions[1].length}, raw.data());
    const auto at = [&](std::size_t f, std::size_t k) -> double {
      const double one = raw[transposed ? k * faces + f : f * width + k];
      return v->is_missing(one) ? -1 : v->decode(one);
    };
    double least = 1, most = 0;
    for (std::size_t f = 0; f < faces; ++f)
      for (std::size_t k = 0; k < 3; ++k) {
        const double n = at(f, k);
        require(n >= 0 && n < 2e9 && n == std::floor(n),
                file_.path() + ": " + v->name + " of face " + std::to_string(f + 1) +
                    " has no whole number for its corner " + std::to_string(k + 1) + "; the connectivity is damaged");
        least = std::min(least, n);
        most = std::max(most, n);
      }
    const std::vector<double> said = numeric_attribute(file_, *v, "start_index");
    const double first = least == 0                           ? 0
                         : most >= static_cast<double>(nodes) ? 1
                         : said.size() == 1 && said[0] == 1   ? 1
                                                              : 0;
    grid.faces.width = width;
    grid.faces.node.resize(faces * width);
    for (std::size_t f = 0; f < faces; ++f)
      for (std::size_t k = 0; k < width; ++k) {
        const double n = at(f, k) - first;
        const bool node = n >= 0 && n < static_cast<double>(nodes) && n == std::floor(n);
        require(node || (k >= 3 && n < 0), file_.path() + ": " + v->name + " of face " + std::to_string(f + 1) +
                                               " names node " + std::to_string(static_cast<std::int64_t>(at(f, k))) +
                                               ", of " + std::to_string(nodes) + " counted from " +
                                               (first == 0 ? "0" : "1") + "; the connectivity is damaged");
        grid.faces.node[f * width + k] = node ? static_cast<std::int32_t>(n) : -1;
      }
  }

  const netcdf_file& file_;
  std::uint64_t file_size_;
  const model_layout& layout_;
};

}  // namespace detail

/// Reads faces and coordinates of an open file of `file_size` bytes, on the I/O thread.  Faces may have 3 to 64
/// corners, counted from 0 or 1, in a table of either order.  Throws error for what is no mesh.
inline model_grid read_model_grid(const netcdf_file& file, std::uint64_t file_size, const model_layout& layout) {
  return detail::model_grid_reader(file, file_size, layout).read();
}

/// The mesh of a grid, its faces cut into triangles; `face` becomes that of each element.  Elements are numbered by
/// triangle, so that no two have one number.
inline mesh_data make_model_mesh(const model_grid& grid, bool spherical, const std::string& path,
                                 std::vector<std::int32_t>& face) {
  mesh_data mesh;
  place_nodes(mesh, grid.pair, spherical, path);
  triangles_of_faces cut = cut_faces(grid.faces, mesh.x, mesh.y, path);
  mesh.corner = std::move(cut.corner);
  face = std::move(cut.face);
  mesh.other_x = grid.other.x;
  mesh.other_y = grid.other.y;
  check_spans(mesh, path);
  build_mesh(mesh, path);
  return mesh;
}

/// Throws error unless two files have one mesh: the same faces, and nodes no farther apart than 1e-6 of the mesh's
/// extent and the steps of packed coordinates.
inline void check_same_grid(const model_grid& one, const std::string& path, const model_grid& two,
                            const std::string& other_path) {
  const std::string both = other_path + ": its mesh differs from that of " + path + " (";
  const std::string advice = "); the files of a forcing must come from one run";
  require(one.pair.x.size() == two.pair.x.size() && one.faces.faces() == two.faces.faces() &&
              one.faces.width == two.faces.width,
          both + std::to_string(two.pair.x.size()) + " nodes and " + std::to_string(two.faces.faces()) +
              " faces, not " + std::to_string(one.pair.x.size()) + " and " + std::to_string(one.faces.faces()) +
              advice);
  const auto changed = std::mismatch(one.faces.node.begin(), one.faces.node.end(), two.faces.node.begin());
  require(changed.first == one.faces.node.end(),
          both + "the corners of face " +
              std::to_string(static_cast<std::size_t>(changed.first - one.faces.node.begin()) / one.faces.width + 1) +
              advice);
  const auto [south, north] = std::minmax_element(one.pair.y.begin(), one.pair.y.end());
  const double near = 1e-6 * (*north - *south) + 1e-12 * std::max(std::abs(*south), std::abs(*north));
  for (std::size_t n = 0; n < one.pair.x.size(); ++n)
    require(std::abs(one.pair.x[n] - two.pair.x[n]) <= near + one.step_x + two.step_x &&
                std::abs(one.pair.y[n] - two.pair.y[n]) <= near + one.step_y + two.step_y,
            both + "the place of node " + std::to_string(n + 1) + advice);
}

}  // namespace eudrift::inline EUDRIFT_ABI
