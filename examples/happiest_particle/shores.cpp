// SPDX-License-Identifier: BSL-1.0
#include "shores.hpp"

#include "continuation.hpp"

#include <eudrift/mesh/open_edges.hpp>
#include <eudrift/mesh/open_nodes.hpp>
#include <eudrift/netcdf/open_nodes_variable.hpp>

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace happiest_particle {

namespace {

using eudrift::coast_rule;

std::string metres_a_second(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2g m/s", v);
  return text;
}

bool waterline_moves(const options& o) { return o.waterline == "moving" || (o.waterline.empty() && o.coast == "strand"); }

/// Opens the edges that the current goes through.
std::string open_by_flow(eudrift::mesh_data& mesh, index_t slices, const surface_current& current) {
  // So many, spread over the forcing, that a tide has turned between them; to read all of a long one would take as long as
  // the run.
  constexpr index_t most = 25;
  constexpr double least = 0.01;  // m/s
  const index_t n = std::min(slices, most);
  eudrift::boundary_flow flow(mesh);
  for (index_t i = 0; i < n; ++i) {
    const auto at = current(n > 1 ? i * (slices - 1) / (n - 1) : 0);
    flow.add(at[0], at[1]);
  }
  const auto made = flow.open(mesh, least);
  double solid = 0, open = 1e300;
  for (const double through : flow.greatest())
    if (through > least) open = std::min(open, through);
    else solid = std::max(solid, through);
  const std::string looked = " at " + std::to_string(n) + (n < slices ? " of its " + std::to_string(slices) : std::string()) + " times";
  eudrift::require(made.open > 0, "--open is auto, but the forcing's current goes through no edge of the mesh: " + metres_a_second(solid) + " at most" +
                                      looked + ", where more than " + metres_a_second(least) +
                                      " is expected of an open one; give FVCOM's list of open nodes (_obc.dat), or leave it out");
  return "by the current at the surface: up to " + metres_a_second(solid) + " went through the solid ones and " + metres_a_second(open) +
         " or more through the open ones" + looked;
}

}  // namespace

coast_choice coast_of(const options& o, bool knows_dry) {
  eudrift::require(o.waterline != "moving" || knows_dry,
                   "--waterline is moving, but the forcing has no variable wet_cells, which says what is dry; leave it out, or give files that have it");
  return {o.coast == "reflect"  ? coast_rule::reflect
          : o.coast == "stop"   ? coast_rule::stop
          : o.coast == "strand" ? coast_rule::strand
                                : coast_rule::slide,
          knows_dry && waterline_moves(o)};
}

std::string open_edges(eudrift::mesh_data& mesh, const options& o, index_t slices, const surface_current& current) {
  if (o.open.empty()) return "the forcing does not say which are open";
  if (o.open == "auto") return open_by_flow(mesh, slices, current);
  constexpr std::string_view of_variable = "variable:";
  if (o.open.starts_with(of_variable)) {
    const std::string name = o.open.substr(of_variable.size()), where = o.forcing.front() + ": " + name;
    open_between(mesh, eudrift::read_open_nodes_variable(o.forcing.front(), name), where);
    return "by the nodes of its variable " + name;
  }
  std::vector<int> line;
  const auto nodes = eudrift::read_open_nodes(o.open, &line);
  open_between(mesh, nodes, o.open, line);
  return "by the nodes of " + o.open;
}

std::string text_of_coast(const eudrift::mesh_data& mesh, const coast_choice& coast, const std::string& how) {
  const auto count = eudrift::count_edges(mesh);
  const auto number = [](index_t n) { return std::to_string(n); };
  std::string text = count.open == 0 ? "all " + number(count.solid) + " boundary edges are solid; "
                                     : number(count.solid) + " boundary edges are solid and " + number(count.open) + " open, ";
  text += how;
  if (coast.rule == coast_rule::reflect) text += "; solid ones reflect";
  if (coast.rule == coast_rule::stop) text += "; solid ones stop a step";
  if (coast.rule == coast_rule::strand) text += "; who meets a solid one is stranded";
  return text + (coast.moves ? "; dry ground is a coast too" : "");
}

std::string mark_of_coast(const options& o, const eudrift::mesh_data& mesh) {
  std::uint64_t sum = 0;
  for (const eudrift::boundary_edge& b : eudrift::boundary_edges(mesh)) {
    const auto e = static_cast<std::size_t>(b.element), k = static_cast<std::size_t>(b.opposite);
    if (mesh.neighbour[3 * e + k] != eudrift::open_edge) continue;
    // A sum, so that the order does not matter.
    sum += chain(static_cast<std::uint64_t>(mesh.element_number[e]), k);
  }
  const auto open = eudrift::count_edges(mesh).open;
  return o.coast + (open == 0 ? ", no open edge" : ", " + std::to_string(open) + " open edges with number " + std::to_string(sum)) +
         (waterline_moves(o) ? ", a moving waterline" : "");
}

}  // namespace happiest_particle
