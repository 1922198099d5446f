// SPDX-License-Identifier: BSL-1.0
/// \file
/// How long particles stay in a polygon from when they come in to when they leave.
#pragma once
#include <eudrift/statistics/terms.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// The polygon that a particle stays in: 1 + its number; 0: none.  property<stays_in, std::int32_t>.
struct stays_in {
  static constexpr const char *name = "stays_in", *unit = "1";
};
/// For how long it has [s].  property<stay_time, double>.
struct stay_time {
  static constexpr const char *name = "stay_time", *unit = "s";
};

/// Behaviour that keeps the two: a stay goes on while the particle is in the same polygon when spans end, and a new one
/// begins at the span's end else, with no time yet.  Map it after ended_stays were added up.
struct staying {
  polygons_view polygons;

  template <class Particles>
  EUDRIFT_FN void operator()(const Particles& particles, index_t i, const time_span& lived) const {
    const std::int32_t now = polygons.at(in_plane(get<position>(particles).load(i))) + 1;
    const bool same = now == get<stays_in>(particles)[i];
    get<stay_time>(particles)[i] = same ? get<stay_time>(particles)[i] + lived.length() : 0;
    get<stays_in>(particles)[i] = now;
  }
};

/// The stays that have ended in a span, by polygon: one each, or, with `time`, their lengths [ms] without that span.
/// The one over the other is the mean residence time of those who left.  To be added up before `staying` is mapped over
/// the same span.
template <class Particles>
struct ended_stays {
  polygons_view polygons;
  Particles particles;
  bool time;

  EUDRIFT_FN keyed_amount operator()(index_t i) const {
    const std::int32_t before = get<stays_in>(particles)[i];
    if (!is_alive(get<state>(particles)[i]) || before == 0) return {-1, 0};
    if (polygons.at(in_plane(get<position>(particles).load(i))) + 1 == before) return {-1, 0};
    return {before - 1, time ? milliseconds(get<stay_time>(particles)[i]) : 1};
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
