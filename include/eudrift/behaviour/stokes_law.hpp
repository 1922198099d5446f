// SPDX-License-Identifier: BSL-1.0
/// \file
/// How fast a small sphere sinks or rises through water.
#pragma once
#include <eudrift/behaviour/rising.hpp>
#include <eudrift/behaviour/stokes_drift.hpp>
#include <eudrift/core/error.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Water as a sphere feels it.
struct water_kind {
  double density = 1025;      ///< [kg/m3]
  double viscosity = 1.4e-3;  ///< dynamic [Pa s]; that of sea water of 10 degrees Celsius
};

/// Terminal velocity of a sphere of a diameter [m] and a density [kg/m3]: (rho_w - rho) g d^2 / (18 mu) (Stokes 1851,
/// "On the effect of the internal friction of fluids on the motion of pendulums").  It holds where the Reynolds number
/// rho_w w d / mu is small: the first correction to the drag is 3/16 of that number (Oseen 1910), so that at 1 the
/// speed is some 15 % too large.  Throws error above 1, and where a number is not positive.
inline constant_rise stokes_law(double diameter, double density, const water_kind& water = {}) {
  require(diameter > 0 && density > 0 && water.density > 0 && water.viscosity > 0,
          "Stokes' law was asked for a diameter of " + std::to_string(diameter) + " m, densities of " +
              std::to_string(density) + " and " + std::to_string(water.density) + " kg/m3 and a viscosity of " +
              std::to_string(water.viscosity) + " Pa s; all are expected to be positive");
  const double speed = (water.density - density) * standard_gravity * diameter * diameter / (18 * water.viscosity);
  const double reynolds = water.density * (speed < 0 ? -speed : speed) * diameter / water.viscosity;
  require(reynolds <= 1, "Stokes' law was asked for a sphere of " + std::to_string(diameter * 1e6) +
                             " micrometres, whose Reynolds number would be " + std::to_string(reynolds) +
                             "; it holds below 1, give a measured speed to constant_rise");
  return {speed};
}

}  // namespace eudrift::inline EUDRIFT_ABI
