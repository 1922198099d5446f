// SPDX-License-Identifier: BSL-1.0
/// \file
/// Coefficients of explicit Runge-Kutta methods, all in one form.
#pragma once
#include <eudrift/core/config.hpp>

#include <concepts>

namespace eudrift::inline EUDRIFT_ABI {

/// A tableau: k[s] = f(x + h sum_j a[s][j] k[j], t + c[s] h) with j < s, and the new state is
/// x + h sum_j b[j] k[j].
///
///   name                 as on a command line
///   stages, order
///   a, b, c              the coefficients, rounded from their fractions
///   first_same_as_last   the last slope is the first one of the next step
template <class T>
concept RungeKutta = requires {
  { T::name } -> std::convertible_to<const char*>;
  requires T::stages >
  0 && T::order > 0;
  requires sizeof(T::a) == sizeof(double[T::stages][T::stages]);
  requires sizeof(T::b) == sizeof(double[T::stages]) && sizeof(T::c) == sizeof(double[T::stages]);
  { T::first_same_as_last } -> std::convertible_to<bool>;
};

/// A tableau with a second row b_low of order low_order, whose difference from b estimates the
/// error.
template <class T>
concept EmbeddedRungeKutta = RungeKutta<T> && requires {
  requires sizeof(T::b_low) == sizeof(double[T::stages]) && T::low_order > 0;
};

/// Euler 1768.
struct euler {
  static constexpr const char* name = "euler";
  static constexpr int stages = 1, order = 1;
  static constexpr bool first_same_as_last = false;
  static constexpr double a[stages][stages] = {{0}};
  static constexpr double b[stages] = {1};
  static constexpr double c[stages] = {0};
};

/// The explicit midpoint rule (Runge 1895).
struct midpoint {
  static constexpr const char* name = "midpoint";
  static constexpr int stages = 2, order = 2;
  static constexpr bool first_same_as_last = false;
  static constexpr double a[stages][stages] = {{0, 0}, {1. / 2, 0}};
  static constexpr double b[stages] = {0, 1};
  static constexpr double c[stages] = {0, 1. / 2};
};

/// Heun's second-order method, the explicit trapezoidal rule.
struct heun {
  static constexpr const char* name = "heun";
  static constexpr int stages = 2, order = 2;
  static constexpr bool first_same_as_last = false;
  static constexpr double a[stages][stages] = {{0, 0}, {1, 0}};
  static constexpr double b[stages] = {1. / 2, 1. / 2};
  static constexpr double c[stages] = {0, 1};
};

/// Third order with the least error bound (Ralston 1962, "Runge-Kutta methods with minimum error
/// bounds").
struct ralston3 {
  static constexpr const char* name = "ralston3";
  static constexpr int stages = 3, order = 3;
  static constexpr bool first_same_as_last = false;
  static constexpr double a[stages][stages] = {{0, 0, 0}, {1. / 2, 0, 0}, {0, 3. / 4, 0}};
  static constexpr double b[stages] = {2. / 9, 1. / 3, 4. / 9};
  static constexpr double c[stages] = {0, 1. / 2, 3. / 4};
};

/// The classic fourth-order method (Kutta 1901).
struct rk4 {
  static constexpr const char* name = "rk4";
  static constexpr int stages = 4, order = 4;
  static constexpr bool first_same_as_last = false;
  static constexpr double a[stages][stages] = {
      {0, 0, 0, 0}, {1. / 2, 0, 0, 0}, {0, 1. / 2, 0, 0}, {0, 0, 1, 0}};
  static constexpr double b[stages] = {1. / 6, 1. / 3, 1. / 3, 1. / 6};
  static constexpr double c[stages] = {0, 1. / 2, 1. / 2, 1};
};

/// Bogacki and Shampine 1989, "A 3(2) pair of Runge-Kutta formulas".
struct bogacki_shampine32 {
  static constexpr const char* name = "bogacki_shampine32";
  static constexpr int stages = 4, order = 3, low_order = 2;
  static constexpr bool first_same_as_last = true;
  static constexpr double a[stages][stages] = {
      {0, 0, 0, 0}, {1. / 2, 0, 0, 0}, {0, 3. / 4, 0, 0}, {2. / 9, 1. / 3, 4. / 9, 0}};
  static constexpr double b[stages] = {2. / 9, 1. / 3, 4. / 9, 0};
  static constexpr double b_low[stages] = {7. / 24, 1. / 4, 1. / 3, 1. / 8};
  static constexpr double c[stages] = {0, 1. / 2, 3. / 4, 1};
};

/// Dormand and Prince 1980, "A family of embedded Runge-Kutta formulae", RK5(4)7M.
struct dormand_prince54 {
  static constexpr const char* name = "dormand_prince54";
  static constexpr int stages = 7, order = 5, low_order = 4;
  static constexpr bool first_same_as_last = true;
  static constexpr double a[stages][stages] = {
      {0, 0, 0, 0, 0, 0, 0},
      {1. / 5, 0, 0, 0, 0, 0, 0},
      {3. / 40, 9. / 40, 0, 0, 0, 0, 0},
      {44. / 45, -56. / 15, 32. / 9, 0, 0, 0, 0},
      {19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729, 0, 0, 0},
      {9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656, 0, 0},
      {35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84, 0}};
  static constexpr double b[stages] = {35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784,
                                       11. / 84,  0};
  static constexpr double b_low[stages] = {5179. / 57600,    0,           7571. / 16695, 393. / 640,
                                           -92097. / 339200, 187. / 2100, 1. / 40};
  static constexpr double c[stages] = {0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1};
};

}  // namespace eudrift::inline EUDRIFT_ABI
