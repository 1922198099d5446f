// SPDX-License-Identifier: BSL-1.0
/// \file
/// The concept that readers of model output meet.  It knows neither executors nor MPI.
#pragma once
#include <eudrift/mesh/mesh_data.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace eudrift::inline EUDRIFT_ABI {

/// Where on the mesh a field has its values.
enum class location : std::uint8_t { node, element };

/// What a source says of one of its fields.
struct field_info {
  std::string name;             ///< as in the file, e.g. "u", "temp"
  location where;               ///< nodes or elements
  index_t layers;               ///< layers or levels, the surface first; 1 for a field without depth
  std::string unit;             ///< as in the file, e.g. "meters s-1"; may be empty
  bool steady = false;          ///< the same at all times; read() then takes any slice
};

/// A point in time: milliseconds since 1970-01-01 00:00:00 UTC, or since the model's own start
/// where its time has no calendar.  Whole, so that intervals are exact.
using time_ms = std::int64_t;

/// Model output: a mesh, times, and fields given slice by slice.
///
///   mesh()      the mesh, complete (build_mesh); its numbering is that of read()
///   times()     of the slices, strictly increasing
///   calendar()  whether times count from 1970 (true) or from the model's own start
///   fields()    what can be read
///   read(name, slice, layer, first, to)
///               items first ... first + to.size() - 1 of one layer of one slice, in the mesh's
///               numbering, decoded to the field's unit.  Returns when done; throws error.  It may
///               be called from another thread, one call at a time.
template <class S>
concept ForcingSource = requires(S& s, const S& c, std::string_view name, index_t k, std::span<double> to) {
  { c.mesh() } -> std::same_as<const mesh_data&>;
  { c.times() } -> std::convertible_to<std::span<const time_ms>>;
  { c.calendar() } -> std::same_as<bool>;
  { c.fields() } -> std::convertible_to<std::span<const field_info>>;
  { s.read(name, k, k, k, to) } -> std::same_as<void>;
};

}  // namespace eudrift::inline EUDRIFT_ABI
