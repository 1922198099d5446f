// SPDX-License-Identifier: BSL-1.0
/// \file
/// Lines, cells and numbers of comma-separated text, the same in every locale.
#pragma once
#include <eudrift/core/error.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// `text` between quotes for a sentence: at most 40 bytes, anything but printable ASCII as its hexadecimal code.
inline std::string quoted(std::string_view text) {
  std::string shown = "'";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 40) {
      shown += "...";
      break;
    }
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte < 0x7f) {
      shown += text[i];
    } else {
      constexpr std::string_view digits = "0123456789abcdef";
      shown += "\\x";
      shown += digits[byte >> 4];
      shown += digits[byte & 15];
    }
  }
  return shown + "'";
}

/// `text` without the spaces and tabs at both ends.
inline std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Reads a text line by line.  Lines end with LF, CRLF or CR; a UTF-8 byte order mark is skipped.
class line_reader {
 public:
  /// `name` is the file's, for sentences; `in` must outlive the reader.
  line_reader(std::istream& in, std::string name) : in_(&in), name_(std::move(name)) {}

  /// The next line, without its end; empty at the end of the text.  Valid until the next call.
  /// Throws where a line is longer than any that numbers need, so a binary file ends early.
  std::optional<std::string_view> next() {
    std::streambuf& bytes = *in_->rdbuf();
    constexpr int end = std::char_traits<char>::eof();
    if (bytes.sgetc() == end) return std::nullopt;
    if (number_ == std::numeric_limits<int>::max()) throw error(name_ + ": has too many lines");
    ++number_;
    line_.clear();
    for (int c = bytes.sbumpc(); c != end && c != '\n'; c = bytes.sbumpc()) {
      if (c == '\r') {
        if (bytes.sgetc() == '\n') bytes.sbumpc();
        break;
      }
      if (line_.size() == longest)
        throw error(where() + "is longer than " + std::to_string(longest) +
                    " characters; expected comma-separated text");
      line_.push_back(static_cast<char>(c));
    }
    std::string_view line = line_;
    if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    return line;
  }

  /// Number of the line that next() gave last, from 1.
  int number() const { return number_; }
  /// "FILE, line N: ", for sentences about that line.
  std::string where() const { return name_ + ", line " + std::to_string(number_) + ": "; }

 private:
  static constexpr std::size_t longest = 65536;
  std::istream* in_;
  std::string name_;
  std::string line_;
  int number_ = 0;
};

/// Cuts a line at its commas into `cells`, each trimmed and without one pair of double quotes
/// around it.  Cells hold names and numbers, so a quote elsewhere (or around a comma) is an error;
/// `where` begins its sentence.
inline void split_cells(std::string_view line, const std::string& where,
                        std::vector<std::string_view>& cells) {
  cells.clear();
  for (std::size_t first = 0; first <= line.size();) {
    const std::size_t comma = std::min(line.find(',', first), line.size());
    std::string_view cell = trimmed(line.substr(first, comma - first));
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"')
      cell = trimmed(cell.substr(1, cell.size() - 2));
    if (cell.find('"') != std::string_view::npos)
      throw error(where + "found a stray double quote in " + quoted(cell) +
                  "; a quoted value has one at each end and no comma or quote inside");
    cells.push_back(cell);
    first = comma + 1;
  }
}

/// What a cell holds, read as a number.
enum class number_kind : std::uint8_t { number, not_a_number, not_finite, out_of_range };

/// A cell read as T (double or std::int64_t), all of it, with or without a leading '+'.
template <class T>
number_kind parse_number(std::string_view cell, T& to) {
  if (cell.size() >= 2 && cell[0] == '+' && cell[1] != '-') cell.remove_prefix(1);
  const char* const last = cell.data() + cell.size();
  const auto [stop, failure] = std::from_chars(cell.data(), last, to);
  if (failure == std::errc::invalid_argument || stop != last) return number_kind::not_a_number;
  if (failure == std::errc::result_out_of_range) return number_kind::out_of_range;
  if constexpr (std::is_floating_point_v<T>)
    if (!std::isfinite(to)) return number_kind::not_finite;
  return number_kind::number;
}

}  // namespace eudrift::inline EUDRIFT_ABI
