// SPDX-License-Identifier: BSL-1.0
/// \file
/// Dry ground as land: the neighbours that elements have during a forcing interval.
#pragma once
#include <eudrift/core/view.hpp>
#include <eudrift/mesh/triangle_mesh.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Map over elements: an element that is dry at both slices of an interval is land to those beside it, so that what
/// moves in the water meets it as a coast.  What lies in it is aground (begin_interval).  Only a line that
/// runs through a node exactly may still lead into it.
template <class T, class Id>
struct shut_dry {
  triangle_mesh_view<T, Id> mesh;            ///< with its own neighbours
  view<const double> wet_before, wet_after;  ///< 0: dry, (elements,); empty: always wet
  view<Id> neighbour;                        ///< to fill, (elements, 3)

  EUDRIFT_FN void operator()(index_t e) const {
    for (int k = 0; k < 3; ++k) {
      const Id beyond = mesh.beyond(static_cast<Id>(e), k);
      const bool shut = beyond >= 0 && wet_before.size > 0 && wet_before[beyond] == 0 && wet_after[beyond] == 0;
      neighbour[3 * e + k] = shut ? static_cast<Id>(land) : beyond;
    }
  }
};

/// Term of a count: whether item i of two lists differs.
template <class Id>
struct differs {
  view<const Id> one, other;
  EUDRIFT_FN bool operator()(index_t i) const { return one[i] != other[i]; }
};

}  // namespace eudrift::inline EUDRIFT_ABI
