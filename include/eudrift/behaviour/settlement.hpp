// SPDX-License-Identifier: BSL-1.0
/// \file
/// Larvae settle where there is ground for them, once they are competent.
#pragma once
#include <eudrift/behaviour/ageing.hpp>
#include <eudrift/mesh/travel.hpp>
#include <eudrift/region/polygons_view.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Where a particle settled: 1 + the number of the polygon; 0: nowhere yet.  property<settled_in, std::int32_t>.
struct settled_in {
  static constexpr const char *name = "settled_in", *unit = "1";
};

/// Settles who is competent, of an age from `begin` on and before `end`, and in a polygon when the span ends: its
/// status is `settled`, so that it moves no more.  The spans should be shorter than the time in which a current crosses
/// a polygon. On a side of polygons the tie rule of polygons_view holds.
struct settlement {
  polygons_view ground;
  double begin, end;  ///< of competence [s of particle_age]

  template <class Particles>
  EUDRIFT_FN void operator()(const Particles& particles, index_t i, const time_span&) const {
    const double age = static_cast<double>(get<particle_age>(particles)[i]);
    if (!(age >= begin && age < end)) return;
    const std::int32_t k = ground.at(in_plane(get<position>(particles).load(i)));
    if (k == no_polygon) return;
    get<settled_in>(particles)[i] = k + 1;
    get<state>(particles)[i] = status::settled;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
