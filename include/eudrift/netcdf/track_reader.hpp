// SPDX-License-Identifier: BSL-1.0
/// \file
/// Reads a CF trajectory file of ours, output by output, for the writers of other formats.
#pragma once
#include <eudrift/netcdf/variable.hpp>
#include <eudrift/output/tracks.hpp>

#include <array>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// The tracks of a file that trajectory_writer made.  Properties are all further variables that have a value for each
/// output and particle, by the file's own types, and end_time, where there is one, which has a value from the output on
/// at which the particle's way has ended for the last time (has_ended(status)); places, values and ids are those of the
/// file to the last bit, and NaN where it has no value.  Of a run that was killed only the outputs that it completed are there, as far
/// as the file knows them. Everything throws error, naming the file, and calls NetCDF on the I/O thread.
class track_reader {
 public:
  explicit track_reader(const std::string& path) {
    io_thread::instance().run([&] { open(path); });
  }

  const track_layout& layout() const { return layout_; }  ///< of all outputs
  std::size_t outputs() const { return outputs_; }        ///< in the file
  std::size_t particles() const { return ids_.size(); }   ///< in the file

  /// Output k, counted from 0; the rows are valid until the next call.
  track_rows read(std::size_t k) {
    track_rows to;
    io_thread::instance().run([&] {
      double seconds = 0;
      get(time_, {k, 0}, 1, &seconds);
      require(std::abs(seconds) < 1e15, file_.path() + ": the time of output " + std::to_string(k + 1) + " is damaged");
      to.time = std::llround(seconds * 1000);
      to.id = ids_;
      const auto column = [&](const char* name, std::vector<double>& values) {
        return row(k, column_of(name), values);
      };
      if (layout_.metres) to.x = column("x", x_), to.y = column("y", y_);
      if (layout_.degrees) to.lon = column("lon", lon_), to.lat = column("lat", lat_);
      if (layout_.heights) to.z = column("z", z_);
      std::vector<signed char> code(ids_.size());
      get(status_, {k, 0}, code.size(), code.data());
      state_.resize(code.size());
      for (std::size_t i = 0; i < code.size(); ++i) state_[i] = static_cast<status>(static_cast<std::uint8_t>(code[i]));
      to.state = state_;
      for (std::size_t p = 0; p < values_.size(); ++p)
        std::visit([&](auto& values) { to.properties.emplace_back(row(k, properties_[p], values)); }, values_[p]);
      if (end_.id >= 0) to.properties.emplace_back(end_times(seconds));
    });
    return to;
  }

 private:
  using values =
      std::variant<std::vector<double>, std::vector<float>, std::vector<std::int32_t>, std::vector<std::int64_t>>;

  void open(const std::string& path) {
    file_ = netcdf_file::open(path);
    int obs = -1;
    std::size_t n = 0;
    check_that(
        nc_inq_dimid(file_.id(), "obs", &obs_) == NC_NOERR && nc_inq_dimid(file_.id(), "trajectory", &obs) == NC_NOERR,
        "there are no dimensions obs and trajectory");
    trajectory_ = obs;
    check(nc_inq_dimlen(file_.id(), obs_, &outputs_), path);
    check(nc_inq_dimlen(file_.id(), trajectory_, &n), path);
    const auto ids = find_variable(file_, "trajectory");
    check_that(ids && ids->dimensions.size() == 1 && ids->dimensions[0].id == trajectory_,
               "trajectory has no id for each particle");
    ids_.resize(n);
    static_assert(sizeof(long long) == sizeof(std::int64_t));
    std::vector<long long> numbers(n);
    check(nc_get_var_longlong(file_.id(), ids->id, numbers.data()), path + ": the ids cannot be read");
    ids_.assign(numbers.begin(), numbers.end());

    layout_ = {.title = text_attribute(file_, NC_GLOBAL, "title"), .metres = false, .statuses = {}};
    int count = 0;
    check(nc_inq_nvars(file_.id(), &count), path);
    for (int v = 0; v < count; ++v) {
      std::array<char, NC_MAX_NAME + 1> name{};
      check(nc_inq_varname(file_.id(), v, name.data()), path);
      if (const auto found = find_variable(file_, name.data())) take(*found);
    }
    check_that(time_.id >= 0 && status_.id >= 0, "there is no time or no status for each output and particle");
    if (end_.id >= 0) layout_.properties.push_back({end_.name, end_.unit});
    layout_.metres = has("x") && has("y"), layout_.degrees = has("lon") && has("lat"), layout_.heights = has("z");
    check_that(layout_.metres || layout_.degrees, "there is neither x, y nor lon, lat");
    layout_.calendar = time_.unit.find("1970") != std::string::npos;
    std::string words = text_attribute(file_, status_.id, "flag_meanings");
    for (std::size_t at = 0; at < words.size();) {
      const std::size_t end = std::min(words.find(' ', at), words.size());
      layout_.statuses.push_back(words.substr(at, end - at));
      at = end + 1;
    }
    count_completed();
    if (outputs_ < 2 || ids_.empty()) return;
    std::array<double, 2> first{};
    get(time_, {0, 0}, 1, &first[0]), get(time_, {1, 0}, 1, &first[1]);
    direction_ = first[1] < first[0] ? -1 : 1;
  }
  void take(const netcdf_variable& v) {
    if (v.name == "end_time" && v.dimensions.size() == 1 && v.dimensions[0].id == trajectory_ && v.type == NC_DOUBLE)
      end_ = v;
    if (v.dimensions.size() != 2 || v.dimensions[0].id != obs_ || v.dimensions[1].id != trajectory_ ||
        v.type == NC_CHAR || v.type > NC_UINT64)
      return;
    if (v.name == "time") {
      time_ = v;
    } else if (v.name == "status") {
      status_ = v;
    } else if (v.name == "x" || v.name == "y" || v.name == "lon" || v.name == "lat" || v.name == "z") {
      columns_.push_back(v);
    } else {
      properties_.push_back(v);
      layout_.properties.push_back({v.name, v.unit});
      if (v.type == NC_DOUBLE)
        values_.emplace_back(std::vector<double>());
      else if (v.type == NC_FLOAT)
        values_.emplace_back(std::vector<float>());
      else if (v.type == NC_INT64 || v.type == NC_UINT || v.type == NC_UINT64)
        values_.emplace_back(std::vector<std::int64_t>());
      else
        values_.emplace_back(std::vector<std::int32_t>());
    }
  }
  /// An output whose run was killed within it has no state yet.
  void count_completed() {
    int group = -1, number = -1;
    std::array<long long, 2> told{};
    if (nc_inq_grp_ncid(file_.id(), "continuation", &group) == NC_NOERR &&
        nc_inq_varid(group, "outputs", &number) == NC_NOERR &&
        nc_get_var_longlong(group, number, told.data()) == NC_NOERR)
      if (const long long last = std::max(told[0], told[1]); last > 0)
        outputs_ = std::min(outputs_, static_cast<std::size_t>(last));
  }

