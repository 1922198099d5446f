// SPDX-License-Identifier: BSL-1.0
/// \file
/// Reads release points from a comma-separated text file.
#pragma once
#include <eudrift/forcing/time.hpp>
#include <eudrift/release/csv_cell.hpp>
#include <eudrift/release/release_point.hpp>

#include <array>
#include <fstream>
#include <tuple>
#include <unordered_map>

namespace eudrift::inline EUDRIFT_ABI {

/// Which cell of a line holds what.
struct release_columns {
  int id = -1, x = -1, y = -1, time = -1;  ///< from 0; -1 for a column that is absent
  int depth = -1, sigma = -1, z = -1;      ///< likewise
  bool geographic = false;                 ///< whether x and y are lon and lat
  std::size_t count = 0;                   ///< cells of each line
};

namespace detail {

inline constexpr const char* release_header =
    "expected a header with id and either x,y (metres) or lon,lat (degrees), and optionally time and one of depth "
    "(metres below the surface), z (metres upward from the mean surface) and sigma";

/// The columns that a header's cells name, in any order.
inline release_columns parse_release_header(const std::vector<std::string_view>& cells,
                                            const std::string& where) {
  constexpr std::array<std::string_view, 9> names{"id", "x", "y", "lon", "lat", "time", "depth", "sigma", "z"};
  std::array<int, 9> column{-1, -1, -1, -1, -1, -1, -1, -1, -1};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto known = std::find(names.begin(), names.end(), cells[i]);
    if (known == names.end()) {
      const std::string position = std::to_string(i + 1);
      if (cells[i].empty())
        throw error(where + "column " + position + " has no name; remove the comma or name it");
      throw error(where + "found the unknown column " + quoted(cells[i]) + "; " + release_header);
    }
    int& at = column[static_cast<std::size_t>(known - names.begin())];
    require(at < 0, where + "names the column " + quoted(cells[i]) + " twice");
    at = static_cast<int>(i);
  }
  const auto [id, x, y, lon, lat, time, depth, sigma, z] = column;
  require(id >= 0, where + "has no column id; " + release_header);
  const bool metres = x >= 0 || y >= 0, degrees = lon >= 0 || lat >= 0;
  require(!(metres && degrees), where + "has columns both of x,y and of lon,lat; give one pair");
  require((x >= 0 && y >= 0) || (lon >= 0 && lat >= 0),
          where + "lacks a position; " + release_header);
  for (const auto& [one, other, words] : {std::tuple(depth, sigma, "of depth and of sigma"),
                                          {depth, z, "of depth and of z"}, {sigma, z, "of sigma and of z"}})
    require(one < 0 || other < 0, where + "has columns both " + words + "; give one of them");
  return {id, degrees ? lon : x, degrees ? lat : y, time, depth, sigma, z, degrees, cells.size()};
}

/// A cell read as a finite number, or a sentence that calls it `what`.
inline double parse_finite(std::string_view cell, const char* what, const std::string& where) {
  double value = 0;
  switch (parse_number(cell, value)) {
    case number_kind::number:
      return value;
    case number_kind::not_a_number:
      throw error(where + what + " is " + quoted(cell) + ", which is not a number");
    case number_kind::not_finite:
      throw error(where + what + " is " + quoted(cell) + "; expected a finite number");
    case number_kind::out_of_range:
      break;
  }
  throw error(where + what + " is " + quoted(cell) + ", which is beyond a double's range");
}

inline std::int64_t parse_id(std::string_view cell, const std::string& where) {
  std::int64_t id = 0;
  const number_kind kind = parse_number(cell, id);
  if (kind == number_kind::number && id >= 0) return id;
  if (kind == number_kind::not_a_number)
    throw error(where + "id is " + quoted(cell) + "; expected a whole number");
  throw error(where + "id is " + quoted(cell) + "; expected 0 to 9223372036854775807");
}

/// Seconds after the start where the cell is a number, else ISO 8601.
inline release_time parse_release_time(std::string_view cell, const std::string& where) {
  double seconds = 0;
  const number_kind kind = parse_number(cell, seconds);
  constexpr double longest = 1e11;
  if (kind == number_kind::number && std::abs(seconds) <= longest) return seconds;
  if (kind == number_kind::not_a_number)
    if (const auto time = parse_time(std::string(cell))) return *time;
  throw error(
      where + "time is " + quoted(cell) +
      "; expected ISO 8601 in UTC such as 2024-05-23T06:30:00Z, or seconds after the start");
}

inline release_point parse_release_row(const std::vector<std::string_view>& cells,
                                       const release_columns& columns, const std::string& where) {
  if (cells.size() != columns.count)
    throw error(where + "has " + std::to_string(cells.size()) + " values; the header has " +
                std::to_string(columns.count) + " columns");
  const char* const x = columns.geographic ? "lon" : "x";
  const char* const y = columns.geographic ? "lat" : "y";
  const auto cell = [&](int column, const char* what) {
    const std::string_view text = cells[static_cast<std::size_t>(column)];
    if (text.empty()) throw error(where + what + " is missing");
    return text;
  };
  release_point point;
  point.id = parse_id(cell(columns.id, "id"), where);
  point.x = parse_finite(cell(columns.x, x), x, where);
  point.y = parse_finite(cell(columns.y, y), y, where);
  point.geographic = columns.geographic;
  if (point.geographic && !(point.x >= -180 && point.x <= 360))
    throw error(where + "lon is " + quoted(cell(columns.x, x)) + "; expected -180 to 360 degrees");
  if (point.geographic && !(point.y >= -90 && point.y <= 90))
    throw error(where + "lat is " + quoted(cell(columns.y, y)) + "; expected -90 to 90 degrees");
  if (columns.time >= 0) point.time = parse_release_time(cell(columns.time, "time"), where);
  if (columns.depth >= 0) {
    point.depth = parse_finite(cell(columns.depth, "depth"), "depth", where);
    if (!(*point.depth >= 0 && *point.depth < 1e6))
      throw error(where + "depth is " + quoted(cell(columns.depth, "depth")) +
                  "; expected metres below the surface, 0 to 1e6");
  }
  if (columns.sigma >= 0) {
    point.sigma = parse_finite(cell(columns.sigma, "sigma"), "sigma", where);
    if (!(*point.sigma >= -1 && *point.sigma <= 0))
      throw error(where + "sigma is " + quoted(cell(columns.sigma, "sigma")) +
                  "; expected 0 (the surface) to -1 (the bed)");
  }
  if (columns.z >= 0) {
    point.z = parse_finite(cell(columns.z, "z"), "z", where);
    if (!(std::abs(*point.z) < 1e6))
      throw error(where + "z is " + quoted(cell(columns.z, "z")) +
                  "; expected metres upward from the mean surface, negative below it, -1e6 to 1e6");
  }
  return point;
}

}  // namespace detail

