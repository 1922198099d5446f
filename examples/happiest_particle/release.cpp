// SPDX-License-Identifier: BSL-1.0
#include "release.hpp"

#include "other_plane.hpp"

#include <eudrift/core/error.hpp>
#include <eudrift/exec/collect_by_id.hpp>
#include <eudrift/forcing/time.hpp>
#include <eudrift/random/philox.hpp>
#include <eudrift/release/csv.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

namespace happiest_particle {

namespace {

using eudrift::vec;

/// A particle before its release.
struct start_point {
  std::int64_t id;
  vec<double, 2> place;  ///< [m, in the mesh's frame]
  std::int32_t element;
  time_ms time;
  double sigma;  ///< as the property of that name
};

/// Particle i of a batch, in which all is zero, waits at a point.
void put(drifters_batch& batch, std::size_t i, const start_point& p) {
  batch.component<eudrift::particle_id>()[i] = p.id;
  batch.component<eudrift::position>(0)[i] = p.place.at[0];
  batch.component<eudrift::position>(1)[i] = p.place.at[1];
  batch.component<eudrift::host_element>()[i] = p.element;
  batch.component<eudrift::state>()[i] = eudrift::status::waiting;
  batch.component<released>()[i] = p.time;
  batch.component<sigma>()[i] = p.sigma;
}

/// Puts the next of `all` particles, `made` of which were given, into a batch in which all is zero; point(i) is number i.
template <class F>
bool put_next(drifters_batch& batch, std::int64_t& made, std::int64_t all, const F& point) {
  const std::int64_t n = std::min<std::int64_t>(all - made, eudrift::collect_block);
  batch = {};
  batch.resize(n);
  for (std::int64_t i = 0; i < n; ++i) put(batch, static_cast<std::size_t>(i), point(made + i));
  made += n;
  return n > 0;
}

/// sigma of a particle whose release point says nothing of it: as o.release_depth asks, by seed and id where that is anywhere
/// in the water.
double sigma_at_release(const options& o, std::int64_t id) {
  if (!o.release_depth.anywhere) return o.release_depth.at;
  const vec<std::uint32_t, 4> word = eudrift::philox(o.seed, static_cast<std::uint64_t>(id), 2, eudrift::release_stream);
  return -eudrift::unit_interval(word.at[0], word.at[1]);
}

/// "id 1", or "ids 1, 2, 3 and 7 more".
std::string list_ids(const std::vector<std::int64_t>& ids) {
  constexpr std::size_t most = 100;
  std::string words = ids.size() == 1 ? "id " : "ids ";
  for (std::size_t i = 0; i < std::min(ids.size(), most); ++i) words += (i ? ", " : "") + std::to_string(ids[i]);
  return words + (ids.size() > most ? " and " + std::to_string(ids.size() - most) + " more" : "");
}

/// Refuses release points outside the mesh, or the water, or prints which are skipped.
void deal_with_outside(std::vector<std::int64_t> ids, const char* of, const options& o) {
  if (ids.empty()) return;
  std::sort(ids.begin(), ids.end());
  const bool one = ids.size() == 1;
  const std::string points = std::to_string(ids.size()) + " release point" + (one ? "" : "s");
  eudrift::require(o.skip_outside, o.release + ": " + points + (one ? " lies" : " lie") + " outside the " + of + ": " + list_ids(ids) +
                                       (one ? "; mend it, or go on without it" : "; mend them, or go on without them") +
                                       " by --skip-outside");
  std::printf("skipped: %s outside the %s: %s\n", points.c_str(), of, list_ids(ids).c_str());
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
  const eudrift::triangle_mesh_view<double, std::int32_t>& view() const { return host_.view; }

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

/// A release point that is given by metres.
struct height_asked {
  std::size_t point;  ///< its number
  bool upward;        ///< from the mean surface, else below the surface at the time of release
  double metres;
};

/// Gives points their sigma, by the water over them at their release, and takes out those that are not in it; their ids.
std::vector<std::int64_t> put_in_water(std::vector<start_point>& points, std::vector<height_asked> asked,
                                       const eudrift::triangle_mesh_view<double, std::int32_t>& mesh, bool backward, const water_over& water) {
  constexpr double rounding = 1e-6;  // [m]
  std::stable_sort(asked.begin(), asked.end(), [&](const height_asked& a, const height_asked& b) {
    const time_ms first = points[a.point].time, second = points[b.point].time;
    return backward ? first > second : first < second;
  });
  std::vector<std::int64_t> outside;
  std::vector<bool> out(points.size());
  for (const height_asked& h : asked) {
    start_point& p = points[h.point];
    const auto column = water(mesh, site_in(mesh, p.element, p.place), p.time);
    const double down = h.upward ? column.surface - h.metres : h.metres;
    if (!(down >= -rounding && down <= column.thickness() + rounding)) {
      out[h.point] = true;
      outside.push_back(p.id);
    } else {
      p.sigma = h.upward ? std::clamp(column.sigma(h.metres), -1.0, 0.0) : down;
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (!out[i]) points[kept++] = points[i];
  points.resize(kept);
  return outside;
}

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

/// Places uniform by area.
class scattering {
 public:
  scattering(const eudrift::mesh_data& mesh, const std::vector<double>& wet, std::uint64_t seed) : host_(mesh), seed_(seed) {
    for (std::int32_t e = 0; e < mesh.elements(); ++e) triangles_.push_back(triangle_of(host_.view, e));
    const auto number = [&](const triangle& t) { return mesh.element_number[static_cast<std::size_t>(t.element)]; };
    std::sort(triangles_.begin(), triangles_.end(), [&](const triangle& a, const triangle& b) {
      return a.key() != b.key() ? a.key() < b.key() : number(a) < number(b);
    });
    // Areas on the ground, added up in that order.
    for (const triangle& t : triangles_) {
      const double middle = (t.at[0].at[1] + t.at[1].at[1] + t.at[2].at[1]) / 3;
      const bool dry = !wet.empty() && wet[static_cast<std::size_t>(t.element)] == 0;
      below_.push_back(below_.back() + (dry ? 0 : std::abs(cross(t.at[1] - t.at[0], t.at[2] - t.at[0])) / mesh.frame.stretch(middle)));
    }
    eudrift::require(below_.back() > 0, "no element of the forcing is wet at its first time, so no particle can be released");
  }

  mesh_place operator()(std::int64_t id) const {
    const auto draw = [&](std::uint32_t step) { return eudrift::philox(seed_, static_cast<std::uint64_t>(id), step, eudrift::release_stream); };
    const vec<std::uint32_t, 4> which = draw(0), where = draw(1);
    const double area = eudrift::unit_interval(which.at[0], which.at[1]) * below_.back();
    const auto above = std::upper_bound(below_.begin(), below_.end() - 1, area);
    const triangle& t = triangles_[static_cast<std::size_t>(above - below_.begin() - 1)];
    double u = eudrift::unit_interval(where.at[0], where.at[1]), v = eudrift::unit_interval(where.at[2], where.at[3]);
    if (u + v > 1) u = 1 - u, v = 1 - v;
    const vec<double, 2> p = t.at[0] + u * (t.at[1] - t.at[0]) + v * (t.at[2] - t.at[0]);
    const std::int32_t e = t.element, owner = locate(host_.view, e, p);
    // A point that rounding put beyond the coast goes to the centroid.
    if (owner < 0) return {1.0 / 3 * (t.at[0] + t.at[1] + t.at[2]), e};
    return {p, owner};
  }

 private:
  host_mesh host_;
  std::uint64_t seed_;
  std::vector<triangle> triangles_;
  std::vector<double> below_{0};
};

}  // namespace

particle_blocks scatter(const eudrift::mesh_data& mesh, const std::vector<double>& wet, const options& o, time_ms start) {
  const auto place = std::make_shared<const scattering>(mesh, wet, o.seed);
  return [place, &o, all = o.particles, start, made = std::int64_t{0}](drifters_batch& batch) mutable {
    return put_next(batch, made, all, [&](std::int64_t id) {
      const mesh_place at = (*place)(id);
      return start_point{id, at.point, at.element, start, sigma_at_release(o, id)};
    });
  };
}

particle_blocks read_release(const eudrift::mesh_data& mesh, const options& o, const plan& when, const water_over& water) {
  locator place_of(mesh, o.release);
  std::vector<start_point> points;
  std::vector<std::int64_t> outside;
  std::vector<height_asked> heights;
  for (const eudrift::release_point& given : eudrift::read_release_csv(o.release)) {
    const char* column = given.depth ? "depth" : given.sigma ? "sigma" : given.z ? "z" : nullptr;
    eudrift::require(o.dimensions == 3 || column == nullptr,
                     o.release + ": has the column " + (column ? column : "") +
                         ", but particles move in two dimensions; add --three-d or take the column out");
    const mesh_place at = place_of(given);
    const time_ms time = time_of(given, when.start, when.backward());
    if (time < std::min(when.start, when.end) || time > std::max(when.start, when.end))
      throw eudrift::error(o.release + ": line " + std::to_string(given.line) + ": particle " + std::to_string(given.id) +
                           " is to be released outside the run; give a time within it");
    if (at.element < 0) {
      outside.push_back(given.id);
    } else {
      if (given.depth || given.z) heights.push_back({points.size(), given.z.has_value(), given.z ? *given.z : *given.depth});
      points.push_back({given.id, at.point, at.element, time, given.sigma ? *given.sigma : sigma_at_release(o, given.id)});
    }
  }
  eudrift::require(!points.empty() || !(outside.empty() || o.skip_outside), o.release + ": no release point lies in the mesh");
  deal_with_outside(std::move(outside), "mesh", o);
  deal_with_outside(put_in_water(points, std::move(heights), place_of.view(), when.backward(), water), "water", o);
  std::sort(points.begin(), points.end(), [](const start_point& a, const start_point& b) { return a.id < b.id; });
  const auto sorted = std::make_shared<const std::vector<start_point>>(std::move(points));
  return [sorted, made = std::int64_t{0}](drifters_batch& batch) mutable {
    return put_next(batch, made, static_cast<std::int64_t>(sorted->size()),
                    [&](std::int64_t i) { return (*sorted)[static_cast<std::size_t>(i)]; });
  };
}

void roster::take(const drifters_batch& some) {
  using eudrift::status;
  const auto& time = some.component<released>();
  const auto& state = some.component<eudrift::state>();
  const auto add = [&](drifters_batch& to, const std::vector<std::size_t>& which, const interval& in) {
    auto at = static_cast<std::size_t>(to.size());
    if (!which.empty()) to.resize(to.size() + static_cast<index_t>(which.size()));
    for (const std::size_t i : which) {
      to.component<eudrift::particle_id>()[at] = some.component<eudrift::particle_id>()[i];
      for (const int d : {0, 1}) to.component<eudrift::position>(d)[at] = some.component<eudrift::position>(d)[i];
      to.component<eudrift::host_element>()[at] = some.component<eudrift::host_element>()[i];
      const std::uint32_t steps = some.component<eudrift::steps_made>()[i];
      to.component<eudrift::steps_made>()[at] = steps;
      to.component<happiness>()[at] = some.component<happiness>()[i];
      to.component<released>()[at] = time[i];
      to.component<sigma>()[at] = some.component<sigma>()[i];
      to.component<eudrift::leaving_delay>()[at] = some.component<eudrift::leaving_delay>()[i];
      to.component<eudrift::state>()[at] = state[i] == status::waiting && time[i] == when_.start ? status::moving : state[i];
      if (steps == 0) to.component<eudrift::release_delay>()[at] = in.delay(time[i]);
      ++at;
    }
  };
  std::vector<std::size_t> begun;
  for (auto& which : of_interval_) which.clear();
  for (std::size_t i = 0; i < time.size(); ++i)
    (state[i] == status::waiting ? of_interval_[when_.interval_of(time[i])] : begun).push_back(i);
  for (std::size_t k = 0; k < of_interval_.size(); ++k) add(releases[k], of_interval_[k], when_.intervals[k]);
  add(begun_before, begun, when_.intervals.front());
}

}  // namespace happiest_particle
