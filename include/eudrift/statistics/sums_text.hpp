// SPDX-License-Identifier: BSL-1.0
/// \file
/// Sums as one line of text, for a checkpoint.
#pragma once
#include <eudrift/core/error.hpp>

#include <charconv>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Sums as one line of text that checkpoint_values can hold: numbers with a space between them, equal neighbours as
/// number*times.  A checkpoint holds 16 MiB of text in all.
inline std::string sums_to_text(std::span<const std::int64_t> sums) {
  std::string text;
  for (std::size_t first = 0; first < sums.size();) {
    std::size_t last = first + 1;
    while (last < sums.size() && sums[last] == sums[first]) ++last;
    text += (text.empty() ? "" : " ") + std::to_string(sums[first]);
    if (last - first > 1) text += "*" + std::to_string(last - first);
    first = last;
  }
  return text;
}

/// The sums that sums_to_text() wrote, of so many keys.  Throws error where the text is another's; `where` begins the
/// sentence.
inline std::vector<std::int64_t> sums_from_text(std::string_view text, std::size_t keys, const std::string& where) {
  std::vector<std::int64_t> sums;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto unreadable = [&] {
    return error(where + ": holds sums that cannot be read from their character " +
                 std::to_string(at - text.data() + 1) + " on; expected whole numbers");
  };
  const auto number = [&](auto& value) {
    const auto [next, failed] = std::from_chars(at, end, value);
    if (failed != std::errc{}) throw unreadable();
    at = next;
  };
  while (at != end) {
    std::int64_t value = 0;
    std::size_t times = 1;
    number(value);
    if (at != end && *at == '*') ++at, number(times);
    if (times > keys - sums.size())
      throw error(where + ": holds sums by more than " + std::to_string(keys) +
                  " keys; go on with the grid and polygons that it was written with");
    sums.insert(sums.end(), times, value);
    if (at == end) break;
    if (*at != ' ' || at + 1 == end) throw unreadable();
    ++at;
  }
  require(sums.size() == keys, where + ": holds sums by " + std::to_string(sums.size()) + " keys; expected " +
                                   std::to_string(keys) +
                                   ", go on with the grid and polygons that it was written with");
  return sums;
}

}  // namespace eudrift::inline EUDRIFT_ABI
