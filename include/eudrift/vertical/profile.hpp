// SPDX-License-Identifier: BSL-1.0
/// \file
/// Values between the layers of one water column, and beyond its end layers: linear, or a cubic that keeps the shape.
#pragma once
#include <eudrift/core/vec.hpp>

#include <concepts>

namespace eudrift::inline EUDRIFT_ABI {

/// N values at each layer (or level) of a water column, the uppermost first.
///
///   count()    layers, 1 or more
///   sigma(k)   of layer k, less than that of the layer before
///   value(k)   vec<T, N>
template <class C>
concept LayeredColumn = requires(const C& c, index_t k) {
  { c.count() } -> std::convertible_to<index_t>;
  c.sigma(k);
  c.value(k).at[0];
};

/// How values go on beyond the uppermost and the lowest layer.
enum class beyond_layers {
  constant,  ///< those of the layer
  linear,    ///< as they change at the layer
};

/// Values at a sigma, and their derivatives with respect to it.
template <class T, int N>
struct profile_point {
  vec<T, N> value;
  vec<T, N> slope;  ///< [the values' unit]; of the curve below, where two meet
};

namespace detail {

/// The layer from which the interval of `sigma` goes down, of two layers or more: the uppermost or the last but one
/// beyond the ends.
template <LayeredColumn Column, class T>
EUDRIFT_FN constexpr index_t upper_layer(const Column& column, T sigma) {
  index_t upper = 0, lower = column.count() - 1;
  while (lower - upper > 1) {
    const index_t middle = (upper + lower) / 2;
    (column.sigma(middle) >= sigma ? upper : lower) = middle;
  }
  return upper;
}

template <class T, int N>
EUDRIFT_FN constexpr vec<T, N> slope_between(const vec<T, N>& upper, const vec<T, N>& lower, T way) {
  return T(1) / way * (lower - upper);
}

/// m, or as much of it as keeps the curve between its neighbours: nothing where these change in opposite directions,
/// at most three times the smaller of their slopes.
template <class T>
EUDRIFT_FN constexpr T within_shape(T m, T above, T below) {
  if (!(above * below > 0)) return T(0);
  const T a = above < 0 ? -above : above, b = below < 0 ? -below : below;
  const T most = T(3) * (a < b ? a : b);
  return m * above < 0 ? T(0) : m > most ? most : m < -most ? -most : m;
}

}  // namespace detail

/// Straight lines between layers.
struct linear_profile {
  static constexpr const char* name = "linear";  ///< as on a command line
  /// Whether a value between two layers may be no mean of theirs.
  static constexpr bool bends() { return false; }

  /// Values of a column at `sigma`.
  template <LayeredColumn Column, class T>
  EUDRIFT_FN static constexpr auto at(const Column& column, T sigma, beyond_layers beyond) {
    using values = decltype(column.value(0));
    using point = profile_point<T, values::size>;
    if (column.count() == 1) return point{column.value(0), values{}};
    const index_t k = detail::upper_layer(column, sigma);
    const T top = column.sigma(k), bottom = column.sigma(k + 1), per_sigma = T(1) / (bottom - top);
    const values upper = column.value(k), lower = column.value(k + 1);
    if (beyond == beyond_layers::constant && (sigma > top || sigma < bottom))
      return point{between(upper, lower, per_sigma * ((sigma > top ? top : bottom) - top)), values{}};
    return point{between(upper, lower, per_sigma * (sigma - top)), per_sigma * (lower - upper)};
  }
  /// After a part of the way from an upper layer to a lower one.  T: a number, or lanes.
  template <class T, int N>
  EUDRIFT_FN static constexpr vec<T, N> between(const vec<T, N>& upper, const vec<T, N>& lower, T part) {
    return upper + part * (lower - upper);
  }
};

/// Cubics between layers that neither overshoot nor add an extreme, with a continuous derivative: Fritsch and Carlson
/// 1980, "Monotone piecewise cubic interpolation".  The derivative at a layer is that of the parabola through it and
/// its neighbours, held between zero and three times the slope of either line, where each cubic is monotone.
struct cubic_profile {
  static constexpr const char* name = "cubic";  ///< as on a command line
  /// Whether a value between two layers may be no mean of theirs: each of its components lies between theirs, but not
  /// all at the same part of the way.
  static constexpr bool bends() { return true; }

