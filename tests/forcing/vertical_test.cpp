// SPDX-License-Identifier: BSL-1.0
#include <eudrift/forcing/vertical.hpp>

#include "../catch.hpp"

#include <vector>

using namespace eudrift;

namespace {

/// Fixed heights [m] at each node, as models with tabulated levels have them; the surface is level 0.
struct tabulated_heights {
  view<const double> height_of;  // (levels, nodes)
  index_t nodes;

  index_t levels() const { return height_of.size / nodes; }
  double height(index_t level, index_t node, double) const { return height_of[level * nodes + node]; }
  double surface(index_t node, double) const { return height_of[node]; }
};
static_assert(VerticalCoordinate<tabulated_heights>);

/// The level above which a height lies, for any vertical coordinate.
template <VerticalCoordinate V>
index_t level_above(const V& v, index_t node, double z, double seconds) {
  index_t k = 0;
  while (k + 1 < v.levels() && v.height(k + 1, node, seconds) >= z) ++k;
  return k;
}

template <class T>
view<const T> whole(const std::vector<T>& v) {
  return {v.data(), static_cast<index_t>(v.size())};
}

}  // namespace

TEST_CASE("Sigma levels follow the surface and the bed: z = zeta + sigma (h + zeta)") {
  const std::vector<double> siglev{0, 0, -0.2, -0.2, -0.8, -0.8, -1, -1}, depth{10, 11};
  const std::vector<double> before{0, 0.5}, after{1, -0.5};
  const sigma_coordinate<double> levels{whole(siglev), whole(depth), whole(before), whole(after), 1.0 / 3600};
  CHECK(levels.levels() == 4);
  for (const double t : {0.0, 900.0, 1800.0, 3600.0}) {
    const double zeta[] = {t / 3600, 0.5 - t / 3600};
    for (index_t n = 0; n < 2; ++n) {
      CHECK(levels.surface(n, t) == Approx(zeta[n]).margin(1e-15));
      CHECK(levels.height(0, n, t) == Approx(zeta[n]).margin(1e-15));
      CHECK(levels.height(3, n, t) == Approx(-depth[static_cast<std::size_t>(n)]).epsilon(1e-14));
      CHECK(levels.height(1, n, t) ==
            Approx(zeta[n] - 0.2 * (depth[static_cast<std::size_t>(n)] + zeta[n])).epsilon(1e-14));
    }
  }
}

TEST_CASE("Sigma layers have the heights of a published reader test") {
  // PyLag's: layers at sigma -0.1, -0.5, -0.9 over 11 m; the surface rises from 1 m to 1.5 m in 1800 s, the
  // velocity from 2 and 1 (upper and middle layer) to 3 and 1.5.  It is 1.5 at z = -2.6 m, then 2.25 at -2.25 m.
  const std::vector<double> siglay{-0.1, -0.5, -0.9}, h{11}, before{1}, after{2};
  const sigma_coordinate<double> layers{whole(siglay), whole(h), whole(before), whole(after), 1.0 / 3600};
  const auto at = [&](double z, double seconds, double upper, double middle) {
    const double top = layers.height(0, 0, seconds), below = layers.height(1, 0, seconds);
    const double part = (z - top) / (below - top);
    return (1 - part) * upper + part * middle;
  };
  CHECK(at(-2.6, 0, 2, 1) == Approx(1.5));
  CHECK(at(-2.25, 1800, 3, 1.5) == Approx(2.25));
}

TEST_CASE("Code written for the concept takes sigma levels and tabulated heights alike") {
  const std::vector<double> siglev{0, -0.25, -0.5, -1}, h{20}, zeta{0};
  const sigma_coordinate<double> sigma{whole(siglev), whole(h), whole(zeta), whole(zeta)};
  const std::vector<double> heights{0, -5, -10, -20};
  const tabulated_heights table{whole(heights), 1};
  for (const double z : {0.0, -1.0, -5.0, -7.0, -10.5, -19.0, -25.0})
    CHECK(level_above(sigma, 0, z, 0) == level_above(table, 0, z, 0));
  CHECK(level_above(table, 0, -7, 0) == 1);
  CHECK(level_above(table, 0, -25, 0) == 3);
}
