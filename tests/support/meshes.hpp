// SPDX-License-Identifier: BSL-1.0
// Meshes for tests, other numberings of them, and answers by brute force.
#pragma once
#include <eudrift/mesh/travel.hpp>

#include "basin.hpp"
#include "mesh_files.hpp"

#include <cstdlib>
#include <cstring>
#include <map>

namespace test {

/// Whether the long forms of the tests were asked for: EUDRIFT_LONG=1 in the environment.
inline bool long_form() {
  const char* value = std::getenv("EUDRIFT_LONG");
  return value != nullptr && std::strcmp(value, "1") == 0;
}

/// Whether a test does all that is asked of it: in the plain build, and in the long form of any.  Under
/// sanitizers and in the second compiler's build the same code does less of it.
inline bool full_size() {
#if defined(__clang__) || defined(__SANITIZE_ADDRESS__)
  return long_form();
#else
  return true;
#endif
}

/// Random numbers with the same bits on every system.
struct draws {
  std::mt19937_64 engine;
  explicit draws(std::uint64_t seed) : engine(seed) {}
  double unit() { return static_cast<double>(engine() >> 11) * 0x1p-53; }
  double between(double a, double b) { return a + (b - a) * unit(); }
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(n)); }
};

/// A complete mesh of given nodes and corners, on a plane with its origin at 0.
inline mesh_data mesh_of(const std::vector<vec<double, 2>>& nodes, const std::vector<std::int32_t>& corner) {
  mesh_data mesh;
  for (const auto& p : nodes) mesh.x.push_back(p.at[0]), mesh.y.push_back(p.at[1]);
  mesh.corner = corner;
  eudrift::build_mesh(mesh, "mesh");
  return mesh;
}

/// A mesh with its view.
struct viewed {
  mesh_data data;
  eudrift::mesh_bins bins;
  explicit viewed(mesh_data mesh) : data(std::move(mesh)), bins(eudrift::make_bins(data)) {}
  eudrift::triangle_mesh_view<double, std::int32_t> view() const { return view_of(data, bins); }
};

/// The mesh with its coordinates rounded to multiples of `unit` [m].
inline mesh_data rounded(mesh_data mesh, double unit) {
  for (auto* v : {&mesh.x, &mesh.y})
    for (double& x : *v) x = std::round(x / unit) * unit;
  eudrift::build_mesh(mesh, "rounded");
  return mesh;
}

/// The same mesh in another order in memory: nodes and elements keep their file numbers.
inline mesh_data permuted(const mesh_data& mesh, std::uint64_t seed) {
  draws random(seed);
  const auto shuffled = [&](index_t n) {
    std::vector<std::size_t> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i-- > 1;)
      std::swap(order[i], order[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i) + 1))]);
    return order;
  };
  const auto node = shuffled(mesh.nodes()), element = shuffled(mesh.elements());
  std::vector<std::int32_t> place(node.size());
  mesh_data to;
  to.frame = mesh.frame;
  for (std::size_t n = 0; n < node.size(); ++n) {
    place[node[n]] = static_cast<std::int32_t>(n);
    to.x.push_back(mesh.x[node[n]]), to.y.push_back(mesh.y[node[n]]);
    to.node_number.push_back(mesh.node_number[node[n]]);
  }
  for (const std::size_t e : element) {
    to.element_number.push_back(mesh.element_number[e]);
    for (std::size_t k = 0; k < 3; ++k)
      to.corner.push_back(place[static_cast<std::size_t>(mesh.corner[3 * e + k])]);
  }
  eudrift::build_mesh(to, "permuted");
  return to;
}

inline vec<double, 2> node_at(const mesh_data& mesh, std::int32_t n) {
  return {mesh.x[static_cast<std::size_t>(n)], mesh.y[static_cast<std::size_t>(n)]};
}
/// Position of corner k of element e.
inline vec<double, 2> corner_at(const mesh_data& mesh, index_t e, int k) {
  return node_at(mesh, mesh.corner[static_cast<std::size_t>(3 * e + k)]);
}
inline double area(const mesh_data& mesh, index_t e) {
  return eudrift::cross(corner_at(mesh, e, 1) - corner_at(mesh, e, 0), corner_at(mesh, e, 2) - corner_at(mesh, e, 0)) / 2;
}

