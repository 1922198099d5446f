// SPDX-License-Identifier: BSL-1.0
#include "diffusivity_table.hpp"

#include <eudrift/release/csv_cell.hpp>

#include <algorithm>
#include <fstream>
#include <string_view>
#include <utility>
#include <vector>

namespace happiest_particle {

namespace {

using eudrift::quoted;
using eudrift::require;

/// The two cells of a line, separated by a comma or by spaces.
std::vector<std::string_view> cells_of(std::string_view line, const std::string& where) {
  std::vector<std::string_view> cells;
  if (line.find(',') != std::string_view::npos) {
    eudrift::split_cells(line, where, cells);
  } else {
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
      cells.push_back(line.substr(at, end - at));
      at = std::min(line.find_first_not_of(" \t", end), line.size());
    }
  }
  require(cells.size() == 2, where + "has " + std::to_string(cells.size()) + " values; expected two, a depth below the surface [m] and a diffusivity [m2/s]");
  return cells;
}

double number_in(std::string_view cell, const char* what, const char* expected, double most, const std::string& where) {
  double value = 0;
  const bool read = eudrift::parse_number(cell, value) == eudrift::number_kind::number;
  require(read && value >= 0 && value <= most, where + what + " is " + quoted(cell) + "; expected " + expected);
  return value;
}

}  // namespace

diffusivity_table read_diffusivity_table(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  in.peek();
  require(in.good() || in.eof(), path + ": cannot be read; expected a file of depths and diffusivities");
  in.clear();
  eudrift::line_reader lines(in, path);
  diffusivity_table to;
  for (bool first = true; const auto line = lines.next();) {
    const std::string_view content = eudrift::trimmed(line->substr(0, line->find('#')));
    if (content.empty()) continue;
    const std::string where = lines.where();
    const auto cells = cells_of(content, where);
    if (std::exchange(first, false) && cells[0] == "depth") continue;
    require(to.size < diffusivity_table::most, where + "is one of more than " + std::to_string(diffusivity_table::most) + " depths; give fewer");
    to.depth[to.size] = number_in(cells[0], "the depth", "metres below the surface, from 0 to 1e5", 1e5, where);
    to.diffusivity[to.size] = number_in(cells[1], "the diffusivity", "0 to 1000 m2/s", 1000, where);
    require(to.size == 0 || to.depth[to.size] > to.depth[to.size - 1],
            where + "the depth " + std::string(cells[0]) + " is not below the one before; expected depths from the surface downwards");
    ++to.size;
  }
  require(to.size >= 2, path + ": has " + std::to_string(to.size) + " depths; two at least are expected, or a constant --vertical-dispersal");
  return to;
}

}  // namespace happiest_particle
