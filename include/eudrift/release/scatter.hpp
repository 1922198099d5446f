// SPDX-License-Identifier: BSL-1.0
/// \file
/// Places uniform over the water of a mesh, by area or by volume.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/mesh/locate.hpp>
#include <eudrift/random/philox.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A place in the water.
struct water_place {
  vec<double, 2> point;  ///< [m, in the mesh's frame]
  std::int32_t element;  ///< its owner
  double sigma;          ///< 0 where places are uniform by area
};

/// Places uniform over the water: a function of seed and id alone, the same for every order of the mesh in memory.  An
/// element is drawn in proportion to its area or volume, added up in the order of file numbers, then a place in it.
class water_scatter {
 public:
  /// `mesh` must be complete (build_mesh) and outlive this.  `thickness` of the water at nodes [m], (nodes,): uniform
  /// by volume, in which it is linear on each element and negative counts as none; empty: by area on the ground. `wet`,
  /// (elements,): 0 where nothing is to be; empty: everywhere.  Throws error where lengths are others, or there is no
  /// water.
  water_scatter(const mesh_data& mesh, std::uint64_t seed, std::vector<double> thickness = {},
                const std::vector<double>& wet = {})
      : mesh_(mesh), held_(serial_executor{}, mesh), seed_(seed), thickness_(std::move(thickness)) {
    const auto fits = [](std::size_t given, index_t expected, const char* what) {
      require(given == 0 || static_cast<index_t>(given) == expected,
              "to scatter over the water, " + std::to_string(given) + " values of " + what + " were given; expected " +
                  std::to_string(expected));
    };
    fits(thickness_.size(), mesh.nodes(), "thickness at nodes"),
        fits(wet.size(), mesh.elements(), "wetness at elements");
    for (double& t : thickness_) t = t > 0 ? t : 0;
    by_number_.resize(static_cast<std::size_t>(mesh.elements()));
    for (std::size_t e = 0; e < by_number_.size(); ++e) by_number_[e] = static_cast<std::int32_t>(e);
    std::sort(by_number_.begin(), by_number_.end(), [&](std::int32_t a, std::int32_t b) {
      return mesh.element_number[static_cast<std::size_t>(a)] < mesh.element_number[static_cast<std::size_t>(b)];
    });
    const auto view = held_.view();
    for (const std::int32_t e : by_number_) {
      const vec<double, 2> a = view.corner_position(e, 0), b = view.corner_position(e, 1),
                           c = view.corner_position(e, 2);
      const double area = cross(b - a, c - a) / 2 / mesh.frame.stretch((a.at[1] + b.at[1] + c.at[1]) / 3);
      const vec<double, 3> deep = thickness_of(e);
      const bool dry = !wet.empty() && wet[static_cast<std::size_t>(e)] == 0;
      below_.push_back(below_.back() + (dry ? 0 : area * ((deep.at[0] + deep.at[1] + deep.at[2]) / 3)));
    }
    require(below_.back() > 0, "there is no water to scatter particles over: no element is wet and has area and depth");
  }

  /// Area [m2] or volume [m3] of the water.
  double size() const { return below_.back(); }

  /// The place of particle `id`.
  water_place operator()(std::int64_t id) const {
    const auto draw = [&](std::uint32_t number) {
      return philox(seed_, static_cast<std::uint64_t>(id), number, release_stream + 3);
    };
    const vec<std::uint32_t, 4> which = draw(0);
    const double share = unit_interval(which.at[0], which.at[1]) * size();
    const auto above = std::upper_bound(below_.begin(), below_.end() - 1, share);
    const std::int32_t e = by_number_[static_cast<std::size_t>(above - below_.begin() - 1)];
    const auto view = held_.view();
    const vec<double, 2> a = view.corner_position(e, 0), b = view.corner_position(e, 1), c = view.corner_position(e, 2);
    const vec<double, 3> deep = thickness_of(e);
    const double most = std::max({deep.at[0], deep.at[1], deep.at[2]});
    vec<double, 2> p{};
    // Where the water is thinner fewer places are taken: a third of them at least, so that 200 attempts do.
    for (std::uint32_t attempt = 0; attempt < 200; ++attempt) {
      const vec<std::uint32_t, 4> where = draw(1 + 2 * attempt);
      double u = unit_interval(where.at[0], where.at[1]), v = unit_interval(where.at[2], where.at[3]);
      if (u + v > 1) u = 1 - u, v = 1 - v;
      p = a + u * (b - a) + v * (c - a);
      if (thickness_.empty()) break;
      const vec<std::uint32_t, 4> chance = draw(2 + 2 * attempt);
      const double here = deep.at[0] + u * (deep.at[1] - deep.at[0]) + v * (deep.at[2] - deep.at[0]);
      if (unit_interval(chance.at[0], chance.at[1]) * most < here) break;
    }
    const double sigma = thickness_.empty() ? 0 : -unit_interval(which.at[2], which.at[3]);
    const std::int32_t owner = locate(view, e, p);
    // A point that rounding put beyond the coast goes to the centroid.
    if (owner < 0) return {1.0 / 3 * (a + b + c), e, sigma};
    return {p, owner, sigma};
  }

 private:
  vec<double, 3> thickness_of(std::int32_t e) const {
    vec<double, 3> deep{1, 1, 1};
    for (int k = 0; k < 3 && !thickness_.empty(); ++k)
      deep.at[k] = thickness_[static_cast<std::size_t>(
          mesh_.corner[3 * static_cast<std::size_t>(e) + static_cast<std::size_t>(k)])];
    return deep;
  }

  const mesh_data& mesh_;
  resident_mesh<serial_executor> held_;
  std::uint64_t seed_;
  std::vector<double> thickness_;
  std::vector<std::int32_t> by_number_;
  std::vector<double> below_{0};
};

}  // namespace eudrift::inline EUDRIFT_ABI
