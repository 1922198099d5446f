// SPDX-License-Identifier: BSL-1.0
// The run of a day as one writes it without the library: reads an FVCOM file in metres and release points,
// locates them and moves them, one pass over all particles a step:
//   by_hand file|sorted FORCING.nc POINTS.csv [TRACKS.nc]
// `sorted`: mesh along a Hilbert curve, particles by element, anew each hour.  With the tracks of a run of the
// same case, fails where one of its particles ended over 1 mm away.
#include "../support/hand_written.hpp"

#include <netcdf.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

namespace {

using doubles = std::vector<double>;
using ints = std::vector<std::int32_t>;
using hand_written::point;

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "by_hand: %s\n", what.c_str());
  std::exit(1);
}
void check(int status) {
  if (status != NC_NOERR) fail(nc_strerror(status));
}

struct grid {
  doubles x, y;
  ints corner, beyond;
  std::vector<ints> fan;  ///< elements of a node, ascending
  ints file;              ///< number in the file of an element
  point centre(std::int32_t e) const {
    const auto n = [&](int k) { return at(corner[at(3 * e + k)]); };
    return {(x[n(0)] + x[n(1)] + x[n(2)]) / 3, (y[n(0)] + y[n(1)] + y[n(2)]) / 3};
  }
};

std::size_t length(int file, const char* name) {
  int id = 0;
  std::size_t n = 0;
  check(nc_inq_dimid(file, name, &id));
  check(nc_inq_dimlen(file, id, &n));
  return n;
}
int variable(int file, const char* name) {
  int id = 0;
  check(nc_inq_varid(file, name, &id));
  return id;
}

grid read_grid(int file) {
  grid g;
  const std::size_t nodes = length(file, "node"), elements = length(file, "nele");
  g.x.resize(nodes), g.y.resize(nodes);
  check(nc_get_var_double(file, variable(file, "x"), g.x.data()));
  check(nc_get_var_double(file, variable(file, "y"), g.y.data()));
  ints clockwise(3 * elements);
  check(nc_get_var_int(file, variable(file, "nv"), clockwise.data()));
  g.corner.resize(3 * elements);
  for (std::size_t e = 0; e < elements; ++e)
    for (const std::size_t k : {0u, 1u, 2u}) g.corner[3 * e + k] = clockwise[(3 - k) % 3 * elements + e] - 1;
  g.file.resize(elements);
  std::iota(g.file.begin(), g.file.end(), 0);
  return g;
}

/// Elements of nodes, and across edges.
void connect(grid& g) {
  const auto elements = static_cast<std::int32_t>(g.corner.size() / 3);
  g.fan.assign(g.x.size(), {});
  for (std::int32_t e = 0; e < elements; ++e)
    for (int k = 0; k < 3; ++k) g.fan[at(g.corner[at(3 * e + k)])].push_back(e);
  g.beyond.assign(g.corner.size(), -1);
  for (std::int32_t e = 0; e < elements; ++e)
    for (int k = 0; k < 3; ++k) {
      const std::int32_t a = g.corner[at(3 * e + (k + 1) % 3)], b = g.corner[at(3 * e + (k + 2) % 3)];
      for (const std::int32_t f : g.fan[at(a)])
        for (int j = 0; j < 3; ++j)
          if (f != e && g.corner[at(3 * f + j)] == b) g.beyond[at(3 * e + k)] = f;
    }
}

std::uint32_t along_hilbert(std::uint32_t x, std::uint32_t y) {
  std::uint32_t d = 0;
  for (std::uint32_t s = 1u << 15; s > 0; s /= 2) {
    const std::uint32_t right = (x & s) > 0, up = (y & s) > 0;
    d += s * s * ((3 * right) ^ up);
    if (up == 0) {
      if (right == 1) x = 65535 - x, y = 65535 - y;
      std::swap(x, y);
    }
  }
  return d;
}

