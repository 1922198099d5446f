// SPDX-License-Identifier: BSL-1.0
#include "release.hpp"

#include "other_plane.hpp"

#include <eudrift/core/error.hpp>
#include <eudrift/forcing/time.hpp>
#include <eudrift/random/philox.hpp>
#include <eudrift/release/csv.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

namespace happiest_particle {

namespace {

using eudrift::vec;

/// "id 1", or "ids 1, 2, 3 and 7 more".
std::string list_ids(const std::vector<std::int64_t>& ids) {
  constexpr std::size_t most = 100;
  std::string words = ids.size() == 1 ? "id " : "ids ";
  for (std::size_t i = 0; i < std::min(ids.size(), most); ++i) words += (i ? ", " : "") + std::to_string(ids[i]);
  return words + (ids.size() > most ? " and " + std::to_string(ids.size() - most) + " more" : "");
}

/// Refuses release points outside the mesh, or prints which are skipped.
void deal_with_outside(std::vector<std::int64_t> ids, const options& o) {
  if (ids.empty()) return;
  std::sort(ids.begin(), ids.end());
  const bool one = ids.size() == 1;
  const std::string points = std::to_string(ids.size()) + " release point" + (one ? "" : "s");
  eudrift::require(o.skip_outside, o.release + ": " + points + (one ? " lies" : " lie") + " outside the mesh: " + list_ids(ids) +
                                       (one ? "; mend it, or go on without it" : "; mend them, or go on without them") +
                                       " by --skip-outside");
  std::printf("skipped: %s outside the mesh: %s\n", points.c_str(), list_ids(ids).c_str());
  std::fflush(stdout);
}

/// Where release points are on the mesh.
class locator {
 public:
  locator(const eudrift::mesh_data& mesh, const std::string& file) : mesh_(mesh), file_(file), host_(mesh) {}

  mesh_place operator()(const eudrift::release_point& point) {
    if (point.geographic == mesh_.frame.spherical) {
      const vec<double, 2> p = mesh_.frame.to_internal(point.x, point.y);
      return {p, search(host_.view, p)};
    }
    if (!other_) find_other_plane(point);
    return other_->locate(point.x, point.y, host_);
  }

 private:
  void find_other_plane(const eudrift::release_point& point) {
    const std::string pair = point.geographic ? "lon,lat" : "x,y";
    eudrift::require(!mesh_.other_x.empty(), file_ + ": line " + std::to_string(point.line) + " gives " + pair + ", which the forcing does not have at its nodes; give " +
                                                 (point.geographic ? "x,y in metres" : "lon,lat in degrees"));
    other_.emplace(mesh_, file_ + ": gives " + pair + ", in which the forcing's mesh is damaged");
  }

  const eudrift::mesh_data& mesh_;
  const std::string& file_;
  host_mesh host_;
  std::optional<other_plane> other_;
};

/// An element with its corners ordered by place: what is computed from it does not depend on how the
/// file numbers nodes and elements.
struct triangle {
  std::int32_t element;
  std::array<vec<double, 2>, 3> at;

