// SPDX-License-Identifier: BSL-1.0
/// \file
/// Nodes and connectivity of an FVCOM file, as they stand in it.
#pragma once
#include <eudrift/netcdf/coordinate_pair.hpp>
#include <eudrift/netcdf/variable.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// The horizontal grid of one file, before anything is derived from it.
struct fvcom_grid {
  netcdf_dimension node, element;      ///< the file's dimensions
  std::vector<std::int32_t> corner;    ///< nodes of elements from 0, in the file's order, (elements, 3)
  std::vector<std::int32_t> beside;    ///< nbe from 0, -1 for none, (elements, 3); empty if not given
  coordinate_pair plane, sphere;
  std::string system;                  ///< global attribute CoordinateSystem; may be empty
  std::string projection;              ///< that of x and y, in PROJ's parameters; empty where none is told
};

namespace detail {

class grid_reader {
 public:
  grid_reader(const netcdf_file& file, std::uint64_t file_size) : file_(file), file_size_(file_size) {}

  fvcom_grid read() {
    fvcom_grid grid;
    const netcdf_variable nv = needed("nv");
    const bool transposed = orient(nv);
    grid.element = nv.dimensions[transposed ? 0 : 1];
    grid.node = node_dimension();
    require(grid.node.id != grid.element.id, file_.path() + ": nodes and elements are one dimension, " +
                                                 printable(grid.node.name) + "; nv and the coordinates "
                                                 "do not belong together");
    require(grid.element.length > 0 && grid.node.length > 0,
            file_.path() + ": the mesh is empty: " + describe(nv));
    require(grid.element.length <= 700'000'000 && grid.node.length <= 700'000'000,
            file_.path() + ": the mesh has more than 700 million elements or nodes; cut it");
    grid.corner = table(nv, transposed);
    number_corners(grid);
    read_beside(grid);
    grid.plane = pair(grid, "x", "y", "Cartesian");
    grid.sphere = pair(grid, "lon", "lat", "GeoReferenced");
    grid.system = text_attribute(file_, NC_GLOBAL, "CoordinateSystem");
    grid.projection = printable(text_attribute(file_, NC_GLOBAL, "CoordinateProjection"));
    if (grid.projection.find("proj=") == std::string::npos) grid.projection.clear();  // "none"
    return grid;
  }

 private:
  netcdf_variable needed(const char* name) {
    const auto v = find_variable(file_, name);
    require(v.has_value(), file_.path() + ": there is no variable " + name +
                               "; FVCOM's NetCDF output is expected");
    return *v;
  }

  /// Whether a table (three, elements) stands as (elements, three).  Where there are three elements
  /// the names of the dimensions decide.
  bool orient(const netcdf_variable& v) {
    const auto& d = v.dimensions;
    require(d.size() == 2 && d[0].id != d[1].id && (d[0].length == 3 || d[1].length == 3),
            file_.path() + ": " + describe(v) + " has unexpected dimensions; expected " + v.name +
                "(three, nele)");
    if (d[0].length != 3) return true;
    return d[1].length == 3 && (d[0].name == "nele" || d[1].name == "three");
  }

  netcdf_dimension node_dimension() {
    for (const char* name : {"lon", "x", "h"}) {
      const auto v = find_variable(file_, name);
      if (v && v->dimensions.size() == 1) return v->dimensions[0];
    }
    throw error(file_.path() + ": there are no node coordinates; expected lon(node) and lat(node), or "
                "x(node) and y(node)");
  }

  /// A table of whole numbers, one row of three for each element.
  std::vector<std::int32_t> table(const netcdf_variable& v, bool transposed) {
    const std::size_t elements = v.dimensions[transposed ? 0 : 1].length;
    check_plausible(file_, file_size_, v, 3 * std::uint64_t{elements});
    std::vector<std::int32_t> rows(3 * elements);
    std::vector<double> raw(elements);
    for (std::size_t k = 0; k < 3; ++k) {
      if (transposed) read_raw(file_, v, {0, k}, {elements, 1}, raw.data());
      else read_raw(file_, v, {k, 0}, {1, elements}, raw.data());
      for (std::size_t e = 0; e < elements; ++e) {
        const double value = v.decode(raw[e]);
        require(!v.is_missing(raw[e]) && std::abs(value) < 2e9 && value == std::floor(value),
                file_.path() + ": " + v.name + " of element " + std::to_string(e + 1) +
                    " is no whole number or is missing; the connectivity is damaged");
        rows[3 * e + k] = static_cast<std::int32_t>(value);
      }
    }
    return rows;
  }

