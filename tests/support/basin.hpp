// SPDX-License-Identifier: BSL-1.0
// A basin with an irregular mesh, and particles in it.
#pragma once
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/mesh/build.hpp>
#include <eudrift/mesh/travel.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>

namespace test {

using eudrift::index_t;
using eudrift::mesh_data;
using eudrift::vec;

/// A rectangle cut into across x up cells of two triangles each.
struct basin {
  double x0 = 0, y0 = 0, width = 1, height = 1;  ///< [m]
  int across = 10, up = 10;
  double jitter = 0.25;  ///< of inner nodes, in cells
  unsigned seed = 1;
  std::function<bool(double, double)> dry = {};  ///< whether the cell with this centre is land
};

/// Inner nodes are moved at random, diagonals and all numbers are drawn at random.
inline mesh_data make_mesh(const basin& b) {
  std::mt19937 random(b.seed);
  const auto draw = [&] { return static_cast<double>(random()) / 4294967296.0; };
  const auto shuffled = [&](std::size_t n) {
    std::vector<std::int32_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = n; i-- > 1;) std::swap(order[i], order[random() % (i + 1)]);
    return order;
  };
  const double dx = b.width / b.across, dy = b.height / b.up;
  const auto dry = [&](int i, int j) {
    return i < 0 || j < 0 || i >= b.across || j >= b.up ||
           (b.dry && b.dry(b.x0 + (i + 0.5) * dx, b.y0 + (j + 0.5) * dy));
  };
  std::vector<std::int32_t> number(static_cast<std::size_t>((b.across + 1) * (b.up + 1)), -1);
  std::vector<vec<double, 2>> node;
  for (int j = 0; j <= b.up; ++j)
    for (int i = 0; i <= b.across; ++i) {
      const int land = dry(i, j) + dry(i - 1, j) + dry(i, j - 1) + dry(i - 1, j - 1);
      const double move = land > 0 ? 0 : b.jitter;
      const double to_x = draw(), to_y = draw();
      if (land == 4) continue;
      number[static_cast<std::size_t>(j * (b.across + 1) + i)] = static_cast<std::int32_t>(node.size());
      node.push_back({b.x0 + (i + move * (2 * to_x - 1)) * dx, b.y0 + (j + move * (2 * to_y - 1)) * dy});
    }
  const auto place = shuffled(node.size());
  std::vector<std::array<std::int32_t, 3>> element;
  for (int j = 0; j < b.up; ++j)
    for (int i = 0; i < b.across; ++i) {
      const bool rising = random() % 2 == 0;
      if (dry(i, j)) continue;
      const auto at = [&](int right, int above) {
        const auto n = static_cast<std::size_t>((j + above) * (b.across + 1) + i + right);
        return place[static_cast<std::size_t>(number[n])];
      };
      if (rising) {
        element.push_back({at(0, 0), at(1, 0), at(1, 1)});
        element.push_back({at(0, 0), at(1, 1), at(0, 1)});
      } else {
        element.push_back({at(0, 0), at(1, 0), at(0, 1)});
        element.push_back({at(1, 0), at(1, 1), at(0, 1)});
      }
    }
  mesh_data mesh;
  mesh.x.resize(node.size()), mesh.y.resize(node.size());
  for (std::size_t n = 0; n < node.size(); ++n) {
    mesh.x[static_cast<std::size_t>(place[n])] = node[n].at[0];
    mesh.y[static_cast<std::size_t>(place[n])] = node[n].at[1];
  }
  mesh.corner.resize(3 * element.size());
  const auto order = shuffled(element.size());
  for (std::size_t e = 0; e < element.size(); ++e)
    std::copy(element[e].begin(), element[e].end(), mesh.corner.begin() + 3 * order[e]);
  eudrift::build_mesh(mesh, "basin");
  return mesh;
}

