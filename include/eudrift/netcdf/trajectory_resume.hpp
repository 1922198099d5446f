// SPDX-License-Identifier: BSL-1.0
/// \file
/// Goes on with a trajectory file whose run was stopped, from an output that is known to be whole.
#pragma once
#include <eudrift/netcdf/trajectory_writer.hpp>
#include <eudrift/netcdf/variable.hpp>

#include <optional>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// The outputs of a trajectory file, read back as they were given, by blocks.  To be used on the I/O thread.
class trajectory_outputs {
 public:
  /// Throws error where the file is not one of this layout or has less than `outputs`.
  trajectory_outputs(const std::string& path, const trajectory_layout& layout, std::size_t outputs)
      : layout_(layout), file_(netcdf_file::open(path)) {
    require(length("trajectory") == layout.particles,
            other("of " + std::to_string(length("trajectory")) + " particles, where the run has " +
                  std::to_string(layout.particles)));
    const std::size_t held = length("obs");
    require(held >= outputs,
            other("of " + std::to_string(held) + " outputs, where the run had written " + std::to_string(outputs)));
    for (const output_variable& v : layout.variables)
      values_.emplace_back(v.single ? output_column(std::vector<float>()) : std::vector<double>());
    find_state();
  }

  /// Ids of `count` particles from number `first` on.
  std::vector<std::int64_t> ids(std::size_t first, std::size_t count) const {
    std::vector<long long> ids(count);
    const int variable = number_of(file_.id(), "trajectory");
    check(nc_get_vara_longlong(file_.id(), variable, &first, &count, ids.data()), unreadable());
    return {ids.begin(), ids.end()};
  }
  /// Throws error where those from number `first` on are not these.
  void compare_ids(std::size_t first, std::span<const std::int64_t> given) const {
    require(given.size() <= layout_.particles - first && std::ranges::equal(ids(first, given.size()), given),
            other("of particles with other ids"));
  }
  /// Time of output k, counted from 0.
  time_ms time(std::size_t k) const {
    double seconds = 0;
    const std::array<std::size_t, 2> start{k, 0}, one{1, 1};
    check(nc_get_vara_double(file_.id(), number_of(file_.id(), "time"), start.data(), one.data(), &seconds),
          unreadable());
    require(std::abs(seconds) < 1e15, unreadable());
    return std::llround(seconds * 1000);
  }
  /// Whether the file has a state for output k.
  bool has_state(std::size_t k) const { return slot(k) < told_.size(); }
  /// `count` particles of output k from number `first` on; the columns are valid until the next call.
  trajectory_columns read(std::size_t k, std::size_t first, std::size_t count) {
    trajectory_columns to;
    const auto row = [&](const std::string& name, auto& values) {
      get(file_.id(), name, {k, first}, count, values);
      return std::span(std::as_const(values));
    };
    if (layout_.metres) to.x = row("x", x_), to.y = row("y", y_);
    if (layout_.degrees) to.lon = row("lon", lon_), to.lat = row("lat", lat_);
    to.element = row("element", element_);
    to.status = row("status", status_);
    for (std::size_t v = 0; v < values_.size(); ++v)
      std::visit([&](auto& values) { to.values.emplace_back(row(layout_.variables[v].name, values)); }, values_[v]);
    state_.resize(has_state(k) ? layout_.state.size() : 0);
    for (std::size_t s = 0; s < state_.size(); ++s) {
      get(group_, layout_.state[s].name, {slot(k), first}, count, state_[s]);
      to.state.emplace_back(state_[s]);
    }
    return to;
  }

 private:
  using output_column = std::variant<std::vector<double>, std::vector<float>>;

