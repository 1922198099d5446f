// SPDX-License-Identifier: BSL-1.0
// The random walk along the vertical, as the command line chooses it.
#pragma once
#include <eudrift/kernels/motion.hpp>
#include <eudrift/kernels/vertical_walk.hpp>
#include <eudrift/vertical/profile.hpp>

#include <cstdint>
#include <string>

namespace happiest_particle {

/// How particles are mixed along the vertical.
struct mixing_choice {
  double constant = 0;      ///< diffusivity [m2/s]; 0: not mixed, or by kh
  bool by_kh = false;       ///< by the forcing's kh
  bool milstein = false;    ///< by Milstein's scheme, else by Visser's
  double longest = 6;       ///< sub-step [s]
  std::uint64_t seed = 0;

  bool mixes() const { return by_kh || constant > 0; }
  const char* scheme() const { return milstein ? eudrift::milstein_walk::name : eudrift::visser_walk::name; }
};

/// For people, and for what must be the same where a run goes on.
std::string text_of(const mixing_choice& mixing);

/// That walk for motion: one type for all choices, so that the kernels that move particles are compiled once.  kh goes
/// by cubics between levels, since a walk needs a derivative that does not jump.  The naive scheme is no choice: it gathers
/// particles where they are mixed least, which nobody wants of a program; the library has it to be compared with.
struct column_mixing {
  using diffusivity = eudrift::layered_diffusivity<double, std::int32_t, eudrift::cubic_profile>;
  eudrift::vertical_walk<eudrift::visser_walk, diffusivity> walk;
  bool mixes, milstein;

  template <class T, class Id>
  EUDRIFT_FN eudrift::site<T, Id, 3> step(const eudrift::triangle_mesh_view<T, Id>& mesh, const eudrift::site<T, Id, 3>& from,
                                          const eudrift::time_step<T>& step, std::int64_t id, std::uint32_t number) const {
    if (!mixes) return by_numbers(from);
    if (!milstein) return walk.step(mesh, from, step, id, number);
    return eudrift::vertical_walk<eudrift::milstein_walk, diffusivity>{walk.diffusivity, walk.longest, walk.seed}.step(
        mesh, from, step, id, number);
  }
};

}  // namespace happiest_particle
