// SPDX-License-Identifier: BSL-1.0
#include <eudrift/kernels/random_walk.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

namespace {

using eudrift::mesh_data;
using point = eudrift::vec<double, 2>;
using place = eudrift::site<double, std::int32_t>;

constexpr double south = 40, north = 80, width = 40;  // [degrees]
constexpr int bands = 10;
constexpr double reach = 80e3;          // of a step [m]
constexpr std::uint32_t steps = 1200;  // together as far as the sea is wide

/// A closed sea between two latitudes and two longitudes.
mesh_data polar_sea() {
  mesh_data mesh = test::make_mesh(test::basin{.x0 = 0, .y0 = south, .width = width, .height = north - south, .across = 16, .up = 16});
  mesh.frame = {true, 20, 60};
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    const point p = mesh.frame.to_internal(mesh.x[n], mesh.y[n]);
    mesh.x[n] = p[0], mesh.y[n] = p[1];
  }
  eudrift::build_mesh(mesh, "polar sea");
  return mesh;
}

double sine(double degrees) { return std::sin(degrees * eudrift::radians_per_degree); }

/// Chi-square of a walk against a density uniform per area on the ground:
/// over bands of latitude of equal area, which are equal steps of its sine.
template <class Step>
double evenness(const Step& step) {
  const test::viewed v(polar_sea());
  const auto mesh = v.view();
  test::draws random(4);
  std::vector<double> count(bands);
  const int particles = 4000;
  for (int i = 0; i < particles; ++i) {
    const double lat = std::asin(random.between(sine(south + 1e-6), sine(north - 1e-6))) / eudrift::radians_per_degree;
    const point p = mesh.frame.to_internal(random.between(1e-6, width - 1e-6), lat);
    const std::int32_t e = eudrift::search(mesh, p);
    place here{p, e, mesh.weights(e, p)};
    for (std::uint32_t k = 0; k < steps; ++k) here = step(mesh, here, i, k);
    const double share = (sine(mesh.frame.to_file(here.point)[1]) - sine(south)) / (sine(north) - sine(south));
    count[static_cast<std::size_t>(std::clamp(share * bands, 0.0, bands - 1.0))] += 1;
  }
  double sum = 0;
  const double expected = static_cast<double>(particles) / bands;
  for (const double c : count) sum += (c - expected) * (c - expected) / expected;
  return sum;
}

constexpr double seconds = 3600, diffusivity = reach * reach / (8 * seconds);
constexpr double limit = 39.3;  // what chi-square with 9 degrees of freedom exceeds once in 10^5

}  // namespace

TEST_CASE("A random walk on the sphere stays uniform per area, not per square of the map") {
  const eudrift::random_walk walk{diffusivity, 3};
  CHECK(evenness([&](const auto& mesh, const place& from, int id, std::uint32_t k) { return walk.step(mesh, from, seconds, id, k); }) < limit);
}

TEST_CASE("Without the drift towards the equator it does not") {
  const auto plain = [](const auto& mesh, const place& from, int id, std::uint32_t k) {
    const point d = reach * eudrift::uniform_in_disc(3, static_cast<std::uint64_t>(id), k);
    const double stretch = mesh.frame.stretch(from.point[1]);
    return eudrift::displace<eudrift::reflect>(mesh, from, point{stretch * d[0], d[1]}, stretch);
  };
  CHECK(evenness(plain) > 2 * limit);
}
