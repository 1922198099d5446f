// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a particle carries: a compile-time list of named, typed properties with units.
#pragma once
#include <eudrift/core/view.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace eudrift::inline EUDRIFT_ABI {

/// The name of a property: a type with these constants, so that two properties cannot be mistaken
/// for each other and output can describe them.
template <class N>
concept PropertyName = requires {
  { N::name } -> std::convertible_to<const char*>;
  { N::unit } -> std::convertible_to<const char*>;
};

/// A property: each particle has one T (a number, or a vec of numbers) under this name.
template <PropertyName Name, class T>
struct property {
  using name = Name;  ///< the name
  using type = T;     ///< the value
};

/// How values of type T are stored: one array of numbers for each component.
template <class T>
struct stored {
  using scalar = T;                   ///< type of a component
  static constexpr int components = 1;  ///< how many
};
/// A vec is stored component by component.
template <class T, int N>
struct stored<vec<T, N>> {
  using scalar = T;                   ///< type of a component
  static constexpr int components = N;  ///< how many
};

/// One property of all particles, as kernels see it.
template <class P>
struct column_view;

/// A property of numbers: items by index.
template <class Name, class T>
struct column_view<property<Name, T>> {
  view<T> column;  ///< (particles,)
};
/// A property of vectors: load(i) and store(i, v).
template <class Name, class T, int N>
struct column_view<property<Name, vec<T, N>>> {
  soa_view<T, N> column;  ///< (N, particles)
};

namespace detail {

/// Whether no two of the properties P have one name, by which files and checkpoints tell them.
template <class... P>
constexpr bool distinct_names() {
  constexpr std::string_view names[] = {P::name::name..., ""};
  for (std::size_t i = 0; i < sizeof...(P); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (names[i] == names[j]) return false;
  return true;
}

/// Columns whose names were looked at.
template <class... P>
struct distinct_columns {
  static_assert(distinct_names<P...>(),
                "two properties of these particles have the same name, of those that every particle has (particles/particle.hpp) "
                "or of your own; each is expected once, under a name of its own");
};

}  // namespace detail

/// All properties of all particles, as kernels see them.  Does not compile where two have the same name.
template <class... P>
struct particle_view : detail::distinct_columns<P...>, column_view<P>... {
  index_t size = 0;  ///< number of particles
};

/// The column of one property of a particle_view: `get<age>(particles)[i]`.
template <class Name, class T>
EUDRIFT_FN constexpr const auto& get(const column_view<property<Name, T>>& particles) {
  return particles.column;
}

/// Whether particles have a property of this name.
template <class Particles, class Name>
concept HasProperty = requires(const Particles& particles) { get<Name>(particles); };

}  // namespace eudrift::inline EUDRIFT_ABI
