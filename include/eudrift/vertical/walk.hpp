// SPDX-License-Identifier: BSL-1.0
/// \file
/// One displacement of a random walk along the vertical, by three schemes.
#pragma once
#include <eudrift/vertical/reflect.hpp>

#include <cmath>

namespace eudrift::inline EUDRIFT_ABI {

/// Diffusivity of sigma: that along z [m2/s] over the square of the water's thickness.
template <class T>
struct sigma_diffusivity {
  T value;  ///< [1/s]
  T slope;  ///< d value / d sigma [1/s]
};

// A scheme's step gives sigma after `seconds` > 0.  k(sigma) is the sigma_diffusivity there, `way` a random number of
// mean 0 and variance 1/3, so that sqrt(3 seconds) way stands for the increment of a Wiener process: as a rule uniform
// in (-1, 1), equal in mean and variance and bounded (random/variate.hpp).  Surface and bed mirror.  T: a number, or
// lanes.

/// Without the drift that a varying diffusivity asks for: particles gather where it is low.  To be compared with.
struct naive_walk {
  static constexpr const char* name = "naive";  ///< as on a command line

  template <class T, class K>
  EUDRIFT_FN static T step(const K& k, T sigma, T seconds, T way) {
    using std::sqrt;
    return reflect_in_column(sigma, sigma + way * sqrt(T(6) * k(sigma).value * seconds));
  }
};

/// Visser 1997, "Using random walk models to simulate the vertical distribution of particles in a turbulent water
/// column": drift by the slope, and the diffusivity half of that drift farther on.
struct visser_walk {
  static constexpr const char* name = "visser";  ///< as on a command line

  template <class T, class K>
  EUDRIFT_FN static T step(const K& k, T sigma, T seconds, T way) {
    const T drift = k(sigma).slope * seconds;
    const T value = k(reflect_in_column(sigma, sigma + T(0.5) * drift)).value;
    using std::sqrt;
    return reflect_in_column(sigma, sigma + drift + way * sqrt(T(6) * value * seconds));
  }
};

/// Milstein's scheme of strong order one, in the form of Gräwe 2011, "Implementation of high-order particle-tracking
/// schemes in a water column model": near a barrier, where the diffusivity falls to zero like a line, the new distance
/// is a square and a positive term, so that no particle crosses it.
struct milstein_walk {
  static constexpr const char* name = "milstein";  ///< as on a command line

  template <class T, class K>
  EUDRIFT_FN static T step(const K& k, T sigma, T seconds, T way) {
    const auto here = k(sigma);
    const T drift = T(0.5) * here.slope * (T(3) * seconds * way * way + seconds);
    using std::sqrt;
    return reflect_in_column(sigma, sigma + drift + way * sqrt(T(6) * here.value * seconds));
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
