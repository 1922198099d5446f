// SPDX-License-Identifier: BSL-1.0
/// \file
/// Values of a variable on an unstructured mesh at one time, decoded, of one level or of whole columns.
#pragma once
#include <eudrift/forcing/column_value.hpp>
#include <eudrift/netcdf/model_layout.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Values at neighbouring places of a file, whole columns.
struct column_block {
  std::size_t levels = 1;
  std::vector<double> values;  ///< (places, levels), from the bed to the surface; NaN: missing

  std::span<const double> column(std::size_t place) const { return std::span(values).subspan(place * levels, levels); }
};

/// Reads the columns of places first ... first + count - 1 of a slice, on the I/O thread.
inline column_block read_columns(const netcdf_file& file, const model_variable& of, bool surface_last,
                                 std::size_t slice, std::size_t first, std::size_t count) {
  const netcdf_variable& v = of.variable;
  std::vector<std::size_t> start(v.dimensions.size(), 0), length(v.dimensions.size(), 1);
  const auto index = [](int role) { return static_cast<std::size_t>(role); };
  if (of.time >= 0) start[index(of.time)] = slice;
  start[index(of.place)] = first;
  length[index(of.place)] = count;
  if (of.component >= 0) start[index(of.component)] = of.of_component;
  column_block to;
  if (of.level >= 0) to.levels = length[index(of.level)] = of.levels();
  to.values.resize(count * to.levels);
  read_raw(file, v, start, length, to.values.data());
  for (double& value : to.values) {
    value = v.is_missing(value) ? std::numeric_limits<double>::quiet_NaN() : v.decode(value);
    // A number so large stands for none even where no attribute says so.
    if (std::abs(value) > 1e30) value = std::numeric_limits<double>::quiet_NaN();
  }
  if (of.level < 0 || (of.level > of.place && surface_last)) return to;
  column_block turned = to;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < to.levels; ++k)
      turned.values[i * to.levels + (surface_last ? k : to.levels - 1 - k)] =
          to.values[of.level > of.place ? i * to.levels + k : k * count + i];
  return turned;
}

/// A variable in an open file, at one of its slices.
struct model_slice {
  const netcdf_file* file;
  const model_variable* of;
  std::size_t slice;
};

/// One value for each of `places` places, by a choice of depth where the variable has levels; `heights` of these [m,
/// up], which a layer does not need.  NaN where there is none.  Holds at most 32 MiB of columns of each at a time.
inline std::vector<double> read_model_values(const model_slice& at, const std::optional<model_slice>& heights,
                                             bool surface_last, const depth_choice& choice, std::size_t places) {
  if (at.of->level < 0) return read_columns(*at.file, *at.of, true, at.slice, 0, places).values;
  const std::size_t levels = at.of->levels();
  const std::size_t most = std::max<std::size_t>(1, (std::size_t{1} << 22) / levels);
  std::vector<double> to;
  to.reserve(places);
  for (std::size_t first = 0; first < places; first += most) {
    const std::size_t count = std::min(most, places - first);
    const column_block values = read_columns(*at.file, *at.of, surface_last, at.slice, first, count);
    column_block height;
    if (choice.how != depth_choice::way::layer)
      height = read_columns(*heights->file, *heights->of, surface_last, heights->slice, first, count);
    for (std::size_t i = 0; i < count; ++i)
      to.push_back(
          column_value(choice, values.column(i), height.values.empty() ? std::span<const double>() : height.column(i)));
  }
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
