// SPDX-License-Identifier: BSL-1.0
// Where the water ends, as the command line has it: what coasts do, which edges of the mesh are open, whether dry ground is
// a coast.
#pragma once
#include "options.hpp"

#include <eudrift/forcing/source.hpp>
#include <eudrift/mesh/coast.hpp>

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace happiest_particle {

using eudrift::index_t;

/// What every process of a run must know of its coasts; which edges are open, its mesh says.
struct coast_choice {
  eudrift::coast_rule rule = eudrift::coast_rule::slide;
  bool moves = false;  ///< whether elements that are dry at both slices are land to those beside them
};

/// What --coast and --waterline say.  Throws eudrift::error where the waterline is to move and `knows_dry` is false.
coast_choice coast_of(const options& o, bool knows_dry);

/// Gives the current at the surface at a slice, u and v at elements [m/s].
using surface_current = std::function<std::array<std::vector<double>, 2>(index_t slice)>;

/// Opens the edges of the complete mesh that --open names, and tells how, for people.  `slices`: how many there are; they are
/// read where the flow decides.  Throws eudrift::error where it opens none, and for a list of nodes that is not one of this mesh.
std::string open_edges(eudrift::mesh_data& mesh, const options& o, index_t slices, const surface_current& current);

/// What is to be told of a run's coasts: how many edges are solid and how many open, and `how` they were opened.
std::string text_of_coast(const eudrift::mesh_data& mesh, const coast_choice& coast, const std::string& how);

/// What must be the same where a run goes on: the rule, the waterline, and the open edges, by a number of them.
std::string mark_of_coast(const options& o, const eudrift::mesh_data& mesh);

}  // namespace happiest_particle
