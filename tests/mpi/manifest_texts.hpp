// SPDX-License-Identifier: BSL-1.0
// Ways to write manifests: one of the tests' own, and JSON where it is found.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/forcing/manifest.hpp>
#if defined(EUDRIFT_WITH_JSON)
#include <eudrift/json/manifest.hpp>
#endif

#include <sstream>
#include <utility>

namespace test {

/// Words in a row.
inline eudrift::manifest_text plain_manifests() {
  const auto write = [](const eudrift::forcing_manifest& m) {
    std::ostringstream to;
    to << m.slice << ' ' << m.time << ' ' << m.variables.size();
    for (const auto& v : m.variables)
      to << ' ' << v.name << " '" << v.unit << "' " << (v.where == eudrift::location::node) << ' ' << v.layers << ' '
         << v.items << ' ' << v.type << ' ' << v.offset << ' ' << v.bytes << ' ' << v.checksum;
    return to.str();
  };
  const auto read = [](const std::string& text) {
    std::istringstream from(text);
    eudrift::forcing_manifest m;
    std::size_t count = 0;
    from >> m.slice >> m.time >> count;
    for (std::size_t i = 0; from && i < count; ++i) {
      eudrift::manifest_variable v;
      bool at_nodes = false;
      from >> v.name;
      from.ignore(2);
      std::getline(from, v.unit, '\'');
      from >> at_nodes >> v.layers >> v.items >> v.type >> v.offset >> v.bytes >> v.checksum;
      v.where = at_nodes ? eudrift::location::node : eudrift::location::element;
      m.variables.push_back(v);
    }
    if (!from) throw eudrift::error("no manifest: " + text);
    return m;
  };
  return {write, read};
}

/// All of them, by name.
inline std::vector<std::pair<std::string, eudrift::manifest_text>> manifest_texts() {
  std::vector<std::pair<std::string, eudrift::manifest_text>> all{{"plain", plain_manifests()}};
#if defined(EUDRIFT_WITH_JSON)
  all.emplace_back("JSON", eudrift::json_manifests());
#endif
  return all;
}

}  // namespace test
