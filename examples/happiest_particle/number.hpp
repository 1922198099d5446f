// SPDX-License-Identifier: BSL-1.0
// Numbers in words.
#pragma once
#include <cstdio>
#include <string>

namespace happiest_particle {

/// For people.
inline std::string six_digits(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", v);
  return text;
}
/// For what must be the same where a run goes on.
inline std::string ten_digits(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", v);
  return text;
}

}  // namespace happiest_particle
