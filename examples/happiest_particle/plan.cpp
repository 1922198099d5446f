// SPDX-License-Identifier: BSL-1.0
#include "plan.hpp"

#include <eudrift/core/error.hpp>
#include <eudrift/forcing/time.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace happiest_particle {

namespace {

using eudrift::error;
using eudrift::require;

std::string seconds(time_ms ms) {
  std::string text = std::to_string(ms / 1000);
  if (ms % 1000 != 0) text += "." + std::to_string(1000 + ms % 1000).substr(1);
  return text + " s";
}

/// Grid point of a time in an interval, or -1.
std::int32_t grid_point(const interval& in, time_ms time) {
  const std::int64_t length = std::abs(in.end - in.begin), offset = std::abs(time - in.begin);
  const bool inside = (time - in.begin) * (in.end - in.begin) >= 0 && offset <= length;
  // offset * steps / length without overflow: both are cut by their common divisor first.
  const std::int64_t common = std::gcd(length, std::int64_t{in.grid.steps});
  const std::int64_t unit = length / common;  // ms between grid points that fall on whole ms
  if (!inside || offset % unit != 0) return -1;
  return static_cast<std::int32_t>(offset / unit * (in.grid.steps / common));
}

const interval* find_interval(const std::vector<interval>& intervals, time_ms time) {
  for (const interval& in : intervals)
    if (std::min(in.begin, in.end) <= time && time <= std::max(in.begin, in.end)) return &in;
  return nullptr;
}

bool on_grid(const std::vector<interval>& intervals, time_ms time) {
  const interval* in = find_interval(intervals, time);
  return in && grid_point(*in, time) >= 0;
}

/// Whether outputs each `every` ms from start to end fall on grid times.
bool fits(const plan& p, time_ms every) {
  const time_ms step = p.backward() ? -every : every;
  for (time_ms t = p.start; p.backward() ? t >= p.end : t <= p.end; t += step)
    if (!on_grid(p.intervals, t)) return false;
  return true;
}

/// The values next to `wanted`, below and above, that `good` likes, as words.
template <class Good>
std::string nearest(const interval& in, time_ms wanted, time_ms most, Good&& good) {
  const time_ms unit = std::abs(in.end - in.begin) / std::gcd(std::abs(in.end - in.begin), std::int64_t{in.grid.steps});
  std::string words;
  const time_ms floor = wanted / unit * unit;
  int tries = 10000;
  for (time_ms v = floor; v > 0 && tries > 0; v -= unit, --tries)
    if (good(v)) {
      words = seconds(v);
      break;
    }
  tries = 10000;
  for (time_ms v = floor + unit; v <= most && tries > 0; v += unit, --tries)
    if (good(v)) return words + (words.empty() ? "" : " and ") + seconds(v);
  return words;
}

time_ms parse_start(std::span<const time_ms> times, bool calendar, const options& o) {
  if (o.start.empty()) return o.dt > 0 ? times.front() : times.back();
  double after = 0;
  const char* last = o.start.data() + o.start.size();
  if (const auto [end, bad] = std::from_chars(o.start.data(), last, after); bad == std::errc{} && end == last && std::abs(after) < 1e12)
    return times.front() + std::llround(after * 1000);
  const auto time = eudrift::parse_time(o.start);
  require(time.has_value() && calendar,
          "--start is \"" + o.start + "\"; expected " +
              (calendar ? "a time such as 2024-05-23T06:00:00Z, or" : "the forcing has no calendar:") +
              " seconds after the first forcing time");
  return *time;
}

std::vector<interval> cut(std::span<const time_ms> times, const plan& p, double dt) {
  std::vector<interval> all;
  for (index_t i = 0; i + 1 < static_cast<index_t>(times.size()); ++i) {
    const auto low = times[static_cast<std::size_t>(i)], high = times[static_cast<std::size_t>(i) + 1];
    if (high <= std::min(p.start, p.end) || low >= std::max(p.start, p.end)) continue;
    const double length = static_cast<double>(high - low) / 1000;
    const double steps = std::max(1.0, std::ceil(length / std::abs(dt) * (1 - 1e-12)));
    require(steps <= 1e9, "--dt is so short that the forcing interval of " + seconds(high - low) +
                              " would need more than 1e9 steps; use a longer one");
    const bool forward = dt > 0;
    all.push_back({forward ? i : i + 1, forward ? i + 1 : i, forward ? low : high, forward ? high : low,
                   {forward ? length : -length, static_cast<std::int32_t>(steps)}, {}});
  }
  if (dt < 0) std::reverse(all.begin(), all.end());
  return all;
}

void add_part(interval& in, time_ms from, time_ms to, bool output) {
  const std::int32_t first = grid_point(in, from), last = grid_point(in, to);
  // A run that starts between grid points begins with the step in which its particles are released.
  in.parts.push_back({in.parts.empty() ? std::max(first, 0) : in.parts.back().last, last, to, output});
}

/// Looks up at each forcing time, each output and the end.
void divide(plan& p, const options& o) {
  const bool back = p.backward();
  const time_ms every = o.output_every ? std::llround(*o.output_every * 1000) : 0;
  const time_ms step = back ? -every : every;
  time_ms next = p.start + step;
  const auto before = [&](time_ms a, time_ms b) { return back ? a > b : a < b; };
  for (interval& in : p.intervals) {
    time_ms from = before(in.begin, p.start) ? p.start : in.begin;
    const time_ms to = before(p.end, in.end) ? p.end : in.end;
    for (; every > 0 && before(next, to); from = next, next += step) add_part(in, from, next, true);
    const bool output = every == 0 || next == to || to == p.end;
    if (every > 0 && next == to) next += step;
    add_part(in, from, to, output);
  }
}

}  // namespace

