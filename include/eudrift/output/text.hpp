// SPDX-License-Identifier: BSL-1.0
/// \file
/// Numbers and texts as CSV, JSON and base64 have them, whatever the locale.
#pragma once
#include <eudrift/core/config.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// Appends the shortest text that reads back as the same number, of its own type, to the last bit.
template <class T>
void append_number(std::string& to, T value) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  to.append(digits.data(), end);
}

/// The same for JSON, which has no NaN and no infinity: null.
template <class T>
void append_json_number(std::string& to, T value) {
  if constexpr (std::is_floating_point_v<T>)
    if (!std::isfinite(value)) {
      to += "null";
      return;
    }
  append_number(to, value);
}

/// Appends a text as JSON; fit for a page too, where no text may hold "</".
inline void append_json_text(std::string& to, std::string_view text) {
  to += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      to += '\\', to += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == '<') {
      constexpr std::string_view hexadecimal = "0123456789abcdef";
      const auto code = static_cast<unsigned char>(c);
      to += "\\u00", to += hexadecimal[code >> 4], to += hexadecimal[code & 15];
    } else {
      to += c;
    }
  }
  to += '"';
}

/// Appends a field of CSV (RFC 4180), in quotes where it needs them.
inline void append_csv_text(std::string& to, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) {
    to += text;
    return;
  }
  to += '"';
  for (const char c : text) {
    if (c == '"') to += c;
    to += c;
  }
  to += '"';
}

/// Appends bytes as base64 (RFC 4648, section 4).
inline void append_base64(std::string& to, std::span<const std::byte> bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  to.reserve(to.size() + (bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = bytes.size() - i;
    const auto at = [&](std::size_t k) { return k < n ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0u; };
    const std::uint32_t three = at(0) << 16 | at(1) << 8 | at(2);
    to += digits[three >> 18], to += digits[three >> 12 & 63];
    to += n > 1 ? digits[three >> 6 & 63] : '=';
    to += n > 2 ? digits[three & 63] : '=';
  }
}

}  // namespace eudrift::inline EUDRIFT_ABI
