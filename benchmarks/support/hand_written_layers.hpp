// SPDX-License-Identifier: BSL-1.0
// The reference loop in layers of water as one writes it without the library: plain functions, a column of lines for
// each node, the same method.  It includes nothing of eudrift.  Layers and levels are evenly spaced, so that the one
// above a particle is computed rather than searched for.  Rarer than in the library, and nowhere in the case whose final
// bits are compared, is what hand_written.hpp says, and a random step that meets a coast ends there.
#pragma once
#include "hand_written.hpp"

#include <cmath>
#include <cstdint>

namespace hand_written {

/// Numbers of a node on its layer k and level k: one line of a cache.
struct alignas(64) node_line {
  double u0, v0, u1, v1, w0, w1, k0, k1;
};
struct node_ends {
  double zeta0, zeta1, depth;
};

/// Places in sigma, evenly spaced: `first` at k = 0.
struct places {
  const double *sigma, *per_sigma;  // per_sigma[k] = 1 / (sigma[k + 1] - sigma[k])
  int count;
  double shift;  // of k, in layers: 0.5 for the middles of layers, 0 for levels
};

struct layers {
  const node_line* line;  // (nodes, lines)
  const node_ends* ends;  // (nodes,)
  std::int64_t lines;
  double per_second;
  places middles, levels;
};

struct walks {
  bool on;
  double diffusivity;  // in the plane [m2/s]
  std::uint64_t seed, mixing_seed;
};

struct water_particles {
  double *x, *y, *sigma;
  std::int32_t* element;
  const std::int64_t* number;
  std::int64_t size;
};

inline int above(const places& p, double sigma) {
  int k = static_cast<int>(-sigma * (p.shift > 0 ? p.count : p.count - 1) - p.shift);
  k = k < 0 ? 0 : k > p.count - 2 ? p.count - 2 : k;
  while (k > 0 && !(p.sigma[k] >= sigma)) --k;
  while (k + 2 < p.count && p.sigma[k + 1] >= sigma) ++k;
  return k;
}
inline double held_within(const places& p, double sigma) {
  return sigma > p.sigma[0] ? p.sigma[0] : sigma < p.sigma[p.count - 1] ? p.sigma[p.count - 1] : sigma;
}
/// A field between two lines of a column: linear in time, then in the plane.
template <double node_line::*Before, double node_line::*After>
__attribute__((always_inline)) inline double on_line(const node_line* a, const node_line* b, const node_line* c,
                                                     const weights& w, double late) {
  const double a0 = a->*Before, b0 = b->*Before - a0, c0 = c->*Before - a0;
  const double a1 = a->*After, b1 = b->*After - a1, c1 = c->*After - a1;
  return a0 + late * (a1 - a0) + w.b * (b0 + late * (b1 - b0)) + w.c * (c0 + late * (c1 - c0));
}
template <double node_line::*Before, double node_line::*After>
__attribute__((always_inline)) inline double between(const node_line* a, const node_line* b, const node_line* c,
                                                     const weights& w, double late, double part) {
  const double upper = on_line<Before, After>(a, b, c, w, late);
  return upper + part * (on_line<Before, After>(a + 1, b + 1, c + 1, w, late) - upper);
}
inline double thickness(const mesh& m, const layers& f, std::int32_t e, const weights& w, double t) {
  const std::int32_t* n = m.corner + 3 * std::int64_t{e};
  const node_ends &a = f.ends[n[0]], &b = f.ends[n[1]], &c = f.ends[n[2]];
  const double late = t * f.per_second;
  const double b0 = b.zeta0 - a.zeta0, c0 = c.zeta0 - a.zeta0, b1 = b.zeta1 - a.zeta1, c1 = c.zeta1 - a.zeta1;
  const double zeta =
      a.zeta0 + late * (a.zeta1 - a.zeta0) + w.b * (b0 + late * (b1 - b0)) + w.c * (c0 + late * (c1 - c0));
  const double all = a.depth + w.b * (b.depth - a.depth) + w.c * (c.depth - a.depth) + zeta;
  return all > 0.01 ? all : 0.01;
}

struct drift {
  double u, v, rate;
};
__attribute__((always_inline)) inline drift velocity(const mesh& m, const layers& f, std::int32_t e, const weights& w,
                                                     double sigma, double t) {
  const std::int32_t* n = m.corner + 3 * std::int64_t{e};
  const node_line *a = f.line + n[0] * f.lines, *b = f.line + n[1] * f.lines, *c = f.line + n[2] * f.lines;
  const double late = t * f.per_second;
  const int k = above(f.middles, sigma), l = above(f.levels, sigma);
  const double part = f.middles.per_sigma[k] * (held_within(f.middles, sigma) - f.middles.sigma[k]);
  const double below = f.levels.per_sigma[l] * (held_within(f.levels, sigma) - f.levels.sigma[l]);
  return {between<&node_line::u0, &node_line::u1>(a + k, b + k, c + k, w, late, part),
          between<&node_line::v0, &node_line::v1>(a + k, b + k, c + k, w, late, part),
          between<&node_line::w0, &node_line::w1>(a + l, b + l, c + l, w, late, below) / thickness(m, f, e, w, t)};
}

inline double reflected(double from, double to) {
  if (to <= 0 && to >= -1) return to;
  if (!(to > -1e6 && to < 1e6)) return from;
  const double down = std::fabs(to), part = down - 2 * static_cast<double>(static_cast<std::int64_t>(down * 0.5));
  return part > 1 ? part - 2 : -part;
}

/// Philox4x32-10.
inline void random_words(std::uint64_t seed, std::uint64_t id, std::uint32_t step, std::uint32_t stream,
                         std::uint32_t* word) {
  std::uint32_t c0 = static_cast<std::uint32_t>(id), c1 = static_cast<std::uint32_t>(id >> 32), c2 = step, c3 = stream;
  std::uint32_t k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p = std::uint64_t{0xD2511F53u} * c0, q = std::uint64_t{0xCD9E8D57u} * c2;
    c0 = static_cast<std::uint32_t>(q >> 32) ^ c1 ^ k0, c1 = static_cast<std::uint32_t>(q);
    c2 = static_cast<std::uint32_t>(p >> 32) ^ c3 ^ k1, c3 = static_cast<std::uint32_t>(p);
    k0 += 0x9E3779B9u, k1 += 0xBB67AE85u;
  }
  word[0] = c0, word[1] = c1, word[2] = c2, word[3] = c3;
}
inline double around_zero(std::uint32_t word) { return (word - 2147483647.5) * 4.656612873077393e-10; }
inline bool in_disc(std::uint32_t a, std::uint32_t b) {
  const std::int64_t m = std::int64_t{a} - 2147483648, n = std::int64_t{b} - 2147483648;
  return static_cast<std::uint64_t>(m * (m + 1)) + static_cast<std::uint64_t>(n * (n + 1)) < (std::uint64_t{1} << 62);
}
inline point in_unit_disc(std::uint64_t seed, std::uint64_t id, std::uint32_t step) {
  for (std::uint32_t attempt = 0;; ++attempt) {
    std::uint32_t w[4];
    random_words(seed, id, step, attempt, w);
    if (in_disc(w[0], w[1])) return {around_zero(w[0]), around_zero(w[1])};
    if (in_disc(w[2], w[3])) return {around_zero(w[2]), around_zero(w[3])};
  }
}

