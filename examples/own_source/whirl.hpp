// SPDX-License-Identifier: BSL-1.0
// A forcing source of one's own: a lake that turns like a wheel.  docs/input_formats.md explains it.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/forcing/source.hpp>
#include <eudrift/mesh/build.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

// A square of cells, each of two triangles, with the velocity of a rigid rotation round its middle at the nodes.
class whirl {
 public:
  whirl(int cells, double width, eudrift::time_ms period)
      : turn_(2 * 3.141592653589793 * 1000 / static_cast<double>(period)) {
    for (int j = 0; j <= cells; ++j)
      for (int i = 0; i <= cells; ++i) {
        mesh_.x.push_back(width * i / cells - width / 2);
        mesh_.y.push_back(width * j / cells - width / 2);
      }
    for (int j = 0; j < cells; ++j)
      for (int i = 0; i < cells; ++i) {
        const int a = j * (cells + 1) + i, b = a + 1, d = a + cells + 1, c = d + 1;
        mesh_.corner.insert(mesh_.corner.end(), {a, b, c, a, c, d});
      }
    eudrift::build_mesh(mesh_, "the whirl");
    for (eudrift::time_ms k = 0; k <= 12; ++k) times_.push_back(k * period / 12);
  }

  const eudrift::mesh_data& mesh() const { return mesh_; }
  std::span<const eudrift::time_ms> times() const { return times_; }
  bool calendar() const { return false; }  // times count from the lake's own start
  std::span<const eudrift::field_info> fields() const { return fields_; }

  // A file would be read here; this source needs no more than a formula.
  void read(std::string_view name, eudrift::index_t, eudrift::index_t, eudrift::index_t first, std::span<double> to) {
    eudrift::require(name == "u" || name == "v", "the whirl has no field " + std::string(name));
    const std::vector<double>& from = name == "u" ? mesh_.y : mesh_.x;
    const double sign = name == "u" ? -1 : 1;
    std::transform(from.begin() + first, from.begin() + first + static_cast<eudrift::index_t>(to.size()), to.begin(),
                   [&](double r) { return sign * turn_ * r; });
  }

 private:
  double turn_;  // [rad/s]
  eudrift::mesh_data mesh_;
  std::vector<eudrift::time_ms> times_;
  std::vector<eudrift::field_info> fields_{{"u", eudrift::location::node, 1, "m s-1"},
                                           {"v", eudrift::location::node, 1, "m s-1"}};
};
static_assert(eudrift::ForcingSource<whirl>);
