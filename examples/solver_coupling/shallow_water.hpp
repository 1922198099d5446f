// SPDX-License-Identifier: BSL-1.0
// A small shallow-water solver on triangles, as a user has one: its own arrays, its own loop, nothing of eudrift.
//
// Surface elevation at nodes, on control volumes bounded by medians, and velocity on elements, the places that FVCOM
// gives them (Chen, Liu and Beardsley 2003), without advection of momentum; forward in time for the velocity, backward
// for the elevation. Coasts are closed.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace solver {

// Numbers: what the solver has for arrays.
template <class Numbers = std::vector<double>>
class shallow_water {
 public:
  // Nodes [m] and the three nodes of each element, counter-clockwise; still-water depth [m], the same everywhere.
  shallow_water(std::vector<double> x, std::vector<double> y, std::vector<std::int32_t> corner, double depth)
      : x_(std::move(x)), y_(std::move(y)), corner_(std::move(corner)), depth_(depth) {
    const std::size_t elements = corner_.size() / 3;
    for (Numbers* at_nodes : {&elevation_, &volume_area_}) make(*at_nodes, x_.size());
    for (Numbers* at_elements : {&u_, &v_, &area_}) make(*at_elements, elements);
    for (Numbers* at_corners : {&slope_x_, &slope_y_}) make(*at_corners, 3 * elements);
    for (std::size_t e = 0; e < elements; ++e) {
      const std::size_t a = node(e, 0), b = node(e, 1), c = node(e, 2);
      at(area_)[e] = 0.5 * ((x_[b] - x_[a]) * (y_[c] - y_[a]) - (y_[b] - y_[a]) * (x_[c] - x_[a]));
      for (std::size_t k = 0; k < 3; ++k) {
        const std::size_t from = node(e, (k + 1) % 3), to = node(e, (k + 2) % 3);
        at(slope_x_)[3 * e + k] = (y_[from] - y_[to]) / (2 * at(area_)[e]);
        at(slope_y_)[3 * e + k] = (x_[to] - x_[from]) / (2 * at(area_)[e]);
        at(volume_area_)[node(e, k)] += at(area_)[e] / 3;
      }
    }
  }

  // One step of `seconds`, which must be less than the shortest edge divided by the speed of long waves.
  void step(double seconds) {
    for (std::size_t e = 0; e < corner_.size() / 3; ++e)
      for (std::size_t k = 0; k < 3; ++k) {
        at(u_)[e] -= seconds * gravity * at(slope_x_)[3 * e + k] * at(elevation_)[node(e, k)];
        at(v_)[e] -= seconds * gravity * at(slope_y_)[3 * e + k] * at(elevation_)[node(e, k)];
      }
    for (std::size_t e = 0; e < corner_.size() / 3; ++e)
      for (std::size_t k = 0; k < 3; ++k) {
        const double inflow = at(area_)[e] * depth_ * (at(u_)[e] * at(slope_x_)[3 * e + k] + at(v_)[e] * at(slope_y_)[3 * e + k]);
        at(elevation_)[node(e, k)] += seconds * inflow / at(volume_area_)[node(e, k)];
      }
  }

  // Water above the still surface [m3], which no step changes.
  double volume() const {
    double sum = 0;
    for (std::size_t n = 0; n < x_.size(); ++n) sum += at(volume_area_)[n] * at(elevation_)[n];
    return sum;
  }
  double wave_speed() const { return std::sqrt(gravity * depth_); }

  const std::vector<double>& x() const { return x_; }
  const std::vector<double>& y() const { return y_; }
  const std::vector<std::int32_t>& corner() const { return corner_; }
  const Numbers& u() const { return u_; }  // on elements [m/s]
  const Numbers& v() const { return v_; }
  Numbers& elevation() { return elevation_; }  // at nodes [m]

 private:
  static constexpr double gravity = 9.81;
  static double* at(Numbers& a) { return a.data(); }
  static const double* at(const Numbers& a) { return a.data(); }
  static void make(Numbers& a, std::size_t n) {
    a.resize(static_cast<decltype(a.size())>(n));
    std::fill_n(at(a), n, 0.0);
  }
  std::size_t node(std::size_t e, std::size_t k) const { return static_cast<std::size_t>(corner_[3 * e + k]); }

  std::vector<double> x_, y_;
  std::vector<std::int32_t> corner_;
  double depth_;
  Numbers elevation_, volume_area_;
  Numbers u_, v_, area_;
  Numbers slope_x_, slope_y_;  // of the linear function that is 1 at corner k and 0 at the others [1/m]
};

// A square of n by n cells of `cell` metres, each cut into two elements, its long wave in x at its highest in the west.
template <class Numbers = std::vector<double>>
shallow_water<Numbers> square_lake(int n, double cell, double depth, double amplitude) {
  std::vector<double> x, y;
  std::vector<std::int32_t> corner;
  for (int j = 0; j <= n; ++j)
    for (int i = 0; i <= n; ++i) x.push_back(i * cell), y.push_back(j * cell);
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < n; ++i) {
      const int a = j * (n + 1) + i, b = a + 1, d = a + n + 1, c = d + 1;
      if ((i + j) % 2 == 0) corner.insert(corner.end(), {a, b, c, a, c, d});
      else corner.insert(corner.end(), {a, b, d, b, c, d});
    }
  shallow_water<Numbers> lake(std::move(x), std::move(y), std::move(corner), depth);
  const double wave_number = 3.14159265358979 / (n * cell);
  for (std::size_t i = 0; i < lake.x().size(); ++i) lake.elevation().data()[i] = amplitude * std::cos(wave_number * lake.x()[i]);
  return lake;
}

}  // namespace solver
