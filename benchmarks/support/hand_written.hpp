// SPDX-License-Identifier: BSL-1.0
// The reference loop as one writes it without the library: plain arrays, plain functions, the same
// method.  It includes nothing of eudrift.  Two rare things are simpler than in the library and do not
// occur in the reference case, whose final bits are compared: a point on an edge stays where the walk
// found it, and signs that a filter cannot decide are taken in long double.
#pragma once
#include <cmath>
#include <cstdint>

namespace hand_written {

struct mesh {
  const double *x, *y;          // node positions [m]
  const std::int32_t* corner;   // nodes of an element, counter-clockwise, (elements, 3)
  const std::int32_t* beyond;   // element across the edge opposite corner k, negative: land
  double inside;                // weights that all exceed it prove that a point is inside
};

struct current {
  const double *u0, *v0, *u1, *v1;  // at nodes, where the interval begins and where it ends [m/s]
  double per_second;                // 1 / its length
};

struct particles {
  double *x, *y;           // [m]
  std::int32_t* element;
  std::int64_t size;
};

struct point {
  double x, y;
};

struct weights {
  double a, b, c;
};

inline weights weights_in(const mesh& m, std::int32_t e, double x, double y) {
  const std::int32_t* n = m.corner + 3 * std::int64_t{e};
  const double ax = m.x[n[0]], ay = m.y[n[0]];
  const double ux = m.x[n[1]] - ax, uy = m.y[n[1]] - ay;
  const double vx = m.x[n[2]] - ax, vy = m.y[n[2]] - ay;
  const double qx = x - ax, qy = y - ay;
  const double scale = 1 / (ux * vy - uy * vx);
  const double b = vy * scale * qx - vx * scale * qy;
  const double c = ux * scale * qy - uy * scale * qx;
  return {1 - b - c, b, c};
}

inline bool surely_inside(const weights& w, double bound) {
  return w.a > bound && w.b > bound && w.c > bound;
}

// A nodal field in an element: linear in time, then in space.
inline double value(const double* before, const double* after, std::int32_t na, std::int32_t nb, std::int32_t nc,
                    const weights& w, double late) {
  const double a0 = before[na], b0 = before[nb] - a0, c0 = before[nc] - a0;
  const double a1 = after[na], b1 = after[nb] - a1, c1 = after[nc] - a1;
  return a0 + late * (a1 - a0) + w.b * (b0 + late * (b1 - b0)) + w.c * (c0 + late * (c1 - c0));
}

inline point velocity(const mesh& m, const current& f, std::int32_t e, const weights& w, double t) {
  const std::int32_t* n = m.corner + 3 * std::int64_t{e};
  const double late = t * f.per_second;
  return {value(f.u0, f.u1, n[0], n[1], n[2], w, late), value(f.v0, f.v1, n[0], n[1], n[2], w, late)};
}

inline int turn(point a, point b, point c) {
  const double left = (b.x - a.x) * (c.y - a.y), right = (b.y - a.y) * (c.x - a.x);
  const double det = left - right;
  const double bound = 3.3306690738754716e-16 * (std::fabs(left) + std::fabs(right)) + 1e-300;
  if (std::fabs(det) > bound) return det > 0 ? 1 : -1;
  using wide = long double;
  const wide exact = (wide{b.x} - a.x) * (wide{c.y} - a.y) - (wide{b.y} - a.y) * (wide{c.x} - a.x);
  return exact > 0 ? 1 : exact < 0 ? -1 : 0;
}

inline point corner_at(const mesh& m, std::int32_t e, int k) {
  const std::int32_t n = m.corner[3 * std::int64_t{e} + k];
  return {m.x[n], m.y[n]};
}

inline int side(const mesh& m, std::int32_t e, int k, point p) {
  return turn(corner_at(m, e, (k + 1) % 3), corner_at(m, e, (k + 2) % 3), p);
}

inline point just_inside(const mesh& m, std::int32_t e, point q) {
  const point a = corner_at(m, e, 0), b = corner_at(m, e, 1), c = corner_at(m, e, 2);
  const double third = 1.0 / 3;
  const point middle{third * (a.x + b.x + c.x), third * (a.y + b.y + c.y)};
  for (double part = 1e-9; part < 1; part *= 8) {
    const point p{q.x + part * (middle.x - q.x), q.y + part * (middle.y - q.y)};
    if (side(m, e, 0, p) > 0 && side(m, e, 1, p) > 0 && side(m, e, 2, p) > 0) return p;
  }
  return middle;
}

// How the straight line from (a particle in element e) to p ended.
struct passage {
  point at;
  weights w;
  std::int32_t e;
  int edge;      // solid edge that it met, -1: it arrived
  double share;  // of the line that was travelled
};

__attribute__((noinline)) inline void travel_far(const mesh& m, std::int32_t e, point from, point to, passage& way) {
  for (;;) {
    const int s[3] = {side(m, e, 0, to), side(m, e, 1, to), side(m, e, 2, to)};
    if (s[0] >= 0 && s[1] >= 0 && s[2] >= 0) {
      way = {to, weights_in(m, e, to.x, to.y), e, -1, 1};
      return;
    }
    int out = s[0] < 0 ? 0 : s[1] < 0 ? 1 : 2;
    for (int apex = 0; apex < 3; ++apex) {
      const int right = (apex + 1) % 3, left = (apex + 2) % 3;
      if (s[right] < 0 && s[left] < 0) out = turn(from, to, corner_at(m, e, apex)) > 0 ? right : left;
    }
    const std::int32_t next = m.beyond[3 * std::int64_t{e} + out];
    if (next < 0) {
      const point a = corner_at(m, e, (out + 1) % 3), b = corner_at(m, e, (out + 2) % 3);
      const double before = (b.x - a.x) * (from.y - a.y) - (b.y - a.y) * (from.x - a.x);
      const double after = (b.x - a.x) * (to.y - a.y) - (b.y - a.y) * (to.x - a.x);
      double share = before > 0 && before > after ? before / (before - after) : 0;
      if (share > 1) share = 1;
      point q{from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
      const double along = (q.x - a.x) * (b.x - a.x) + (q.y - a.y) * (b.y - a.y);
      if (along < 0 || along > (b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)) {
        q = along < 0 ? a : b;
        const double wx = to.x - from.x, wy = to.y - from.y, length = wx * wx + wy * wy;
        share = length > 0 ? ((q.x - from.x) * wx + (q.y - from.y) * wy) / length : 0;
        share = share < 0 ? 0 : share > 1 ? 1 : share;
      }
      const point p = just_inside(m, e, q);
      way = {p, weights_in(m, e, p.x, p.y), e, out, share};
      return;
    }
    e = next;
  }
}

__attribute__((noinline)) inline void slide(const mesh& m, passage& way, point left) {
  for (int edges = 0; edges < 16 && way.edge >= 0; ++edges) {
    const point a = corner_at(m, way.e, (way.edge + 1) % 3), b = corner_at(m, way.e, (way.edge + 2) % 3);
    const point along{b.x - a.x, b.y - a.y};
    left = {(1 - way.share) * left.x, (1 - way.share) * left.y};
    const double part = (left.x * along.x + left.y * along.y) / (along.x * along.x + along.y * along.y);
    const point from = way.at, to{from.x + part * along.x, from.y + part * along.y};
    const weights w = weights_in(m, way.e, to.x, to.y);
    if (surely_inside(w, m.inside)) {
      way = {to, w, way.e, -1, 1};
    } else {
      travel_far(m, way.e, from, to, way);
    }
  }
}

// Velocity at stage `to` of a step from (x, y) in element e, on the near side of any coast.
__attribute__((always_inline)) inline point slope(const mesh& m, const current& f, std::int32_t e, double x,
                                                  double y, point to, double t) {
  weights w = weights_in(m, e, to.x, to.y);
  if (!surely_inside(w, m.inside)) {
    passage way;
    travel_far(m, e, {x, y}, to, way);
    w = way.w;
    e = way.e;
  }
  return velocity(m, f, e, w, t);
}

// A particle on its way.
struct traveller {
  double x, y;
  std::int32_t e;
  weights w;  // of (x, y) in e
};

// One step of classic RK4, of h seconds, that begins t seconds after the interval's beginning.
__attribute__((always_inline)) inline void make_step(const mesh& m, const current& f, traveller& p, double t,
                                                      double h) {
  const point k1 = velocity(m, f, p.e, p.w, t);
  const double half = 0.5 * h, sixth = 1.0 / 6 * h, third = 1.0 / 3 * h;
  const point k2 = slope(m, f, p.e, p.x, p.y, {p.x + half * k1.x, p.y + half * k1.y}, t + half);
  const point k3 = slope(m, f, p.e, p.x, p.y, {p.x + half * k2.x, p.y + half * k2.y}, t + half);
  const point k4 = slope(m, f, p.e, p.x, p.y, {p.x + h * k3.x, p.y + h * k3.y}, t + h);
  const double dx = sixth * k1.x + third * k2.x + third * k3.x + sixth * k4.x;
  const double dy = sixth * k1.y + third * k2.y + third * k3.y + sixth * k4.y;
  const point to{p.x + dx, p.y + dy};
  const weights w = weights_in(m, p.e, to.x, to.y);
  if (surely_inside(w, m.inside)) {
    p = {to.x, to.y, p.e, w};
  } else {
    passage way;
    travel_far(m, p.e, {p.x, p.y}, to, way);
    if (way.edge >= 0) slide(m, way, {dx, dy});
    p = {way.at.x, way.at.y, way.e, way.w};
  }
}

inline traveller depart(const mesh& m, const particles& p, std::int64_t i) {
  return {p.x[i], p.y[i], p.element[i], weights_in(m, p.element[i], p.x[i], p.y[i])};
}

inline void arrive(const particles& p, std::int64_t i, const traveller& there) {
  p.x[i] = there.x;
  p.y[i] = there.y;
  p.element[i] = there.e;
}

// One interval of `length` seconds in `steps` steps, one particle after the other.
inline void advance(const mesh& m, const current& f, const particles& p, double length, std::int32_t steps) {
  const double h = length / steps;
  for (std::int64_t i = 0; i < p.size; ++i) {
    traveller one = depart(m, p, i);
    for (std::int32_t k = 0; k < steps; ++k) make_step(m, f, one, length * k / steps, h);
    arrive(p, i, one);
  }
}

// Steps first ... last - 1 of the same, one step of all particles after the other.
inline void advance_by_steps(const mesh& m, const current& f, const particles& p, double length, std::int32_t steps,
                             std::int32_t first, std::int32_t last) {
  const double h = length / steps;
  for (std::int32_t k = first; k < last; ++k) {
    const double t = length * k / steps;
    for (std::int64_t i = 0; i < p.size; ++i) {
      traveller one = depart(m, p, i);
      make_step(m, f, one, t, h);
      arrive(p, i, one);
    }
  }
}

}  // namespace hand_written
