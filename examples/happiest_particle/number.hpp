// SPDX-License-Identifier: BSL-1.0
// A number in words.
#pragma once
#include <cstdio>
#include <string>

namespace happiest_particle {

inline std::string ten_digits(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", v);
  return text;
}

}  // namespace happiest_particle
