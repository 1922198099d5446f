// SPDX-License-Identifier: BSL-1.0
// Who owns which element of the mesh where a run begins.
#pragma once
#include "options.hpp"

#include <eudrift/mesh/mesh_data.hpp>

#include <cstdint>
#include <vector>

namespace happiest_particle {

/// A rank for each element of the mesh, of `ranks` from `first` on, as o.partition says.
std::vector<std::int32_t> first_owners(const eudrift::mesh_data& mesh, const options& o, int ranks, int first);

}  // namespace happiest_particle
