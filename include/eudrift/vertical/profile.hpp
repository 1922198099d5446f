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

/// a where `first` is true, else b; lanes have blend.
template <class T>
EUDRIFT_FN constexpr T blend(bool first, T a, T b) {
  return first ? a : b;
}
/// a() where `first` is true, else b(); of lanes both.
template <class A, class B>
EUDRIFT_FN constexpr auto either(bool first, const A& a, const B& b) {
  return first ? a() : b();
}
template <class Mask, class A, class B>
EUDRIFT_FN constexpr auto either(const Mask& first, const A& a, const B& b) {
  return blend(first, a(), b());
}

/// m, or as much of it as keeps the curve between its neighbours: nothing where these change in opposite directions,
/// at most three times the smaller of their slopes.
template <class T>
EUDRIFT_FN constexpr T within_shape(T m, T above, T below) {
  const T none(0), a = blend(above < none, none - above, above), b = blend(below < none, none - below, below);
  const T most = T(3) * blend(a < b, a, b);
  const T held = blend(m > most, most, blend(m < none - most, none - most, m));
  return blend(above * below > none, blend(m * above < none, none, held), none);
}

}  // namespace detail

/// Straight lines between layers.
struct linear_profile {
  static constexpr const char* name = "linear";  ///< as on a command line
  static constexpr int reach = 2;                ///< layers whose values a place between two of them asks for
  /// Whether a value between two layers may be no mean of theirs.
  EUDRIFT_FN static constexpr bool bends() { return false; }

