// SPDX-License-Identifier: BSL-1.0
// How happy a particle is: 1 inside its preferred band, falling to 0 at one band-width outside it.
#pragma once
#include "sea.hpp"

#include <eudrift/kernels/max_reduce.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <type_traits>

namespace happiest_particle {

using eudrift::vec;

/// The band of the preferred field, in the field's unit.
struct band {
  double low, high;  ///< low < high

  EUDRIFT_FN double happiness(double value) const {
    const double outside = value < low ? low - value : value > high ? value - high : value - value;
    const double happy = 1 - outside / (high - low);
    return happy < 0 ? 0 : happy;  // a value that is not a number stays one
  }
};

/// The field that particles feel, and the band in which they are happy.
struct preference {
  std::optional<eudrift::field_info> field;  ///< nothing: the speed of the current
  std::string name;                          ///< of the field, or "speed"
  band preferred;
  std::string text;                          ///< for people
};

/// Kernel B for happiness: the field at each moving particle, N = 1 a scalar, N = 2 a velocity, whose
/// speed counts.  Of a field with one layer, as all have in two dimensions, sigma is not asked.
template <int N>
struct feel {
  eudrift::triangle_mesh_view<double, std::int32_t> mesh;
  std::conditional_t<N == 2, deep_current, eudrift::layered_slices<double, std::int32_t, N>> field;
  double seconds;  ///< after the interval's beginning
  band preferred;
  drifters_view particles;
  const velocity::record_type* record = nullptr;  ///< that the current is read from, or null

  EUDRIFT_FN void operator()(eudrift::index_t i) const {
    const vec<double, N> v = felt(eudrift::site_of(mesh, particles, i), i);
    const double value = N == 1 ? v.at[0] : std::sqrt(dot(v, v));
    eudrift::get<happiness>(particles)[i] = preferred.happiness(value);
  }

 private:
  EUDRIFT_FN vec<double, N> felt(const eudrift::site<double, std::int32_t>& where, eudrift::index_t i) const {
    if constexpr (N == 2)
      if (record != nullptr)
        return velocity{mesh, field.all, record}.on(where.element).at(where.weights, seconds * field.all.per_second);
    const eudrift::layers_over layers(mesh, field, where, seconds);
    return eudrift::linear_profile::at(layers, eudrift::get<sigma>(particles)[i], eudrift::beyond_layers::constant).value;
  }
};

/// The term of kernel D: the happiness of moving particles; the others do not count.
struct moving_happiness {
  drifters_view particles;
  EUDRIFT_FN eudrift::held<double> operator()(eudrift::index_t i) const {
    const bool moving = eudrift::get<eudrift::state>(particles)[i] == eudrift::status::moving;
    return {eudrift::get<happiness>(particles)[i], moving ? eudrift::get<eudrift::particle_id>(particles)[i] : -1};
  }
};

}  // namespace happiest_particle
