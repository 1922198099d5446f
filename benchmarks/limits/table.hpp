// SPDX-License-Identifier: BSL-1.0
// Tables for people and for programs.
#pragma once
#include <eudrift/core/error.hpp>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

namespace limits {

inline std::string fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}
/// Three digits that count.
inline std::string brief(double value) {
  return fixed(
      value,
      value == 0 ? 0 : std::max(0, 2 - static_cast<int>(std::floor(std::log10(std::abs(value))))));
}
inline std::string whole(double value) { return fixed(value, 0); }

using row = std::vector<std::string>;

/// Written as Markdown to the standard output and as CSV into the folder.
inline void print(const std::string& folder, const std::string& name, const std::string& title,
                  const row& columns, const std::vector<row>& rows) {
  const std::string path = folder + "/" + name + ".csv";
  std::ofstream csv(path);
  std::printf("\n%s (%s.csv)\n\n", title.c_str(), name.c_str());
  const auto put = [&](const row& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::printf("| %s ", cells[i].c_str());
      csv << (i > 0 ? "," : "") << cells[i];
    }
    std::printf("|\n"), csv << '\n';
  };
  put(columns);
  for (std::size_t i = 0; i < columns.size(); ++i) std::printf("|---");
  std::printf("|\n");
  for (const row& cells : rows) put(cells);
  std::fflush(stdout);
  eudrift::require(static_cast<bool>(csv),
                   path + ": cannot be written; give a folder that is there");
}

}  // namespace limits
