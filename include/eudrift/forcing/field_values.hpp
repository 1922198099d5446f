// SPDX-License-Identifier: BSL-1.0
/// \file
/// A field of one slice in host memory, and the part of it that belongs to some items.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/forcing/source.hpp>

#include <cstddef>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A field of one slice.
struct field_values {
  field_info field;            ///< which
  std::vector<double> values;  ///< (layers, items), the surface first
};

/// Appends the values of some items, by their numbers, of each layer of a field.  Throws error where the field does not
/// have them.
inline void append_items(const field_values& from, std::span<const std::int32_t> items, std::vector<double>& to) {
  const auto layers = static_cast<std::size_t>(from.field.layers);
  require(from.field.layers >= 1 && from.values.size() % layers == 0,
          std::to_string(from.values.size()) + " values were given for " + std::to_string(from.field.layers) +
              " layers of " + from.field.name + "; as many are expected for each layer, and one layer or more");
  const std::size_t held = from.values.size() / layers;
  to.reserve(to.size() + layers * items.size());
  for (std::size_t k = 0; k < layers; ++k)
    for (const std::int32_t i : items) {
      if (i < 0 || static_cast<std::size_t>(i) >= held)
        throw error("item " + std::to_string(i) + " of " + from.field.name + " was asked for, of which " +
                    std::to_string(held) + " were read, counted from 0; was the mesh shared out another one?");
      to.push_back(from.values[k * held + static_cast<std::size_t>(i)]);
    }
}

}  // namespace eudrift::inline EUDRIFT_ABI
