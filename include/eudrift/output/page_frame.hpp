// SPDX-License-Identifier: BSL-1.0
/// \file
/// The part of the world that a page shows, in 16 bits.
#pragma once
#include <eudrift/core/config.hpp>
#include <eudrift/math/latitude.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {
/// Appends the bytes of a number, the lowest first.
inline void append_low_first(std::string& to, std::uint32_t value, int bytes) {
  for (int b = 0; b < bytes; ++b) to += static_cast<char>(static_cast<unsigned char>(value >> (8 * b)));
}
}  // namespace detail

/// The box that is drawn, in steps of which its longer side has 65534.
struct page_frame {
  bool degrees = false;
  double low_x = 0, low_y = 0, high_x = 0, high_y = 0;  ///< [m], or [degrees]
  double step = 1;                                      ///< [m], or [degrees]
  double reference = 0;                                 ///< longitude that was held first [degrees]
  bool empty = true;

  /// Widens it to hold a place.  Longitudes count on beyond half a turn from the first one that is held.
  void hold(double x, double y) {
    if (!(x == x && y == y)) return;
    if (empty) low_x = high_x = reference = x, low_y = high_y = y, empty = false;
    x = turned(x);
    low_x = std::min(low_x, x), high_x = std::max(high_x, x);
    low_y = std::min(low_y, y), high_y = std::max(high_y, y);
  }
  /// No more will be held.
  void close() {
    const double side = std::max(high_x - low_x, high_y - low_y);
    step = side > 0 ? side / 65534 : 1;
  }
  double width() const { return (high_x - low_x) / step; }   ///< [steps]
  double height() const { return (high_y - low_y) / step; }  ///< [steps]
  /// Metres in a unit of y.
  double metres_a_unit() const { return degrees ? earth_radius * radians_per_degree : 1; }
  /// Length of a step in x by that of one in y, in the middle.
  double aspect() const { return degrees ? cos_latitude((low_y + high_y) / 2 * radians_per_degree) : 1; }
  /// Appends a place: twice 16 bits, 65535 for nowhere.
  void append(std::string& to, double x, double y) const {
    const bool known = x == x && y == y;
    detail::append_low_first(to, known ? steps(turned(x) - low_x) : 65535, 2);
    detail::append_low_first(to, known ? steps(y - low_y) : 65535, 2);
  }

 private:
  std::uint32_t steps(double from_low) const {
    return static_cast<std::uint32_t>(std::clamp(std::floor(from_low / step + 0.5), 0.0, 65534.0));
  }
  double turned(double x) const {
    return !degrees ? x : x - reference > 180 ? x - 360 : x - reference < -180 ? x + 360 : x;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
