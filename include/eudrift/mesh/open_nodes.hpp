// SPDX-License-Identifier: BSL-1.0
/// \file
/// Reads which nodes bound the open sea: FVCOM's CASE_obc.dat, or a plain list of numbers.
#pragma once
#include <eudrift/core/error.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// The words of a line, parted by blanks, tabs, commas and semicolons; what follows a # is a comment.
inline std::vector<std::string_view> words_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  constexpr std::string_view between = " \t\r,;\xef\xbb\xbf";  // a byte order mark is nothing either
  std::vector<std::string_view> to;
  for (std::size_t at = line.find_first_not_of(between); at != line.npos;) {
    const std::size_t end = std::min(line.find_first_of(between, at), line.size());
    to.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(between, end);
  }
  return to;
}

/// A word read as a whole number, or a sentence that calls it `what`.
inline std::int64_t whole_number(std::string_view word, const char* what, const std::string& where) {
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (code != std::errc() || end != word.data() + word.size())
    throw error(where + "found \"" + std::string(word.substr(0, 40)) + "\" for " + what + "; expected a whole number");
  return value;
}

}  // namespace detail

/// Numbers of nodes, counted from 1 as the file counts them, in its order.  Either FVCOM's CASE_obc.dat, "OBC Node
/// Number = N" and N lines "number node type", or node numbers alone, any number of them a line.  What follows a # is
/// a comment. Throws error naming `name` and the line for what is no whole number, a line of FVCOM's that has no node,
/// more or fewer nodes than its first line says, and a file without any.  `line_of`, if given, takes the line of each.
inline std::vector<std::int64_t> parse_open_nodes(std::istream& in, const std::string& name,
                                                  std::vector<int>* line_of = nullptr) {
  std::vector<std::int64_t> node;
  std::int64_t said = -1;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    const std::string where = name + ": line " + std::to_string(++number) + ": ";
    if (line_of != nullptr) line_of->resize(node.size(), number - 1);  // of the line before
    const auto is_first = node.empty() && said < 0;
    if (const std::size_t sign = line.find('='); is_first && sign != line.npos) {
      const auto after = detail::words_of(std::string_view(line).substr(sign + 1));
      require(after.size() == 1, where + "has " + std::to_string(after.size()) +
                                     " values after =; expected the number of open nodes, as in OBC Node Number = 21");
      said = detail::whole_number(after[0], "the number of open nodes", where);
      continue;
    }
    const auto words = detail::words_of(line);
    if (words.empty()) continue;
    if (said < 0) {
      for (const auto word : words) node.push_back(detail::whole_number(word, "a node", where));
      continue;
    }
    require(words.size() >= 2, where + "has one value; expected a count, a node and its type, as FVCOM reads them");
    detail::whole_number(words[0], "the count of a node", where);
    node.push_back(detail::whole_number(words[1], "a node", where));
    if (words.size() > 2) detail::whole_number(words[2], "the type of a node", where);
  }
  if (line_of != nullptr) line_of->resize(node.size(), number);
  const auto count = static_cast<std::int64_t>(node.size());
  require(said < 0 || said == count, name + ": has " + std::to_string(count) + " open nodes, but its first line says " +
                                         std::to_string(said) + "; is it cut short, or the number wrong?");
  require(count > 0, name + ": names no node; expected FVCOM's CASE_obc.dat or numbers of nodes");
  return node;
}

/// parse_open_nodes of the file at `path`.
inline std::vector<std::int64_t> read_open_nodes(const std::string& path, std::vector<int>* line_of = nullptr) {
  std::ifstream in(path, std::ios::binary);
  require(in.is_open(), path + ": cannot be opened; expected a list of the open boundary's nodes that can be read");
  try {
    in.exceptions(std::ios::badbit);
    in.peek();
    return parse_open_nodes(in, path, line_of);
  } catch (const std::ios_base::failure&) {
    throw error(path + ": cannot be read; expected a text file");
  }
}

}  // namespace eudrift::inline EUDRIFT_ABI
