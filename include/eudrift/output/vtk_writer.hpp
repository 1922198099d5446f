// SPDX-License-Identifier: BSL-1.0
/// \file
/// Tracks and the mesh with its fields for ParaView: a .vtu file for each time, and a .pvd file that lists them.
#pragma once
#include <eudrift/forcing/source.hpp>
#include <eudrift/output/mesh_places.hpp>
#include <eudrift/output/tracks.hpp>
#include <eudrift/output/vtu_file.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>

namespace eudrift::inline EUDRIFT_ABI {

/// A .pvd file and the names of the .vtu files that it lists: beside NAME.pvd these are NAME_00000.vtu, NAME_00001.vtu
/// ... Its times are seconds after the first one.  It is replaced at each new file, so that after a kill it lists those
/// that are there.
class vtk_series {
 public:
  /// `start`: the time from which seconds count, else that of the first file.
  vtk_series(std::string path, bool calendar, std::optional<time_ms> start = {})
      : path_(std::move(path)), calendar_(calendar), start_(start) {
    require(path_.ends_with(".pvd"), path_ + ": does not end in .pvd, as a collection for VTK must; name it so");
  }

  /// Path of the next .vtu file.
  std::string next() const {
    const std::string number = std::to_string(count_);
    return path_.substr(0, path_.size() - 4) + "_" + std::string(number.size() < 5 ? 5 - number.size() : 0, '0') +
           number + ".vtu";
  }
  /// Lists next(), which has been written, with its time.  Throws error.
  void add(time_ms time) {
    if (!start_) start_ = time;
    std::string name;
    for (const char c : std::filesystem::path(next()).filename().string())
      c == '&' ? name += "&amp;" : c == '<' ? name += "&lt;" : c == '"' ? name += "&quot;" : name += c;
    listed_ += "<DataSet timestep=\"";
    append_number(listed_, static_cast<double>(time - *start_) / 1000);
    listed_ += "\" part=\"0\" file=\"" + name + "\"/>\n";
    ++count_;
    const std::string text = "<?xml version=\"1.0\"?>\n<!-- seconds after " + format_time(*start_, calendar_) +
                             " -->\n<VTKFile type=\"Collection\" version=\"0.1\">\n<Collection>\n" + listed_ +
                             "</Collection>\n</VTKFile>\n";
    whole_file file(path_);
    file.write(std::as_bytes(std::span(text)));
    file.commit();
  }

 private:
  std::string path_, listed_;
  bool calendar_;
  std::optional<time_ms> start_;
  std::size_t count_ = 0;
};

/// Particles as points of VTK, for each output a file with `id`, `status` (a number), z and the properties at them.
///
/// Points are x and y [m], and z [m] where it is given; where the tracks have no x and y, longitude, latitude [degrees]
/// and 0, and z is a property alone.  All are the numbers that were given, to the last bit.  Particles that are nowhere
/// are no points; the field `nowhere` says how many they are.
class vtk_writer {
 public:
  /// `path` ends in .pvd.  Throws error naming it.
  vtk_writer(const std::string& path, track_layout layout)
      : layout_(std::move(layout)), path_(path), series_(path, layout_.calendar) {
    check_layout(path, layout_);
  }

  /// Writes an output: its file, and then the list.  Throws error; outputs before are kept then.
  void write(const track_rows& rows) {
    check_rows(path_, layout_, rows);
    std::vector<std::size_t> placed;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows.is_placed(i)) placed.push_back(i);
    const std::size_t n = placed.size();
    const auto [x, y] = drawn_places(layout_, rows);
    std::vector<double> points(3 * n);
    std::vector<std::int64_t> corners(n);
    for (std::size_t k = 0; k < n; ++k) {
      points[3 * k] = x[placed[k]], points[3 * k + 1] = y[placed[k]];
      points[3 * k + 2] = layout_.heights && layout_.metres ? rows.z[placed[k]] : 0.0;
      corners[k] = static_cast<std::int64_t>(k);
    }
    const auto id = some(rows.id, placed);
    std::vector<std::uint8_t> state(n);
    for (std::size_t k = 0; k < n; ++k) state[k] = static_cast<std::uint8_t>(rows.state[placed[k]]);
    const auto z = some(rows.z, placed);