/// Release points from comma-separated text, in its order.  The first line names the columns, in
/// any order: id (whole, unique, 0 to 2^63 - 1); x and y [m], or lon (-180 to 360) and lat
/// [degrees]; and optionally time: ISO 8601 in UTC, or seconds after the start, and one of depth [m below the
/// surface], z [m upward from the mean surface] and sigma (0 at the surface, -1 at the bed).  What follows a # is a comment; empty lines, quotes
/// around a whole value, CRLF and a UTF-8 byte order mark are fine.  Throws error naming `name` and the line.
inline std::vector<release_point> parse_release_csv(std::istream& in, const std::string& name) {
  line_reader lines(in, name);
  std::optional<release_columns> columns;
  std::vector<std::string_view> cells;
  std::vector<release_point> points;
  std::unordered_map<std::int64_t, int> line_of;
  while (const auto line = lines.next()) {
    const std::string_view content = trimmed(line->substr(0, line->find('#')));
    if (content.empty()) continue;
    const std::string where = lines.where();
    split_cells(content, where, cells);
    if (!columns) {
      columns = detail::parse_release_header(cells, where);
      continue;
    }
    points.push_back(detail::parse_release_row(cells, *columns, where));
    release_point& point = points.back();
    point.line = lines.number();
    const auto [first, fresh] = line_of.try_emplace(point.id, point.line);
    if (!fresh)
      throw error(where + "repeats the id " + std::to_string(point.id) + " of line " +
                  std::to_string(first->second) + "; every particle needs its own");
  }
  require(columns.has_value(), name + ": is empty; " + detail::release_header);
  require(!points.empty(), name + ": has a header but no release point; expected a line for each");
  return points;
}

/// parse_release_csv of the file at `path`.
inline std::vector<release_point> read_release_csv(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  require(in.is_open(), path + ": cannot be opened; expected a release file that can be read");
  try {
    in.exceptions(std::ios::badbit);
    in.peek();
    return parse_release_csv(in, path);
  } catch (const std::ios_base::failure&) {
    throw error(path + ": cannot be read; expected a file of comma-separated text");
  }
}

}  // namespace eudrift::inline EUDRIFT_ABI
