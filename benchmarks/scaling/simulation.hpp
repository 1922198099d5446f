// SPDX-License-Identifier: BSL-1.0
// Whether this is a simulation, and how work takes time in one; it comes before all other headers.
#pragma once
#if defined(EUDRIFT_SIMULATED)
#include "simulated_calls.hpp"
#endif
#include <eudrift/core/error.hpp>

namespace scaling {

#if defined(EUDRIFT_SIMULATED)
inline constexpr bool is_simulated = true;
inline void spend(double seconds) { smpi_execute(seconds); }
#else
inline constexpr bool is_simulated = false;
inline void spend(double) {}
#endif

}  // namespace scaling
