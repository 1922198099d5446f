// SPDX-License-Identifier: BSL-1.0
/// \file
/// Goes on with a trajectory file whose run was stopped, from an output that is known to be whole.
#pragma once
#include <eudrift/netcdf/trajectory_writer.hpp>
#include <eudrift/netcdf/variable.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// The outputs of a trajectory file, read back as they were given.  To be used on the I/O thread.
class trajectory_outputs {
 public:
  /// Throws error where the file is not one of this layout or has less than `outputs`.
  trajectory_outputs(const std::string& path, const trajectory_layout& layout, std::size_t outputs)
      : layout_(layout), file_(netcdf_file::open(path)), particles_(layout.ids.size()) {
    require(length("trajectory") == particles_, other("of " + std::to_string(length("trajectory")) +
                                                      " particles, where the run has " + std::to_string(particles_)));
    const std::size_t held = length("obs");
    require(held >= outputs,
            other("of " + std::to_string(held) + " outputs, where the run had written " + std::to_string(outputs)));
    std::vector<long long> ids(particles_);
    check(nc_get_var_longlong(file_.id(), variable(file_.id(), "trajectory"), ids.data()), unreadable());
    require(std::equal(ids.begin(), ids.end(), layout.ids.begin()), other("of particles with other ids"));
    for (const output_variable& v : layout.variables)
      values_.emplace_back(v.single ? output_column(std::vector<float>()) : std::vector<double>());
    find_state();
  }

  /// Output k, counted from 0; the columns are valid until the next call.
  std::pair<time_ms, trajectory_columns> read(std::size_t k) {
    trajectory_columns to;
    double seconds = 0;
    const std::array<std::size_t, 2> start{k, 0}, one{1, 1};
    check(nc_get_vara_double(file_.id(), variable(file_.id(), "time"), start.data(), one.data(), &seconds),
          unreadable());
    const auto row = [&](const std::string& name, auto& values) {
      get(file_.id(), name, k, values);
      return std::span(std::as_const(values));
    };
    if (layout_.metres) to.x = row("x", x_), to.y = row("y", y_);
    if (layout_.degrees) to.lon = row("lon", lon_), to.lat = row("lat", lat_);
    to.element = row("element", element_);
    to.status = row("status", status_);
    for (std::size_t v = 0; v < values_.size(); ++v)
      std::visit([&](auto& values) { to.values.emplace_back(row(layout_.variables[v].name, values)); }, values_[v]);
    const auto told = std::find(told_.begin(), told_.end(), static_cast<long long>(k + 1));
    to.stateless = told == told_.end();
    state_.resize(to.stateless ? 0 : layout_.state.size());
    for (std::size_t s = 0; s < state_.size(); ++s) {
      get(group_, layout_.state[s].name, static_cast<std::size_t>(told - told_.begin()), state_[s]);
      to.state.emplace_back(state_[s]);
    }
    require(std::abs(seconds) < 1e15, unreadable());
    return {std::llround(seconds * 1000), to};
  }

 private:
  using output_column = std::variant<std::vector<double>, std::vector<float>>;

  std::string unreadable() const { return file_.path() + ": the tracks of the run that is to go on cannot be read"; }
  std::string other(const std::string& what) const {
    return file_.path() + ": is a file " + what + "; give the tracks of the run that is to go on";
  }
  int variable(int where, const std::string& name) const {
    int number = -1;
    check(nc_inq_varid(where, name.c_str(), &number), unreadable() + ": " + name);
    return number;
  }
  std::size_t length(const char* name) const {
    int number = -1;
    std::size_t n = 0;
    require(nc_inq_dimid(file_.id(), name, &number) == NC_NOERR && nc_inq_dimlen(file_.id(), number, &n) == NC_NOERR,
            other("without a dimension " + std::string(name)));
    return n;
  }
  /// Row `at` of a variable, which must have a value for each particle.
  template <class T>
  void get(int where, const std::string& name, std::size_t at, std::vector<T>& to) const {
    const int number = variable(where, name);
    int rank = 0;
    check(nc_inq_varndims(where, number, &rank), unreadable());
    require(rank == 2, other("whose variable " + name + " has another shape"));
    to.resize(particles_);
    const std::array<std::size_t, 2> start{at, 0}, count{1, particles_};
    const auto by = [&](auto f) {
      check(f(where, number, start.data(), count.data(), to.data()), unreadable() + ": " + name);
    };
    if constexpr (std::is_same_v<T, double>)
      by(nc_get_vara_double);
    else if constexpr (std::is_same_v<T, float>)
      by(nc_get_vara_float);
    else if constexpr (std::is_same_v<T, std::int32_t>)
      by(nc_get_vara_int);
    else
      by(nc_get_vara_schar);
  }
  /// For which outputs the file has a state, if it has any.
  void find_state() {
    if (layout_.state.empty()) return;
    check(nc_inq_grp_ncid(file_.id(), "continuation", &group_), unreadable());
    check(nc_get_var_longlong(group_, variable(group_, "outputs"), told_.data()), unreadable());
  }

  const trajectory_layout& layout_;
  netcdf_file file_;
  std::size_t particles_;
  int group_ = -1;
  std::array<long long, 2> told_{};
  std::vector<double> x_, y_, lon_, lat_;
  std::vector<std::int32_t> element_;
  std::vector<std::int8_t> status_;
  std::vector<output_column> values_;
  std::vector<std::vector<double>> state_;
};

}  // namespace detail

/// A writer that goes on after the first `outputs` outputs of the file at `path`, the last of which is that of time
/// `last`; what the file has beyond them is gone.  They are copied into PATH.part, which then takes the place of the
/// file: after a kill in the middle of an output HDF5's own lists may name room beyond what it takes for the end of the
/// file, so that it must not be written to again; what is read of it was synced before.  Throws error, naming the file,
/// also where it is not one of these particles or has less outputs; it is untouched then.
inline trajectory_writer resume_trajectory(const std::string& path, trajectory_layout layout, std::size_t outputs,
                                           time_ms last) {
  trajectory_writer to(path + ".part", layout);
  try {
    io_thread::instance().run([&] {
      detail::trajectory_outputs from(path, layout, outputs);
      for (std::size_t k = 0; k < outputs; ++k) {
        const auto [time, columns] = from.read(k);
        require(k + 1 < outputs || time == last,
                path + ": its output " + std::to_string(outputs) +
                    " is of another time than the run that is to go on had then; give the tracks of that run");
        to.write(time, columns);
      }
    });
    to.take_place_of(path);
  } catch (...) {
    ::unlink((path + ".part").c_str());
    throw;
  }
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
