// SPDX-License-Identifier: BSL-1.0
/// \file
/// Those of a block of particles who have ended their ways in a step.
#pragma once
#include <eudrift/mesh/way_end.hpp>

#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// Which of the particles of a block, `Part` in each of two parts, have ended their ways, why and how far on.
template <int Part>
class ended_rows {
 public:
  using bits = std::uint64_t;  ///< a bit for each particle of a part

  /// Those of part p.
  bits of(int p) const { return which_[p]; }
  /// Whether particle i is one of them.
  bool has(int i) const { return (which_[i / Part] >> i % Part & 1) != 0; }
  /// Particle i is one, by what displace() gave.
  template <class Id>
  void add(int i, const site<double, Id>& there) {
    which_[i / Part] |= bits{1} << i % Part;
    why_[i] = end_of(there), share_[i] = share_travelled(there);
  }
  /// Particle i is none any more.
  void forget(int i) { which_[i / Part] &= ~(bits{1} << i % Part); }
  /// What displace() gave for particle i, which is at p in element e.
  template <class Id>
  site<double, Id> site_of(int i, const vec<double, 2>& p, Id e) const {
    return ended_at(site<double, Id>{p, e, {}}, why_[i], share_[i]);
  }
  /// Calls f(i) for some of part p.
  template <class F>
  static void for_each(int p, bits which, const F& f) {
    for (bits b = which; b != 0; b &= b - 1) f(p * Part + __builtin_ctzll(b));
  }

 private:
  static_assert(Part <= 64);
  bits which_[2] = {};
  way_end why_[2 * Part];
  double share_[2 * Part];
};

}  // namespace eudrift::inline EUDRIFT_ABI
