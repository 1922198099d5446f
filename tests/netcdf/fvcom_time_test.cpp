// SPDX-License-Identifier: BSL-1.0
#include <eudrift/netcdf/classic_size.hpp>
#include <eudrift/netcdf/fvcom_time.hpp>

#include "catch.hpp"
#include "support/fvcom_generator.hpp"
#include "support/scratch.hpp"

#include <cmath>
#include <string>
#include <vector>

using namespace fvcom_test;
using eudrift::time_ms;

namespace {

eudrift::fvcom_times times_of(const document& doc) {
  const scratch dir;
  const std::string path = dir / "f.nc";
  write(doc, path);
  const eudrift::netcdf_file file = eudrift::netcdf_file::open(path);
  return eudrift::io_thread::instance().run(
      [&] { return eudrift::read_fvcom_times(file, eudrift::check_file_is_whole(path)); });
}
std::string refusal(const document& doc) {
  try {
    times_of(doc);
  } catch (const eudrift::error& e) {
    return e.what();
  }
  return {};
}
std::vector<time_ms> every(time_ms step, std::size_t n = 5) {
  std::vector<time_ms> t;
  for (std::size_t k = 0; k < n; ++k) t.push_back(*eudrift::parse_time("2018-03-04T05:00") + static_cast<time_ms>(k) * step);
  return t;
}

}  // namespace

TEST_CASE("units of time are understood") {
  const auto mjd = eudrift::parse_time_unit("days since 1858-11-17 00:00:00");
  REQUIRE(mjd);
  CHECK(mjd->ms == 86400e3);
  CHECK(mjd->origin == -40587 * eudrift::ms_per_day);
  CHECK(mjd->calendar);
  const auto none = eudrift::parse_time_unit("days since 0.0");
  REQUIRE(none);
  CHECK_FALSE(none->calendar);
  const auto ms = eudrift::parse_time_unit("msec since 00:00:00");
  REQUIRE(ms);
  CHECK(ms->ms == 1);
  CHECK(eudrift::parse_time_unit("Seconds since 2013-01-01")->ms == 1000);
  CHECK(eudrift::parse_time_unit("hours since 2013-01-01T00:00:00Z")->ms == 3600e3);
  for (const char* text : {"", "days", "days since", "days since then", "fortnights since 2013-01-01", "since 2013-01-01"})
    CHECK_FALSE(eudrift::parse_time_unit(text).has_value());
}

TEST_CASE("Itime and Itime2 are exact, also where float32 time resolves 337.5 s") {
  fvcom_options o;
  o.times = every(1001);
  const auto t = times_of(fvcom_document(o));
  CHECK(t.time == o.times);
  CHECK(t.calendar);
  CHECK(t.warning.empty());
  CHECK(t.error.empty());
}

TEST_CASE("Itime2 of a whole day runs over") {
  fvcom_options o;
  o.times = every(3'600'000, 2);
  document doc = fvcom_document(o);
  doc.variable("Itime").numbers = {58000, 58000};
  doc.variable("Itime2").numbers = {0, 86'400'000};
  CHECK(times_of(doc).time == std::vector<time_ms>{(58000 - 40587) * eudrift::ms_per_day, (58001 - 40587) * eudrift::ms_per_day});
}

TEST_CASE("Times serve where there is no Itime") {
  fvcom_options o;
  o.times = every(1001);
  o.itime = false;
  o.text_times = true;
  CHECK(times_of(fvcom_document(o)).time == o.times);
}

TEST_CASE("Itime goes before Times, Times before time") {
  fvcom_options o;
  o.times = every(1000);
  o.text_times = true;
  o.time_type = NC_DOUBLE;
  document doc = fvcom_document(o);
  for (double& ms : doc.variable("Itime2").numbers) ms += 7;
  CHECK(times_of(doc).time[0] == o.times[0] + 7);
  doc.remove("Itime2");
  for (double& day : doc.variable("time").numbers) day += 1;
  CHECK(times_of(doc).time == o.times);
  doc.remove("Times");
  CHECK(times_of(doc).time[0] == o.times[0] + eudrift::ms_per_day);
}

