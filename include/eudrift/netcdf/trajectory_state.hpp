// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a later run needs to go on from a trajectory file, beside the tracks.
#pragma once
#include <eudrift/netcdf/trajectory_layout.hpp>
#include <eudrift/netcdf/variable.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// The group `continuation` of a trajectory file.  It holds the state of the last two outputs, each
/// output overwriting the one before the last: one whose writing was cut short spoils no state that
/// is told to be complete.  To be used on the I/O thread; throws error.
class trajectory_state {
 public:
  /// Makes the group and takes its room, where layout.state names anything.
  void define(const netcdf_file& file, const trajectory_layout& layout) {
    if (layout.state.empty()) return;
    const std::string failed = file.path() + ": group continuation cannot be defined";
    int trajectory = -1, slot = -1;
    check(nc_def_grp(file.id(), "continuation", &group_), failed);
    check(nc_inq_dimid(file.id(), "trajectory", &trajectory), failed);
    check(nc_def_dim(group_, "state", 2, &slot), failed);
    const auto variable = [&](const std::string& name, nc_type type, std::span<const int> dimensions) {
      int number = -1;
      check(nc_def_var(group_, name.c_str(), type, static_cast<int>(dimensions.size()), dimensions.data(), &number), failed);
      check(nc_def_var_chunking(group_, number, NC_CONTIGUOUS, nullptr), failed);
      return number;
    };
    const auto describe = [&](int number, const char* name, const std::string& text) {
      check(nc_put_att_text(group_, number, name, text.size(), text.c_str()), failed);
    };
    describe(NC_GLOBAL, "comment", "what a later run needs to go on; the state with more outputs is the last complete one");
    outputs_ = variable("outputs", NC_INT64, std::array{slot});
    describe(outputs_, "long_name", "number of outputs to the last of which the state belongs; 0: none");
    describe(outputs_, "units", "1");
    for (const output_variable& v : layout.state) {
      columns_.push_back(variable(v.name, NC_DOUBLE, std::array{slot, trajectory}));
      describe(columns_.back(), "long_name", v.long_name);
      describe(columns_.back(), "units", v.unit);
    }
    check(nc_enddef(file.id()), failed);
    const std::vector<double> zeros(std::min(layout.particles, detail::usual_block));
    for (const std::size_t i : {0u, 1u}) {
      for (const int column : columns_)
        for (std::size_t first = 0; first < layout.particles; first += zeros.size())
          put(file, column, i, first, std::span(zeros).first(std::min(zeros.size(), layout.particles - first)));
      tell(file, i, 0);
    }
  }

  /// Takes columns of the particles from number `first` on, for the state that belongs to output number `outputs`, counted
  /// from 1.
  void write(const netcdf_file& file, std::size_t outputs, std::size_t first,
             std::span<const std::span<const double>> columns) const {
    for (std::size_t k = 0; k < columns_.size(); ++k) put(file, columns_[k], outputs % 2, first, columns[k]);
  }
  /// Tells that this state is complete.  Before, it and its output must have been synced.
  void complete(const netcdf_file& file, std::size_t outputs) const {
    if (!columns_.empty()) tell(file, outputs % 2, static_cast<long long>(outputs));
  }

 private:
  void put(const netcdf_file& file, int variable, std::size_t slot, std::size_t first,
           std::span<const double> values) const {
    const std::array<std::size_t, 2> start{slot, first}, count{1, values.size()};
    check(nc_put_vara_double(group_, variable, start.data(), count.data(), values.data()),
          file.path() + ": cannot be written");
  }
  void tell(const netcdf_file& file, std::size_t slot, long long outputs) const {
    check(nc_put_var1_longlong(group_, outputs_, &slot, &outputs), file.path() + ": cannot be written");
  }

  int group_ = -1, outputs_ = -1;
  std::vector<int> columns_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
