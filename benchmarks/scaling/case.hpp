// SPDX-License-Identifier: BSL-1.0
// The case: one gyre in a basin, as benchmarks/support/reference_case.hpp has it, and particles released in it.
#pragma once
#include <eudrift/mesh/renumber.hpp>
#include <eudrift/partition/mesh_share.hpp>

#include "../../tests/support/basin.hpp"
#include "costs.hpp"

namespace scaling {

using namespace eudrift;

inline constexpr double hour = 3600;
inline constexpr step_grid<double> minutes{hour, 60};
inline constexpr halo_width one_step{60, 1};  ///< [m]; the gyre carries 51 m in a minute

/// The gyre's velocity at the nodes of a mesh, (2, nodes) [m/s].
inline std::array<std::vector<double>, 2> flow(const mesh_data& mesh, double width, double t) {
  constexpr double pi = 3.14159265358979323846;
  return test::at_nodes(
      mesh,
      [width](double x, double y, double s) {
        const double speed = 0.70710678 * (1 + 0.2 * std::sin(2 * pi * s / 44714));
        const double a = pi * x / width, b = pi * y / width;
        return vec<double, 2>{-speed * std::sin(a) * std::cos(b), speed * std::cos(a) * std::sin(b)};
      },
      t);
}

/// The whole mesh, the particles by element, and who owns which element at first.
struct sea {
  mesh_data mesh;
  std::vector<vec<double, 2>> place;       ///< of a particle [m]
  std::vector<std::int32_t> particle;      ///< ordered by element
  std::vector<std::int64_t> begin;         ///< first of an element in `particle`, (elements + 1,)
  std::vector<std::int32_t> owner;         ///< of an element, (elements,)

  sea(const wanted& w, int ranks) {
    mesh = hilbert_ordered(
        test::make_mesh({.width = w.width, .height = w.width, .across = w.across, .up = w.across}));
    const auto n = static_cast<std::size_t>(w.particles / static_cast<double>(w.weight));
    for (std::size_t i = 0; i < n; ++i) place.push_back(w.width * released(w, i));
    const mesh_bins bins = make_bins(mesh);
    const auto view = test::view_of(mesh, bins);
    std::vector<std::int32_t> element;
    for (const auto& p : place) element.push_back(search(view, p));
    begin.assign(mesh.element_number.size() + 1, 0);
    for (const std::int32_t e : element) ++begin[static_cast<std::size_t>(e) + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<std::int64_t> next(begin.begin(), begin.end() - 1);
    particle.resize(n);
    for (std::size_t i = 0; i < n; ++i)
      particle[static_cast<std::size_t>(next[static_cast<std::size_t>(element[i])]++)] = static_cast<std::int32_t>(i);
    owner = hilbert_owners(mesh, ranks, w.balance ? weights(w.weight) : std::vector<std::int64_t>{});
  }
  /// Weights of elements: 1, and `of_a_particle` for each particle.
  std::vector<std::int64_t> weights(std::int64_t of_a_particle) const {
    std::vector<std::int64_t> to;
    for (std::size_t e = 0; e + 1 < begin.size(); ++e) to.push_back(1 + of_a_particle * (begin[e + 1] - begin[e]));
    return to;
  }
  /// The particles in the own elements of a share.
  particle_batch<2> on(const mesh_share& share) const {
    particle_batch<2> batch;
    index_t count = 0;
    const auto each = [&](const auto& f) {
      for (std::int32_t e = 0; e < share.owned; ++e) {
        const auto of = static_cast<std::size_t>(share.element[static_cast<std::size_t>(e)]);
        for (std::int64_t k = begin[of]; k < begin[of + 1]; ++k) f(particle[static_cast<std::size_t>(k)], e);
      }
    };
    each([&](std::int32_t, std::int32_t) { ++count; });
    batch.resize(count);
    std::size_t i = 0;
    each([&](std::int32_t which, std::int32_t e) {
      batch.component<particle_id>()[i] = which;
      for (int d = 0; d < 2; ++d) batch.component<position>(d)[i] = place[static_cast<std::size_t>(which)].at[d];
      batch.component<host_element>()[i] = e;
      ++i;
    });
    return batch;
  }

 private:
  /// Place i in a square of side 1, of a sequence that leaves no gaps (the plastic number's multiples), so that a
  /// thousandth of the particles is spread as evenly as all would be.  Clustered: nine of ten fall into a square of a
  /// twentieth of the area, off the gyre's centre.
  static vec<double, 2> released(const wanted& w, std::size_t i) {
    const auto part = [](double v) { return std::min(std::max(v - std::floor(v), 1e-6), 1 - 1e-6); };
    const bool inside = w.clustered && i % 10 != 0;
    const auto k = static_cast<double>(!w.clustered ? i : inside ? i - i / 10 - 1 : i / 10);
    const double x = part(0.5 + 0.7548776662466927 * k), y = part(0.5 + 0.5698402909980532 * k);
    const double side = std::sqrt(0.05);
    return inside ? vec<double, 2>{0.15 + side * x, 0.3 + side * y} : vec<double, 2>{x, y};
  }
};

}  // namespace scaling
