// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a later run needs to go on from a trajectory file, beside the tracks.
#pragma once
#include <eudrift/netcdf/trajectory_layout.hpp>
#include <eudrift/netcdf/variable.hpp>

#include <array>
#include <cmath>
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
    const std::vector<double> zeros(layout.ids.size());
    for (const std::size_t i : {0u, 1u}) {
      for (const int column : columns_) put(file, column, i, zeros);
      tell(file, i, 0);
    }
  }

  /// Takes the columns for the state that belongs to output number `outputs`, counted from 1.
  void write(const netcdf_file& file, std::size_t outputs, std::span<const std::span<const double>> columns) const {
    for (std::size_t k = 0; k < columns_.size(); ++k) put(file, columns_[k], outputs % 2, columns[k]);
  }
  /// Tells that this state is complete.  Before, it and its output must have been synced.
  void complete(const netcdf_file& file, std::size_t outputs) const {
    if (!columns_.empty()) tell(file, outputs % 2, static_cast<long long>(outputs));
  }

 private:
  void put(const netcdf_file& file, int variable, std::size_t slot, std::span<const double> values) const {
    const std::array<std::size_t, 2> start{slot, 0}, count{1, values.size()};
    check(nc_put_vara_double(group_, variable, start.data(), count.data(), values.data()),
          file.path() + ": cannot be written");
  }
  void tell(const netcdf_file& file, std::size_t slot, long long outputs) const {
    check(nc_put_var1_longlong(group_, outputs_, &slot, &outputs), file.path() + ": cannot be written");
  }

  int group_ = -1, outputs_ = -1;
  std::vector<int> columns_;
};

/// The end of a trajectory file: its last complete output that has a state.
struct trajectory_end {
  std::vector<std::int64_t> ids;           ///< strictly ascending
  bool calendar = true;                    ///< as trajectory_layout has it
  std::size_t outputs = 0;                 ///< in the file, up to and with this one
  time_ms time = 0;                        ///< of this output
  std::vector<std::vector<double>> state;  ///< in the order of the names asked for
  std::vector<std::int8_t> status;         ///< at this output
  std::vector<std::vector<double>> values; ///< further variables at this output, likewise
};

/// Reads the end of a trajectory file: the named variables of its state and of its tracks.  To be
/// called on the I/O thread.  Throws error, also where the file has no state or no complete output.
inline trajectory_end read_trajectory_end(const netcdf_file& file, std::span<const std::string> state,
                                          std::span<const std::string> values) {
  const std::string what = file.path() + ": holds nothing to go on from";
  const std::string advice = "; expected a file of tracks that has the group continuation";
  int group = -1, number = -1, trajectory = -1, obs = -1;
  require(nc_inq_grp_ncid(file.id(), "continuation", &group) == NC_NOERR &&
              nc_inq_varid(group, "outputs", &number) == NC_NOERR &&
              nc_inq_dimid(file.id(), "trajectory", &trajectory) == NC_NOERR &&
              nc_inq_dimid(file.id(), "obs", &obs) == NC_NOERR,
          what + advice);
  std::size_t n = 0, held = 0, length = 0;
  check(nc_inq_dimlen(file.id(), trajectory, &n), what);
  check(nc_inq_dimlen(file.id(), obs, &held), what);
  const auto shaped = [&](int where, const std::string& name, std::span<const std::size_t> shape) {
    std::array<int, NC_MAX_VAR_DIMS> dimensions{};
    int variable = -1, rank = 0;
    bool fits = nc_inq_varid(where, name.c_str(), &variable) == NC_NOERR &&
                nc_inq_var(where, variable, nullptr, nullptr, &rank, dimensions.data(), nullptr) == NC_NOERR &&
                rank == static_cast<int>(shape.size());
    for (std::size_t d = 0; fits && d < shape.size(); ++d)
      fits = nc_inq_dimlen(where, dimensions[d], &length) == NC_NOERR && length == shape[d];
    require(fits, what + ": " + name + " is not there as it was written" + advice);
    return variable;
  };

  std::array<long long, 2> told{};
  check(nc_get_var_longlong(group, shaped(group, "outputs", std::array<std::size_t, 1>{2}), told.data()), what);
  const std::size_t slot = told[1] > told[0] ? 1 : 0;
  require(told[slot] > 0 && static_cast<std::size_t>(told[slot]) <= held, what + ": no output was completed");

  trajectory_end end;
  end.outputs = static_cast<std::size_t>(told[slot]);
  end.calendar = text_attribute(file, shaped(file.id(), "time", std::array{held, n}), "units").find("1970") != std::string::npos;
  const std::array<std::size_t, 2> output{end.outputs - 1, 0}, kept{slot, 0}, one{1, 1}, all{1, n};
  const auto row = [&](int where, const std::string& name, const auto& shape, const auto& start) {
    std::vector<double> to(n);
    check(nc_get_vara_double(where, shaped(where, name, shape), start.data(), all.data(), to.data()), what);
    return to;
  };
  const std::array<std::size_t, 2> tracks{held, n}, states{2, n};
  double seconds = 0;
  check(nc_get_vara_double(file.id(), shaped(file.id(), "time", tracks), output.data(), one.data(), &seconds), what);
  require(std::abs(seconds) < 1e15, what + ": its time is damaged");
  end.time = std::llround(seconds * 1000);
  end.ids.resize(n);
  static_assert(sizeof(long long) == sizeof(std::int64_t));
  std::vector<long long> ids(n);
  check(nc_get_var_longlong(file.id(), shaped(file.id(), "trajectory", std::array{n}), ids.data()), what);
  end.ids.assign(ids.begin(), ids.end());
  for (const std::string& name : state) end.state.push_back(row(group, name, states, kept));
  for (const std::string& name : values) end.values.push_back(row(file.id(), name, tracks, output));
  for (const double s : row(file.id(), "status", tracks, output)) end.status.push_back(static_cast<std::int8_t>(s));
  return end;
}

}  // namespace eudrift::inline EUDRIFT_ABI
