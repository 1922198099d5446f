// SPDX-License-Identifier: BSL-1.0
/// \file
/// The concept that readers of model output meet.  It knows neither executors nor MPI.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
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

namespace detail {

/// Where the values of a field are, for a source on another that has `nodes` and `elements` of its own.  Throws error
/// where there is no field of that name, or it does not have `count` items from `first` on.
inline location place_of_items(std::span<const field_info> fields, std::string_view name, index_t nodes,
                               index_t elements, index_t first, std::size_t count) {
  const auto info = std::find_if(fields.begin(), fields.end(), [&](const field_info& f) { return f.name == name; });
  require(info != fields.end(), "the forcing has no field " + std::string(name));
  const index_t items = info->where == location::node ? nodes : elements;
  require(first >= 0 && first <= items && static_cast<index_t>(count) <= items - first,
          "items " + std::to_string(first) + " and following " + std::to_string(count) + " of the field " + info->name +
              " were asked for; it has " + std::to_string(items));
  return info->where;
}

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