/// The elements that `keep` holds true of, as a mesh of their own; what was cut becomes coast.
template <class Keep>
mesh_data part_of(const mesh_data& mesh, const Keep& keep) {
  mesh_data to;
  to.frame = mesh.frame;
  std::vector<std::int32_t> place(mesh.x.size(), -1);
  for (index_t e = 0; e < mesh.elements(); ++e) {
    if (!keep(e)) continue;
    for (std::size_t k = 0; k < 3; ++k) {
      const auto n = static_cast<std::size_t>(mesh.corner[3 * static_cast<std::size_t>(e) + k]);
      if (place[n] < 0) {
        place[n] = static_cast<std::int32_t>(to.x.size());
        to.x.push_back(mesh.x[n]), to.y.push_back(mesh.y[n]);
      }
      to.corner.push_back(place[n]);
    }
  }
  eudrift::build_mesh(to, "part");
  return to;
}

/// An edge that one element has alone; the element is on its left.
struct coast_edge {
  vec<double, 2> from, to;
  std::int32_t element;
  int opposite;
};
/// All of them, found from the corners alone.
inline std::vector<coast_edge> coast_edges(const mesh_data& mesh) {
  std::map<std::pair<std::int32_t, std::int32_t>, int> count;
  const auto key = [&](index_t e, int k) {
    const std::int32_t a = mesh.corner[static_cast<std::size_t>(3 * e + (k + 1) % 3)];
    const std::int32_t b = mesh.corner[static_cast<std::size_t>(3 * e + (k + 2) % 3)];
    return std::pair{std::min(a, b), std::max(a, b)};
  };
  for (index_t e = 0; e < mesh.elements(); ++e)
    for (int k = 0; k < 3; ++k) ++count[key(e, k)];
  std::vector<coast_edge> edges;
  for (index_t e = 0; e < mesh.elements(); ++e)
    for (int k = 0; k < 3; ++k)
      if (count[key(e, k)] == 1)
        edges.push_back({corner_at(mesh, e, (k + 1) % 3), corner_at(mesh, e, (k + 2) % 3), static_cast<std::int32_t>(e), k});
  return edges;
}

/// A point uniform in the bounding box of the mesh, a little widened.
inline vec<double, 2> in_box(const mesh_data& mesh, draws& random) {
  const auto [x0, x1] = std::minmax_element(mesh.x.begin(), mesh.x.end());
  const auto [y0, y1] = std::minmax_element(mesh.y.begin(), mesh.y.end());
  const double more = 0.02;
  return {random.between(*x0 - more * (*x1 - *x0), *x1 + more * (*x1 - *x0)),
          random.between(*y0 - more * (*y1 - *y0), *y1 + more * (*y1 - *y0))};
}
/// A point uniform in element e, up to rounding.
inline vec<double, 2> in_element(const mesh_data& mesh, index_t e, draws& random) {
  double a = random.unit(), b = random.unit();
  if (a + b > 1) a = 1 - a, b = 1 - b;
  const auto p = corner_at(mesh, e, 0);
  return p + a * (corner_at(mesh, e, 1) - p) + b * (corner_at(mesh, e, 2) - p);
}
/// Points uniform by area over the mesh.
class places {
 public:
  explicit places(const mesh_data& mesh) : mesh_(mesh) {
    double sum = 0;
    for (index_t e = 0; e < mesh.elements(); ++e) up_to_.push_back(sum += area(mesh, e));
  }
  double total() const { return up_to_.back(); }
  vec<double, 2> draw(draws& random) const {
    const auto e = std::upper_bound(up_to_.begin(), up_to_.end() - 1, random.unit() * total()) - up_to_.begin();
    return in_element(mesh_, e, random);
  }

 private:
  const mesh_data& mesh_;
  std::vector<double> up_to_;
};

__extension__ typedef __int128 wide;