double interval::delay(time_ms time) const {
  const std::int32_t k = grid_point(*this, time);
  return k >= 0 ? grid.time(k) : static_cast<double>(time - begin) / 1000;
}

std::size_t plan::interval_of(time_ms time) const {
  if (time == start) return 0;
  const auto ends_before = [this](const interval& in, time_ms t) { return backward() ? in.end > t : in.end < t; };
  const auto found = std::lower_bound(intervals.begin(), intervals.end() - 1, time, ends_before);
  return static_cast<std::size_t>(found - intervals.begin());
}

plan make_plan(std::span<const time_ms> times, bool calendar, const options& o) {
  require(times.size() >= 2, "the forcing has one time only; particles move between two, so give at least two");
  plan p;
  p.start = parse_start(times, calendar, o);
  const bool forward = o.dt > 0;
  const auto range = eudrift::format_time(times.front(), calendar) + " to " + eudrift::format_time(times.back(), calendar);
  require(p.start >= times.front() && p.start <= times.back() && p.start != (forward ? times.back() : times.front()),
          "the run would start at " + eudrift::format_time(p.start, calendar) + "; the forcing has " + range +
              " and something must be left of it" + (forward ? "" : " backwards"));
  const time_ms rest = forward ? times.back() - p.start : p.start - times.front();
  require(!o.duration || *o.duration * 1000 <= static_cast<double>(rest) + 0.5,
          "the run would last longer than the forcing, which has " + range + ": at most " + seconds(rest) + " are left");
  const time_ms length = o.duration ? std::llround(*o.duration * 1000) : rest;
  require(length > 0, "--duration is less than a millisecond");
  p.end = forward ? p.start + length : p.start - length;
  p.intervals = cut(times, p, o.dt);

  const auto end_of = [&](time_ms v) { return forward ? p.start + v : p.start - v; };
  require(on_grid(p.intervals, p.end),
          "the run would end between two steps: --duration of " + seconds(length) + " does not fit; the nearest that do are " +
              nearest(p.intervals.back(), length, rest, [&](time_ms v) { return on_grid(p.intervals, end_of(v)); }));
  if (o.output_every) {
    const time_ms every = std::llround(*o.output_every * 1000);
    require(every > 0, "--output-every is less than a millisecond");
    require(on_grid(p.intervals, p.start), "the run starts between two steps, so that no --output-every fits; start it at a forcing time");
    if (!fits(p, every)) {
      const std::string values = nearest(p.intervals.front(), every, length, [&](time_ms v) { return fits(p, v); });
      throw error("--output-every of " + seconds(every) + " does not fit the steps of " +
                  std::to_string(std::abs(p.intervals.front().grid.length) / p.intervals.front().grid.steps) + " s; " +
                  (values.empty() ? "leave it out" : "the nearest that do are " + values));
    }
  }
  divide(p, o);
  return p;
}

}  // namespace happiest_particle