  /// Values of a column at `sigma`.
  template <LayeredColumn Column, class T>
  EUDRIFT_FN static constexpr auto at(const Column& column, T sigma, beyond_layers beyond) {
    using values = decltype(column.value(0));
    using point = profile_point<T, values::size>;
    if (column.count() == 1) return point{column.value(0), values{}};
    return below(column, detail::upper_layer(column, sigma), sigma, beyond);
  }
  /// By the interval below layer k of two layers or more, wherever `sigma` is.
  template <LayeredColumn Column, class T>
  EUDRIFT_FN static constexpr auto below(const Column& column, index_t k, T sigma, beyond_layers beyond) {
    using values = decltype(column.value(0));
    using point = profile_point<T, values::size>;
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
  static constexpr int reach = 4;               ///< layers whose values a place between two of them asks for
  /// Whether a value between two layers may be no mean of theirs: each of its components lies between theirs, but not
  /// all at the same part of the way.
  EUDRIFT_FN static constexpr bool bends() { return true; }

  /// Values of a column at `sigma`; linear between two layers where there are no more.
  template <LayeredColumn Column, class T>
  EUDRIFT_FN static constexpr auto at(const Column& column, T sigma, beyond_layers beyond) {
    if (column.count() < 3) return linear_profile::at(column, sigma, beyond);
    return below(column, detail::upper_layer(column, sigma), sigma, beyond);
  }
  /// By the interval below layer k of two layers or more, wherever `sigma` is.
  template <LayeredColumn Column, class T>
  EUDRIFT_FN static constexpr auto below(const Column& column, index_t k, T sigma, beyond_layers beyond) {
    using values = decltype(column.value(0));
    const index_t last = column.count() - 1;
    if (last < 2) return linear_profile::below(column, k, sigma, beyond);
    const bool is_first = k == 0, is_last = k + 1 == last;
    const T top = column.sigma(k), bottom = column.sigma(k + 1), way = bottom - top;
    const values upper = column.value(k), lower = column.value(k + 1);
    // Beyond the ends there is no layer; what stands for it is not used.
    const values value[] = {is_first ? upper : column.value(k - 1), upper, lower,
                            is_last ? lower : column.value(k + 2)};
    const T place[] = {is_first ? top - way : column.sigma(k - 1), top, bottom,
                       is_last ? bottom + way : column.sigma(k + 2)};
    return between(value, place, is_first, is_last, sigma, beyond);
  }
  /// The same by the values and sigmas of four layers, of which the second is above `sigma` and the third below.  Where
  /// the second is the uppermost (is_first) the first is none, where the third is the lowest (is_last) the last.  T: a
  /// number, or lanes.
  template <class T, int N, class Truth>
  EUDRIFT_FN static constexpr profile_point<T, N> between(const vec<T, N> (&value)[4], const T (&place)[4],
                                                          const Truth& is_first, const Truth& is_last, const T& sigma,
                                                          beyond_layers beyond) {
    using values = vec<T, N>;
    using detail::blend;
    const values &upper = value[1], &lower = value[2];
    const T top = place[1], bottom = place[2], way = bottom - top;
    const T way_above = top - place[0], way_below = place[3] - bottom;
    // Slopes of the lines between layers, and before and after.
    const values secant = detail::slope_between(upper, lower, way),
                 above = detail::slope_between(value[0], upper, way_above),
                 below = detail::slope_between(lower, value[3], way_below);
    values at_upper{}, at_lower{};
    for (int d = 0; d < N; ++d) {
      const T m = secant.at[d], a = above.at[d], b = below.at[d];
      at_upper.at[d] = detail::either(is_first, [&] { return outer(m, b, way, way_below); },
                                      [&] { return inner(a, m, way_above, way); });
      at_lower.at[d] = detail::either(is_last, [&] { return outer(m, a, way, way_above); },
                                      [&] { return inner(m, b, way, way_below); });
    }
    const T part = (sigma - top) / way, none(0), one(1);
    // Hermite's form: the line between the two layers, and what bends it.
    const values bend_upper = at_upper - secant, bend_lower = at_lower - secant;
    const T rest = one - part;
    const values bend = rest * bend_upper - part * bend_lower;
    const values inside = upper + (part * way) * secant + (part * rest * way) * bend;
    const values inside_slope = secant + (rest - part) * bend - (part * rest) * (bend_upper + bend_lower);
    const auto before = part < none, after = part > one;
    profile_point<T, N> to{};
    for (int d = 0; d < N; ++d) {
      const bool constant = beyond == beyond_layers::constant;
      const auto end = [&](const T& of, const T& from, const T& slope) {
        return constant ? of : of + (sigma - from) * slope;
      };
      to.value.at[d] = blend(before, end(upper.at[d], top, at_upper.at[d]),
                             blend(after, end(lower.at[d], bottom, at_lower.at[d]), inside.at[d]));
      to.slope.at[d] = blend(before, constant ? none : at_upper.at[d],
                             blend(after, constant ? none : at_lower.at[d], inside_slope.at[d]));
    }
    return to;
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
  static constexpr int reach = cubic_profile::reach;  ///< of the cubics; lines leave half of it alone
  bool cubic = false;

  EUDRIFT_FN constexpr bool bends() const { return cubic; }  ///< as those two have it
  /// As that profile has it.
  template <LayeredColumn Column, class T>
  EUDRIFT_FN constexpr auto at(const Column& column, T sigma, beyond_layers beyond) const {
    return cubic ? cubic_profile::at(column, sigma, beyond) : linear_profile::at(column, sigma, beyond);
  }
  /// Likewise.
  template <LayeredColumn Column, class T>
  EUDRIFT_FN constexpr auto below(const Column& column, index_t k, T sigma, beyond_layers beyond) const {
    return cubic ? cubic_profile::below(column, k, sigma, beyond) : linear_profile::below(column, k, sigma, beyond);
  }
  /// As linear_profile has it.
  template <class T, int N>
  EUDRIFT_FN static constexpr vec<T, N> between(const vec<T, N>& upper, const vec<T, N>& lower, T part) {
    return linear_profile::between(upper, lower, part);
  }
  /// As cubic_profile has it.
  template <class T, int N, class Truth>
  EUDRIFT_FN static constexpr profile_point<T, N> between(const vec<T, N> (&value)[4], const T (&place)[4],
                                                          const Truth& is_first, const Truth& is_last, const T& sigma,
                                                          beyond_layers beyond) {
    return cubic_profile::between(value, place, is_first, is_last, sigma, beyond);
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
