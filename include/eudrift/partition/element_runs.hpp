// SPDX-License-Identifier: BSL-1.0
/// \file
/// Owners of a mesh's elements by few numbers: a run of elements for each process.
#pragma once
#include <eudrift/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Runs of elements that follow each other in the memory of the whole mesh, one for each process from some rank on.
/// Where the mesh is held along a Hilbert curve (hilbert_ordered), what is in a run is near in the plane.
struct element_runs {
  std::vector<std::int64_t> begin;  ///< first element of each run, ascending; then the number of elements; (runs + 1,)
  int first = 0;                    ///< rank of the process that owns the first run

  /// The rank that owns an element of the whole mesh.
  std::int32_t owner(std::int32_t element) const {
    const auto behind = std::upper_bound(begin.begin(), begin.end(), std::int64_t{element});
    return static_cast<std::int32_t>(behind - begin.begin()) - 1 + first;
  }
  /// The same of all elements, (elements,): what share_of() takes.
  std::vector<std::int32_t> owners() const {
    std::vector<std::int32_t> all(static_cast<std::size_t>(begin.back()));
    for (std::size_t k = 0; k + 1 < begin.size(); ++k)
      std::fill(all.begin() + begin[k], all.begin() + begin[k + 1], static_cast<std::int32_t>(k) + first);
    return all;
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