  std::array<double, 6> key() const {
    return {at[0].at[0], at[0].at[1], at[1].at[0], at[1].at[1], at[2].at[0], at[2].at[1]};
  }
};

triangle triangle_of(const eudrift::triangle_mesh_view<double, std::int32_t>& mesh, std::int32_t e) {
  triangle t{e, {mesh.corner_position(e, 0), mesh.corner_position(e, 1), mesh.corner_position(e, 2)}};
  std::sort(t.at.begin(), t.at.end(), [](const vec<double, 2>& a, const vec<double, 2>& b) {
    return a.at[0] != b.at[0] ? a.at[0] < b.at[0] : a.at[1] < b.at[1];
  });
  return t;
}

}  // namespace

std::vector<start_point> scatter(const eudrift::mesh_data& mesh, const std::vector<double>& wet, const options& o,
                                 time_ms start) {
  const host_mesh host(mesh);
  std::vector<triangle> triangles;
  for (std::int32_t e = 0; e < mesh.elements(); ++e) triangles.push_back(triangle_of(host.view, e));
  const auto number = [&](const triangle& t) { return mesh.element_number[static_cast<std::size_t>(t.element)]; };
  std::sort(triangles.begin(), triangles.end(), [&](const triangle& a, const triangle& b) {
    return a.key() != b.key() ? a.key() < b.key() : number(a) < number(b);
  });
  // Areas on the ground, added up in that order.
  std::vector<double> below{0};
  for (const triangle& t : triangles) {
    const double middle = (t.at[0].at[1] + t.at[1].at[1] + t.at[2].at[1]) / 3;
    const bool dry = !wet.empty() && wet[static_cast<std::size_t>(t.element)] == 0;
    below.push_back(below.back() + (dry ? 0 : std::abs(cross(t.at[1] - t.at[0], t.at[2] - t.at[0])) / mesh.frame.stretch(middle)));
  }
  eudrift::require(below.back() > 0, "no element of the forcing is wet at its first time, so no particle can be released");

  std::vector<start_point> points;
  points.reserve(static_cast<std::size_t>(o.particles));
  for (std::int64_t id = 0; id < o.particles; ++id) {
    const auto draw = [&](std::uint32_t step) { return eudrift::philox(o.seed, static_cast<std::uint64_t>(id), step, eudrift::release_stream); };
    const vec<std::uint32_t, 4> which = draw(0), where = draw(1);
    const double area = eudrift::unit_interval(which.at[0], which.at[1]) * below.back();
    const auto above = std::upper_bound(below.begin(), below.end() - 1, area);
    const triangle& t = triangles[static_cast<std::size_t>(above - below.begin() - 1)];
    double u = eudrift::unit_interval(where.at[0], where.at[1]), v = eudrift::unit_interval(where.at[2], where.at[3]);
    if (u + v > 1) u = 1 - u, v = 1 - v;
    const vec<double, 2> p = t.at[0] + u * (t.at[1] - t.at[0]) + v * (t.at[2] - t.at[0]);
    const std::int32_t e = t.element, owner = locate(host.view, e, p);
    // A point that rounding put beyond the coast goes to the centroid.
    const vec<double, 2> inside = owner >= 0 ? p : 1.0 / 3 * (t.at[0] + t.at[1] + t.at[2]);
    points.push_back({id, inside, owner >= 0 ? owner : e, start, static_cast<std::int32_t>(id)});
  }
  return points;
}

std::vector<start_point> read_release(const eudrift::mesh_data& mesh, const options& o, const plan& when) {
  locator place_of(mesh, o.release);
  std::vector<start_point> points;
  std::vector<std::int64_t> outside;
  for (const eudrift::release_point& given : eudrift::read_release_csv(o.release)) {
    const mesh_place at = place_of(given);
    const time_ms time = time_of(given, when.start, when.backward());
    if (time < std::min(when.start, when.end) || time > std::max(when.start, when.end))
      throw eudrift::error(o.release + ": line " + std::to_string(given.line) + ": particle " + std::to_string(given.id) +
                           " is to be released outside the run; give a time within it");
    if (at.element < 0) {
      outside.push_back(given.id);
    } else {
      points.push_back({given.id, at.point, at.element, time});
    }
  }
  eudrift::require(!points.empty() || !(outside.empty() || o.skip_outside), o.release + ": no release point lies in the mesh");
  deal_with_outside(std::move(outside), o);
  std::sort(points.begin(), points.end(), [](const start_point& a, const start_point& b) { return a.id < b.id; });
  for (std::size_t i = 0; i < points.size(); ++i) points[i].row = static_cast<std::int32_t>(i);
  return points;
}

std::vector<drifters_batch> by_interval(const std::vector<start_point>& points, const plan& when) {
  std::vector<std::vector<const start_point*>> sorted(when.intervals.size());
  for (const start_point& p : points) sorted[when.interval_of(p.time)].push_back(&p);
  std::vector<drifters_batch> batches(when.intervals.size());
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    drifters_batch& batch = batches[k];
    batch.resize(static_cast<index_t>(sorted[k].size()));
    for (std::size_t i = 0; i < sorted[k].size(); ++i) {
      const start_point& p = *sorted[k][i];
      batch.component<eudrift::particle_id>()[i] = p.id;
      batch.component<eudrift::position>(0)[i] = p.place.at[0];
      batch.component<eudrift::position>(1)[i] = p.place.at[1];
      batch.component<eudrift::host_element>()[i] = p.element;
      batch.component<eudrift::state>()[i] = p.time == when.start ? eudrift::status::moving : eudrift::status::waiting;
      batch.component<eudrift::release_delay>()[i] = when.intervals[k].delay(p.time);
      batch.component<row>()[i] = p.row;
    }
  }
  return batches;
}

}  // namespace happiest_particle
