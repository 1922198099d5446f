// SPDX-License-Identifier: BSL-1.0
/// \file
/// The current between the lowest layer and the bed: the law of the wall.
#pragma once
#include <eudrift/math/logarithm.hpp>
#include <eudrift/vertical/water_column.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// The part of the lowest layer's velocity that there is at sigma: log(d / z0) / log(d1 / z0), where d is the distance
/// from the bed, d1 that of the layer at sigma `lowest`, and z0 > 0 the roughness length [m]; more than 1 above the
/// layer.  0 nearer to the bed than z0.  Where the layer is itself as near, its velocity holds down to the bed.
template <class T>
EUDRIFT_FN constexpr T log_curve(const water_column<T>& column, T lowest, T sigma, T roughness) {
  const T of_layer = (T(1) + lowest) * column.thickness() / roughness;
  const T here = (T(1) + sigma) * column.thickness() / roughness;
  if (!(of_layer > 1)) return T(1);
  return here > 1 ? logarithm(here) / logarithm(of_layer) : T(0);
}
/// The same, and 1 from the layer up.
template <class T>
EUDRIFT_FN constexpr T log_law(const water_column<T>& column, T lowest, T sigma, T roughness) {
  return sigma >= lowest ? T(1) : log_curve(column, lowest, sigma, roughness);
}

}  // namespace eudrift::inline EUDRIFT_ABI