/// The order of points along a Hilbert curve.
template <class F>
ints hilbert(const grid& g, std::size_t n, const F& place) {
  const auto [west, east] = std::minmax_element(g.x.begin(), g.x.end());
  const auto [south, north] = std::minmax_element(g.y.begin(), g.y.end());
  const double scale = 65535 / std::max(*east - *west, *north - *south);
  std::vector<std::pair<std::uint32_t, std::int32_t>> keys;
  for (std::size_t i = 0; i < n; ++i) {
    const point p = place(static_cast<std::int32_t>(i));
    const auto right = static_cast<std::uint32_t>((p.x - *west) * scale);
    const auto up = static_cast<std::uint32_t>((p.y - *south) * scale);
    keys.emplace_back(along_hilbert(right, up), static_cast<std::int32_t>(i));
  }
  std::sort(keys.begin(), keys.end());
  ints order;
  for (const auto& [key, i] : keys) order.push_back(i);
  return order;
}

void put_along_hilbert(grid& g) {
  const ints nodes = hilbert(g, g.x.size(), [&](std::int32_t n) { return point{g.x[at(n)], g.y[at(n)]}; });
  const ints elements = hilbert(g, g.file.size(), [&](std::int32_t e) { return g.centre(e); });
  const grid old = g;
  ints now(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    now[at(nodes[i])] = static_cast<std::int32_t>(i);
    g.x[i] = old.x[at(nodes[i])], g.y[i] = old.y[at(nodes[i])];
  }
  for (std::size_t e = 0; e < elements.size(); ++e) {
    g.file[e] = elements[e];
    for (std::size_t k = 0; k < 3; ++k) g.corner[3 * e + k] = now[at(old.corner[at(3 * elements[e]) + k])];
  }
}

/// Weights of elements at a node: inverse distance, of values carried there by gradients fitted to the
/// elements beside, in the shape in which an element is equilateral.
class reduction {
 public:
  explicit reduction(const grid& g) : g_(g) {
    std::vector<ints> beside(g.file.size());
    std::vector<std::vector<point>> gradient(g.file.size());
    for (std::size_t e = 0; e < g.file.size(); ++e) fit(static_cast<std::int32_t>(e), beside[e], gradient[e]);
    begin_.push_back(0);
    for (std::size_t n = 0; n < g.x.size(); ++n) {
      double total = 0;
      for (const std::int32_t e : g.fan[n]) total += near(n, e);
      for (const std::int32_t e : g.fan[n]) {
        const point c = g.centre(e), way = shaped(e, {g.x[n] - c.x, g.y[n] - c.y});
        const double share = near(n, e) / total;
        double own = 1;
        for (std::size_t j = 0; j < beside[at(e)].size(); ++j) {
          const double w = gradient[at(e)][j].x * way.x + gradient[at(e)][j].y * way.y;
          element_.push_back(beside[at(e)][j]), weight_.push_back(share * w);
          own -= w;
        }
        element_.push_back(e), weight_.push_back(share * own);
      }
      begin_.push_back(element_.size());
    }
  }
  doubles operator()(const std::vector<float>& values) const {
    doubles to(g_.x.size());
    for (std::size_t n = 0; n < to.size(); ++n)
      for (std::size_t i = begin_[n]; i < begin_[n + 1]; ++i)
        to[n] += weight_[i] * static_cast<double>(values[at(g_.file[at(element_[i])])]);
    return to;
  }

