// SPDX-License-Identifier: BSL-1.0
/// \file
/// Dates as whole milliseconds since 1970, and back: no time zone, locale or C library involved.
#pragma once
#include <eudrift/forcing/source.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace eudrift::inline EUDRIFT_ABI {

inline constexpr time_ms ms_per_second = 1000;     ///< [ms]
inline constexpr time_ms ms_per_day = 86'400'000;  ///< [ms]

/// A date of the Gregorian calendar, carried on before 1582 (proleptic); year 0 is 1 BC.
struct civil_date {
  std::int64_t year;
  int month;  ///< 1 to 12
  int day;    ///< 1 to 31
};

/// Whole days from 1970-01-01 to a date.  The year is counted from March, so that the leap day is
/// its last and 153 days fall on each five months.
constexpr std::int64_t days_from_civil(const civil_date& date) {
  const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t of_era = year - era * 400;
  const std::int64_t of_year = (153 * ((date.month + 9) % 12) + 2) / 5 + date.day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/// The date that lies `days` after 1970-01-01; days_from_civil() backwards.
constexpr civil_date civil_from_days(std::int64_t days) {
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const std::int64_t of_era = shifted - era * 146097;
  const std::int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const int march_month = static_cast<int>((5 * of_year + 2) / 153);
  const int day = static_cast<int>(of_year - (153 * march_month + 2) / 5 + 1);
  const int month = march_month < 10 ? march_month + 3 : march_month - 9;
  return {year + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

/// Days of a month, 28 to 31.
constexpr int days_in_month(std::int64_t year, int month) {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

namespace detail {

/// Takes parts of a date off the front of a text.
struct date_scanner {
  std::string_view rest;

  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  bool number(std::size_t most_digits, std::int64_t& value) {
    std::size_t n = 0;
    value = 0;
    for (; n < rest.size() && n < most_digits && rest[n] >= '0' && rest[n] <= '9'; ++n)
      value = value * 10 + (rest[n] - '0');
    rest.remove_prefix(n);
    return n > 0;
  }
  /// The digits after a decimal point, rounded to milliseconds; may come to 1000.
  bool fraction(std::int64_t& ms) {
    std::int64_t scaled = 0, unit = 10'000'000;
    std::size_t n = 0;
    for (; n < rest.size() && rest[n] >= '0' && rest[n] <= '9'; ++n, unit /= 10)
      scaled += (rest[n] - '0') * unit;
    rest.remove_prefix(n);
    ms = (scaled + 50'000) / 100'000;
    return n > 0;
  }
  void blanks() {
    while (take(' ')) {
    }
  }
};

inline std::string two_digits(std::int64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

}  // namespace detail

/// The time of a date in ISO 8601, "2024-05-23", "2024-05-23T01:30Z", "2024-05-23 01:30:00.25",
/// "2024-05-23T01:30:00+02:00"; UTC where no zone is given, rounded to milliseconds.  Months, days
/// and hours may have one digit and slashes may divide the date, as models write them; 24:00 and
/// a second of 60 run over into what follows.  Blanks and NULs around it are ignored.  Nothing where
/// the text is no such date.
inline std::optional<time_ms> parse_time(std::string_view text) {
  constexpr std::string_view blank{" \t\r\n\0", 5};
  const auto begin = text.find_first_not_of(blank);
  if (begin == text.npos) return {};
  detail::date_scanner scan{text.substr(begin, text.find_last_not_of(blank) - begin + 1)};

  std::int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0, shift = 0;
  if (!scan.number(6, year)) return {};
  const char divider = scan.rest.empty() ? ' ' : scan.rest.front();
  if (divider != '-' && divider != '/') return {};
  if (!scan.take(divider) || !scan.number(2, month) || !scan.take(divider) || !scan.number(2, day))
    return {};
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, static_cast<int>(month)))
    return {};
  if (scan.take('T') || scan.take('t') || scan.take(' ')) {
    scan.blanks();
    if (!scan.number(2, hour) || hour > 24) return {};
    if (scan.take(':') && (!scan.number(2, minute) || minute > 59)) return {};
    if (scan.take(':') && (!scan.number(2, second) || second > 60)) return {};
    if (scan.take('.') && !scan.fraction(ms)) return {};
    scan.blanks();
  }
  if (scan.rest == "UTC" || scan.rest == "GMT") {
    scan.rest = {};
  } else if (!scan.take('Z') && !scan.take('z') && !scan.rest.empty()) {
    const std::int64_t sign = scan.rest.front() == '-' ? -1 : 1;
    std::int64_t hours = 0, minutes = 0;
    if (!(scan.take('+') || scan.take('-')) || !scan.number(2, hours) || hours > 18) return {};
    const bool colon = scan.take(':');
    if (!scan.rest.empty() ? !scan.number(2, minutes) || minutes > 59 : colon) return {};
    shift = sign * (hours * 60 + minutes) * 60'000;
  }
  if (!scan.rest.empty()) return {};
  const civil_date date{year, static_cast<int>(month), static_cast<int>(day)};
  return days_from_civil(date) * ms_per_day + (hour * 60 + minute) * 60'000 +
         second * ms_per_second + ms - shift;
}

/// A time as text: "2024-05-23T01:30:00Z", which parse_time() reads, or, without a calendar, as days
/// and hours since the model's own start, "3d 01:30:00"; with milliseconds where they are not zero.
inline std::string format_time(time_ms time, bool calendar) {
  std::int64_t day = time / ms_per_day, ms = time % ms_per_day;
  if (ms < 0) {
    ms += ms_per_day;
    --day;
  }
  std::string text;
  if (calendar) {
    const civil_date date = civil_from_days(day);
    const std::string year = std::to_string(date.year < 0 ? -date.year : date.year);
    text = (date.year < 0 ? "-" : "") + std::string(year.size() < 4 ? 4 - year.size() : 0, '0') +
           year + "-" + detail::two_digits(date.month) + "-" + detail::two_digits(date.day) + "T";
  } else {
    text = std::to_string(day) + "d ";
  }
  text += detail::two_digits(ms / 3'600'000) + ":" + detail::two_digits(ms / 60'000 % 60) + ":" +
          detail::two_digits(ms / 1000 % 60);
  if (ms % 1000 != 0) {
    const std::string part = std::to_string(ms % 1000);
    text += "." + std::string(3 - part.size(), '0') + part;
  }
  return calendar ? text + "Z" : text;
}

}  // namespace eudrift::inline EUDRIFT_ABI
