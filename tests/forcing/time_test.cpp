// SPDX-License-Identifier: BSL-1.0
#include <eudrift/forcing/time.hpp>

#include "catch.hpp"

#include <string>

using namespace eudrift;

TEST_CASE("days and dates are each other's inverse over 8,000 years") {
  civil_date expected{-2000, 1, 1};
  bool same = true;
  for (std::int64_t day = days_from_civil(expected); expected.year < 6000; ++day) {
    const civil_date date = civil_from_days(day);
    same = same && date.year == expected.year && date.month == expected.month && date.day == expected.day &&
           days_from_civil(date) == day;
    if (++expected.day > days_in_month(expected.year, expected.month)) {
      expected.day = 1;
      if (++expected.month > 12) expected.month = 1, ++expected.year;
    }
  }
  CHECK(same);
}

TEST_CASE("known days") {
  CHECK(days_from_civil({1970, 1, 1}) == 0);
  CHECK(days_from_civil({1858, 11, 17}) == -40587);  // modified Julian day 0
  CHECK(days_from_civil({2000, 3, 1}) == 11017);
  CHECK(days_from_civil({2024, 5, 23}) == 19866);
}

TEST_CASE("dates are read") {
  const auto t = [](const char* text) { return parse_time(text).value_or(-1); };
  CHECK(t("1970-01-01T00:00:01Z") == 1000);
  CHECK(t("2024-05-23") == 1716422400000);
  CHECK(t("2024-05-23T01:30Z") == 1716427800000);
  CHECK(t("  2024-05-23 01:30:00.250000 ") == 1716427800250);
  CHECK(t("2024/5/23 1:30:0") == 1716427800000);
  CHECK(t("2024-05-23T03:30:00+02:00") == 1716427800000);
  CHECK(t("2024-05-22T20:00:00-0530") == 1716427800000);
  CHECK(t("2024-05-23 00:00:00 UTC") == 1716422400000);
  CHECK(t("2024-05-22T24:00:00") == 1716422400000);
  CHECK(t("2024-05-22T23:59:60") == 1716422400000);
  CHECK(t("2024-05-22T23:59:59.9996") == 1716422400000);
  CHECK(t("1858-11-17 00:00:00") == -40587 * ms_per_day);
}

TEST_CASE("what is no date is refused") {
  for (const char* text : {"", "x", "2024", "2024-05", "2024-13-01", "2024-00-01", "2023-02-29", "2024-02-30",
                           "2024-05-23T", "2024-05-23T25:00", "2024-05-23T01:60", "2024-05-23T01:30:61",
                           "2024-05-23 01:30:00.", "2024-05-23x", "2024-05-23T01:30:00+", "2024-05-23T01:30Z0",
                           "-5", "2024-05/23", "99999999-01-01", "2024-05-23T01:30:00+01:", "0.0"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time(text).has_value());
  }
}

TEST_CASE("times are written, and read back") {
  CHECK(format_time(1716427800000, true) == "2024-05-23T01:30:00Z");
  CHECK(format_time(1716427800025, true) == "2024-05-23T01:30:00.025Z");
  CHECK(format_time(-1, true) == "1969-12-31T23:59:59.999Z");
  CHECK(format_time(90061000, false) == "1d 01:01:01");
  CHECK(format_time(-1000, false) == "-1d 23:59:59");
  for (time_ms t = -62'000'000'000'000; t < 200'000'000'000'000; t += 123'456'789'123)
    CHECK(parse_time(format_time(t, true)) == t);
}
