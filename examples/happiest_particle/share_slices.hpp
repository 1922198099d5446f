// SPDX-License-Identifier: BSL-1.0
// Where one of many processes has the slices of its share of the mesh from: from the root, or it reads them for itself.
#pragma once
#include "course.hpp"

#include <eudrift/partition/mesh_share.hpp>

#include <memory>

namespace happiest_particle {

/// Collective: the slices of a share, from that where interval `first` begins.  `given` is there at the root, and where each
/// process reads for itself.  All that is referred to must live as long as the slices.
std::unique_ptr<eudrift::read_ahead<host_slice>> slices_of_share(const eudrift::communicator& all, const eudrift::mesh_share& share,
                                                                 const options& o, const course& what, const plan& when,
                                                                 preparation* given, std::size_t first);

}  // namespace happiest_particle
