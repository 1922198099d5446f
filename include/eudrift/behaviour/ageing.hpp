// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles grow older, and have an age that they do not outlive.
#pragma once
#include <eudrift/behaviour/behaviour.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Time since release [s], of a living particle: property<particle_age, double>.
struct particle_age {
  static constexpr const char *name = "age", *unit = "s";
};

/// Adds the time lived through to particle_age, which begins at what the particle was released with, usually 0.  In a
/// run backwards it is the time before the release.
struct ageing {
  template <class Particles>
  EUDRIFT_FN void operator()(const Particles& particles, index_t i, const time_span& lived) const {
    auto& age = get<particle_age>(particles)[i];
    age += static_cast<std::remove_reference_t<decltype(age)>>(lived.length());
  }
};

/// Who has reached an age is dead.
struct lifetime {
  double longest;  ///< [s]

  template <class Particles>
  EUDRIFT_FN void operator()(const Particles& particles, index_t i, const time_span&) const {
    if (static_cast<double>(get<particle_age>(particles)[i]) >= longest) get<state>(particles)[i] = status::dead;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