  std::string unreadable() const { return file_.path() + ": the tracks of the run that is to go on cannot be read"; }
  std::string other(const std::string& what) const {
    return file_.path() + ": is a file " + what + "; give the tracks of the run that is to go on";
  }
  int number_of(int where, const std::string& name) const {
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
  /// Values of a row of a variable, which must have one for each particle.
  template <class T>
  void get(int where, const std::string& name, std::array<std::size_t, 2> start, std::size_t n,
           std::vector<T>& to) const {
    const int number = number_of(where, name);
    int rank = 0;
    check(nc_inq_varndims(where, number, &rank), unreadable());
    require(rank == 2, other("whose variable " + name + " has another shape"));
    to.resize(n);
    const std::array<std::size_t, 2> count{1, n};
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
    check(nc_get_var_longlong(group_, number_of(group_, "outputs"), told_.data()), unreadable());
  }
  /// Where the state of output k is.
  std::size_t slot(std::size_t k) const {
    return static_cast<std::size_t>(std::find(told_.begin(), told_.end(), static_cast<long long>(k + 1)) - told_.begin());
  }

  const trajectory_layout& layout_;
  netcdf_file file_;
  int group_ = -1;
  std::array<long long, 2> told_{};
  std::vector<double> x_, y_, lon_, lat_;
  std::vector<std::int32_t> element_;
  std::vector<std::int8_t> status_;
  std::vector<output_column> values_;
  std::vector<std::vector<double>> state_;
};

}  // namespace detail

/// Makes a writer that goes on after the first `outputs` outputs of the file at `path`, the last of which is that of
/// time `last`; what the file has beyond them is gone.  They are copied, by blocks, into PATH.part, which then takes the
/// place of the file: after a kill in the middle of an output HDF5's own lists may name room beyond what it takes for the
/// end of the file, so that it must not be written to again; what is read of it was synced before.
///
///     trajectory_resume tracks("tracks.nc", layout, outputs, last);
///     tracks.ids(some), tracks.ids(others);
///     trajectory_writer writer = tracks.copy();
///
/// Throws error, naming the file, also where it is not one of these particles or has less outputs; it is untouched then.
class trajectory_resume {
 public:
  trajectory_resume(const std::string& path, trajectory_layout layout, std::size_t outputs, time_ms last)
      : path_(path), layout_(std::move(layout)), outputs_(outputs), last_(last) {
    io_thread::instance().run([&] { from_.emplace(path_, layout_, outputs_); });
  }
  trajectory_resume(const trajectory_resume&) = delete;
  trajectory_resume& operator=(const trajectory_resume&) = delete;

  /// The ids of the next particles, strictly ascending within and from one call to the next, must be those of the file.
  void ids(std::span<const std::int64_t> next) {
    io_thread::instance().run([&] { from_->compare_ids(ids_, next); });
    ids_ += next.size();
  }
  /// The writer, once.
  trajectory_writer copy() {
    require(ids_ == layout_.particles, path_ + ": ids were given for " + std::to_string(ids_) + " of " +
                                           std::to_string(layout_.particles) + " particles");
    trajectory_writer to(path_ + ".part", layout_);
    try {
      io_thread::instance().run([&] { copy_outputs(to); });
      from_.reset();
      to.take_place_of(path_);
    } catch (...) {
      ::unlink((path_ + ".part").c_str());
      throw;
    }
    return to;
  }

 private:
  void copy_outputs(trajectory_writer& to) {
    const bool packed = layout_.deflate > 0;
    const std::size_t block = block_of(chunk_of(layout_.particles, layout_.expected_outputs, packed), packed);
    const auto for_each_block = [&](const auto& f) {
      for (std::size_t first = 0; first < layout_.particles; first += block)
        f(first, std::min(block, layout_.particles - first));
    };
    for_each_block([&](std::size_t first, std::size_t n) { to.ids(from_->ids(first, n)); });
    for (std::size_t k = 0; k < outputs_; ++k) {
      const time_ms time = from_->time(k);
      require(k + 1 < outputs_ || time == last_,
              path_ + ": its output " + std::to_string(outputs_) +
                  " is of another time than the run that is to go on had then; give the tracks of that run");
      to.begin(time, !from_->has_state(k));
      for_each_block([&](std::size_t first, std::size_t n) { to.block(from_->read(k, first, n)); });
      to.end();
    }
  }

  std::string path_;
  trajectory_layout layout_;
  std::size_t outputs_;
  time_ms last_;
  std::size_t ids_ = 0;  ///< given so far
  std::optional<detail::trajectory_outputs> from_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
