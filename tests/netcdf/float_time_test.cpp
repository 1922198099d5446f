// SPDX-License-Identifier: BSL-1.0
// Times that are known from float32 only: as they were meant, or refused, and never others.
#include <eudrift/netcdf/fvcom_source.hpp>

#include "catch.hpp"
#include "support/fvcom_generator.hpp"
#include "support/scratch.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

using namespace fvcom_test;
using eudrift::rough_time;
using eudrift::time_ms;

namespace {

constexpr time_ms minute = 60'000;

std::vector<time_ms> every(time_ms step, std::size_t n, const char* from = "2018-03-04T00:00") {
  std::vector<time_ms> t;
  for (std::size_t k = 0; k < n; ++k) t.push_back(*eudrift::parse_time(from) + static_cast<time_ms>(k) * step);
  return t;
}
/// Times as float32 days since 1858 hold them; those that coincide are kept.
std::vector<rough_time> as_float(const std::vector<time_ms>& times) {
  std::vector<rough_time> rough;
  const time_ms origin = *eudrift::parse_time("1858-11-17");
  for (const time_ms t : times) {
    const auto day = static_cast<float>(static_cast<double>(t - origin) / 86400e3);
    const double ulp = static_cast<double>(std::nextafter(day, std::numeric_limits<float>::infinity())) - static_cast<double>(day);
    rough.push_back({origin + std::llround(static_cast<double>(day) * 86400e3), ulp / 2 * 86400e3 + 0.5});
  }
  return rough;
}
bool collapsed(const std::vector<rough_time>& t) {
  for (std::size_t k = 1; k < t.size(); ++k)
    if (t[k].at == t[k - 1].at) return true;
  return false;
}

/// What the reader makes of files that hold `times` as float32 alone, `slices` of them each.
struct outcome {
  std::vector<time_ms> times;
  std::vector<std::string> warnings;
  std::string refused;
};
outcome read(const std::vector<time_ms>& times, std::size_t slices, std::size_t shared = 0) {
  const scratch dir;
  fvcom_options o;
  o.grid = single_triangle();
  o.itime = false;
  std::vector<std::string> paths;
  for (std::size_t k = 0; k < times.size(); k += slices) {
    const std::size_t end = std::min(times.size(), k + slices + shared);
    o.times.assign(times.begin() + static_cast<std::ptrdiff_t>(k), times.begin() + static_cast<std::ptrdiff_t>(end));
    paths.insert(paths.begin(), dir / ("f" + std::to_string(k) + ".nc"));  // in any order
    write_fvcom_file(paths.front(), o);
  }
  try {
    const eudrift::fvcom_source s(paths);
    return {s.times(), s.warnings(), ""};
  } catch (const eudrift::error& e) {
    return {{}, {}, e.what()};
  }
}

}  // namespace

TEST_CASE("evenly spaced float32 times are settled as meant or not at all, wherever they begin") {
  const std::map<time_ms, std::size_t> sure{{5, 14}, {10, 7}, {12, 8}, {15, 5}, {20, 4}, {30, 3}, {60, 2}, {180, 2}, {1440, 2}};
  for (const auto& [minutes, enough] : sure)
    for (std::size_t n = 2; n <= 30; ++n) {
      std::size_t refused = 0;
      for (time_ms start = 0; start < 60; ++start) {
        auto times = every(minutes * minute, n);
        for (time_ms& t : times) t += start * minutes * minute;
        const auto rough = as_float(times);
        if (collapsed(rough)) continue;
        const auto settled = eudrift::settle_times(rough);
        if (settled.time.empty()) ++refused;
        else if (settled.time != times) {
          CAPTURE(minutes, n, start, settled.how);
          CHECK(settled.time == times);
        }
      }
      CAPTURE(minutes, n, refused);
      CHECK((refused == 0 || n < enough));
    }
}