  void check_that(bool ok, const std::string& found) const {
    require(ok, file_.path() + ": is no file of tracks, " + found +
                    "; expected one that happiest_particle or trajectory_writer wrote");
  }
  bool has(const std::string& name) const {
    return std::any_of(columns_.begin(), columns_.end(), [&](const netcdf_variable& v) { return v.name == name; });
  }
  const netcdf_variable& column_of(const std::string& name) const {
    return *std::find_if(columns_.begin(), columns_.end(), [&](const netcdf_variable& v) { return v.name == name; });
  }
  template <class T>
  std::span<const T> row(std::size_t k, const netcdf_variable& v, std::vector<T>& to) const {
    to.resize(ids_.size());
    get(v, {k, 0}, to.size(), to.data());
    if constexpr (std::is_floating_point_v<T>)
      for (T& value : to)
        if (v.is_missing(static_cast<double>(value))) value = std::numeric_limits<T>::quiet_NaN();
    return to;
  }
  /// Of the output at `seconds` whose statuses were read; the file has a particle's last end alone.
  std::span<const double> end_times(double seconds) {
    constexpr double exact = 1e-3;  // times of outputs are whole milliseconds
    ended_.resize(ids_.size());
    check(nc_get_var_double(file_.id(), end_.id, ended_.data()),
          file_.path() + ": " + end_.name + " cannot be read; the file may be damaged");
    for (std::size_t i = 0; i < ended_.size(); ++i) {
      const bool later = (ended_[i] - seconds) * direction_ > exact;
      if (!has_ended(state_[i]) || end_.is_missing(ended_[i]) || later)
        ended_[i] = std::numeric_limits<double>::quiet_NaN();
    }
    return ended_;
  }
  template <class T>
  void get(const netcdf_variable& v, std::array<std::size_t, 2> start, std::size_t n, T* to) const {
    const std::array<std::size_t, 2> count{1, n};
    const auto by = [&](auto f, auto* items) {
      check(f(file_.id(), v.id, start.data(), count.data(), items),
            file_.path() + ": " + v.name + " cannot be read; the file may be damaged");
    };
    if constexpr (std::is_same_v<T, double>)
      by(nc_get_vara_double, to);
    else if constexpr (std::is_same_v<T, float>)
      by(nc_get_vara_float, to);
    else if constexpr (std::is_same_v<T, std::int32_t>)
      by(nc_get_vara_int, to);
    else if constexpr (std::is_same_v<T, signed char>)
      by(nc_get_vara_schar, to);
    else {
      std::vector<long long> wide(n);
      by(nc_get_vara_longlong, wide.data());
      std::copy(wide.begin(), wide.end(), to);
    }
  }

  netcdf_file file_;
  track_layout layout_;
  std::size_t outputs_ = 0;
  double direction_ = 1;  ///< in which time goes from output to output
  int obs_ = -1, trajectory_ = -1;
  netcdf_variable time_, status_, end_;
  std::vector<netcdf_variable> columns_, properties_;
  std::vector<std::int64_t> ids_;
  std::vector<double> x_, y_, lon_, lat_, z_, ended_;
  std::vector<status> state_;
  std::vector<values> values_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
