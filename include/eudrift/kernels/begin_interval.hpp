// SPDX-License-Identifier: BSL-1.0
/// \file
/// What becomes of particles where a forcing interval begins: wetting and drying, and a new clock.
#pragma once
#include <eudrift/particles/particle.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// To be mapped where a forcing interval begins, after the particles released in it were appended: a
/// particle in an element that is dry at both slices is aground during it; one that was aground moves
/// again when its element is wet at either.  One that is to be released within the interval, on an
/// element that is dry at both, is aground from the interval's beginning: it makes no step in it.  A departed one, for
/// which no transfer came, stays so: the next transfer tells.  So does one whose status is final.  One that is stranded
/// floats again in an interval whose earlier slice has its element dry and whose later has it wet.
template <class Particles>
struct begin_interval {
  Particles particles;
  view<const double> wet_before, wet_after;  ///< 0: dry, (elements,); empty: always wet
  index_t held;  ///< particles from before this interval; those after them keep their release delay

  EUDRIFT_FN void operator()(index_t i) const {
    const status now = get<state>(particles)[i];
    if (is_final(now) || now == status::departed) return;
    if (now == status::waiting && i < held) return;
    const index_t e = get<host_element>(particles)[i];
    const bool was_dry = wet_before.size > 0 && wet_before[e] == 0, dry = was_dry && wet_after[e] == 0;
    if (now == status::stranded && (dry || !was_dry)) return;
    if (dry || now != status::waiting) get<state>(particles)[i] = dry ? status::aground : status::moving;
    if (i < held) get<release_delay>(particles)[i] = 0;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