 private:
  double near(std::size_t n, std::int32_t e) const {
    const point c = g_.centre(e);
    return 1 / std::hypot(c.x - g_.x[n], c.y - g_.y[n]);
  }
  point shaped(std::int32_t e, point d) const {
    const auto n = [&](int k) { return at(g_.corner[at(3 * e + k)]); };
    const double ux = g_.x[n(1)] - g_.x[n(0)], uy = g_.y[n(1)] - g_.y[n(0)];
    const double vx = g_.x[n(2)] - g_.x[n(0)], vy = g_.y[n(2)] - g_.y[n(0)], area = ux * vy - uy * vx;
    const double b = (d.x * vy - d.y * vx) / area, c = (ux * d.y - uy * d.x) / area;
    return {std::sqrt(0.5) * (b - c), -std::sqrt(1.5) * (b + c)};
  }
  void fit(std::int32_t e, ints& list, std::vector<point>& g) const {
    for (int k = 0; k < 3; ++k)
      if (const std::int32_t f = g_.beyond[at(3 * e + k)]; f >= 0) list.push_back(f);
    for (int ring = 0; ring < 4; ++ring) {
      double xx = 0, xy = 0, yy = 0;
      std::vector<point> d;
      for (const std::int32_t f : list) {
        const point a = g_.centre(e), b = g_.centre(f);
        d.push_back(shaped(e, {b.x - a.x, b.y - a.y}));
        xx += d.back().x * d.back().x, xy += d.back().x * d.back().y, yy += d.back().y * d.back().y;
      }
      if (xx > 0.02 && (xx - 0.02) * (yy - 0.02) > xy * xy) {
        const double det = xx * yy - xy * xy;
        for (const point& p : d) g.push_back({(yy * p.x - xy * p.y) / det, (xx * p.y - xy * p.x) / det});
        return;
      }
      ints more = ring == 0 ? ints{e} : list;
      more.push_back(e);
      if (ring == 0) list.clear();
      for (const std::int32_t from : more)
        for (int k = 0; k < 3; ++k)
          for (const std::int32_t f : g_.fan[at(g_.corner[at(3 * from + k)])])
            if (f != e && std::find(list.begin(), list.end(), f) == list.end()) list.push_back(f);
    }
    list.clear();
  }

  const grid& g_;
  std::vector<std::size_t> begin_;
  ints element_;
  doubles weight_;
};

/// Finds elements by square cells.
class cells {
 public:
  explicit cells(const grid& g, const hand_written::mesh& m) : m_(m) {
    const auto [west, east] = std::minmax_element(g.x.begin(), g.x.end());
    const auto [south, north] = std::minmax_element(g.y.begin(), g.y.end());
    west_ = *west, south_ = *south;
    side_ = std::sqrt((*east - *west) * (*north - *south) / static_cast<double>(g.file.size()));
    across_ = static_cast<std::int64_t>((*east - *west) / side_) + 1;
    up_ = static_cast<std::int64_t>((*north - *south) / side_) + 1;
    list_.resize(at(across_ * up_));
    for (std::size_t e = 0; e < g.file.size(); ++e) {
      const auto corner = [&](const doubles& v, std::size_t k) { return v[at(g.corner[3 * e + k])]; };
      const auto ends = [&](const doubles& v) { return std::minmax({corner(v, 0), corner(v, 1), corner(v, 2)}); };
      const auto [x0, x1] = ends(g.x);
      const auto [y0, y1] = ends(g.y);
      for (std::int64_t j = cell(y0 - south_); j <= cell(y1 - south_); ++j)
        for (std::int64_t i = cell(x0 - west_); i <= cell(x1 - west_); ++i)
          list_[at(j * across_ + i)].push_back(static_cast<std::int32_t>(e));
    }
  }
  std::int32_t operator()(point p) const {
    for (const std::int32_t e : list_[at(cell(p.y - south_) * across_ + cell(p.x - west_))])
      if (hand_written::surely_inside(hand_written::weights_in(m_, e, p.x, p.y), -1e-12)) return e;
    fail("a point lies outside the mesh");
  }

 private:
  std::int64_t cell(double d) const { return static_cast<std::int64_t>(d / side_); }
  const hand_written::mesh& m_;
  double west_, south_, side_;
  std::int64_t across_, up_;
  std::vector<ints> list_;
};

