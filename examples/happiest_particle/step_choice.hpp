// SPDX-License-Identifier: BSL-1.0
// How steps are made and fields interpolated, as the command line chooses it.
#pragma once
#include <string>

namespace happiest_particle {

struct options;

/// What steps of the grid are made of.
struct step_choice {
  bool staged = false;    ///< one map a stage
  bool to_edges = false;  ///< parts that end at edges of elements
  double tolerance = 0;   ///< parts whose error is no more than this [m]; 0: not held to any

  bool in_parts() const { return to_edges || tolerance > 0; }
};

/// How the current goes between the places where the forcing has it.
struct interpolation_choice {
  bool by_elements = false;  ///< FVCOM's: an element's own value and gradient, else between nodes
  bool mirrored = false;     ///< with the mirror image of an element beside a coast
  bool cubic = false;        ///< between layers, in three dimensions
  bool along_coast = false;  ///< at nodes of solid edges, nothing of it through them
  double roughness = 0;      ///< length by which the law of the wall leads from the lowest layer to the bed [m]; 0: none does
};

/// Tries that a particle may take for a step of the grid before it is given up.
inline constexpr int most_tries = 1000;

step_choice steps_of(const options& o);
interpolation_choice interpolation_of(const options& o);

/// Throws eudrift::error for what cannot be meant, or does not go together.
void check_steps(const options& o);

// For people, and for what must be the same where a run goes on.
std::string text_of_steps(const options& o);
std::string text_of_interpolation(const options& o);

}  // namespace happiest_particle
