// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a message of forcing says of itself before its numbers come.
#pragma once
#include <eudrift/forcing/source.hpp>

#include <functional>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// One variable of a message.  Its values follow the manifest among those of the others.
struct manifest_variable {
  std::string name;                   ///< as the source says
  std::string unit;                   ///< as the source says; may be empty
  location where = location::node;    ///< nodes or elements
  index_t layers = 1;                 ///< the surface first
  index_t items = 0;                  ///< nodes or elements of the share; the shape is (layers, items)
  std::string type = "float64";       ///< of a value
  std::int64_t offset = 0;            ///< where its values begin, after the manifest [bytes]
  std::int64_t bytes = 0;             ///< of its values
  std::uint64_t checksum = 0;         ///< of its values: checksum() of core/checksum.hpp
  bool operator==(const manifest_variable&) const = default;
};

/// The manifest of a message.
struct forcing_manifest {
  index_t slice = 0;                         ///< number in the source, from 0
  time_ms time = 0;                          ///< of the slice
  std::vector<manifest_variable> variables;  ///< in the order of their values
  bool operator==(const forcing_manifest&) const = default;
};

/// How manifests are written and read, as by eudrift/json/manifest.hpp.  read(write(m)) is m; read throws error where
/// the text is none.
struct manifest_text {
  std::function<std::string(const forcing_manifest&)> write;  ///< as text
  std::function<forcing_manifest(const std::string&)> read;   ///< and back
};

}  // namespace eudrift::inline EUDRIFT_ABI