    vtu_grid grid{.points = points, .corners = corners};
    grid.point_data = {{"id", std::span<const std::int64_t>(id)}, {"status", std::span<const std::uint8_t>(state)}};
    if (layout_.heights) grid.point_data.push_back({"z", std::span<const double>(z)});
    std::vector<
        std::variant<std::vector<double>, std::vector<float>, std::vector<std::int32_t>, std::vector<std::int64_t>>>
        kept;
    kept.reserve(rows.properties.size());
    for (std::size_t p = 0; p < rows.properties.size(); ++p)
      std::visit(
          [&](const auto& values) {
            const auto& own = kept.emplace_back(some(values, placed));
            std::visit(
                [&](const auto& held) {
                  grid.point_data.push_back({layout_.properties[p].name, std::span(held)});
                },
                own);
          },
          rows.properties[p]);
    const std::int64_t nowhere = static_cast<std::int64_t>(rows.size() - n);
    grid.field_data = {{"nowhere", std::span(&nowhere, 1)}};
    write_vtu(series_.next(), grid);
    series_.add(rows.time);
  }

 private:
  template <class T>
  static std::vector<T> some(std::span<const T> all, const std::vector<std::size_t>& which) {
    std::vector<T> values;
    if (all.empty()) return values;
    values.reserve(which.size());
    for (const std::size_t i : which) values.push_back(all[i]);
    return values;
  }

  track_layout layout_;
  std::string path_;
  vtk_series series_;
};

/// A field at a mesh's nodes or elements at one time, of one component or three.
struct mesh_field {
  std::string name;
  location where;
  std::span<const double> values;  ///< (nodes or elements, components)
  int components = 1;
};

/// The mesh as triangles of VTK, for each time a file with the fields, the depth [m, down] where it is known, and the
/// number of each element in the forcing, from 1.
class vtk_mesh_writer {
 public:
  /// `path` ends in .pvd; `degrees`: in longitude and latitude, else in x and y.  Seconds count from `start`, as those
  /// of the tracks do from their first output.  `mesh` is kept by reference.  Throws error.
  vtk_mesh_writer(const std::string& path, const mesh_data& mesh, bool degrees, bool calendar, time_ms start)
      : mesh_(mesh), series_(path, calendar, start), points_(3 * mesh.x.size()) {
    const auto [x, y] = mesh_places(mesh, degrees, path);
    for (std::size_t n = 0; n < x.size(); ++n) points_[3 * n] = x[n], points_[3 * n + 1] = y[n];
    corners_.assign(mesh.corner.begin(), mesh.corner.end());
    for (const std::int32_t e : mesh.element_number) numbers_.push_back(e + 1);
  }

  /// Throws error, also where a field does not fit the mesh.
  void write(time_ms time, const std::vector<mesh_field>& fields) {
    vtu_grid grid{.points = points_, .corners = corners_, .corners_of_cell = 3};
    if (!mesh_.depth.empty()) grid.point_data.push_back({"depth", std::span<const double>(mesh_.depth)});
    grid.cell_data.push_back({"element", std::span<const std::int32_t>(numbers_)});
    for (const mesh_field& f : fields)
      (f.where == location::node ? grid.point_data : grid.cell_data).push_back({f.name, f.values, f.components});
    write_vtu(series_.next(), grid);
    series_.add(time);
  }

 private:
  const mesh_data& mesh_;
  vtk_series series_;
  std::vector<double> points_;
  std::vector<std::int64_t> corners_;
  std::vector<std::int32_t> numbers_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
