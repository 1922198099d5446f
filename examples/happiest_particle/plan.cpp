// SPDX-License-Identifier: BSL-1.0
#include "plan.hpp"

#include <eudrift/core/error.hpp>
#include <eudrift/forcing/time.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
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

/// Between grid points of an interval that fall on whole ms [ms].
time_ms grid_unit(const interval& in) {
  const time_ms length = std::abs(in.end - in.begin);
  return length / std::gcd(length, time_ms{in.grid.steps});
}

/// Grid point of a time in an interval, or -1.
std::int32_t grid_point(const interval& in, time_ms time) {
  if (time < std::min(in.begin, in.end) || time > std::max(in.begin, in.end)) return -1;
  const time_ms offset = std::abs(time - in.begin), unit = grid_unit(in);
  if (offset % unit != 0) return -1;
  // offset * steps / length, without overflow.
  return static_cast<std::int32_t>(offset / unit * (in.grid.steps / (std::abs(in.end - in.begin) / unit)));
}

/// The step that a time is in, or that begins there.
std::int32_t step_of(const interval& in, time_ms time) {
  if (const std::int32_t k = grid_point(in, time); k >= 0) return k;
  const double share = static_cast<double>(time - in.begin) / static_cast<double>(in.end - in.begin);
  const auto k = static_cast<std::int32_t>(share * in.grid.steps);
  // Rounding may have taken it one too far.
  return std::abs(in.grid.time(k)) > std::abs(in.delay(time)) ? k - 1 : k;
}

bool on_grid(const plan& p, time_ms time) { return grid_point(p.intervals[p.interval_of(time)], time) >= 0; }

/// Whether outputs each `every` ms from start to end fall on grid times.  `looks` is what may be spent,
/// one for each output; when it is, the answer is no.
bool fits(const plan& p, time_ms every, std::int64_t& looks) {
  const time_ms length = std::abs(p.end - p.start);
  for (time_ms v = every; v <= length; v += every)
    if (--looks < 0 || !on_grid(p, p.backward() ? p.start - v : p.start + v)) return false;
  return true;
}

/// From the start of the run to a time, along the run [ms].
time_ms offset_of(const plan& p, time_ms time) { return p.backward() ? p.start - time : time - p.start; }

/// The grid time before `offset` from the start, as such an offset; not above 0 where there is none.
time_ms grid_time_before(const plan& p, time_ms offset) {
  const auto in = std::find_if(p.intervals.rbegin(), p.intervals.rend() - 1,
                               [&](const interval& i) { return offset_of(p, i.begin) < offset; });
  const time_ms begin = offset_of(p, in->begin), unit = grid_unit(*in);
  return begin + (std::min(offset, offset_of(p, in->end) + 1) - begin - 1) / unit * unit;
}

/// The grid time after `offset`; `offset` itself where there is none.
time_ms grid_time_after(const plan& p, time_ms offset) {
  const auto in = std::find_if(p.intervals.begin(), p.intervals.end(),
                               [&](const interval& i) { return offset_of(p, i.end) > offset; });
  if (in == p.intervals.end()) return offset;
  const time_ms begin = offset_of(p, in->begin), unit = grid_unit(*in);
  return begin + ((offset - begin) / unit + 1) * unit;
}

/// The grid times next to `wanted`, below and above, that `good` likes, as words.
template <class Good>
std::string nearest(const plan& p, time_ms wanted, Good&& good) {
  constexpr int most = 10000;
  std::string words;
  time_ms v = grid_time_before(p, wanted);
  for (int tries = most; v > 0 && tries > 0; v = grid_time_before(p, v), --tries)
    if (good(v)) {
      words = seconds(v);
      break;
    }
  time_ms last = wanted;
  v = grid_time_after(p, wanted);
  for (int tries = most; v > last && tries > 0; last = v, v = grid_time_after(p, v), --tries)
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
          "--start is \"" + o.start + "\"; expected " + (calendar ? "a time such as 2024-05-23T06:00:00Z, or " : "") +
              "seconds after the first forcing time" + (calendar ? "" : ", since the forcing has no calendar"));
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
                   {forward ? length : -length, static_cast<std::int32_t>(steps), static_cast<double>(forward ? low : high) / 1000}, {}});
  }
  if (dt < 0) std::reverse(all.begin(), all.end());
  return all;
}

/// Time of a grid point, to the millisecond.
time_ms time_at(const interval& in, std::int32_t k) { return in.begin + std::llround(in.grid.time(k) * 1000); }

void add_part(interval& in, time_ms from, const part& next) {
  std::int32_t first = in.parts.empty() ? step_of(in, from) : in.parts.back().last;
  // An earlier run may have ended at a grid time that is no whole millisecond.
  if (in.parts.empty() && first < in.grid.steps && from != in.begin && time_at(in, first + 1) == from) ++first;
  in.parts.push_back(next);
  in.parts.back().first = first;
}

/// What an option asks for each so many seconds.
struct period {
  std::string option, what;
  time_ms every;  ///< [ms]; 0: not asked for
};

