// SPDX-License-Identifier: BSL-1.0
// Steps of the grid made of parts, as the command line chooses them.
#pragma once
#include "step_choice.hpp"

#include <eudrift/swarm/adaptive_advance.hpp>

#include <concepts>

namespace happiest_particle {

/// Whether steps by a scheme may stop at edges: of those compiled, the usual one and the one that gains most by it.
template <class Scheme>
inline constexpr bool stops_at_edges = std::same_as<Scheme, eudrift::rk4> || std::same_as<Scheme, eudrift::dormand_prince54>;
/// Whether steps by a scheme may be made of parts.
template <class Scheme>
inline constexpr bool goes_in_parts = eudrift::EmbeddedRungeKutta<Scheme> || stops_at_edges<Scheme>;

/// Parts to a tolerance, or parts that end at edges: one type, so that what surrounds them is compiled once.
template <eudrift::RungeKutta Scheme>
struct chosen_parts {
  eudrift::step_control control;  ///< tolerance 0: parts that end at edges
  double fastest;                 ///< of these, see parts_to_edges

  // Not inlined: a particle's parts take much longer than the calls.
  template <class T, class Id, int Dim, class Velocity, class Mixing>
  EUDRIFT_FN_RARE eudrift::site<T, Id, Dim> operator()(const eudrift::motion<Velocity, Mixing>& by, const eudrift::site<T, Id, Dim>& from,
                                                       const eudrift::time_step<T>& step) const {
    if constexpr (eudrift::EmbeddedRungeKutta<Scheme>)
      if (control.tolerance > 0) return eudrift::parts_within<Scheme>{control}(by, from, step);
    if constexpr (stops_at_edges<Scheme>)
      return eudrift::parts_to_edges<Scheme>{.fastest = fastest}(by, from, step);
    else
      return {from.point, eudrift::nowhere, from.weights};  // no command line leads here
  }
};

}  // namespace happiest_particle
