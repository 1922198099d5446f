// SPDX-License-Identifier: BSL-1.0
// When it is day: against another formula for the sun, and by hours of a clock.
#include <eudrift/behaviour/daylight.hpp>

#include "../catch.hpp"

#include <cmath>

using namespace eudrift;

namespace {

constexpr double pi = 3.14159265358979323846;

/// Sine of the sun's height by Spencer 1971, "Fourier series representation of the position of the sun": declination
/// and equation of time by the day of the year; `hours` of UTC.
double spencer(double day_of_year, double hours, double longitude, double latitude) {
  const double g = 2 * pi * (day_of_year - 1 + hours / 24) / 365;
  const double declination = 0.006918 - 0.399912 * std::cos(g) + 0.070257 * std::sin(g) - 0.006758 * std::cos(2 * g) +
                             0.000907 * std::sin(2 * g) - 0.002697 * std::cos(3 * g) + 0.00148 * std::sin(3 * g);
  const double minutes = 229.18 * (0.000075 + 0.001868 * std::cos(g) - 0.032077 * std::sin(g) -
                                   0.014615 * std::cos(2 * g) - 0.040849 * std::sin(2 * g));
  const double angle = (hours - 12 + minutes / 60) * pi / 12 + longitude * pi / 180, lat = latitude * pi / 180;
  return std::sin(lat) * std::sin(declination) + std::cos(lat) * std::cos(declination) * std::cos(angle);
}

constexpr std::int64_t hour = 3600000, day = 24 * hour, year_2023 = 1672531200000;

}  // namespace

TEST_CASE("the sun stands where another formula has it, all year and all over the Earth") {
  double worst = 0;
  for (int d = 0; d < 365; d += 3)
    for (const double hours : {0.0, 5.3, 13.7, 20.1})
      for (const double longitude : {-122.0, 0.0, 77.0})
        for (const double latitude : {-70.0, 0.0, 37.8, 60.0}) {
          const sun from = sun_at(year_2023 + d * day);
          worst = std::max(worst, std::abs(from.sine_of_height(longitude, latitude, hours * 3600) -
                                           spencer(d + 1, hours, longitude, latitude)));
        }
  CHECK(worst < 0.011);  // what Spencer's series leave out, leap years, and a day of the sun's way: up to 0.6 degrees
}

TEST_CASE("San Francisco's day begins and ends in the minute that another formula has, or the next") {
  const std::int64_t midnight = 1716447600000;  // of 23 May 2024 in UTC-7, the 144th day
  const sunlight light{sun_at(midnight), {}, -122.42, 37.77};
  const site<double, std::int32_t> anywhere{};
  const auto other = [&](double s) { return spencer(144, 7 + s / 3600, -122.42, 37.77) > light.horizon; };
  int changes = 0, apart = 0;
  for (double s = 60; s < 86400; s += 60) {
    changes += light(anywhere, s) != light(anywhere, s - 60);
    apart += light(anywhere, s) != other(s);
    if (light(anywhere, s) && !light(anywhere, s - 60)) CHECK(std::abs(s / 60 - 353) < 15);  // early, in May
  }
  CHECK(changes == 2);
  CHECK(apart <= 2);
  CHECK(clock_at(midnight, -7) == 0);
  CHECK(clock_at(-hour) == 23 * 3600);
}

TEST_CASE("on the sphere each place has its own sun") {
  const coordinate_frame frame{true, -122, 38};
  const sunlight light{sun_at(1716447600000 + 6 * hour), frame};
  const site<double, std::int32_t> west{frame.to_internal(-123, 38), 0, {}}, east{frame.to_internal(-121, 38), 0, {}};
  int apart = 0;
  for (double s = -7200; s < 7200; s += 60) {
    CHECK(light(east, s) >= light(west, s));
    apart += light(east, s) && !light(west, s);
  }
  CHECK(std::abs(apart - 8) <= 1);  // minutes for two degrees
}

TEST_CASE("by the clock day is between two hours, over midnight too") {
  const site<double, std::int32_t> none{};
  const day_hours usual{5 * 3600.0, 6 * 3600.0, 18 * 3600.0}, late{5 * 3600.0, 18 * 3600.0, 6 * 3600.0};
  for (const double days : {-2.0, 0.0, 3.0}) {
    const double s = days * 86400;
    CHECK_FALSE(usual(none, s));
    CHECK(usual(none, s + 3600));
    CHECK(usual(none, s + 13 * 3600 - 1));
    CHECK_FALSE(usual(none, s + 13 * 3600));
    CHECK(late(none, s) != usual(none, s));
    CHECK(late(none, s + 3600) != usual(none, s + 3600));
  }
}