struct stirring {
  double value, slope;
};
inline stirring diffusivity(const mesh& m, const layers& f, std::int32_t e, const weights& w, double sigma, double late,
                            double scale) {
  const std::int32_t* n = m.corner + 3 * std::int64_t{e};
  const int l = above(f.levels, sigma);
  const node_line *a = f.line + n[0] * f.lines + l, *b = f.line + n[1] * f.lines + l, *c = f.line + n[2] * f.lines + l;
  const double upper = on_line<&node_line::k0, &node_line::k1>(a, b, c, w, late);
  const double change = on_line<&node_line::k0, &node_line::k1>(a + 1, b + 1, c + 1, w, late) - upper;
  const double place = held_within(f.levels, sigma), per = f.levels.per_sigma[l];
  const double value = upper + per * (place - f.levels.sigma[l]) * change;
  if (!(value > 0)) return {0, 0};
  return {scale * value, place == sigma ? scale * (per * change) : 0};
}

struct swimmer {
  double x, y, sigma;
  std::int32_t e;
  weights w;
};

/// One RK4 step of h seconds, t seconds after the interval's beginning, then the random walks (Visser 1997).
__attribute__((always_inline)) inline void make_step(const mesh& m, const layers& f, const walks& walk, swimmer& p,
                                                     double t, double h, std::uint64_t id, std::uint32_t step) {
  const drift k1 = velocity(m, f, p.e, p.w, p.sigma, t);
  const auto slope = [&](double length, const drift& k, double at) __attribute__((always_inline)) {
    const point to{p.x + length * k.u, p.y + length * k.v};
    const double sigma = reflected(p.sigma, p.sigma + length * k.rate);
    weights w = weights_in(m, p.e, to.x, to.y);
    std::int32_t e = p.e;
    if (!surely_inside(w, m.inside)) {
      passage way;
      travel_far(m, e, {p.x, p.y}, to, way);
      w = way.w, e = way.e;
    }
    return velocity(m, f, e, w, sigma, at);
  };
  const double half = 0.5 * h, sixth = 1.0 / 6 * h, third = 1.0 / 3 * h;
  const drift k2 = slope(half, k1, t + half), k3 = slope(half, k2, t + half), k4 = slope(h, k3, t + h);
  const double dx = sixth * k1.u + third * k2.u + third * k3.u + sixth * k4.u;
  const double dy = sixth * k1.v + third * k2.v + third * k3.v + sixth * k4.v;
  const double ds = sixth * k1.rate + third * k2.rate + third * k3.rate + sixth * k4.rate;
  const auto go = [&](double by_x, double by_y, bool slides) __attribute__((always_inline)) {
    const point to{p.x + by_x, p.y + by_y};
    const weights w = weights_in(m, p.e, to.x, to.y);
    if (surely_inside(w, m.inside)) {
      p.x = to.x, p.y = to.y, p.w = w;
      return;
    }
    passage way;
    travel_far(m, p.e, {p.x, p.y}, to, way);
    if (way.edge >= 0 && slides) hand_written::slide(m, way, {by_x, by_y});
    p.x = way.at.x, p.y = way.at.y, p.e = way.e, p.w = way.w;
  };
  const double sigma = reflected(p.sigma, p.sigma + ds);
  go(dx, dy, true);
  p.sigma = sigma;
  if (!walk.on) return;
  const double radius = std::sqrt(8 * walk.diffusivity * h);
  const point way = in_unit_disc(walk.seed, id, step);
  go(radius * way.x, radius * way.y, false);
  std::uint32_t word[4];
  random_words(walk.mixing_seed, id, step, 0x80000000u, word);
  const double middle = t + 0.5 * h, late = middle * f.per_second, d = thickness(m, f, p.e, p.w, middle);
  const double scale = 1 / (d * d), mean = diffusivity(m, f, p.e, p.w, p.sigma, late, scale).slope * h;
  const double there = reflected(p.sigma, p.sigma + 0.5 * mean);
  const double value = diffusivity(m, f, p.e, p.w, there, late, scale).value;
  p.sigma = reflected(p.sigma, p.sigma + mean + around_zero(word[0]) * std::sqrt(6 * value * h));
}

/// Steps first ... last - 1 of an interval of `length` seconds in `steps` steps, one step of all particles after the
/// other.
inline void advance_by_steps(const mesh& m, const layers& f, const walks& walk, const water_particles& p, double length,
                             std::int32_t steps, std::int32_t first, std::int32_t last) {
  const double h = length / steps;
  for (std::int32_t k = first; k < last; ++k) {
    const double t = length * k / steps;
    for (std::int64_t i = 0; i < p.size; ++i) {
      swimmer one{p.x[i], p.y[i], p.sigma[i], p.element[i], weights_in(m, p.element[i], p.x[i], p.y[i])};
      make_step(m, f, walk, one, t, h, static_cast<std::uint64_t>(p.number[i]), static_cast<std::uint32_t>(k));
      p.x[i] = one.x, p.y[i] = one.y, p.sigma[i] = one.sigma, p.element[i] = one.e;
    }
  }
}

}  // namespace hand_written
