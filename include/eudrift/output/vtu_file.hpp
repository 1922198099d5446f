// SPDX-License-Identifier: BSL-1.0
/// \file
/// A file of VTK's XML format for unstructured grids (.vtu).
#pragma once
#include <eudrift/checkpoint/whole_file.hpp>
#include <eudrift/output/text.hpp>

#include <bit>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// The values of an array of a .vtu file.
using vtu_values = std::variant<std::span<const double>, std::span<const float>, std::span<const std::int64_t>,
                                std::span<const std::int32_t>, std::span<const std::uint8_t>>;

/// An array of a .vtu file: tuples of so many components.  It refers to its values.
struct vtu_array {
  std::string name;
  vtu_values values;
  int components = 1;
};

/// Points, cells of one kind, and what is known at them.
struct vtu_grid {
  std::span<const double> points;         ///< (points, 3)
  std::span<const std::int64_t> corners;  ///< points of the cells, (cells, corners of one)
  int corners_of_cell = 1;                ///< 1: vertices, 3: triangles
  std::vector<vtu_array> point_data{};    ///< a tuple for each point
  std::vector<vtu_array> cell_data{};     ///< a tuple for each cell
  std::vector<vtu_array> field_data{};    ///< of the whole
};

namespace detail {

/// Puts the parts of a .vtu file into order: first the text that names all arrays with their places, then their bytes.
class vtu_parts {
 public:
  void array(const vtu_array& a, bool counted = false) {
    std::visit(
        [&](const auto& values) {
          using value = std::remove_cvref_t<decltype(values[0])>;
          text_ += "<DataArray type=\"";
          text_ += std::is_floating_point_v<value> ? "Float" : std::is_signed_v<value> ? "Int" : "UInt";
          append_number(text_, 8 * sizeof(value));
          text_ += "\" Name=\"", escaped(a.name), text_ += "\" NumberOfComponents=\"";
          append_number(text_, a.components);
          if (counted)
            text_ += "\" NumberOfTuples=\"",
                append_number(text_, values.size() / static_cast<std::size_t>(a.components));
          text_ += "\" format=\"appended\" offset=\"";
          append_number(text_, offset_);
          text_ += "\"/>\n";
          bytes_.push_back(std::as_bytes(values));
          offset_ += sizeof(std::uint64_t) + values.size_bytes();
        },
        a.values);
  }
  void arrays(const char* element, const std::vector<vtu_array>& all, bool counted = false) {
    text_ += '<', text_ += element, text_ += ">\n";
    for (const vtu_array& a : all) array(a, counted);
    text_ += "</", text_ += element, text_ += ">\n";
  }
  void text(std::string_view more) { text_ += more; }
  void number(std::size_t n) { append_number(text_, n); }
  void write(whole_file& to) const {
    to.write(std::as_bytes(std::span(text_)));
    for (const auto& values : bytes_) {
      const std::uint64_t size = values.size();
      to.write(std::as_bytes(std::span(&size, 1)));
      to.write(values);
    }
  }

 private:
  void escaped(std::string_view name) {
    for (const char c : name) {
      const bool plain = c >= ' ' && c != '<' && c != '&' && c != '"';
      text_ += plain ? c : '_';
    }
  }

  std::string text_;
  std::vector<std::span<const std::byte>> bytes_;
  std::uint64_t offset_ = 0;
};

}  // namespace detail

/// Writes the grid as `path`, all numbers as raw bytes behind the text (format "appended", encoding "raw"), so that
/// they are kept to the last bit.  The file appears when it is whole.  Throws error naming path; what was there is kept
/// then. (VTK File Formats, Kitware.)
inline void write_vtu(const std::string& path, const vtu_grid& grid) {
  const std::size_t points = grid.points.size() / 3, corners = static_cast<std::size_t>(grid.corners_of_cell);
  const std::size_t cells = grid.corners.size() / corners;
  std::vector<std::int64_t> ends(cells);
  for (std::size_t c = 0; c < cells; ++c) ends[c] = static_cast<std::int64_t>((c + 1) * corners);
  constexpr std::uint8_t vertex = 1, triangle = 5;  // VTK's numbers of cell types
  const std::vector<std::uint8_t> types(cells, corners == 3 ? triangle : vertex);
  const auto check = [&](const std::vector<vtu_array>& all, std::size_t tuples) {
    for (const vtu_array& a : all) {
      const std::size_t size = std::visit([](const auto& values) { return values.size(); }, a.values);
      if (size != tuples * static_cast<std::size_t>(a.components))
        throw error(path + ": array " + a.name + " has " + std::to_string(size) + " values; expected " +
                    std::to_string(tuples * static_cast<std::size_t>(a.components)));
    }
  };
  check(grid.point_data, points);
  check(grid.cell_data, cells);

  detail::vtu_parts parts;
  parts.text(
      "<?xml version=\"1.0\"?>\n<VTKFile type=\"UnstructuredGrid\" version=\"1.0\" header_type=\"UInt64\" "
      "byte_order=\"");
  parts.text(std::endian::native == std::endian::little ? "LittleEndian" : "BigEndian");
  parts.text("\">\n<UnstructuredGrid>\n");
  parts.arrays("FieldData", grid.field_data, true);
  parts.text("<Piece NumberOfPoints=\""), parts.number(points);
  parts.text("\" NumberOfCells=\""), parts.number(cells), parts.text("\">\n");
  parts.arrays("PointData", grid.point_data);
  parts.arrays("CellData", grid.cell_data);
  parts.arrays("Points", {{"Points", grid.points, 3}});
  parts.arrays("Cells", {{"connectivity", grid.corners},
                         {"offsets", std::span<const std::int64_t>(ends)},
                         {"types", std::span<const std::uint8_t>(types)}});
  parts.text("</Piece>\n</UnstructuredGrid>\n<AppendedData encoding=\"raw\">\n_");
  whole_file file(path);
  parts.write(file);
  constexpr std::string_view end = "\n</AppendedData>\n</VTKFile>\n";
  file.write(std::as_bytes(std::span(end)));
  file.commit();
}

}  // namespace eudrift::inline EUDRIFT_ABI
