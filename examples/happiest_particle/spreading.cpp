// SPDX-License-Identifier: BSL-1.0
#include "spreading.hpp"

#include "mixing.hpp"
#include "number.hpp"

#include <eudrift/core/checksum.hpp>

namespace happiest_particle {

namespace {

std::string in_sub_steps(eudrift::walk_scheme scheme, double longest) {
  return std::string(", by ") + name_of(scheme) + " in sub-steps of " + six_digits(longest) + " s at most";
}

}  // namespace

const char* name_of(eudrift::walk_scheme scheme) {
  using eudrift::walk_scheme;
  return scheme == walk_scheme::naive    ? eudrift::naive_walk::name
         : scheme == walk_scheme::visser ? eudrift::visser_walk::name
                                         : eudrift::milstein_walk::name;
}

eudrift::walk_scheme walk_scheme_of(const std::string& name) {
  using eudrift::walk_scheme;
  return name == eudrift::naive_walk::name ? walk_scheme::naive : name == eudrift::milstein_walk::name ? walk_scheme::milstein : walk_scheme::visser;
}

std::string text_of(const spreading_choice& spreading) {
  if (!spreading.by_viscofh) return spreading.constant > 0 ? "constant" : "none";
  return "viscofh" + in_sub_steps(spreading.scheme, spreading.longest);
}

std::string text_of(const mixing_choice& mixing) {
  if (!mixing.mixes()) return "none";
  std::string by = six_digits(mixing.constant) + " m2/s";
  if (mixing.by_kh) by = "kh";
  if (mixing.by_profile) {
    const auto sum = [&](const double (&column)[diffusivity_table::most]) {
      return eudrift::checksum(std::span<const double>(column, static_cast<std::size_t>(mixing.table.size)));
    };
    by = "profile of " + std::to_string(mixing.table.size) + " depths with number " +
         std::to_string((sum(mixing.table.depth) ^ sum(mixing.table.diffusivity)) % 1'000'000'000);
  }
  return by + in_sub_steps(mixing.scheme, mixing.longest);
}

}  // namespace happiest_particle
