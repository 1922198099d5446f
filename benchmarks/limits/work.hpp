// SPDX-License-Identifier: BSL-1.0
// What a particle-step of the block form needs at least: arithmetic, and bytes moved.
#pragma once
#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/math/runge_kutta.hpp>
#include <eudrift/mesh/element_record.hpp>

namespace limits {

/// A number that counts what is done with it.
struct counted {
  static inline int operations = 0;  ///< sums and products
  double value;

  counted(double v = 0) : value(v) {}
  counted& operator+=(counted b) { return ++operations, value += b.value, *this; }
  counted& operator-=(counted b) { return ++operations, value -= b.value, *this; }
  counted& operator*=(counted b) { return ++operations, value *= b.value, *this; }
  friend counted operator+(counted a, counted b) { return a += b; }
  friend counted operator-(counted a, counted b) { return a -= b; }
  friend counted operator*(counted a, counted b) { return a *= b; }
};

namespace detail {

using place = eudrift::vec<counted, 2>;

/// As kernels/advance_block.hpp goes from stage to stage while a particle stays in its element.
template <int... Stage>
void make_counted_step(std::integer_sequence<int, Stage...>) {
  using namespace eudrift;
  const place from{1, 1};
  const triangle_shape<counted> shape{{0, 0}, {1, 0}, {0, 1}};
  const flow_on_element<counted, 2> flow{{{1, 1}, {1, 1}, {1, 1}}, {{1, 1}, {1, 1}, {1, 1}}};
  place slope[sizeof...(Stage)];
  vec<counted, 3> w{1, 0, 0};
  const auto stage = [&]<int S>() {
    slope[S] = flow.at(w, counted(0.5));
    place way;
    if constexpr (S + 1 < solution_stages<rk4>)
      way = stage_increment<rk4, S + 1>(slope, 60.0);
    else
      way = increment<rk4>(slope, 60.0);
    w = shape.weights(from + way);
    if constexpr (S > 0) static_cast<void>(dot(way, way));  // is it within the open water?
  };
  (stage.template operator()<Stage>(), ...);
}

}  // namespace detail

/// Sums and products of an RK4 step of a particle that stays in its element, by the library's own
/// formulas.
inline double operations_a_step() {
  counted::operations = 0;
  detail::make_counted_step(
      std::make_integer_sequence<int, eudrift::solution_stages<eudrift::rk4>>{});
  return counted::operations;
}

/// Doubles that such a step reads and writes in the block's rows, counted from
/// kernels/advance_block.hpp: in each of four stages two weights, twelve numbers of the current, the
/// two of the step's first point, six of the shape, from the second on the reach, the slopes before,
/// and what it writes, a slope, a point and its weights; then the arrival.
inline constexpr double bytes_in_rows =
    8.0 * (4 * (2 + 12 + 2 + 6) + 3 + 2 * (1 + 2 + 3) + 4 * 6 + 6);

/// Read of a particle's columns at each visit, and written back [bytes].
inline constexpr double bytes_read = 8 + 16 + 4 + 1 + 4 + 8, bytes_written = 16 + 4 + 1 + 4;

/// Moved between memory and the core a particle-step: columns and records at the beginning of a
/// visit of so many steps, and a record wherever a step ends in another element.
inline double bytes_a_step(double record, double steps_a_visit, double leave,
                           double elements_a_particle) {
  return (bytes_read + bytes_written + record * std::min(1.0, elements_a_particle)) /
             steps_a_visit +
         record * leave;
}

}  // namespace limits
