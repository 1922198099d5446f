// SPDX-License-Identifier: BSL-1.0
/// \file
/// The times of several files as one sequence of slices.
#pragma once
#include <eudrift/netcdf/fvcom_time.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A file and its times.
struct file_times {
  std::string path;
  fvcom_times times;
};

/// Slices of several files, one after the other.
struct time_sequence {
  /// Where a slice lies.
  struct place {
    std::size_t file;   ///< index of the file
    std::size_t slice;  ///< of that file
  };
  std::vector<time_ms> time;          ///< strictly increasing
  std::vector<place> places;          ///< of each slice
  bool calendar = true;               ///< from 1970; else from the model's own start
  std::vector<std::string> warnings;  ///< sentences for the user
};

namespace detail {

/// Takes the times that were meant for those known from float32 only.  `all` are the slices of all files, `kept` those
/// of the sequence; `rough` is the first file of such times, `repeats` one whose first time may be the last one before
/// it.
inline void settle_sequence(time_sequence& sequence, const std::vector<rough_time>& kept,
                            const std::vector<rough_time>& all, const file_times& rough, const file_times* repeats) {
  double error = 0;
  for (const rough_time& t : all) error = std::max(error, t.error);
  const std::string known = "known only from the float32 variable time, which resolves " + in_seconds(2 * error);
  const std::string advice = "; give them as Itime and Itime2, as Times or as a double, or give more slices at once";
  require(!repeats || !may_be_even(all), (repeats ? repeats->path : rough.path) + ": its first time is " + known +
                                             ", and may repeat the last one before it or follow it" + advice);
  const settled_times settled = settle_times(kept);
  require(!settled.time.empty(), rough.path + ": its times are " + known + ": " + settled.how + advice);
  sequence.time = settled.time;
  sequence.warnings.push_back(
      rough.path + ": its times are " + known + "; they were " + settled.how +
      (repeats ? ", and the first one of " + repeats->path + " is taken for the last one before it" : ""));
}

}  // namespace detail

/// Joins the times of files, given in the order of their first times.  Where the first time of a file repeats the last
/// one of the file before, as restarts do, the earlier file's slice is kept.  Times known as float32 only are settled
/// for the whole sequence (settle_times()), with a warning.  Throws error, naming the file, where times overlap, are
/// dates in one file and none in another, or cannot be settled.
inline time_sequence join_times(std::span<const file_times> files) {
  time_sequence sequence;
  sequence.calendar = files[0].times.calendar;
  std::vector<rough_time> kept, all;
  const file_times *rough = nullptr, *repeats = nullptr;  // known from float32 only; and at a join
  for (std::size_t f = 0; f < files.size(); ++f) {
    const fvcom_times& t = files[f].times;
    require(t.calendar == sequence.calendar,
            files[f].path + ": its times are dates where those of " + files[0].path +
                " are not, or the reverse; the files of a sequence must come from one run");
    const auto error_of = [&](std::size_t k) { return t.error.empty() ? 0.0 : t.error[k]; };
    const time_ms front = t.time.front();
    // A float32 time has the same rounding in each file; beside an exact one it is off by its error.
    const bool again =
        f > 0 && std::abs(static_cast<double>(front - kept.back().at)) <= std::abs(error_of(0) - kept.back().error);
    if (again && (error_of(0) > 0 || kept.back().error > 0)) repeats = &files[f];
    if (!rough && !t.error.empty()) rough = &files[f];
    const std::size_t begin = again ? 1 : 0;
    require(f == 0 || begin == t.time.size() || t.time[begin] > kept.back().at,
            files[f].path + ": its times, from " + format_time(front, sequence.calendar) + ", overlap those of " +
                files[f == 0 ? 0 : f - 1].path + ", to " + format_time(f == 0 ? 0 : kept.back().at, sequence.calendar) +
                "; cut one of the two");
    for (std::size_t k = 0; k < t.time.size(); ++k) {
      all.push_back({t.time[k], error_of(k)});
      if (k < begin) continue;
      kept.push_back(all.back());
      sequence.places.push_back({f, k});
    }
  }
  for (const rough_time& t : kept) sequence.time.push_back(t.at);
  if (rough) detail::settle_sequence(sequence, kept, all, *rough, repeats);
  return sequence;
}

}  // namespace eudrift::inline EUDRIFT_ABI
