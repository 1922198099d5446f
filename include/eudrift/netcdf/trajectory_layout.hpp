// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a trajectory file holds: its description, given once, and its columns, given at each
/// output.
#pragma once
#include <eudrift/forcing/source.hpp>
#include <eudrift/netcdf/attribute.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
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
  std::size_t particles = 0;          ///< at least one; their ids are given by trajectory_writer::ids()
  bool calendar = true;               ///< as ForcingSource's calendar()
  bool metres = true;                 ///< whether x and y are written
  bool degrees = false;               ///< whether lon and lat are written
  std::string projection;             ///< of x and y, in PROJ's parameters; empty where it is not known
  std::vector<std::string> statuses;  ///< one word each: the meanings of status 0, 1, ...
  std::int8_t waiting = 0;            ///< the status of a particle not yet released
  /// Outputs of the whole run, 0 where that is not known.  With it, and up to 4e9 values for each
  /// variable, a kill is harmless even in the middle of a write; without, see trajectory_writer.
  std::size_t expected_outputs = 0;
  int deflate = 0;  ///< level of compression, 1 to 9; 0: none
  std::vector<output_variable> variables;  ///< in the order of trajectory_columns::values
  /// What a later run needs to go on, in the order of trajectory_columns::state: double, kept for the
  /// last complete output in the group `continuation` (see trajectory_state).
  std::vector<output_variable> state;
  /// Which of the state is the time at which a particle's way ended [s, as `calendar` says], NaN until then.  The file
  /// has it beside the tracks too, one value for each particle, as of the last output, by the name that it has there.
  std::optional<std::size_t> end_time{};
  /// Global attributes such as title, history, source, seed, version.  Conventions and featureType
  /// are added.
  std::vector<std::pair<std::string, attribute_value>> attributes;
};

/// Shape of the chunks of every variable: `outputs` by `particles` values.
struct trajectory_chunk {
  std::size_t outputs = 1;
  std::size_t particles = 1;
};

namespace detail {
/// What is not compressed is written by so many particles at once where it can be.
inline constexpr std::size_t usual_block = 65536;
/// total / size, rounded up.
constexpr std::size_t cut(std::size_t total, std::size_t size) { return (total + size - 1) / size; }
}  // namespace detail

/// The chunks for n particles.  HDF5 finds a variable's chunks by a B-tree whose nodes hold 64; the
/// split of a full node takes several writes, and a kill between them loses the variable.  So the
/// expected outputs make at most 64 chunks, as far as a chunk stays below 1 GiB.  A compressed chunk holds one
/// output, since a second one would replace what is written, and at most 2^20 particles, since it is written whole; more
/// than 64 outputs or 2^26 particles make more chunks then.
inline trajectory_chunk chunk_of(std::size_t n, std::size_t expected_outputs, bool compressed = false) {
  using detail::cut, detail::usual_block;
  constexpr std::size_t node = 64, most_values = std::size_t{1} << 27, most_compressed = std::size_t{1} << 20;
  if (expected_outputs == 0) return {1, cut(n, cut(n, usual_block))};
  if (compressed) {
    const std::size_t across = std::clamp<std::size_t>(node / expected_outputs, 1, cut(n, usual_block));
    return {1, cut(n, std::max(across, cut(n, most_compressed)))};
  }
  const std::size_t across = std::min(cut(n, usual_block), node);
  const std::size_t particles = cut(n, across);
  const std::size_t outputs = cut(expected_outputs, node / across);
  return {std::max<std::size_t>(1, std::min(outputs, most_values / particles)), particles};
}

/// Particles of a block that is written with least effort: a whole chunk, or, where it is large and not compressed, an
/// equal part of one.
inline std::size_t block_of(trajectory_chunk chunk, bool compressed) {
  using detail::cut, detail::usual_block;
  return compressed ? chunk.particles : cut(chunk.particles, cut(chunk.particles, usual_block));
}

/// The values of one output_variable.
using output_values = std::variant<std::span<const double>, std::span<const float>>;

/// Values of an output: one for each of some particles, or of all, by ascending id.  What the layout leaves out is
/// empty.
struct trajectory_columns {
  std::span<const double> x, y;           ///< [m], as in the forcing file
  std::span<const double> lon, lat;       ///< [degrees]
  std::span<const std::int32_t> element;  ///< number in the forcing file, from 1
  std::span<const std::int8_t> status;
  std::vector<output_values> values;  ///< one for each of trajectory_layout::variables
  std::vector<std::span<const double>> state{};  ///< one for each of trajectory_layout::state
};

}  // namespace eudrift::inline EUDRIFT_ABI
