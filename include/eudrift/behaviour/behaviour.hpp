// SPDX-License-Identifier: BSL-1.0
/// \file
/// What particles do by themselves: function objects that are composed and mapped over them between their steps.
#pragma once
#include <eudrift/particles/particle.hpp>

#include <concepts>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// Part of a forcing interval [s after its beginning]; in a run backwards it ends before it begins.
struct time_span {
  double begin, end;

  /// [s], never negative
  EUDRIFT_FN constexpr double length() const { return end < begin ? begin - end : end - begin; }
};

/// A behaviour: a function object copied bytewise to where particles are, called with all of them, the number of the
/// one that behaves, and the span of time that it has lived through since it was last called.  It may read and write
/// all properties of particle i, and nothing of others; position only along the vertical, since who moves in the
/// plane may come to water that another process holds (that is for velocities, see behaviour/added_velocity.hpp).
template <class B, class Particles>
concept Behaviour = std::is_trivially_copyable_v<B> &&
    requires(const B& b, const Particles& particles, index_t i, const time_span& lived) {
  { b(particles, i, lived) } -> std::same_as<void>;
};

/// Whether a particle behaves still: it has been released and is neither settled, dead nor gone.
EUDRIFT_FN constexpr bool is_alive(status s) { return s == status::moving || s == status::aground; }

/// One behaviour and then another, which does not act where the first ended the particle's life.
template <class First, class Second>
struct in_turn {
  First first;
  Second second;

  template <class Particles>
  EUDRIFT_FN void operator()(const Particles& particles, index_t i, const time_span& lived) const {
    first(particles, i, lived);
    if (is_alive(get<state>(particles)[i])) second(particles, i, lived);
  }
};

/// Behaviours in their order, as one: `then(ageing{}, mortality<constant_rate>{...}, settlement{...})`.
template <class Only>
constexpr Only then(const Only& only) {
  return only;
}
/// The same of two and more.
template <class First, class Second, class... More>
constexpr auto then(const First& first, const Second& second, const More&... more) {
  auto rest = eudrift::then(second, more...);
  return in_turn<First, decltype(rest)>{first, rest};
}

/// What of `span`, part of the present forcing interval, particle i has lived through: all, or what is left of it after
/// its release, of no length where that is later.
template <class Particles>
EUDRIFT_FN constexpr time_span lived_through(const Particles& particles, index_t i, const time_span& span) {
  const double released = static_cast<double>(get<release_delay>(particles)[i]);
  const bool later = span.end < span.begin ? released < span.begin : released > span.begin;
  if (!later) return span;
  const bool within = span.end < span.begin ? released > span.end : released < span.end;
  return {within ? released : span.end, span.end};
}

/// The kernel that lets each living particle behave over `span`, part of the present forcing interval.  Map it after
/// the steps of that span and the transfers that these ask for.  A particle that was released within the span has lived
/// through what is left of it.
template <class B, class Particles>
struct behave {
  B behaviour;
  Particles particles;
  time_span span;

  EUDRIFT_FN void operator()(index_t i) const {
    static_assert(Behaviour<B, Particles>);
    if (!is_alive(get<state>(particles)[i])) return;
    const time_span lived = lived_through(particles, i, span);
    if (lived.length() > 0) behaviour(particles, i, lived);
  }
};

/// behave with its types found from the arguments: `ex.map(particles.size(), behave_by(what, particles.view(), {0,
/// 600}))`.
template <class B, class Particles>
behave<B, Particles> behave_by(const B& behaviour, const Particles& particles, const time_span& span) {
  return {behaviour, particles, span};
}

}  // namespace eudrift::inline EUDRIFT_ABI