TEST_CASE("float32 times of one file or of one-slice files are the same, with one warning") {
  for (const time_ms minutes : {10, 15, 60})
    for (const std::size_t n : {std::size_t{7}, std::size_t{12}}) {
      const auto times = every(minutes * minute, n, "2018-03-04T05:00");
      for (const std::size_t slices : {std::size_t{1}, std::size_t{3}, n}) {
        CAPTURE(minutes, n, slices);
        const outcome got = read(times, slices);
        CHECK(got.refused == "");
        CHECK(got.times == times);
        REQUIRE(got.warnings.size() == 1);
        CHECK(got.warnings[0].find("resolves 337.5 s") != std::string::npos);
        CHECK(got.warnings[0].find(std::to_string(minutes * 60) + " s apart") != std::string::npos);
      }
    }
}

TEST_CASE("five float32 slices 15 minutes apart are so in one file and in five") {
  const auto times = every(15 * minute, 5, "2000-01-01");
  CHECK(read(times, 5).times == times);
  CHECK(read(times, 1).times == times);
  CHECK(read(every(60 * minute, 2), 1).times == every(60 * minute, 2));
}

TEST_CASE("float32 times that several spacings explain are refused with both") {
  for (const std::size_t slices : {std::size_t{1}, std::size_t{5}}) {
    const outcome got = read(every(5 * minute, 5, "2000-01-01"), slices);
    CHECK(got.times.empty());
    CAPTURE(got.refused);
    CHECK(got.refused.find("multiples of 360 s and of 300 s fit alike") != std::string::npos);
    CHECK(got.refused.find("Itime") != std::string::npos);
  }
}

TEST_CASE("float32 times that coincide are never dropped without a word") {
  // Five minutes apart, the fifth and sixth are one float32.
  const auto close = every(5 * minute, 10, "2000-01-01");
  REQUIRE(collapsed(as_float(close)));
  CHECK(read(close, 10).refused.find("times do not increase") != std::string::npos);
  const outcome one_each = read(close, 1);
  CAPTURE(one_each.refused);
  CHECK(one_each.refused.find("may repeat the last one before it or follow it") != std::string::npos);

  // An hour apart, a time at a join is plainly repeated.
  const auto hourly = every(60 * minute, 9);
  const outcome joined = read(hourly, 3, 1);
  CHECK(joined.refused == "");
  CHECK(joined.times == hourly);
  REQUIRE(joined.warnings.size() == 1);
  CHECK(joined.warnings[0].find("is taken for the last one before it") != std::string::npos);
}

TEST_CASE("float32 times with a gap lie on a round unit, or are refused") {
  auto times = every(60 * minute, 12);
  times.erase(times.begin() + 4, times.begin() + 7);
  CHECK(read(times, 3).times == times);
  auto close = every(5 * minute, 4);
  close.push_back(close.back() + 40 * minute);
  CHECK(read(close, 5).refused.find("no round step or unit fits") != std::string::npos);
}

TEST_CASE("exact times beside float32 ones decide") {
  const scratch dir;
  fvcom_options o;
  o.grid = single_triangle();
  const auto times = every(10 * minute, 6);
  o.times = {times[0], times[1], times[2], times[3]};
  write_fvcom_file(dir / "exact.nc", o);
  o.times = {times[3], times[4], times[5]};
  o.itime = false;
  write_fvcom_file(dir / "float.nc", o);
  const eudrift::fvcom_source s({dir / "exact.nc", dir / "float.nc"});
  CHECK(s.times() == times);
  CHECK(s.warnings().size() == 1);
}

TEST_CASE("times that float32 resolves well are kept where no unit fits, with a warning") {
  std::vector<rough_time> t{{1'000'037, 0.7}, {1'700'041, 0.7}, {2'900'053, 0.7}};
  const auto settled = eudrift::settle_times(t);
  REQUIRE(settled.time.size() == 3);
  for (std::size_t k = 0; k < 3; ++k) CHECK(std::abs(settled.time[k] - t[k].at) <= 1);
}