  /// Values of a column at `sigma`; linear between two layers where there are no more.
  template <LayeredColumn Column, class T>
  EUDRIFT_FN static constexpr auto at(const Column& column, T sigma, beyond_layers beyond) {
    using values = decltype(column.value(0));
    using point = profile_point<T, values::size>;
    const index_t last = column.count() - 1;
    if (last < 2) return linear_profile::at(column, sigma, beyond);
    const index_t k = detail::upper_layer(column, sigma);
    const T top = column.sigma(k), bottom = column.sigma(k + 1), way = bottom - top;
    const values upper = column.value(k), lower = column.value(k + 1);
    const values secant = detail::slope_between(upper, lower, way);
    values above = secant, below = secant;  // slopes of the lines before and after
    T way_above = 0, way_below = 0;         // how far these go
    if (k > 0) {
      way_above = top - column.sigma(k - 1);
      above = detail::slope_between(column.value(k - 1), upper, way_above);
    }
    if (k + 1 < last) {
      way_below = column.sigma(k + 2) - bottom;
      below = detail::slope_between(lower, column.value(k + 2), way_below);
    }
    values at_upper{}, at_lower{};
    for (int d = 0; d < values::size; ++d) {
      const T m = secant.at[d];
      at_upper.at[d] = k > 0 ? inner(above.at[d], m, way_above, way) : outer(m, below.at[d], way, way_below);
      at_lower.at[d] = k + 1 < last ? inner(m, below.at[d], way, way_below) : outer(m, above.at[d], way, way_above);
    }
    const T part = (sigma - top) / way;
    if (part < 0 || part > 1) {
      const values& end = part < 0 ? upper : lower;
      if (beyond == beyond_layers::constant) return point{end, values{}};
      const values& slope = part < 0 ? at_upper : at_lower;
      return point{end + (sigma - (part < 0 ? top : bottom)) * slope, slope};
    }
    // Hermite's form: the line between the two layers, and what bends it.
    const values bend_upper = at_upper - secant, bend_lower = at_lower - secant;
    const T rest = T(1) - part;
    const values bend = rest * bend_upper - part * bend_lower;
    return point{upper + (part * way) * secant + (part * rest * way) * bend,
                 secant + (rest - part) * bend - (part * rest) * (bend_upper + bend_lower)};
  }

 private:
  /// Slope at a layer between two lines of slopes `above` and `below`.
  template <class T>
  EUDRIFT_FN static constexpr T inner(T above, T below, T way_above, T way_below) {
    return detail::within_shape((way_below * above + way_above * below) / (way_above + way_below), above, below);
  }
  /// Slope at an end layer, before the line `first`, whose neighbour has the slope `second`.
  template <class T>
  EUDRIFT_FN static constexpr T outer(T first, T second, T way_first, T way_second) {
    const T m = ((way_first + way_first + way_second) * first - way_first * second) / (way_first + way_second);
    return detail::within_shape(m, first, first);
  }
};

/// One of the two, chosen where a program runs: kernels are compiled once for both.
struct chosen_profile {
  bool cubic = false;

  EUDRIFT_FN constexpr bool bends() const { return cubic; }
  /// As that profile has it.
  template <LayeredColumn Column, class T>
  EUDRIFT_FN constexpr auto at(const Column& column, T sigma, beyond_layers beyond) const {
    return cubic ? cubic_profile::at(column, sigma, beyond) : linear_profile::at(column, sigma, beyond);
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