  /// Makes corners count from 0.  Attributes that say how they count are known to be wrong; the
  /// smallest number tells.
  void number_corners(fvcom_grid& grid) {
    const std::int32_t first = std::min(*std::min_element(grid.corner.begin(), grid.corner.end()), 1);
    const std::int64_t last = static_cast<std::int64_t>(grid.node.length) - 1 + first;
    for (std::size_t i = 0; i < grid.corner.size(); ++i) {
      require(first >= 0 && grid.corner[i] <= last,
              file_.path() + ": nv of element " + std::to_string(i / 3 + 1) + " names node " +
                  std::to_string(first < 0 ? std::min(first, grid.corner[i]) : grid.corner[i]) +
                  ", out of the range " + std::to_string(std::max(first, 0)) + " to " +
                  std::to_string(static_cast<std::int64_t>(grid.node.length) - 1 + std::max(first, 0)) +
                  "; the connectivity is damaged");
      grid.corner[i] -= first;
    }
  }

  /// nbe counts from 1 with 0 for none, or from 0 with -1.  All zero, it was never written.
  void read_beside(fvcom_grid& grid) {
    const auto v = find_variable(file_, "nbe");
    if (!v) return;
    const bool transposed = orient(*v);
    require(v->dimensions[transposed ? 0 : 1].id == grid.element.id,
            file_.path() + ": " + describe(*v) + " has other elements than nv; expected nbe(three, nele)");
    grid.beside = table(*v, transposed);
    const auto [low, high] = std::minmax_element(grid.beside.begin(), grid.beside.end());
    const std::int32_t first = *low < 0 ? 0 : 1;
    if (*low == 0 && *high == 0) grid.beside.clear();
    for (std::int32_t& e : grid.beside) e -= first;
  }

  std::vector<double> coordinate(const fvcom_grid& grid, const char* name, std::string& fault) {
    const auto v = find_variable(file_, name);
    std::vector<double> values;
    if (!v) {
      fault = std::string("there is no ") + name;
      return values;
    }
    require(v->dimensions.size() == 1 && v->dimensions[0].id == grid.node.id,
            file_.path() + ": " + describe(*v) + " has unexpected dimensions; expected one value at "
            "each of the " + std::to_string(grid.node.length) + " nodes");
    check_plausible(file_, file_size_, *v, grid.node.length);
    values.resize(grid.node.length);
    read_raw(file_, *v, {0}, {values.size()}, values.data());
    for (std::size_t n = 0; n < values.size(); ++n) {
      const bool lost = v->is_missing(values[n]);
      values[n] = v->decode(values[n]);
      if (lost || !std::isfinite(values[n])) fault = std::string(name) + " is missing at node " +
                                                     std::to_string(n + 1);
    }
    return values;
  }

  coordinate_pair pair(const fvcom_grid& grid, const char* x, const char* y, const char* kind) {
    coordinate_pair found;
    found.x = coordinate(grid, x, found.fault);
    found.y = coordinate(grid, y, found.fault);
    const bool degrees = std::string_view(kind) == "GeoReferenced";
    const std::string both = std::string(x) + " and " + y;
    if (found.serves()) {
      found.fault = fault_of_extent(found, degrees, both);
      if (found.serves()) collapse(grid, found, degrees, both);
    }
    if (!found.serves()) {
      found.x.clear();
      found.y.clear();
    }
    return found;
  }

  /// A pair rounded so coarsely that elements become flat does not serve.
  static void collapse(const fvcom_grid& grid, coordinate_pair& pair, bool degrees,
                       const std::string& both) {
    const auto difference = [&](double a, double b) {
      const double d = b - a;
      return degrees ? d - 360 * std::round(d / 360) : d;
    };
    for (std::size_t e = 0; e < grid.corner.size() / 3; ++e) {
      const auto a = static_cast<std::size_t>(grid.corner[3 * e]),
                 b = static_cast<std::size_t>(grid.corner[3 * e + 1]),
                 c = static_cast<std::size_t>(grid.corner[3 * e + 2]);
      const double ux = difference(pair.x[a], pair.x[b]), uy = pair.y[b] - pair.y[a];
      const double vx = difference(pair.x[a], pair.x[c]), vy = pair.y[c] - pair.y[a];
      const double area = std::abs(ux * vy - uy * vx);
      if (area > 1e-9 * std::max(ux * ux + uy * uy, vx * vx + vy * vy)) continue;
      pair.fault = both + " make element " + std::to_string(e + 1) +
                   " flat (rounded too coarsely, or nv is damaged)";
      return;
    }
  }

  const netcdf_file& file_;
  std::uint64_t file_size_;
};

}  // namespace detail

/// Reads nv, nbe and the coordinates of an open file of `file_size` bytes, on the I/O thread.  nv may
/// count from 0 or 1, turn either way, and stand as (three, nele) or (nele, three): the numbers are
/// trusted, not attributes.  Throws error for what is not FVCOM's.
inline fvcom_grid read_fvcom_grid(const netcdf_file& file, std::uint64_t file_size) {
  return detail::grid_reader(file, file_size).read();
}

}  // namespace eudrift::inline EUDRIFT_ABI
