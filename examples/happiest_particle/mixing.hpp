// SPDX-License-Identifier: BSL-1.0
// The random walk along the vertical, as the command line chooses it.
#pragma once
#include "diffusivity_table.hpp"

#include <eudrift/kernels/motion.hpp>
#include <eudrift/kernels/uniform_mixing.hpp>
#include <eudrift/vertical/profile.hpp>

#include <cstdint>
#include <string>

namespace happiest_particle {

/// How particles are mixed along the vertical.
struct mixing_choice {
  double constant = 0;      ///< diffusivity [m2/s]; 0: not mixed, or by one of the next two
  bool by_kh = false;       ///< by the forcing's kh
  bool by_profile = false;  ///< by a table of depths
  eudrift::walk_scheme scheme = eudrift::walk_scheme::visser;
  double longest = 6;       ///< sub-step [s]
  std::uint64_t seed = 0;
  diffusivity_table table{};  ///< where it was read

  bool mixes() const { return by_kh || by_profile || constant > 0; }
};

/// For people, and for what must be the same where a run goes on.
std::string text_of(const mixing_choice& mixing);

/// That walk for motion: one type for all choices, so that the kernels that move particles are compiled once.  kh goes
/// by cubics between levels, and a table between its depths, since a walk needs a derivative that does not jump.
struct column_mixing {
  using diffusivity = eudrift::layered_diffusivity<double, std::int32_t, eudrift::cubic_profile>;
  using by_depth = eudrift::tabulated_diffusivity<double, std::int32_t, eudrift::cubic_profile>;
  eudrift::vertical_walk<eudrift::visser_walk, diffusivity> walk;
  bool mixes;
  eudrift::walk_scheme scheme;
  by_depth table{};  ///< in place of walk.diffusivity where it has depths
  double uniform = 0;  ///< one diffusivity in place of both, where it is more than 0 [m2/s]

  /// The walk by `uniform`, which is that of each scheme.
  using uniform_walk = eudrift::vertical_walk<eudrift::naive_walk, eudrift::uniform_diffusivity<double, std::int32_t>>;
  EUDRIFT_FN uniform_walk by_uniform() const { return {{walk.diffusivity.column, uniform}, walk.longest, walk.seed}; }

  template <class T, class Id>
  EUDRIFT_FN eudrift::site<T, Id, 3> step(const eudrift::triangle_mesh_view<T, Id>& mesh, const eudrift::site<T, Id, 3>& from,
                                          const eudrift::time_step<T>& step, std::int64_t id, std::uint32_t number) const {
    if (!mixes) return by_numbers(from);
    if (uniform > 0) return by_uniform().step(mesh, from, step, id, number);
    if (scheme == eudrift::walk_scheme::visser && table.depth.size == 0) return walk.step(mesh, from, step, id, number);
    return step_by_another(mesh, from, step, id, number);
  }

 private:
  template <class T, class Id>
  EUDRIFT_FN_RARE eudrift::site<T, Id, 3> step_by_another(const eudrift::triangle_mesh_view<T, Id>& mesh,
                                                          const eudrift::site<T, Id, 3>& from, const eudrift::time_step<T>& step,
                                                          std::int64_t id, std::uint32_t number) const {
    const auto by = [&](const auto& k) {
      using K = std::remove_cvref_t<decltype(k)>;
      if (scheme == eudrift::walk_scheme::visser)
        return eudrift::vertical_walk<eudrift::visser_walk, K>{k, walk.longest, walk.seed}.step(mesh, from, step, id, number);
      if (scheme == eudrift::walk_scheme::milstein)
        return eudrift::vertical_walk<eudrift::milstein_walk, K>{k, walk.longest, walk.seed}.step(mesh, from, step, id, number);
      return eudrift::vertical_walk<eudrift::naive_walk, K>{k, walk.longest, walk.seed}.step(mesh, from, step, id, number);
    };
    return table.depth.size > 0 ? by(table) : by(walk.diffusivity);
  }
};

}  // namespace happiest_particle

/// A block of particles: by one diffusivity in lanes, else one by one.
template <>
class eudrift::mixing_rows<happiest_particle::column_mixing> {
 public:
  explicit mixing_rows(const happiest_particle::column_mixing& mixing) : mixing_(mixing), uniform_(mixing.by_uniform()) {}
  void drop(int, int) {}
  template <class Rows>
  void renew(int, const Rows&) {}
  template <class Rows, class Set>
  void walk(int p, const Rows& rows, const time_step<double>& step, const block_keys& keys, const Set& set) {
    if (!mixing_.mixes) return;
    if (mixing_.uniform > 0) return uniform_.walk(p, rows, step, keys, set);
    detail::mix_one_by_one(mixing_, p, rows, step, keys, set);
  }

 private:
  happiest_particle::column_mixing mixing_;
  mixing_rows<happiest_particle::column_mixing::uniform_walk> uniform_;
};