TEST_CASE("a broken Itime gives way to Times, with a warning") {
  fvcom_options o;
  o.times = every(1000);
  o.text_times = true;
  document doc = fvcom_document(o);
  doc.variable("Itime2").numbers[2] = 86'400'001;
  const auto t = times_of(doc);
  CHECK(t.time == o.times);
  CHECK(t.warning.find("slice 3") != std::string::npos);
}

TEST_CASE("double time is exact to the millisecond") {
  fvcom_options o;
  o.times = every(1001);
  o.itime = false;
  o.time_type = NC_DOUBLE;
  const auto t = times_of(fvcom_document(o));
  CHECK(t.time == o.times);
  CHECK(t.warning.empty());
}

TEST_CASE("float32 time is known to half of what the type resolves") {
  fvcom_options o;
  o.times = every(900'000, 30);
  o.itime = false;
  const auto t = times_of(fvcom_document(o));
  REQUIRE(t.error.size() == 30);
  for (std::size_t k = 0; k < 30; ++k) {
    CHECK(t.error[k] == Approx(168750).margin(1));
    CHECK(std::abs(static_cast<double>(t.time[k] - o.times[k])) <= t.error[k]);
  }
  o.calendar = false;
  o.times = {0, 500, 1000};  // a model's first second: a float tells milliseconds apart
  CHECK(times_of(fvcom_document(o)).error.empty());
}

TEST_CASE("times of a model without a calendar count from its start") {
  fvcom_options o;
  o.times = {0, 600'000, 86'400'000};
  o.calendar = false;
  const auto t = times_of(fvcom_document(o));
  CHECK(t.time == o.times);
  CHECK_FALSE(t.calendar);
}

TEST_CASE("times that do not serve are refused in a sentence") {
  fvcom_options o;
  o.times = every(3'600'000);
  SECTION("none at all") {
    o.times.clear();
    CHECK(refusal(fvcom_document(o)).find("there is no time in it") != std::string::npos);
  }
  SECTION("not increasing") {
    std::swap(o.times[2], o.times[3]);
    CHECK(refusal(fvcom_document(o)).find("slice 4 is at 2018-03-04T07:00:00Z, slice 3 at 2018-03-04T08:00:00Z") != std::string::npos);
  }
  SECTION("repeated") {
    o.times[2] = o.times[1];
    CHECK(refusal(fvcom_document(o)).find("times do not increase: slice 3") != std::string::npos);
  }
  SECTION("closer than float32 resolves") {
    o.times = every(60'000);
    o.itime = false;
    CHECK(refusal(fvcom_document(o)).find("times do not increase") != std::string::npos);
  }
  SECTION("no variable") {
    o.itime = false;
    o.time_type = NC_NAT;
    CHECK(refusal(fvcom_document(o)).find("there is no variable Itime") != std::string::npos);
  }
  SECTION("not a number") {
    o.itime = false;
    o.time_type = NC_DOUBLE;
    document doc = fvcom_document(o);
    doc.variable("time").numbers[1] = std::nan("");
    CHECK(refusal(doc).find("time has no value at slice 2") != std::string::npos);
  }
  SECTION("beyond any age") {
    o.itime = false;
    o.time_type = NC_DOUBLE;
    document doc = fvcom_document(o);
    doc.variable("time").numbers[1] = 1e300;
    CHECK(refusal(doc).find("100,000 years") != std::string::npos);
  }
  SECTION("another calendar") {
    o.itime = false;
    o.time_type = NC_DOUBLE;
    document doc = fvcom_document(o);
    doc.variable("time").set("calendar", "360_day");
    CHECK(refusal(doc).find("360_day") != std::string::npos);
  }
  SECTION("unknown units") {
    o.itime = false;
    o.time_units = "fortnights since 1858-11-17";
    CHECK(refusal(fvcom_document(o)).find("fortnights") != std::string::npos);
  }
}
