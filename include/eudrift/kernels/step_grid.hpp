// SPDX-License-Identifier: BSL-1.0
/// \file
/// The steps of a forcing interval, counted with whole numbers; time is computed from them.
#pragma once
#include <eudrift/core/config.hpp>

#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// One step [s after the forcing interval's beginning].
template <class T>
struct time_step {
  T begin;
  T length;  ///< negative in a run backwards; 0: no step is made
};

/// Forcing interval of signed `length`, cut into `steps` equal steps.
template <class T>
struct step_grid {
  T length;            ///< [s], negative in a run backwards
  std::int32_t steps;  ///< 1 or more
  /// Time of the interval's beginning [s] on the clock in which particles are told when their ways end (leaving_delay);
  /// nothing else depends on it.
  double origin = 0;

  /// Time of grid point k [s after the interval's beginning].
  EUDRIFT_FN constexpr T time(std::int32_t k) const {
    return k == steps ? length : length * static_cast<T>(k) / static_cast<T>(steps);
  }
  /// Step k, from grid point k to k + 1.  All have the same length to the last bit.
  EUDRIFT_FN constexpr time_step<T> full(std::int32_t k) const {
    return {time(k), length / static_cast<T>(steps)};
  }
  /// Step k of a particle released `delay` after the interval's beginning that has made no step yet:
  /// shortened if it is released inside, none if at its end or later.
  EUDRIFT_FN constexpr time_step<T> shortened(std::int32_t k, T delay) const {
    if (!is_after(delay, time(k))) return full(k);
    if (!is_after(time(k + 1), delay)) return {delay, T(0)};
    return {delay, time(k + 1) - delay};
  }
  /// Whether a particle released `delay` after the interval's beginning is there at grid point k.
  EUDRIFT_FN constexpr bool released_by(std::int32_t k, T delay) const { return !is_after(delay, time(k)); }

 private:
  EUDRIFT_FN constexpr bool is_after(T a, T b) const { return length > 0 ? a > b : a < b; }
};

/// Into how many equal parts a step of `seconds`, of either sign, is cut, none of which is to be longer than `longest`
/// [s, > 0]; `most` at most.
EUDRIFT_FN constexpr std::uint32_t sub_steps(double seconds, double longest, std::uint32_t most) {
  const double parts = (seconds < 0 ? -seconds : seconds) / longest - 1e-9;  // rounding makes no further one
  return parts > static_cast<double>(most) - 1 ? most : parts > 0 ? static_cast<std::uint32_t>(parts) + 1 : 1;
}

}  // namespace eudrift::inline EUDRIFT_ABI
