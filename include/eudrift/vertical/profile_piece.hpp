// SPDX-License-Identifier: BSL-1.0
/// \file
/// Pieces of the curve between the layers of a water column, each of them smooth and going on beyond its ends.
#pragma once
#include <eudrift/vertical/profile.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// The piece at `sigma`, of which there is one more than layers: piece n has layer n - 1 above it and layer n below; the
/// first lies above all layers, the last below them.
template <LayeredColumn Column, class T>
EUDRIFT_FN constexpr index_t piece_at(const Column& column, T sigma) {
  const index_t last = column.count() - 1;
  if (sigma > column.sigma(0)) return 0;
  return sigma < column.sigma(last) ? last + 1 : last > 0 ? detail::upper_layer(column, sigma) + 1 : 1;
}

/// Values at `sigma` by a piece of the curve that Profile makes, wherever sigma is: between its layers those of
/// profile.at, beyond them as they change at the layer.
template <class Profile, LayeredColumn Column, class T>
EUDRIFT_FN constexpr auto value_along(const Profile& profile, const Column& column, index_t piece, T sigma,
                                      beyond_layers beyond) {
  const index_t last = column.count() - 1;
  const bool is_end = piece == 0 || piece > last;
  if (last == 0 || (is_end && beyond == beyond_layers::constant)) return column.value(piece == 0 ? 0 : last);
  const index_t k = piece == 0 ? 0 : piece > last ? last - 1 : piece - 1;
  return profile.below(column, k, sigma, beyond_layers::linear).value;
}

}  // namespace eudrift::inline EUDRIFT_ABI
