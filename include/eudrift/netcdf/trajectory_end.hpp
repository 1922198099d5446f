// SPDX-License-Identifier: BSL-1.0
/// \file
/// Reads where the run of a trajectory file ended, for another that goes on from there.
#pragma once
#include <eudrift/forcing/source.hpp>
#include <eudrift/netcdf/variable.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Some particles at the end of a trajectory file.
struct trajectory_end_block {
  std::vector<std::int64_t> ids;
  std::vector<std::vector<double>> state;   ///< in the order of the names asked for
  std::vector<std::int8_t> status;          ///< at this output
  std::vector<std::vector<double>> values;  ///< further variables at this output, likewise
};

/// The end of a trajectory file: its last complete output that has a state.  To be used on the I/O thread; throws error.
class trajectory_end {
 public:
  /// `state` and `values` name variables of the file's state and of its tracks.  Throws error, also where the file has no
  /// state or no complete output.
  trajectory_end(netcdf_file file, const std::vector<std::string>& state, const std::vector<std::string>& values)
      : file_(std::move(file)) {
    int number = -1, trajectory = -1, obs = -1;
    require(nc_inq_grp_ncid(file_.id(), "continuation", &group_) == NC_NOERR &&
                nc_inq_varid(group_, "outputs", &number) == NC_NOERR &&
                nc_inq_dimid(file_.id(), "trajectory", &trajectory) == NC_NOERR &&
                nc_inq_dimid(file_.id(), "obs", &obs) == NC_NOERR,
            what() + advice);
    std::size_t held = 0;
    check(nc_inq_dimlen(file_.id(), trajectory, &particles_), what());
    check(nc_inq_dimlen(file_.id(), obs, &held), what());
    std::array<long long, 2> told{};
    check(nc_get_var_longlong(group_, shaped(group_, "outputs", std::array<std::size_t, 1>{2}), told.data()), what());
    slot_ = told[1] > told[0] ? 1 : 0;
    require(told[slot_] > 0 && static_cast<std::size_t>(told[slot_]) <= held, what() + ": no output was completed");
    outputs_ = static_cast<std::size_t>(told[slot_]);

    const std::array<std::size_t, 2> tracks{held, particles_}, states{2, particles_};
    const int time = shaped(file_.id(), "time", tracks);
    calendar_ = text_attribute(file_, time, "units").find("1970") != std::string::npos;
    double seconds = 0;
    const std::array<std::size_t, 2> output{outputs_ - 1, 0}, one{1, 1};
    check(nc_get_vara_double(file_.id(), time, output.data(), one.data(), &seconds), what());
    require(std::abs(seconds) < 1e15, what() + ": its time is damaged");
    time_ = std::llround(seconds * 1000);
    ids_ = shaped(file_.id(), "trajectory", std::array{particles_});
    status_ = shaped(file_.id(), "status", tracks);
    for (const std::string& name : state) state_.push_back(shaped(group_, name, states));
    for (const std::string& name : values) values_.push_back(shaped(file_.id(), name, tracks));
  }

  std::size_t particles() const { return particles_; }  ///< in the file
  bool calendar() const { return calendar_; }           ///< as trajectory_layout has it
  std::size_t outputs() const { return outputs_; }      ///< in the file, up to and with this one
  time_ms time() const { return time_; }                ///< of this output
  const netcdf_file& file() const { return file_; }     ///< that is read

  /// `count` particles from number `first` on, by ascending id.
  trajectory_end_block read(std::size_t first, std::size_t count) const {
    trajectory_end_block to;
    static_assert(sizeof(long long) == sizeof(std::int64_t));
    std::vector<long long> ids(count);
    check(nc_get_vara_longlong(file_.id(), ids_, &first, &count, ids.data()), what());
    to.ids.assign(ids.begin(), ids.end());
    const auto row = [&](int where, int variable, std::size_t at) {
      const std::array<std::size_t, 2> start{at, first}, one_row{1, count};
      std::vector<double> values(count);
      check(nc_get_vara_double(where, variable, start.data(), one_row.data(), values.data()), what());
      return values;
    };
    for (const int variable : state_) to.state.push_back(row(group_, variable, slot_));
    for (const int variable : values_) to.values.push_back(row(file_.id(), variable, outputs_ - 1));
    for (const double s : row(file_.id(), status_, outputs_ - 1)) to.status.push_back(static_cast<std::int8_t>(s));
    return to;
  }

 private:
  static constexpr const char* advice = "; expected a file of tracks that has the group continuation";

  std::string what() const { return file_.path() + ": holds nothing to go on from"; }
  /// The variable of that name, which must have that shape.
  int shaped(int where, const std::string& name, std::span<const std::size_t> shape) const {
    std::array<int, NC_MAX_VAR_DIMS> dimensions{};
    int variable = -1, rank = 0;
    std::size_t length = 0;
    bool fits = nc_inq_varid(where, name.c_str(), &variable) == NC_NOERR &&
                nc_inq_var(where, variable, nullptr, nullptr, &rank, dimensions.data(), nullptr) == NC_NOERR &&
                rank == static_cast<int>(shape.size());
    for (std::size_t d = 0; fits && d < shape.size(); ++d)
      fits = nc_inq_dimlen(where, dimensions[d], &length) == NC_NOERR && length == shape[d];
    require(fits, what() + ": " + name + " is not there as this version writes it; go on with it in the program that " +
                      "wrote it");
    return variable;
  }

  netcdf_file file_;
  int group_ = -1, ids_ = -1, status_ = -1;
  std::vector<int> state_, values_;
  std::size_t particles_ = 0, slot_ = 0, outputs_ = 0;
  bool calendar_ = true;
  time_ms time_ = 0;
};

}  // namespace eudrift::inline EUDRIFT_ABI
