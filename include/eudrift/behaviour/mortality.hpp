// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles die by chance, at a rate that may depend on what they feel, or of what they cannot bear.
#pragma once
#include <eudrift/behaviour/behaviour.hpp>
#include <eudrift/core/error.hpp>
#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/math/exponential.hpp>
#include <eudrift/math/logarithm.hpp>
#include <eudrift/random/philox.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// A rate of death that is the same always and everywhere.
struct constant_rate {
  double per_second;  ///< [1/s]

  template <class Particles>
  EUDRIFT_FN double operator()(const Particles&, index_t, double) const {
    return per_second;
  }
};

/// The rate at which a share `probability` of all dies within `seconds`.  Throws error unless it is in [0, 1) and the
/// time is positive.
inline constant_rate rate_of_probability(double probability, double seconds) {
  require(probability >= 0 && probability < 1 && seconds > 0,
          "a mortality of " + std::to_string(probability) + " within " + std::to_string(seconds) +
              " s was given; expected a probability of 0 or more and below 1, and a positive time");
  return {-logarithm(1 - probability) / seconds};
}

/// A rate that grows tenfold, or Q10-fold, with each 10 degrees: reference exp(log(Q10) (T - T0) / 10).  Field: a
/// function object of a site and a time that gives T (kernels/field_at.hpp).
template <class Field>
struct q10_rate {
  Field temperature;  ///< [degrees Celsius, or any other]
  double per_second;  ///< rate at T0 [1/s]
  double at;          ///< T0, in the field's unit
  double log_q10;     ///< of the factor for 10 degrees: logarithm(2.0) where it doubles

  template <class Particles>
  EUDRIFT_FN double operator()(const Particles& particles, index_t i, double seconds) const {
    const double felt = temperature(site_of(temperature.mesh, particles, i), seconds);
    return per_second * exponential(log_q10 * (felt - at) / 10);
  }
};

/// Death by chance: within a span of `t` seconds a particle dies with probability 1 - exp(-rate t), so that how many
/// are left does not depend on how long the spans are.  Rate: a function object of all particles, a particle's number
/// and the time [s after the interval's beginning] that gives [1/s]; it is asked where the particle is when the span
/// ends. The random numbers are keyed by seed, id and the particle's number of steps: map it once at most after each
/// step.
template <class Rate>
struct mortality {
  Rate rate;
  std::uint64_t seed = 0;
  std::uint32_t stream = mortality_stream;  ///< one of its own, up to 191, for each of several causes of death

  template <class Particles>
  EUDRIFT_FN void operator()(const Particles& particles, index_t i, const time_span& lived) const {
    const double survives = exponential(-rate(particles, i, lived.end) * lived.length());
    const auto word =
        philox(seed, static_cast<std::uint64_t>(get<particle_id>(particles)[i]), get<steps_made>(particles)[i], stream);
    if (unit_interval(word.at[0], word.at[1]) >= survives) get<state>(particles)[i] = status::dead;
  }
};

/// Who feels less or more than it bears is dead; also where the field is no number.  Field as in q10_rate.
template <class Field>
struct tolerance {
  Field field;
  double lowest, highest;  ///< that are borne, in the field's unit

  template <class Particles>
  EUDRIFT_FN void operator()(const Particles& particles, index_t i, const time_span& lived) const {
    const double felt = field(site_of(field.mesh, particles, i), lived.end);
    if (!(felt >= lowest && felt <= highest)) get<state>(particles)[i] = status::dead;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
