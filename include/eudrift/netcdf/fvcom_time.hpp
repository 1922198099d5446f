// SPDX-License-Identifier: BSL-1.0
/// \file
/// The times of an FVCOM file, exact to the millisecond where the file has them so.
#pragma once
#include <eudrift/netcdf/float_time.hpp>
#include <eudrift/netcdf/variable.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Times of one file.
struct fvcom_times {
  std::vector<time_ms> time;    ///< strictly increasing, at least one
  bool calendar = true;         ///< from 1970; else from the model's own start
  netcdf_dimension dimension;   ///< the file's time dimension
  std::string warning;          ///< a sentence, or empty
  std::vector<double> error;    ///< how far each may be from what was meant [ms]; empty: all exact
};

/// What the attribute units of a time says.
struct time_unit {
  double ms;            ///< length of the unit [ms]
  time_ms origin;       ///< where it counts from
  bool calendar;        ///< whether the origin is a date
};

/// Understands "days since 1858-11-17 00:00:00", "seconds since 2013-01-01", "days since 0.0",
/// "msec since 00:00:00"; nothing where the text is none of the kind.
inline std::optional<time_unit> parse_time_unit(const std::string& text) {
  const auto since = text.find(" since ");
  if (since == text.npos) return {};
  std::string name = text.substr(0, since), origin = text.substr(since + 7);
  const auto trim = [](std::string& s) {
    s.erase(0, s.find_first_not_of(' '));
    s.erase(s.find_last_not_of(' ') + 1);
  };
  trim(name);
  trim(origin);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (name.size() > 1 && name.back() == 's' && name != "ms") name.pop_back();

  struct known {
    std::string_view name;
    double ms;
  };
  static constexpr std::array<known, 15> units{{{"day", 86400e3}, {"d", 86400e3}, {"hour", 3600e3},
      {"hr", 3600e3}, {"h", 3600e3}, {"minute", 60e3}, {"min", 60e3}, {"second", 1e3}, {"sec", 1e3},
      {"s", 1e3}, {"millisecond", 1}, {"millisec", 1}, {"msec", 1}, {"m sec", 1}, {"ms", 1}}};
  for (const known& unit : units) {
    if (unit.name != name) continue;
    if (!origin.empty() && origin.find_first_not_of("0.:") == origin.npos)
      return time_unit{unit.ms, 0, false};
    if (const auto date = parse_time(origin)) return time_unit{unit.ms, *date, true};
  }
  return {};
}

namespace detail {

/// Thrown inside this header: one way to read the times does not serve, try the next.
struct unusable {
  std::string why;
};

class time_reader {
 public:
  /// `name`: of the variable of times that is not Itime or Times.
  time_reader(const netcdf_file& file, std::uint64_t file_size, std::string name = "time")
      : file_(file), file_size_(file_size), name_(std::move(name)) {}

  fvcom_times read() {
    std::string why;
    const auto attempt = [&](auto method) {
      try {
        (this->*method)();
        return true;
      } catch (const unusable& u) {
        why += (why.empty() ? "" : "; ") + u.why;
        return false;
      }
    };
    const bool got = attempt(&time_reader::from_itime) || attempt(&time_reader::from_text) ||
                     attempt(&time_reader::from_time);
    require(got, file_.path() + ": no time can be read from it: " + why);
    int id = -1;
    if (!why.empty() && times_.warning.empty() && nc_inq_varid(file_.id(), "Itime", &id) == NC_NOERR)
      times_.warning = file_.path() + ": its times were not taken from Itime and Itime2: " + why;
    const std::vector<time_ms>& t = times_.time;
    for (std::size_t k = 1; k < t.size(); ++k)
      require(t[k] > t[k - 1], file_.path() + ": times do not increase: slice " + std::to_string(k + 1) +
                                   " is at " + format_time(t[k], times_.calendar) + ", slice " +
                                   std::to_string(k) + " at " +
                                   format_time(t[k - 1], times_.calendar) +
                                   "; sort the slices and drop repeated ones");
    return times_;
  }

 private:
  netcdf_variable variable(const char* name, std::size_t rank) {
    const auto v = find_variable(file_, name);
    if (!v) throw unusable{std::string("there is no variable ") + name};
    if (v->dimensions.size() != rank) throw unusable{describe(*v) + " has unexpected dimensions"};
    check_plausible(file_, file_size_, *v, v->dimensions[0].length);
    require(v->dimensions[0].length > 0,
            file_.path() + ": there is no time in it: " + describe(*v) + " is empty");
    return *v;
  }
  time_unit unit(const netcdf_variable& v) {
    const auto u = parse_time_unit(v.unit);
    if (!u) throw unusable{"units of " + v.name + " are \"" + v.unit + "\", not \"days since DATE\""};
    std::string calendar = text_attribute(file_, v.id, "calendar");
    for (char& c : calendar) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (u->calendar && !calendar.empty() && calendar != "standard" && calendar != "gregorian" &&
        calendar != "proleptic_gregorian" && calendar != "none")
      throw unusable{"calendar of " + v.name + " is \"" + printable(calendar) + "\", not Gregorian"};
    return *u;
  }
  std::vector<double> numbers(const netcdf_variable& v) {
    if (v.type == NC_CHAR || v.type > NC_UINT64) throw unusable{v.name + " holds no numbers"};
    std::vector<double> values(v.dimensions[0].length);
    read_raw(file_, v, {0}, {values.size()}, values.data());
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (v.is_missing(values[k]) || !std::isfinite(values[k]))
        throw unusable{v.name + " has no value at slice " + std::to_string(k + 1)};
      values[k] = v.decode(values[k]);
    }
    return values;
  }
  /// origin + value [ms], refused beyond 100,000 years.
  static time_ms at(time_ms origin, double ms, const std::string& name) {
    const double sum = static_cast<double>(origin) + ms;
    if (!(std::abs(sum) < 3.2e15 && std::abs(ms) < 6.4e15))
      throw unusable{name + " lies beyond 100,000 years"};
    return origin + std::llround(ms);
  }

