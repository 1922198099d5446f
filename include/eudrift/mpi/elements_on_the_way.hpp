// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles between two processes have their elements' file numbers, which all processes know.
#pragma once
#include <eudrift/particles/particle.hpp>
#include <eudrift/partition/mesh_share.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// A batch leaves a process: elements of its share become file numbers.
template <class Batch>
void leave_share(Batch& batch, const mesh_share& share) {
  for (std::int32_t& e : batch.template component<host_element>())
    e = share.mesh.element_number[static_cast<std::size_t>(e)];
}

/// A batch has come: file numbers become own elements of this process's share.  Throws error for one that is not its
/// own.
template <class Batch>
void enter_share(Batch& batch, const mesh_share& share) {
  for (std::int32_t& e : batch.template component<host_element>()) {
    const std::int32_t here = share.local(e);
    if (here < 0 || here >= share.owned)
      throw error("a particle came that is in element " + std::to_string(std::int64_t{e} + 1) +
                  ", which another process owns; give all processes shares by the same owners");
    e = here;
  }
}

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
