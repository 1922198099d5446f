// SPDX-License-Identifier: BSL-1.0
#include <eudrift/kernels/begin_interval.hpp>

#include "advect.hpp"

#include "../catch.hpp"

using namespace eudrift;

TEST_CASE("Particles are aground where both slices are dry, and move again where one is wet") {
  const mesh_data mesh = test::make_mesh({.width = 4, .height = 1, .across = 4, .up = 1, .jitter = 0});
  std::vector<vec<double, 2>> places;
  for (index_t e = 0; e < mesh.elements(); ++e) places.push_back(test::centroid(mesh, e));
  const auto batch = [&] {
    auto b = test::particles_at(mesh, places);
    b.component<state>() = {status::moving,  status::aground, status::waiting, status::left,
                            status::aground, status::aground, status::moving,  status::moving};
    return b;
  }();
  //                             m  a  w  l  a  a  m  m
  const std::vector<double> before{0, 0, 0, 0, 1, 0, 1, 0}, after{0, 0, 0, 0, 0, 1, 1, 1};
  const auto run = [&](view<const double> b, view<const double> a) {
    particle_set<serial_executor, 2> particles(serial_executor{});
    particles.append(batch);
    serial_executor{}.map(particles.size(), begin_interval<drifter_view<2>>{particles.view(), b, a, particles.size()});
    const auto s = particles.collect<state>();
    return std::vector<status>(s.begin(), s.end());
  };
  const auto m = status::moving, a = status::aground;
  CHECK(run({before.data(), 8}, {after.data(), 8}) == std::vector<status>{a, a, status::waiting, status::left, m, m, m, m});
  CHECK(run({}, {}) == std::vector<status>{m, m, status::waiting, status::left, m, m, m, m});
}

TEST_CASE("The clock of particles from before starts anew, that of newcomers counts to their release") {
  const mesh_data mesh = test::make_mesh({.width = 4, .height = 1, .across = 4, .up = 1, .jitter = 0});
  auto batch = test::particles_at(mesh, {test::centroid(mesh, 0), test::centroid(mesh, 1), test::centroid(mesh, 2)});
  batch.component<state>() = {status::moving, status::moving, status::waiting};
  batch.component<release_delay>() = {3600, 30, 60};
  particle_set<serial_executor, 2> particles(serial_executor{});
  particles.append(batch);
  const std::vector<double> wet{1, 0, 1, 1, 1, 1, 1, 1};
  const view<const double> slice{wet.data(), 8};
  serial_executor{}.map(particles.size(), begin_interval<drifter_view<2>>{particles.view(), slice, slice, 1});
  const auto delay = particles.collect<release_delay>();
  CHECK(std::vector<double>(delay.begin(), delay.end()) == std::vector<double>{0, 30, 60});
  const auto s = particles.collect<state>();
  CHECK(std::vector<status>(s.begin(), s.end()) == std::vector<status>{status::moving, status::aground, status::waiting});
}

TEST_CASE("A newcomer on dry ground is aground before its release, and makes no step") {
  const mesh_data mesh = test::make_mesh({.width = 4, .height = 1, .across = 4, .up = 1, .jitter = 0});
  auto batch = test::particles_at(mesh, {test::centroid(mesh, 0), test::centroid(mesh, 1), test::centroid(mesh, 2), test::centroid(mesh, 3)});
  batch.component<state>() = {status::waiting, status::waiting, status::waiting, status::left};
  batch.component<release_delay>() = {90, 30, 60, 0};
  particle_set<serial_executor, 2> particles(serial_executor{});
  particles.append(batch);
  const std::vector<double> before{0, 0, 1, 0, 1, 1, 1, 1}, after{0, 0, 0, 0, 1, 1, 1, 1};
  serial_executor{}.map(particles.size(), begin_interval<drifter_view<2>>{particles.view(), {before.data(), 8}, {after.data(), 8}, 1});
  const auto s = particles.collect<state>();
  CHECK(std::vector<status>(s.begin(), s.end()) == std::vector<status>{status::waiting, status::aground, status::waiting, status::left});
  const auto delay = particles.collect<release_delay>();
  CHECK(std::vector<double>(delay.begin(), delay.end()) == std::vector<double>{90, 30, 60, 0});
}