  void from_itime() {
    const netcdf_variable day = variable("Itime", 1), ms = variable("Itime2", 1);
    const time_unit u = unit(day);
    if (day.dimensions[0].id != ms.dimensions[0].id)
      throw unusable{"Itime and Itime2 have different dimensions"};
    const auto part = parse_time_unit(ms.unit);
    if (!ms.unit.empty() && (!part || part->ms != 1))
      throw unusable{"units of Itime2 are \"" + ms.unit + "\", not \"msec since 00:00:00\""};
    const std::vector<double> days = numbers(day), rest = numbers(ms);
    std::vector<time_ms> time;
    for (std::size_t k = 0; k < days.size(); ++k) {
      if (days[k] != std::floor(days[k]) || rest[k] != std::floor(rest[k]) || rest[k] < 0 ||
          rest[k] > 86'400'000)
        throw unusable{"Itime and Itime2 of slice " + std::to_string(k + 1) +
                       " are not whole days and milliseconds of a day"};
      time.push_back(at(u.origin, days[k] * u.ms + rest[k], "Itime"));
    }
    times_ = {time, u.calendar, day.dimensions[0], "", {}};
  }

  void from_text() {
    const netcdf_variable v = variable("Times", 2);
    if (v.type != NC_CHAR) throw unusable{"Times holds no text"};
    const std::size_t width = v.dimensions[1].length, slices = v.dimensions[0].length;
    if (width < 8 || width > 256)
      throw unusable{"Times has " + std::to_string(width) + " characters, not 26"};
    check_plausible(file_, file_size_, v, slices * width);
    std::string text(slices * width, '\0');
    const std::array<std::size_t, 2> start{0, 0}, count{slices, width};
    check(nc_get_vara_text(file_.id(), v.id, start.data(), count.data(), text.data()),
          file_.path() + ": Times cannot be read; the file may be damaged");
    std::vector<time_ms> time;
    for (std::size_t k = 0; k < slices; ++k) {
      const std::string_view one = std::string_view(text).substr(k * width, width);
      const auto t = parse_time(one.substr(0, one.find('\0')));
      if (!t)
        throw unusable{"Times of slice " + std::to_string(k + 1) + " is \"" + printable(one) +
                       "\", no date"};
      time.push_back(*t);
    }
    times_ = {time, true, v.dimensions[0], "", {}};
  }

  void from_time() {
    const netcdf_variable v = variable(name_.c_str(), 1);
    const time_unit u = unit(v);
    const std::vector<double> values = numbers(v);
    std::vector<time_ms> time;
    for (const double value : values) time.push_back(at(u.origin, value * u.ms, name_));
    times_ = {time, u.calendar, v.dimensions[0], "", {}};
    if (v.type != NC_FLOAT) return;
    for (const double value : values) {  // half of what the type resolves there, and the rounding to 1 ms
      const double raw = std::abs((value - v.offset) / v.scale);
      const auto held = static_cast<float>(raw);
      const double ulp = static_cast<double>(std::nextafter(held, std::numeric_limits<float>::infinity())) - static_cast<double>(held);
      times_.error.push_back(std::abs(v.scale) * ulp / 2 * u.ms + 0.5);
      if (!(times_.error.back() < 43200e3)) throw unusable{name_ + " as float32 does not even tell days apart"};
    }
    if (*std::max_element(times_.error.begin(), times_.error.end()) <= 1) times_.error.clear();
  }

  const netcdf_file& file_;
  std::uint64_t file_size_;
  std::string name_;
  fvcom_times times_;
};

}  // namespace detail

/// Reads the times of an open file of `file_size` bytes, on the I/O thread, from the first of these
/// that serves: Itime and Itime2 (whole days and milliseconds); Times (text); time as double or
/// integer; time as float32, which at modified Julian days of our age resolves 337.5 s: then `error`
/// says so, for settle_times().  Throws error where none serves or times do not increase.
inline fvcom_times read_fvcom_times(const netcdf_file& file, std::uint64_t file_size) {
  return detail::time_reader(file, file_size).read();
}

/// The same for a file of another model, from the variable `name`, of whatever number type: units "UNIT since DATE".
inline fvcom_times read_named_times(const netcdf_file& file, std::uint64_t file_size, const std::string& name) {
  return detail::time_reader(file, file_size, name).read();
}

}  // namespace eudrift::inline EUDRIFT_ABI