period period_of(const char* option, const char* what, const std::optional<double>& every) {
  const time_ms ms = every ? std::llround(*every * 1000) : 0;
  require(!every || ms > 0, std::string(option) + " is less than a millisecond");
  return {option, what, ms};
}

void check_period(const plan& p, const period& asked) {
  if (asked.every == 0) return;
  constexpr std::int64_t most = 10'000'000;
  require(std::abs(p.end - p.start) / asked.every <= most,
          asked.option + " of " + seconds(asked.every) + " would make more than " + std::to_string(most) + " " +
              asked.what + "; use a longer one");
  require(on_grid(p, p.start), "the run starts between two steps, so that no " + asked.option +
                                   " fits; start it at a forcing time");
  std::int64_t looks = most;
  if (fits(p, asked.every, looks)) return;
  // The search may cost as much again.
  looks = most;
  const std::string values = nearest(p, asked.every, [&](time_ms v) { return fits(p, v, looks); });
  const eudrift::step_grid<double>& grid = p.intervals.front().grid;
  char step[32];
  std::snprintf(step, sizeof step, "%.6g", std::abs(grid.length) / grid.steps);
  throw error(asked.option + " of " + seconds(asked.every) + " does not fit the steps of " + step + " s; " +
              (values.empty() ? "leave it out" : "the nearest that do are " + values));
}

/// The times of a period, one after another.
class ticks {
 public:
  ticks(const plan& p, time_ms every) : step_(p.backward() ? -every : every), next_(p.start + step_) {}
  bool any() const { return step_ != 0; }
  /// The first of `time` and the next tick.
  time_ms first_of(time_ms time) const { return any() && (step_ < 0 ? next_ > time : next_ < time) ? next_ : time; }
  /// Whether there is one at `time`, which is then over.
  bool take(time_ms time) {
    const bool now = any() && next_ == time;
    if (now) next_ += step_;
    return now;
  }

 private:
  time_ms step_, next_;
};

/// Looks up at each forcing time, each output and the end; stops for checkpoints too.
void divide(plan& p, const period& output_every, const period& checkpoint_every, bool checkpoints) {
  ticks outputs(p, output_every.every), saves(p, checkpoint_every.every);
  for (interval& in : p.intervals) {
    const bool back = p.backward();
    time_ms from = (back ? in.begin > p.start : in.begin < p.start) ? p.start : in.begin;
    const time_ms to = (back ? p.end > in.end : p.end < in.end) ? p.end : in.end;
    for (bool there = false; !there;) {
      const time_ms next = saves.first_of(outputs.first_of(to));
      there = next == to;
      const bool ticked = outputs.take(next), saved = saves.take(next), ends = next == p.end;
      const bool output = ticked || ends || (there && !outputs.any());
      const bool checkpoint = checkpoints && (saved || ends || (there && !saves.any()));
      add_part(in, from, {0, grid_point(in, next), next, output || there, output, checkpoint});
      from = next;
    }
  }
}

}  // namespace

double interval::delay(time_ms time) const {
  const std::int32_t k = grid_point(*this, time);
  return k >= 0 ? grid.time(k) : static_cast<double>(time - begin) / 1000;
}

std::vector<part> interval::parts_after(std::int32_t after, bool each_step) const {
  std::vector<part> all;
  for (part p : parts) {
    if (p.last <= after) continue;
    p.first = std::max(p.first, after);
    for (; each_step && p.first + 1 < p.last; ++p.first)
      all.push_back({p.first, p.first + 1, time_at(*this, p.first + 1), true, false, false});
    p.look = p.look || each_step;
    all.push_back(p);
  }
  return all;
}

std::size_t plan::interval_of(time_ms time) const {
  if (time == start) return 0;
  const auto ends_before = [this](const interval& in, time_ms t) { return backward() ? in.end > t : in.end < t; };
  const auto found = std::lower_bound(intervals.begin(), intervals.end() - 1, time, ends_before);
  return static_cast<std::size_t>(found - intervals.begin());
}

std::size_t plan::outputs() const {
  std::size_t n = 1;
  for (const interval& in : intervals)
    for (const part& p : in.parts) n += p.output ? 1 : 0;
  return n;
}

plan make_plan(std::span<const time_ms> times, bool calendar, const options& o, std::optional<time_ms> earlier) {
  require(times.size() >= 2, "the forcing has one time only; particles move between two, so give at least two");
  plan p;
  p.start = earlier ? *earlier : parse_start(times, calendar, o);
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

  require(on_grid(p, p.end),
          "the run would end between two steps: --duration of " + seconds(length) + " does not fit; the nearest that do are " +
              nearest(p, length, [](time_ms) { return true; }));
  const period outputs = period_of("--output-every", "outputs", o.output_every);
  const period saves = period_of("--checkpoint-every", "checkpoints", o.checkpoint_every);
  check_period(p, outputs);
  check_period(p, saves);
  divide(p, outputs, saves, !o.checkpoint.empty());
  return p;
}

}  // namespace happiest_particle
