// SPDX-License-Identifier: BSL-1.0
/// \file
/// The one mesh of the files of a forcing.
#pragma once
#include <eudrift/netcdf/model_files.hpp>
#include <eudrift/netcdf/model_grid.hpp>
#include <eudrift/netcdf/open_files.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A mesh of triangles and the faces of the files that they are cut from.
struct model_mesh {
  mesh_data mesh;
  std::vector<std::int32_t> face;  ///< of each element, from 0
  std::size_t faces = 0;           ///< of the files
};

/// Reads the mesh of the first file that has one, on the I/O thread; `open` has the files in the same order.  Throws
/// error where none has, where two have different ones, and where a field does not fit it.
inline model_mesh read_model_mesh(const std::vector<model_file>& files, open_files& open) {
  model_mesh to;
  const model_file* with = nullptr;
  model_grid grid;
  for (std::size_t f = 0; f < files.size(); ++f) {
    if (files[f].layout.connectivity.empty()) continue;
    model_grid found = read_model_grid(open[f], files[f].size, files[f].layout);
    if (with) {
      check_same_grid(grid, with->path, found, files[f].path);
      continue;
    }
    with = &files[f];
    to.mesh = make_model_mesh(found, with->layout.spherical, with->path, to.face);
    to.faces = found.faces.faces();
    grid = std::move(found);
  }
  require(with != nullptr,
          files[0].path + ": there is no mesh in it; name the file that has it too (of SCHISM's newer layout, out2d)");
  for (const model_file& f : files)
    for (const model_variable& v : f.layout.fields) {
      const std::size_t length = v.variable.dimensions[static_cast<std::size_t>(v.place)].length;
      require(length == (v.where == location::node ? to.mesh.x.size() : to.faces),
              f.path + ": " + detail::describe(v.variable) + " does not fit the mesh of " + with->path +
                  "; the files of a forcing must come from one run");
    }
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
