// SPDX-License-Identifier: BSL-1.0
/// \file
/// After kernel A: no flow through the coast.
#pragma once
#include <eudrift/core/view.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Map over the nodes of solid edges (coast_nodes): takes from the current there what is not along the coast, which
/// averages of the elements round a node always have.
template <class T, class Id>
struct along_coast {
  view<const Id> node;     ///< (n,)
  view<const double> x, y;  ///< direction of the coast, (n,)
  soa_view<T, 2> current;  ///< at nodes, eastward (along x) and northward (y) [m/s], (2, nodes)

  EUDRIFT_FN void operator()(index_t i) const {
    const vec<T, 2> along{static_cast<T>(x[i]), static_cast<T>(y[i])};
    current.store(node[i], dot(current.load(node[i]), along) * along);
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
