// SPDX-License-Identifier: BSL-1.0
/// \file
/// A message of forcing: some items of the fields of a slice, announced by a manifest.
#pragma once
#include <eudrift/core/checksum.hpp>
#include <eudrift/forcing/field_values.hpp>
#include <eudrift/forcing/manifest.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// A manifest and the values that it announces.
struct forcing_message {
  forcing_manifest manifest;   ///< what follows
  std::vector<double> values;  ///< of all variables, one after the other

  /// Adds the values of some items of a field.  Throws error where the field does not have them.
  void add(const field_values& from, std::span<const std::int32_t> items) {
    const std::size_t begin = values.size();
    append_items(from, items, values);
    const auto added = std::span<const double>(values).subspan(begin);
    manifest.variables.push_back({.name = from.field.name,
                                  .unit = from.field.unit,
                                  .where = from.field.where,
                                  .layers = from.field.layers,
                                  .items = static_cast<index_t>(items.size()),
                                  .offset = static_cast<std::int64_t>(begin * sizeof(double)),
                                  .bytes = static_cast<std::int64_t>(added.size_bytes()),
                                  .checksum = checksum(added)});
  }
};

/// What a message is to be.
struct expected_message {
  std::string sender;  ///< for sentences, e.g. "rank 0"
  index_t slice;       ///< that was asked for
  time_ms time;        ///< of that slice
  index_t nodes;       ///< of the share
  index_t elements;    ///< of the share
};

/// The fields of a message.  Throws error, naming sender and variable, where slice, time, a shape, a type, a place or a
/// checksum is another than expected.
inline std::vector<field_values> fields_of(const forcing_message& message, const expected_message& expected) {
  const forcing_manifest& manifest = message.manifest;
  const auto number = [](auto n) { return std::to_string(n); };
  const std::string sent_slice = expected.sender + " sent slice " + number(manifest.slice);
  require(manifest.slice == expected.slice,
          sent_slice + " where slice " + number(expected.slice) +
              " was asked for; start all processes with the same program and options");
  require(manifest.time == expected.time, sent_slice + " with the time " + number(manifest.time) + " ms, where " +
                                              number(expected.time) +
                                              " ms is expected; start all processes with the same forcing");
  std::vector<field_values> fields;
  std::size_t begin = 0;  // of a variable among all values
  for (const manifest_variable& v : manifest.variables) {
    const std::string sent = sent_slice + " with the variable " + v.name;
    const index_t items = v.where == location::node ? expected.nodes : expected.elements;
    require(v.type == "float64", sent + " of type " + v.type + "; float64 is expected");
    require(v.items == items && v.layers >= 1,
            sent + " in the shape (" + number(v.layers) + ", " + number(v.items) + "); one layer or more of " +
                number(items) + (v.where == location::node ? " nodes" : " elements") + " is expected");
    const std::size_t left = message.values.size() - begin, width = static_cast<std::size_t>(items);
    const bool fits = width == 0 || static_cast<std::size_t>(v.layers) <= left / width;
    const std::size_t count = fits ? static_cast<std::size_t>(v.layers) * width : 0;
    require(fits && v.offset == static_cast<std::int64_t>(begin * sizeof(double)) &&
                v.bytes == static_cast<std::int64_t>(count * sizeof(double)),
            sent + " as " + number(v.bytes) + " bytes from byte " + number(v.offset) + " on, of " +
                number(message.values.size() * sizeof(double)) +
                " in all; each value has 8, and each variable follows the one before");
    const auto values = std::span<const double>(message.values).subspan(begin, count);
    require(checksum(values) == v.checksum,
            sent + ", whose values have another checksum than its manifest says; they were changed on the way, so "
                   "start the run again");
    fields.push_back({{v.name, v.where, v.layers, v.unit}, {values.begin(), values.end()}});
    begin += count;
  }
  require(begin == message.values.size(), sent_slice + " with " + number(message.values.size() - begin) +
                                              " values more than its manifest announces; start all processes with the "
                                              "same program");
  return fields;
}

}  // namespace eudrift::inline EUDRIFT_ABI
