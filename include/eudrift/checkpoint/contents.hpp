// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a checkpoint says of itself: which properties of particles it has, and a program's own words.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/particles/particle.hpp>

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A property of particles as a file describes it.
struct stored_property {
  std::string name, type, unit;  ///< type: that of one component, such as "float64"
  int components;                ///< 1, or more for a vec
  bool operator==(const stored_property&) const = default;
};

/// Names and texts, in the order in which they are written: what a program needs beside its particles.
using checkpoint_values = std::vector<std::pair<std::string, std::string>>;

/// "int64", "uint8", "float32": a type of numbers by its kind and its bits.
template <class T>
std::string number_type() {
  static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>, "properties are numbers");
  if constexpr (std::is_enum_v<T>) {
    return number_type<std::underlying_type_t<T>>();
  } else {
    return (std::is_floating_point_v<T> ? "float"
            : std::is_signed_v<T>       ? "int"
                                        : "uint") +
           std::to_string(8 * sizeof(T));
  }
}

/// The properties of particles in Dim dimensions with further properties P, in the order of particle_batch.
template <int Dim, class... P>
std::vector<stored_property> stored_properties() {
  const auto of = []<class... Q>(particle_view<Q...>*) {
    return std::vector<stored_property>{{Q::name::name, number_type<typename stored<typename Q::type>::scalar>(),
                                         Q::name::unit, stored<typename Q::type>::components}...};
  };
  return of(static_cast<drifter_view<Dim, P...>*>(nullptr));
}

namespace detail {

/// The beginning of a file: known bytes, which also tell files in the other byte order, and how long the text is.
struct checkpoint_preface {
  static constexpr char known[] = "eudrift\ncheck 1";  // the last character is the version of the format
  char magic[16];
  std::uint64_t order;  ///< in_order
  std::uint64_t text;   ///< bytes
  static constexpr std::uint64_t in_order = 0x0102030405060708u, longest_text = 1 << 24;
};
static_assert(sizeof(checkpoint_preface::known) == 16 && sizeof(checkpoint_preface) == 32);

inline std::string line_of(const stored_property& p) {
  return "property " + p.name + " " + p.type + " " + std::to_string(p.components) + " " + p.unit;
}

/// The text: a line for each property, and one for each of the program's values.
inline std::string text_of(const std::vector<stored_property>& properties, const checkpoint_values& values) {
  std::string text;
  for (const stored_property& p : properties) text += line_of(p) + "\n";
  for (const auto& [name, value] : values) {
    require(!name.empty() && name.find_first_of(" \n") == std::string::npos && value.find('\n') == std::string::npos,
            "a checkpoint cannot hold the value \"" + name + "\"; expected a name without spaces and one line of text");
    text += "value " + name + " " + value + "\n";
  }
  return text;
}

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
