// SPDX-License-Identifier: BSL-1.0
// The random walk in the plane, as the command line chooses it.
#pragma once
#include <eudrift/forcing/depth_choice.hpp>
#include <eudrift/kernels/random_walk.hpp>

#include <string>

namespace happiest_particle {

/// How particles are dispersed in the plane.
struct spreading_choice {
  double constant = 0;      ///< diffusivity [m2/s]; 0: not dispersed, or by viscofh
  bool by_viscofh = false;  ///< by that of the forcing
  eudrift::walk_scheme scheme = eudrift::walk_scheme::visser;
  double longest = 60;      ///< sub-step where it varies [s]

  bool walks() const { return by_viscofh || constant > 0; }
  /// For motion; what varies is put in where it is held.
  eudrift::random_walk walk(std::uint64_t seed) const { return {constant, seed, {{}, scheme, longest}}; }
};

/// As a command line names a scheme, and back.
const char* name_of(eudrift::walk_scheme scheme);
eudrift::walk_scheme walk_scheme_of(const std::string& name);

/// For people, and for what must be the same where a run goes on.
std::string text_of(const spreading_choice& spreading);

/// The field that a source has for spreading by viscofh, `layers` being those of the current.  Throws eudrift::error, naming
/// `file`, where there is none that serves.
template <eudrift::ForcingSource S>
eudrift::field_info find_viscofh(const S& source, const std::string& file, eudrift::index_t layers) {
  const auto field = eudrift::find_field(source, "viscofh");
  eudrift::require(field.has_value(), file + ": there is no variable viscofh, the horizontal diffusivity that particles were to be dispersed "
                                             "by; give files that have it, or a constant --dispersal");
  eudrift::require(field->where == eudrift::location::node && !field->steady && (field->layers == 1 || field->layers == layers),
                   file + ": the variable viscofh has " + std::to_string(field->layers) + " layers" +
                       (field->where == eudrift::location::node ? "" : " at elements") + (field->steady ? ", but no times" : "") +
                       "; 1 or " + std::to_string(layers) + " at nodes at each time are expected, since u has " + std::to_string(layers));
  return *field;
}

}  // namespace happiest_particle