struct swarm {
  doubles x, y;
  ints element, id;
  hand_written::particles view() { return {x.data(), y.data(), element.data(), static_cast<std::int64_t>(x.size())}; }
  void sort(std::size_t elements) {
    std::vector<std::size_t> begin(elements + 1);
    for (const std::int32_t e : element) ++begin[at(e) + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    swarm to = *this;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::size_t j = begin[at(element[i])]++;
      to.x[j] = x[i], to.y[j] = y[i], to.element[j] = element[i], to.id[j] = id[i];
    }
    *this = std::move(to);
  }
};

swarm read_points(const std::string& path) {
  swarm s;
  std::FILE* file = std::fopen(path.c_str(), "r");
  char line[256];
  if (!file || !std::fgets(line, sizeof line, file)) fail(path + " cannot be read");
  while (std::fgets(line, sizeof line, file)) {
    char* end = line;
    s.id.push_back(static_cast<std::int32_t>(std::strtol(line, &end, 10)));
    s.x.push_back(std::strtod(end + 1, &end));
    s.y.push_back(std::strtod(end + 1, &end));
  }
  std::fclose(file);
  return s;
}

/// Greatest distance to where the tracks of the same particles end [m].
double distance_to(const std::string& tracks, const swarm& s) {
  int file = 0;
  check(nc_open(tracks.c_str(), NC_NOWRITE, &file));
  const std::size_t n = length(file, "trajectory"), outputs = length(file, "obs");
  if (n != s.x.size()) fail(tracks + " holds other particles");
  const std::array<std::size_t, 2> start{outputs - 1, 0}, count{1, n};
  doubles x(n), y(n);
  check(nc_get_vara_double(file, variable(file, "x"), start.data(), count.data(), x.data()));
  check(nc_get_vara_double(file, variable(file, "y"), start.data(), count.data(), y.data()));
  check(nc_close(file));
  double most = 0;
  for (std::size_t i = 0; i < n; ++i)
    most = std::max(most, std::hypot(x[at(s.id[i])] - s.x[i], y[at(s.id[i])] - s.y[i]));
  return most;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) fail("usage: by_hand file|sorted FORCING.nc POINTS.csv [TRACKS.nc]");
  const bool sorted = std::string(argv[1]) == "sorted";
  int file = 0;
  check(nc_open(argv[2], NC_NOWRITE, &file));
  grid g = read_grid(file);
  if (sorted) put_along_hilbert(g);
  connect(g);
  const double extent = *std::max_element(g.x.begin(), g.x.end()) - *std::min_element(g.x.begin(), g.x.end());
  const hand_written::mesh m{g.x.data(), g.y.data(), g.corner.data(), g.beyond.data(), 1e-15 * extent};
  const reduction to_nodes(g);
  swarm s = read_points(argv[3]);
  const cells find(g, m);
  for (std::size_t i = 0; i < s.x.size(); ++i) s.element.push_back(find({s.x[i], s.y[i]}));

  std::array<doubles, 2> before, after;
  std::vector<float> layer(g.file.size());
  const std::size_t slices = length(file, "time");
  for (std::size_t k = 0; k < slices; ++k) {
    before.swap(after);
    for (const std::size_t d : {0u, 1u}) {
      const std::array<std::size_t, 3> start{k, 0, 0}, count{1, 1, layer.size()};
      check(nc_get_vara_float(file, variable(file, d == 0 ? "u" : "v"), start.data(), count.data(), layer.data()));
      after[d] = to_nodes(layer);
    }
    if (k == 0) continue;
    if (sorted) s.sort(g.file.size());
    const hand_written::current now{before[0].data(), before[1].data(), after[0].data(), after[1].data(), 1.0 / 3600};
    hand_written::advance_by_steps(m, now, s.view(), 3600, 60, 0, 60);
  }
  check(nc_close(file));
  if (argc == 4) return 0;
  const double most = distance_to(argv[4], s);
  std::printf("greatest distance to %s: %.3g m (at most 0.001)\n", argv[4], most);
  return most <= 1e-3 ? 0 : 1;
}
