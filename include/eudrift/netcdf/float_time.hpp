// SPDX-License-Identifier: BSL-1.0
/// \file
/// Times that a file holds as float32 only, settled to those that were meant.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/forcing/time.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A time of which only a neighbourhood is known.
struct rough_time {
  time_ms at = 0;
  double error = 0;  ///< the time meant lies at most so far away [ms]; 0: exact
};

namespace detail {

/// Spacings and whole units of output times, the longest first [ms].
inline constexpr std::array<time_ms, 38> round_times{
    86400000, 43200000, 28800000, 21600000, 14400000, 10800000, 7200000, 3600000, 1800000, 1200000,
    900000,   720000,   600000,   360000,   300000,   240000,   180000,  120000,  60000,   30000,
    20000,    15000,    12000,    10000,    6000,     5000,     4000,    3000,    2000,    1000,
    500,      200,      100,      50,       20,       10,       5,       2};

/// Rough times t[k] taken for first + k * step.
struct even_times {
  time_ms step, unit, first;  ///< first and step are multiples of unit

  bool whole() const { return unit == step; }
};

/// The multiple of `unit` nearest to the middle of [low, high], if one lies there.
inline std::optional<time_ms> multiple_within(double low, double high, time_ms unit) {
  const double u = static_cast<double>(unit);
  const double at = std::clamp(std::round((low + high) / 2 / u), std::ceil(low / u), std::max(std::floor(high / u), std::ceil(low / u)));
  if (at * u > high || at * u < low) return {};
  return static_cast<time_ms>(at) * unit;
}

/// Evenly spaced times of a step within the errors of `t`, on the longest round unit that the step is
/// a multiple of; nothing where there are none.
inline std::optional<even_times> fit_evenly(const std::vector<rough_time>& t, time_ms step) {
  double low = -1e300, high = 1e300;
  for (std::size_t k = 0; k < t.size() && low <= high; ++k) {
    const double since = static_cast<double>(t[k].at) - static_cast<double>(k) * static_cast<double>(step);
    low = std::max(low, since - t[k].error);
    high = std::min(high, since + t[k].error);
  }
  if (!(low <= high)) return {};
  if (const auto first = multiple_within(low, high, step)) return even_times{step, step, *first};
  for (const time_ms unit : round_times)
    if (step % unit == 0)
      if (const auto first = multiple_within(low, high, unit)) return even_times{step, unit, *first};
  return {};
}

/// Every even spacing, by a round step or whole days, that `t` allows.
inline std::vector<even_times> even_fits(const std::vector<rough_time>& t) {
  std::vector<even_times> fits;
  const double mean = static_cast<double>(t.back().at - t.front().at) / static_cast<double>(t.size() - 1);
  const double days = std::round(mean / static_cast<double>(ms_per_day));
  if (days > 1)
    if (const auto fit = fit_evenly(t, static_cast<time_ms>(days) * ms_per_day)) fits.push_back(*fit);
  for (const time_ms step : round_times)
    if (const auto fit = fit_evenly(t, step)) fits.push_back(*fit);
  return fits;
}

/// Multiples of a unit within the errors of `t`, increasing; empty where there are none.
inline std::vector<time_ms> fit_unit(const std::vector<rough_time>& t, time_ms unit) {
  std::vector<time_ms> times;
  for (const rough_time& r : t) {
    const double at = static_cast<double>(r.at);
    const auto multiple = multiple_within(at - r.error, at + r.error, unit);
    if (!multiple || (!times.empty() && *multiple <= times.back())) return {};
    times.push_back(*multiple);
  }
  return times;
}

/// "900 s", "0.5 s".
inline std::string in_seconds(double ms) {
  const auto tenths = static_cast<std::int64_t>(std::llround(ms / 100));
  return std::to_string(tenths / 10) + (tenths % 10 ? "." + std::to_string(tenths % 10) : "") + " s";
}

}  // namespace detail

/// Times that were meant, and how they were found.
struct settled_times {
  std::vector<time_ms> time;  ///< increasing; empty where it cannot be told
  std::string how;            ///< words after "they were" or, where there is none, a reason
};

/// Settles increasing rough times, all those of a sequence together.  Evenly spaced ones by a round
/// step come first, with the first time a multiple of the step before others; then multiples of a
/// round unit so long that it hardly fits by chance.  Where several steps or units fit nothing is chosen.
inline settled_times settle_times(const std::vector<rough_time>& t) {
  using namespace detail;
  double error = 0, apart = 1e300;
  for (std::size_t k = 0; k < t.size(); ++k) {
    error = std::max(error, t[k].error);
    if (k > 0) apart = std::min(apart, static_cast<double>(t[k].at - t[k - 1].at));
  }
  const auto multiples = [](time_ms unit) { return "rounded to multiples of " + in_seconds(static_cast<double>(unit)); };
  const auto several = [](time_ms a, time_ms b) {
    return "multiples of " + in_seconds(static_cast<double>(a)) + " and of " + in_seconds(static_cast<double>(b)) + " fit alike";
  };
  if (t.size() == 1) {
    for (const time_ms unit : round_times)
      if (auto times = fit_unit(t, unit); !times.empty()) return {times, multiples(unit)};
    return {{t[0].at}, "taken as they stand"};
  }

  std::vector<even_times> fits = even_fits(t);
  if (std::any_of(fits.begin(), fits.end(), [](const even_times& f) { return f.whole(); }))
    std::erase_if(fits, [](const even_times& f) { return !f.whole(); });
  if (fits.size() > 1) return {{}, several(fits[0].step, fits[1].step)};
  if (fits.size() == 1) {
    std::vector<time_ms> times;
    for (std::size_t k = 0; k < t.size(); ++k) times.push_back(fits[0].first + static_cast<time_ms>(k) * fits[0].step);
    return {times, multiples(fits[0].unit) + ", " + in_seconds(static_cast<double>(fits[0].step)) + " apart"};
  }

  std::vector<time_ms> found;
  time_ms of = 0;
  for (const time_ms unit : round_times) {
    // Below this, times of no unit at all would fit too often by chance.
    if (!(std::pow(2 * error / static_cast<double>(unit), static_cast<double>(t.size() - 1)) < 0.01)) break;
    auto times = fit_unit(t, unit);
    if (times.empty() || times == found) continue;
    if (!found.empty()) return {{}, several(of, unit)};
    found = std::move(times);
    of = unit;
  }
  if (!found.empty()) return {found, multiples(of)};
  if (error > 0.01 * apart) return {{}, "no round step or unit fits"};
  for (const rough_time& r : t) found.push_back(r.at);
  return {found, "taken as they stand"};
}

/// Whether rough times, of which neighbours may be equal, could be evenly spaced and all different.
inline bool may_be_even(const std::vector<rough_time>& t) { return t.size() > 1 && !detail::even_fits(t).empty(); }

}  // namespace eudrift::inline EUDRIFT_ABI
