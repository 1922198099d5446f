// SPDX-License-Identifier: BSL-1.0
#include "step_choice.hpp"

#include "number.hpp"
#include "options.hpp"

#include <eudrift/core/error.hpp>

#include <cmath>

namespace happiest_particle {

step_choice steps_of(const options& o) { return {o.staged, o.stops_at_edges, o.tolerance.value_or(0)}; }

interpolation_choice interpolation_of(const options& o) {
  return {o.interpolation != "continuous", o.interpolation == "fvcom-mirrored", o.vertical_interpolation == "cubic", o.no_normal_flow, o.roughness};
}

void check_steps(const options& o) {
  using eudrift::require;
  require(!o.tolerance || (std::isfinite(*o.tolerance) && *o.tolerance > 0),
          "--tolerance is " + ten_digits(o.tolerance.value_or(0)) + " m; more than 0 is expected");
  const bool embedded = o.scheme == "bogacki_shampine32" || o.scheme == "dormand_prince54";
  require(!o.tolerance || embedded, "--tolerance needs a scheme with an error of its own, but --scheme is " + o.scheme +
                                        "; choose bogacki_shampine32 or dormand_prince54, or leave it out");
  require(!o.tolerance || !o.stops_at_edges, "--tolerance and --stop-at-edges both say where steps end; leave one of them out");
  require(!o.staged || !steps_of(o).in_parts(),
          std::string("--staged makes whole steps one map a stage, where ") + (o.tolerance ? "--tolerance" : "--stop-at-edges") +
              " has each particle make parts of its own; leave one of them out");
  require(!o.stops_at_edges || o.scheme == "rk4" || o.scheme == "dormand_prince54",
          "--stop-at-edges is for the schemes rk4 and dormand_prince54, but --scheme is " + o.scheme +
              "; choose one of these, or leave it out");
  require(o.interpolation == "continuous" || !o.stops_at_edges,
          "--stop-at-edges needs a current that is continuous: with --interpolation " + o.interpolation +
              " two elements may each drive a particle into the other; leave one of them out");
  require(o.interpolation == "continuous" || !o.no_normal_flow,
          "--no-normal-flow is for a current between nodes, but --interpolation is " + o.interpolation + "; leave one of them out");
  require(o.roughness == 0 || (o.roughness >= 1e-9 && o.roughness <= 1e3),
          "--roughness is " + ten_digits(o.roughness) + " m; 0, or 1e-9 to 1000 is expected");
  require(o.dimensions == 3 || o.roughness == 0, "--roughness has a meaning in three dimensions alone; add --three-d or leave it out");
  require(o.dimensions == 3 || o.vertical_interpolation == "linear",
          "--vertical-interpolation has a meaning in three dimensions alone; add --three-d or leave it out");
}

std::string text_of_steps(const options& o) {
  return o.scheme + (o.tolerance ? " to a tolerance of " + ten_digits(*o.tolerance) + " m" : o.stops_at_edges ? " stopping at edges" : "");
}

std::string text_of_interpolation(const options& o) {
  return o.interpolation + (o.no_normal_flow ? ", along the coast" : "") + (o.vertical_interpolation == "cubic" ? ", cubic between layers" : "") +
         (o.roughness > 0 ? ", a bed of roughness " + ten_digits(o.roughness) + " m" : "");
}

}  // namespace happiest_particle
