// SPDX-License-Identifier: BSL-1.0
// Happiness, the alert and the closing sentence.
#include "program.hpp"

using namespace program_test;
using namespace fvcom_test;

namespace {

const std::string sentence = "All particles are ecstatic!";

/// Two hours of water at rest in which temp(x, y, sigma, t) is as given.
void write_sea(const std::string& path, flow temp) {
  fvcom_options o;
  o.value_type = NC_DOUBLE;
  o.u = o.v = [](double, double, double, double) { return 0.0; };
  o.temp = std::move(temp);
  write_fvcom_file(path, o);
}

/// From the definition: 1 in the band, falling linearly to 0 at one band-width outside.
double expected(double value, double low, double high) {
  const double outside = std::max({low - value, value - high, 0.0});
  return std::max(0.0, 1 - outside / (high - low));
}

}  // namespace

TEST_CASE("happiness falls linearly to 0 at one band-width outside the band") {
  const scratch folder;
  write_sea(folder / "sea.nc", [](double x, double, double, double t) { return 8 + x / 400 + t / 3600; });  // 8 to 18 degrees
  run_well({folder / "sea.nc", "--particles", "500", "--prefer", "temp:11:13.5", "--output-every", "1800", "--output", folder / "t.nc"});
  const tracks t = read_tracks(folder / "t.nc");
  REQUIRE(t.outputs == 5);
  std::size_t zeros = 0, ones = 0;
  for (std::size_t k = 0; k < t.outputs; ++k)
    for (std::size_t p = 0; p < t.particles; ++p) {
      const double happy = t.happiness[t.at(k, p)];
      REQUIRE(std::abs(happy - expected(8 + t.x[t.at(k, p)] / 400 + t.time[k] / 3600, 11, 13.5)) < 1e-12);
      zeros += happy == 0 ? 1 : 0;
      ones += happy == 1 ? 1 : 0;
    }
  CHECK(zeros > 100);
  CHECK(ones > 100);
}

TEST_CASE("without temp the speed is preferred, and any field can be") {
  const scratch folder;
  fvcom_options o;
  o.value_type = NC_DOUBLE;
  o.u = [](double x, double, double, double) { return 1e-4 * x; };
  o.v = [](double, double, double, double) { return 0.03; };
  o.salinity = [](double, double y, double, double) { return y / 200; };
  write_fvcom_file(folder / "sea.nc", o);
  const words line{folder / "sea.nc", "--particles", "200", "--duration", "600", "--output-every", "600", "--output", folder / "t.nc"};
  CHECK(run_well(line).out.find("happy in speed 0.1 to 1") != std::string::npos);
  const auto check = [&](auto value, double low, double high) {
    const tracks t = read_tracks(folder / "t.nc");
    for (std::size_t i = 0; i < t.x.size(); ++i)
      REQUIRE(std::abs(t.happiness[i] - expected(value(t.x[i], t.y[i]), low, high)) < 1e-12);
  };
  const auto speed = [](double x, double) { return std::hypot(1e-4 * x, 0.03); };
  check(speed, 0.1, 1);
  words more = line;
  more.insert(more.end(), {"--prefer", "speed:0.1:0.15"});
  run_well(more);
  check(speed, 0.1, 0.15);
  more.back() = "salinity:8:11";
  run_well(more);
  check([](double, double y) { return y / 200; }, 8, 11);
  // An element field, linear, so that nodes and particles have it exactly.
  more.back() = "u:0.1:0.2";
  run_well(more);
  check([](double x, double) { return 1e-4 * x; }, 0.1, 0.2);
}

TEST_CASE("the closing sentence comes once, with the time, when the last moving particle is ecstatic") {
  const scratch folder;
  // The coldest water, at x = 0, is at 10 degrees minus 3 at half past midnight.
  write_sea(folder / "sea.nc", [](double x, double, double, double t) { return 6 + x / 1000 + t / 1800; });
  write_text(folder / "points.csv", "id,x,y\n1,0,1000\n2,3999,2000\n3,2000,2000\n");
  const words line{folder / "sea.nc", "--release", folder / "points.csv", "--prefer", "temp:10:16", "--output-every", "600", "--output", folder / "t.nc"};
  const outcome o = run_well(line);
  CHECK(times_in(o.out, sentence) == 1);
  CHECK(o.out.find(sentence + " (1970-01-01T00:30:00Z)") != std::string::npos);
  CHECK(attribute(folder / "t.nc", "", "ecstatic_time") == "1970-01-01T00:30:00Z");
  CHECK(read_tracks(folder / "t.nc").outputs == 13);  // it went on

  words until = line;
  until.push_back("--until-ecstatic");
  CHECK(times_in(run_well(until).out, sentence) == 1);
  const tracks t = read_tracks(folder / "t.nc");
  REQUIRE(t.outputs == 4);
  CHECK(t.time.back() == 1800);
  for (std::size_t p = 0; p < 3; ++p) CHECK(t.happiness[t.last(p)] >= 0.5);
  CHECK(t.happiness[t.at(2, 0)] < 0.5);

  // Where no output is due it ends with one.
  words rarely = until;
  rarely[std::size_t(std::find(rarely.begin(), rarely.end(), "600") - rarely.begin())] = "7200";
  run_well(rarely);
  CHECK(read_tracks(folder / "t.nc").time == std::vector<double>{0, 1800});

  // With a lower bar all are ecstatic at once, and the run ends where it begins.
  words low = until;
  low.insert(low.end(), {"--ecstatic", "0.3"});
  CHECK(run_well(low).out.find(sentence + " (1970-01-01T00:00:00Z)") != std::string::npos);
  CHECK(read_tracks(folder / "t.nc").outputs == 1);
}

