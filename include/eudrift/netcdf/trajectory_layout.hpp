// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a trajectory file holds: its description, given once, and its columns, given at each
/// output.
#pragma once
#include <eudrift/forcing/source.hpp>
#include <eudrift/netcdf/attribute.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A quantity of each particle beside its place, element and status.
struct output_variable {
  std::string name;           ///< e.g. "happiness"
  std::string unit;           ///< in UDUNITS' words, "1" for a pure number
  std::string long_name;      ///< for people
  std::string standard_name;  ///< of the CF table; empty for none
  bool single = false;        ///< whether it is float in the file and in its column, else double
};

/// Everything about a trajectory file that is known before its first output.
struct trajectory_layout {
  std::vector<std::int64_t> ids;           ///< of all particles, strictly ascending, at least one
  bool calendar = true;                    ///< as ForcingSource's calendar()
  bool metres = true;                      ///< whether x and y are written
  bool degrees = false;                    ///< whether lon and lat are written
  std::vector<std::string> statuses;       ///< one word each: the meanings of status 0, 1, ...
  std::int8_t waiting = 0;                 ///< the status of a particle not yet released
  std::vector<output_variable> variables;  ///< in the order of trajectory_columns::values
  /// Global attributes such as title, history, source, seed, version.  Conventions and featureType
  /// are added.
  std::vector<std::pair<std::string, attribute_value>> attributes;
};

/// The values of one output_variable.
using output_values = std::variant<std::span<const double>, std::span<const float>>;

/// One output: a value for each particle, in the order of trajectory_layout::ids.  What the layout
/// leaves out is empty.
struct trajectory_columns {
  std::span<const double> x, y;           ///< [m], as in the forcing file
  std::span<const double> lon, lat;       ///< [degrees]
  std::span<const std::int32_t> element;  ///< number in the forcing file, from 1
  std::span<const std::int8_t> status;
  std::vector<output_values> values;  ///< one for each of trajectory_layout::variables
};

}  // namespace eudrift::inline EUDRIFT_ABI
