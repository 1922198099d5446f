// SPDX-License-Identifier: BSL-1.0
/// \file
/// A forcing that tries everything a run of some hours can meet.
#pragma once
#include "program.hpp"

#include <cmath>

namespace program_test {

/// A basin whose flow changes in place and time and runs into its coasts.
inline fvcom_test::fvcom_options stormy(std::vector<eudrift::time_ms> times) {
  fvcom_test::fvcom_options o;
  o.grid = fvcom_test::jittered_square(12, 6000);
  o.value_type = NC_DOUBLE;
  o.times = std::move(times);
  o.u = [](double x, double y, double, double t) { return 0.8 * std::sin(y / 900 + t / 4000) + x / 2e4; };
  o.v = [](double x, double y, double, double t) { return 0.7 * std::cos(x / 1100 - t / 3000) - y / 3e4; };
  o.temp = [](double x, double y, double, double t) { return 9 + 6 * std::sin(x / 1500 + t / 5000) * std::cos(y / 2000); };
  return o;
}

/// Stormy water whose western part falls dry for a while.
inline fvcom_test::fvcom_options drying(std::vector<eudrift::time_ms> times) {
  fvcom_test::fvcom_options o = stormy(std::move(times));
  const fvcom_test::triangulation grid = o.grid;
  const std::vector<eudrift::time_ms> slices = o.times;
  o.dry = [grid, slices](std::size_t e, std::size_t slice) {
    return slices[slice] >= 3'600'000 && slices[slice] <= 3 * 3'600'000 && grid.centroid(e)[0] < 2500;
  };
  return o;
}

/// Whole hours, first to last.
inline std::vector<eudrift::time_ms> hours(int first, int last) {
  std::vector<eudrift::time_ms> all;
  for (int h = first; h <= last; ++h) all.push_back(3'600'000 * h);
  return all;
}

}  // namespace program_test
