// SPDX-License-Identifier: BSL-1.0
// A forcing source of formulas, in memory.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/forcing/source.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace test {

/// Fields given as functions of place, layer (from 0) and time [s].
class analytic_source {
 public:
  using formula = std::function<double(double x, double y, eudrift::index_t layer, double seconds)>;

  analytic_source(eudrift::mesh_data mesh, std::vector<eudrift::time_ms> times)
      : mesh_(std::move(mesh)), times_(std::move(times)) {}
  void add(eudrift::field_info info, formula f) {
    infos_.push_back(std::move(info));
    formulas_.push_back(std::move(f));
  }

  const eudrift::mesh_data& mesh() const { return mesh_; }
  std::span<const eudrift::time_ms> times() const { return times_; }
  bool calendar() const { return false; }
  std::span<const eudrift::field_info> fields() const { return infos_; }
  void read(std::string_view name, eudrift::index_t slice, eudrift::index_t layer, eudrift::index_t first,
            std::span<double> to) {
    for (std::size_t f = 0; f < infos_.size(); ++f) {
      if (infos_[f].name != name) continue;
      ++reads;
      const double seconds = static_cast<double>(times_.at(static_cast<std::size_t>(slice))) / 1000;
      for (std::size_t i = 0; i < to.size(); ++i) {
        const auto at = place(infos_[f].where, static_cast<std::size_t>(first) + i);
        to[i] = formulas_[f](at.at[0], at.at[1], layer, seconds);
      }
      return;
    }
    throw eudrift::error("no field " + std::string(name));
  }

  int reads = 0;  ///< calls of read()

 private:
  eudrift::vec<double, 2> place(eudrift::location where, std::size_t i) const {
    if (where == eudrift::location::node) return {mesh_.x.at(i), mesh_.y.at(i)};
    eudrift::vec<double, 2> sum{};
    for (std::size_t k = 0; k < 3; ++k) {
      const auto n = static_cast<std::size_t>(mesh_.corner.at(3 * i + k));
      sum = sum + eudrift::vec<double, 2>{mesh_.x[n], mesh_.y[n]};
    }
    return 1.0 / 3 * sum;
  }

  eudrift::mesh_data mesh_;
  std::vector<eudrift::time_ms> times_;
  std::vector<eudrift::field_info> infos_;
  std::vector<formula> formulas_;
};
static_assert(eudrift::ForcingSource<analytic_source>);

}  // namespace test