TEST_CASE("where a run ends with its last sad particle does not depend on how often tracks are written") {
  const scratch folder;
  // The coldest water, at x = 0, is at 10 degrees minus 3 at 01:15:20, in the step to 01:16.
  write_sea(folder / "sea.nc", [](double x, double, double, double t) { return 7 + (x + t - 4520) / 1000; });
  const auto ends = [&](const std::string& points, words more) {
    write_text(folder / "points.csv", points);
    words line{folder / "sea.nc", "--release", folder / "points.csv", "--prefer", "temp:10:16", "--until-ecstatic", "--output", folder / "t.nc"};
    line.insert(line.end(), more.begin(), more.end());
    const std::string out = run_well(line).out;
    INFO(out);
    CHECK(times_in(out, sentence) == 1);
    const std::size_t at = out.find(sentence) + sentence.size() + 2;
    const tracks t = read_tracks(folder / "t.nc");
    return std::pair(out.substr(at, out.find(')', at) - at), t.time.back());
  };
  const std::string two = "id,x,y\n1,0,1000\n2,3999,2000\n";
  const std::pair<std::string, double> expected_end{"1970-01-01T01:16:00Z", 4560};
  for (const char* every : {"60", "300", "7200"}) CHECK(ends(two, {"--output-every", every}) == expected_end);
  CHECK(ends(two, {}) == expected_end);
  CHECK(ends(two, {"--staged"}) == expected_end);
  // A run that starts inside a step looks at no time before its start.
  CHECK(ends(two, {"--start", "4530"}) == std::pair<std::string, double>{"1970-01-01T01:15:30Z", 4530});
  CHECK(ends(two, {"--start", "4510"}) == expected_end);
}

TEST_CASE("a run in which one particle stays sad never says it") {
  const scratch folder;
  write_sea(folder / "sea.nc", [](double x, double, double, double) { return x < 3500 ? 12.0 : 2.0; });
  write_text(folder / "points.csv", "id,x,y\n1,500,1000\n2,3999,2000\n3,2000,2000\n");
  const words line{folder / "sea.nc", "--release", folder / "points.csv", "--output", folder / "t.nc"};
  const outcome o = run_well(line);
  CHECK(times_in(o.out, "ecstatic!") == 0);
  CHECK(attribute(folder / "t.nc", "", "ecstatic_time") == "(none)");
  CHECK(read_tracks(folder / "t.nc").outputs == 3);
}

TEST_CASE("particles that wait do not count for the closing sentence") {
  const scratch folder;
  write_sea(folder / "sea.nc", [](double x, double, double, double) { return x < 2000 ? 12.0 : 2.0; });
  write_text(folder / "points.csv", "id,x,y,time\n1,500,1000,0\n2,3999,2000,5400\n");
  const outcome o = run_well({folder / "sea.nc", "--release", folder / "points.csv"});
  CHECK(o.out.find(sentence + " (1970-01-01T00:00:00Z)") != std::string::npos);
  write_text(folder / "late.csv", "id,x,y,time\n1,500,1000,1800\n");
  CHECK(run_well({folder / "sea.nc", "--release", folder / "late.csv"}).out.find(sentence + " (1970-01-01T01:00:00Z)") != std::string::npos);
}

TEST_CASE("the alert is raised once, by the happiest particle, of equals the smaller id") {
  const scratch folder;
  write_sea(folder / "sea.nc", [](double x, double, double, double t) { return 4 + x / 1000 + t / 1800; });
  write_text(folder / "points.csv", "id,x,y\n30,1000,1000\n8,2500,3000\n5,2500,1000\n");
  const words line{folder / "sea.nc", "--release", folder / "points.csv", "--output-every", "900", "--alert", "0.75", "--output", folder / "t.nc"};
  // 8.5 degrees at x = 2500 m: 2 degrees more than at the start, after an hour.
  const outcome o = run_well(line);
  INFO(o.out);
  CHECK(times_in(o.out, "alert:") == 1);
  CHECK(o.out.find("alert: particle 5 has happiness 0.75 at 1970-01-01T01:00:00Z, x 2500 m, y 1000 m") != std::string::npos);
  CHECK(attribute(folder / "t.nc", "", "alert_time") == "1970-01-01T01:00:00Z");
  CHECK(attribute(folder / "t.nc", "", "alert_id") == "5");
  CHECK(attribute(folder / "t.nc", "", "alert_value") == "0.75");
  CHECK(attribute(folder / "t.nc", "", "alert_place") == "x 2500 m, y 1000 m");
  words never = line;
  never[std::size_t(std::find(never.begin(), never.end(), "0.75") - never.begin())] = "1";
  never.insert(never.end(), {"--duration", "3600"});
  CHECK(times_in(run_well(never).out, "alert:") == 0);
}