/// Coordinates in units of 2^-40 m as whole numbers, exact below 2^19 m; their products fit 128 bits.
inline wide whole(double v) {
  const double scaled = v * 0x1p40;
  eudrift::require(scaled == std::floor(scaled) && std::abs(v) < 0x1p19, "a test point is no multiple of 2^-40 m");
  return static_cast<wide>(static_cast<std::int64_t>(scaled));
}
/// The point nearest to p whose coordinates whole() takes.
inline vec<double, 2> on_grid(const vec<double, 2>& p) {
  return {std::round(p.at[0] * 0x1p40) * 0x1p-40, std::round(p.at[1] * 0x1p40) * 0x1p-40};
}
/// Sign of (b - a) x (c - a), in integers.
inline int exact_turn(const vec<double, 2>& a, const vec<double, 2>& b, const vec<double, 2>& c) {
  const wide left = (whole(b.at[0]) - whole(a.at[0])) * (whole(c.at[1]) - whole(a.at[1]));
  const wide right = (whole(b.at[1]) - whole(a.at[1])) * (whole(c.at[0]) - whole(a.at[0]));
  return left > right ? 1 : left < right ? -1 : 0;
}

/// Owners by looking at all elements whose box could hold the point, sorted along x.
class brute_force {
 public:
  explicit brute_force(const mesh_data& mesh) : mesh_(mesh) {
    for (std::int32_t e = 0; e < mesh.elements(); ++e) {
      box b{{}, {}, e};
      for (int d = 0; d < 2; ++d) {
        const double v[3] = {corner_at(mesh, e, 0).at[d], corner_at(mesh, e, 1).at[d], corner_at(mesh, e, 2).at[d]};
        b.low[d] = *std::min_element(v, v + 3), b.high[d] = *std::max_element(v, v + 3);
      }
      widest_ = std::max(widest_, b.high[0] - b.low[0]);
      boxes_.push_back(b);
    }
    std::sort(boxes_.begin(), boxes_.end(), [](const box& a, const box& b) { return a.low[0] < b.low[0]; });
  }
  /// The element with the smallest file number of those that hold p, by exact signs; -1: none.
  std::int32_t owner(const vec<double, 2>& p) const {
    std::int32_t best = -1;
    for_each_near(p, [&](std::int32_t e) {
      bool holds = true;
      for (int k = 0; k < 3 && holds; ++k)
        holds = exact_turn(corner_at(mesh_, e, (k + 1) % 3), corner_at(mesh_, e, (k + 2) % 3), p) >= 0;
      if (holds && (best < 0 || number(e) < number(best))) best = e;
    });
    return best;
  }
  /// Whether p, of any bits, is in the mesh, within a millionth of a square metre in the doubled areas.
  bool in_mesh(const vec<double, 2>& p) const {
    bool found = false;
    for_each_near(p, [&](std::int32_t e) {
      bool holds = true;
      for (int k = 0; k < 3 && holds; ++k) {
        const auto from = corner_at(mesh_, e, (k + 1) % 3);
        holds = eudrift::cross(corner_at(mesh_, e, (k + 2) % 3) - from, p - from) >= -1e-6;
      }
      found = found || holds;
    });
    return found;
  }

 private:
  struct box {
    double low[2], high[2];
    std::int32_t element;
  };
  std::int32_t number(std::int32_t e) const { return mesh_.element_number[static_cast<std::size_t>(e)]; }
  template <class F>
  void for_each_near(const vec<double, 2>& p, F&& f) const {
    const double west = p.at[0] - 1.001 * widest_;
    auto b = std::lower_bound(boxes_.begin(), boxes_.end(), west, [](const box& a, double x) { return a.low[0] < x; });
    for (; b != boxes_.end() && b->low[0] <= p.at[0]; ++b)
      if (p.at[0] <= b->high[0] && p.at[1] >= b->low[1] && p.at[1] <= b->high[1]) f(b->element);
  }
  const mesh_data& mesh_;
  std::vector<box> boxes_;
  double widest_ = 0;
};

}  // namespace test