/// A view of a mesh in host memory, for kernels called by hand.
inline eudrift::triangle_mesh_view<double, std::int32_t> view_of(const mesh_data& mesh, const eudrift::mesh_bins& bins) {
  const auto whole = []<class T>(const std::vector<T>& v) {
    return eudrift::view<const T>{v.data(), static_cast<index_t>(v.size())};
  };
  return {.node = {{mesh.x.data(), mesh.y.data()}, mesh.nodes()},
          .corner = whole(mesh.corner),
          .neighbour = whole(mesh.neighbour),
          .fan_begin = whole(mesh.fan_begin),
          .fan = whole(mesh.fan),
          .element_number = whole(mesh.element_number),
          .bins = bins.view(),
          .inside = eudrift::inside_bound(mesh),
          .frame = mesh.frame};
}

/// Centroid of an element [m].
inline vec<double, 2> centroid(const mesh_data& mesh, index_t e) {
  vec<double, 2> sum{};
  for (int k = 0; k < 3; ++k) {
    const auto n = static_cast<std::size_t>(mesh.corner[static_cast<std::size_t>(3 * e + k)]);
    sum = sum + vec<double, 2>{mesh.x[n], mesh.y[n]};
  }
  return 1.0 / 3 * sum;
}

/// Moving particles at given places of the mesh; ids count from 0.  Places outside are an error.
template <class Batch = eudrift::particle_batch<2>>
Batch particles_at(const mesh_data& mesh, const std::vector<vec<double, 2>>& places) {
  const eudrift::mesh_bins bins = eudrift::make_bins(mesh);
  const auto view = view_of(mesh, bins);
  Batch batch;
  batch.resize(static_cast<index_t>(places.size()));
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::int32_t e = eudrift::search(view, places[i]);
    eudrift::require(e >= 0, "particle " + std::to_string(i) + " was put outside the mesh");
    batch.template component<eudrift::particle_id>()[i] = static_cast<std::int64_t>(i);
    batch.template component<eudrift::position>(0)[i] = places[i].at[0];
    batch.template component<eudrift::position>(1)[i] = places[i].at[1];
    batch.template component<eudrift::host_element>()[i] = e;
  }
  return batch;
}

/// n places, uniform over the elements' centroids.
inline std::vector<vec<double, 2>> scattered(const mesh_data& mesh, index_t n, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::vector<vec<double, 2>> places;
  for (index_t i = 0; i < n; ++i)
    places.push_back(centroid(mesh, static_cast<index_t>(random() % static_cast<std::uint64_t>(mesh.elements()))));
  return places;
}

/// A velocity (x, y, t) -> [m/s] at all points, as kernel C takes it.
template <class F>
struct analytic_velocity {
  eudrift::triangle_mesh_view<double, std::int32_t> mesh;
  F flow;
  EUDRIFT_FN vec<double, 2> operator()(const eudrift::site<double, std::int32_t>& where, double seconds) const {
    return flow(where.point.at[0], where.point.at[1], seconds);
  }
};

/// A flow at all nodes at one time: x and y components, (2, nodes).
template <class F>
std::array<std::vector<double>, 2> at_nodes(const mesh_data& mesh, const F& flow, double t) {
  std::array<std::vector<double>, 2> to;
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    const vec<double, 2> u = flow(mesh.x[n], mesh.y[n], t);
    to[0].push_back(u.at[0]), to[1].push_back(u.at[1]);
  }
  return to;
}
/// The same at the elements' centroids, (2, elements).
template <class F>
std::array<std::vector<double>, 2> at_elements(const mesh_data& mesh, const F& flow, double t) {
  std::array<std::vector<double>, 2> to;
  for (index_t e = 0; e < mesh.elements(); ++e) {
    const vec<double, 2> c = centroid(mesh, e);
    const vec<double, 2> u = flow(c.at[0], c.at[1], t);
    to[0].push_back(u.at[0]), to[1].push_back(u.at[1]);
  }
  return to;
}

}  // namespace test
