// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel D for statuses: how many particles have each.
#pragma once
#include <eudrift/particles/particle.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Term: what particle i is doing.
template <class Particles>
struct status_of {
  Particles particles;
  EUDRIFT_FN status operator()(index_t i) const { return get<state>(particles)[i]; }
};

/// Reducer: how many particles have each status, (status_count,), by its number.  They add up to the number of
/// particles.
struct count_statuses {
  using value_type = vec<std::int64_t, status_count>;  ///< how many so far
  static constexpr bool any_order = true;              ///< see mpi/any_order.hpp

  EUDRIFT_FN value_type identity() const { return {}; }
  EUDRIFT_FN void add(value_type& v, status item) const { ++v.at[static_cast<int>(item)]; }
  EUDRIFT_FN value_type join(const value_type& v, const value_type& w) const { return v + w; }
  value_type result(const value_type& v) const { return v; }
};

}  // namespace eudrift::inline EUDRIFT_ABI
