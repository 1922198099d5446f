// SPDX-License-Identifier: BSL-1.0
/// \file
/// Manifests of forcing messages as JSON.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/forcing/manifest.hpp>

#include <nlohmann/json.hpp>

#include <charconv>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// A manifest as JSON on one line; "checksum" is text of 16 hexadecimal digits, as many readers of JSON round numbers
/// to doubles.  What is not UTF-8 in a name or a unit becomes U+FFFD.
inline std::string to_json(const forcing_manifest& manifest) {
  using object = nlohmann::ordered_json;
  object variables = object::array();
  for (const manifest_variable& v : manifest.variables) {
    std::string digits(16, '0');
    for (std::size_t i = 0; i < 16; ++i) digits[i] = "0123456789abcdef"[(v.checksum >> (60 - 4 * i)) & 15];
    variables.push_back({{"name", v.name},
                         {"unit", v.unit},
                         {"location", v.where == location::node ? "node" : "element"},
                         {"layers", v.layers},
                         {"items", v.items},
                         {"type", v.type},
                         {"offset", v.offset},
                         {"bytes", v.bytes},
                         {"checksum", digits}});
  }
  const object all{{"slice", manifest.slice}, {"time_ms", manifest.time}, {"variables", variables}};
  return all.dump(-1, ' ', false, object::error_handler_t::replace);
}

namespace detail {

/// Members of a JSON object; `what` names it in sentences.
class json_members {
 public:
  json_members(const nlohmann::json& object, std::string what) : object_(object), what_(std::move(what)) {
    require(object.is_object(), what_ + " is " + shown(object) + "; a JSON object is expected");
  }
  std::int64_t number(const char* key) const {
    const nlohmann::json& v = member(key);
    const bool fits = v.is_number_integer() &&
                      (!v.is_number_unsigned() || v.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max());
    require(fits, expected(key, v, "a whole number of 64 bits"));
    return v.get<std::int64_t>();
  }
  std::string text(const char* key) const {
    const nlohmann::json& v = member(key);
    require(v.is_string(), expected(key, v, "text"));
    return v.get<std::string>();
  }
  location where(const char* key) const {
    const std::string name = text(key);
    require(name == "node" || name == "element", expected(key, member(key), "\"node\" or \"element\""));
    return name == "node" ? location::node : location::element;
  }
  std::uint64_t digits(const char* key) const {
    const std::string all = text(key);
    std::uint64_t value = 0;
    const auto [end, bad] = std::from_chars(all.data(), all.data() + all.size(), value, 16);
    require(all.size() == 16 && bad == std::errc{} && end == all.data() + all.size(),
            expected(key, member(key), "16 hexadecimal digits"));
    return value;
  }
  const nlohmann::json& list(const char* key) const {
    const nlohmann::json& v = member(key);
    require(v.is_array(), expected(key, v, "a list"));
    return v;
  }

 private:
  const nlohmann::json& member(const char* key) const {
    const auto found = object_.find(key);
    require(found != object_.end(), what_ + " has no \"" + key + "\"");
    return *found;
  }
  std::string expected(const char* key, const nlohmann::json& found, const char* wanted) const {
    return "\"" + std::string(key) + "\" of " + what_ + " is " + shown(found) + "; " + wanted + " is expected";
  }
  /// At most 40 bytes of it.
  static std::string shown(const nlohmann::json& v) {
    const std::string all = v.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    return all.size() <= 40 ? all : all.substr(0, 40) + "...";
  }

  const nlohmann::json& object_;
  std::string what_;
};

}  // namespace detail

/// The manifest that to_json() wrote.  Throws error where the text is no JSON, or a member is missing or of another
/// type.
inline forcing_manifest manifest_from_json(std::string_view text) {
  nlohmann::json all;
  try {
    all = nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& e) {
    throw error("the manifest of a forcing message is no JSON: at byte " + std::to_string(e.byte) + " of " +
                std::to_string(text.size()) + " it cannot be read on");
  } catch (const nlohmann::json::out_of_range&) {
    throw error("the manifest of a forcing message has a number that no double can hold");
  }
  const detail::json_members members(all, "the manifest of a forcing message");
  forcing_manifest manifest{members.number("slice"), members.number("time_ms"), {}};
  const nlohmann::json& variables = members.list("variables");
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const detail::json_members v(variables[i], "variable " + std::to_string(i + 1) + " of a forcing message");
    manifest.variables.push_back({v.text("name"), v.text("unit"), v.where("location"), v.number("layers"),
                                  v.number("items"), v.text("type"), v.number("offset"), v.number("bytes"),
                                  v.digits("checksum")});
  }
  return manifest;
}

/// Manifests as JSON, for who sends and receives forcing.
inline manifest_text json_manifests() {
  return {to_json, [](const std::string& text) { return manifest_from_json(text); }};
}

}  // namespace eudrift::inline EUDRIFT_ABI
