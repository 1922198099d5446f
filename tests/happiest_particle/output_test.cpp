// SPDX-License-Identifier: BSL-1.0
// The file of tracks, wetting and drying, and what is printed on the way.
#include "program.hpp"

#include <cstdio>
#include <filesystem>
#include <thread>

#include <stdlib.h>

using namespace program_test;
using namespace fvcom_test;

TEST_CASE("the file of tracks describes itself") {
  const scratch folder;
  write_text(folder / "points.csv", "id,lon,lat\n9223372036854775807,-122.47,37.86\n3,-122.465,37.862\n77,-122.46,37.86\n");
  const std::string path = folder / "t.nc";
  run_well({bay, "--release", folder / "points.csv", "--seed", "18446744073709551615", "--scheme", "heun", "--output", path});
  CHECK(attribute(path, "", "Conventions") == "CF-1.11");
  CHECK(attribute(path, "", "featureType") == "trajectory");
  CHECK(attribute(path, "", "scheme") == "heun");
  CHECK(attribute(path, "", "reproducible") == "yes");
  CHECK(attribute(path, "", "seed") == "1.8446744073709552e+19");  // as a double reads it
  CHECK(attribute(path, "", "version") != "(none)");
  CHECK(attribute(path, "", "source").find("eudrift") != std::string::npos);
  CHECK(attribute(path, "", "history").find("--scheme heun") != std::string::npos);
  CHECK(attribute(path, "trajectory", "cf_role") == "trajectory_id");
  CHECK(attribute(path, "time", "units") == "seconds since 1970-01-01 00:00:00");
  CHECK(attribute(path, "time", "standard_name") == "time");
  CHECK(attribute(path, "lon", "units") == "degrees_east");
  CHECK(attribute(path, "lat", "standard_name") == "latitude");
  CHECK(attribute(path, "happiness", "units") == "1");
  CHECK(attribute(path, "happiness", "coordinates").find("lon lat") != std::string::npos);
  CHECK(attribute(path, "status", "flag_values") == "0 1 2 3 4 5 6 7 8");
  CHECK(attribute(path, "status", "flag_meanings") == "moving aground left waiting departed unresolved stranded settled dead");
  const tracks t = read_tracks(path);
  CHECK(t.id == std::vector<std::int64_t>{3, 77, 9223372036854775807});
  CHECK(t.time.front() == 1716422400);  // 2024-05-23 00:00 UTC
  CHECK(t.time.back() == 1716422400 + 9 * 3600);
  CHECK(std::abs(t.lon[0] + 122.465) < 1e-9);
}

TEST_CASE("the file of tracks says how it was made") {
  const scratch folder;
  const std::string path = folder / "t.nc";
  const auto with = [&](const words& more) {
    words line{bay, "--particles", "3", "--duration", "3600", "--output", path};
    line.insert(line.end(), more.begin(), more.end());
    run_well(line);
  };
  const auto says = [&](const char* name) { return attribute(path, "", name); };
  with({});
  CHECK(says("ecstatic") == "0.5");
  CHECK(says("alert") == "1");
  CHECK(says("dt") == "60");
  CHECK(says("scheme") == "rk4");
  CHECK(says("dispersal") == "0");
  CHECK(says("depth") == "layer 1");
  CHECK(says("preferred_variable") == "temp");
  CHECK(says("preferred_low") == "10");
  CHECK(says("preferred_high") == "16");
  with({"--ecstatic", "0.25", "--alert", "0.75", "--dt", "-90", "--scheme", "heun", "--depth", "2.5", "--prefer", "speed:0.1:0.3"});
  CHECK(says("ecstatic") == "0.25");
  CHECK(says("alert") == "0.75");
  CHECK(says("dt") == "-90");
  CHECK(says("scheme") == "heun");
  CHECK(says("depth") == "2.5 m below the surface");
  CHECK(says("preferred_variable") == "speed");
  CHECK(says("preferred_low") == exact(0.1));
  CHECK(says("preferred_high") == exact(0.3));
  with({"--dispersal", "2.5", "--layer", "3"});
  CHECK(says("dispersal") == "2.5");
  CHECK(says("depth") == "layer 3");
  with({"--depth-average"});
  CHECK(says("depth") == "average over depth");
}

TEST_CASE("the element of each output, in the file's numbers, holds the particle") {
  const scratch folder;
  fvcom_options o;
  o.grid = jittered_square(15, 5000, 0.25);
  o.projection = "proj=utm +ellps=WGS84 +zone=10 ";  // as FVCOM has it
  o.value_type = NC_DOUBLE;
  o.u = [](double, double y, double, double) { return -2e-4 * (y - 2500); };
  o.v = [](double x, double, double, double) { return 2e-4 * (x - 2500); };
  write_fvcom_file(folder / "sea.nc", o);
  run_well({folder / "sea.nc", "--particles", "500", "--dispersal", "5", "--output-every", "600", "--output", folder / "t.nc"});
  CHECK(attribute(folder / "t.nc", "happiness", "grid_mapping") == "crs: x y");
  CHECK(attribute(folder / "t.nc", "crs", "grid_mapping_name") == "transverse_mercator");
  CHECK(attribute(folder / "t.nc", "crs", "longitude_of_central_meridian") == "-123");
  CHECK(attribute(folder / "t.nc", "crs", "proj4") == o.projection);
  const tracks t = read_tracks(folder / "t.nc");
  REQUIRE(t.outputs == 13);
  std::size_t changed = 0, outside = 0;
  for (std::size_t k = 0; k < t.outputs; ++k)
    for (std::size_t p = 0; p < t.particles; ++p) {
      const std::size_t i = t.at(k, p), e = static_cast<std::size_t>(t.element[i] - 1);
      if (e >= o.grid.elements()) FAIL("element " << e + 1 << " does not exist");
      for (std::size_t edge = 0; edge < 3; ++edge) {
        const auto a = static_cast<std::size_t>(o.grid.corner[3 * e + edge]), b = static_cast<std::size_t>(o.grid.corner[3 * e + (edge + 1) % 3]);
        const double side = (o.grid.x[b] - o.grid.x[a]) * (t.y[i] - o.grid.y[a]) - (o.grid.y[b] - o.grid.y[a]) * (t.x[i] - o.grid.x[a]);
        outside += side > -1e-6 ? 0 : 1;  // [m2]
      }
      changed += k > 0 && t.element[i] != t.element[t.at(k - 1, p)] ? 1 : 0;
    }
  CHECK(outside == 0);
  CHECK(changed > 1000);
}

TEST_CASE("compressed tracks hold the same values in less room") {
  const scratch folder;
  fvcom_options o;
  o.u = o.v = [](double, double, double, double) { return 0.25; };
  write_fvcom_file(folder / "sea.nc", o);
  const words line{folder / "sea.nc", "--particles", "3000", "--output-every", "600"};
  const auto to = [&](const std::string& path, const words& more) {
    words all = line;
    all.insert(all.end(), {"--output", path});
    all.insert(all.end(), more.begin(), more.end());
    run_well(all);
    return read_tracks(path);
  };
  const tracks plain = to(folder / "plain.nc", {}), packed = to(folder / "packed.nc", {"--deflate", "6"});
  same_bits(plain, packed);
  const auto room = [&](const char* name) { return static_cast<double>(std::filesystem::file_size(folder / name)); };
  CHECK(room("packed.nc") < 0.8 * room("plain.nc"));
}

TEST_CASE("a kill in the middle of a run leaves whole outputs") {
  const scratch folder;
  fvcom_options o;
  o.times.clear();
  for (int k = 0; k <= 40; ++k) o.times.push_back(3'600'000 * k);
  o.u = o.v = [](double, double, double, double) { return 1e-3; };
  write_fvcom_file(folder / "sea.nc", o);
  const words line{folder / "sea.nc", "--particles", "3000", "--output-every", "300", "--quiet"};
  const auto to = [&](const char* name) {
    words all = line;
    all.insert(all.end(), {"--output", folder / name});
    return all;
  };
  run_well(to("whole.nc"));
  const tracks whole = read_tracks(folder / "whole.nc");
  REQUIRE(whole.outputs == 481);
  const auto size = std::filesystem::file_size(folder / "whole.nc");
  std::size_t inside = 0;
  for (const double share : {0.1, 0.3, 0.6}) {
    run_and_kill(to("cut.nc"), folder, folder / "cut.nc", share * static_cast<double>(size));
    const tracks held = read_tracks(folder / "cut.nc");
    CHECK(held.outputs > 0);
    inside += held.outputs < whole.outputs ? 1 : 0;
    // An output that was being written when the kill came may be begun, no more.
    const std::size_t complete = held.outputs == whole.outputs ? held.outputs : held.outputs - 1;
    const auto n = static_cast<std::ptrdiff_t>(complete * held.particles);
    CHECK(std::equal(held.time.begin(), held.time.begin() + static_cast<std::ptrdiff_t>(complete), whole.time.begin()));
    CHECK(std::equal(held.x.begin(), held.x.begin() + n, whole.x.begin()));
    CHECK(std::equal(held.happiness.begin(), held.happiness.begin() + n, whole.happiness.begin()));
    CHECK(std::equal(held.status.begin(), held.status.begin() + n, whole.status.begin()));
  }
  CHECK(inside > 0);
}

TEST_CASE("particles go aground with their element, keep their place, and float again") {
  const scratch folder;
  fvcom_options o;
  o.grid = jittered_square(9, 8000, 0);
  o.value_type = NC_DOUBLE;
  o.times.clear();
  for (int k = 0; k <= 5; ++k) o.times.push_back(3'600'000 * k);
  o.u = [](double, double, double, double) { return 0.25; };
  o.v = [](double, double, double, double) { return 0.0; };
  SECTION("the whole basin") {
    o.dry = [](std::size_t, std::size_t slice) { return slice >= 1 && slice <= 3; };
    write_fvcom_file(folder / "sea.nc", o);
    write_text(folder / "points.csv", "id,x,y\n1,1000,2000\n2,3000,4000\n");
    const outcome went = run_well({folder / "sea.nc", "--release", folder / "points.csv", "--output-every", "1800", "--output", folder / "t.nc"});
    CHECK(went.out.find("particles: 2 moving, 0 aground, 0 left, 0 waiting; 2 in all") != std::string::npos);
    // 8 x 8 squares of 81 nodes.  A particle: 77 bytes of columns, 28 of spare ones.  An element: that of the mesh 44, bins,
    // and at the nodes of two fields two slices and the element's values, 32 each and two of wet; weights.
    int particle = 0, element = 0;
    const auto at = went.out.find("memory of the loop: ");
    REQUIRE(at != std::string::npos);
    REQUIRE(std::sscanf(went.out.c_str() + at, "memory of the loop: %d bytes a particle, %d bytes an element", &particle, &element) == 2);
    CHECK(particle >= 77);
    CHECK(particle <= 77 + 28 + 8 * 81);  // two particles carry what a sort keeps for all elements
    CHECK(element >= 44 + 2 * 8 + 2 * 8);
    CHECK(element <= 600);
    const tracks t = read_tracks(folder / "t.nc");
    for (std::size_t p = 0; p < 2; ++p)
      for (std::size_t k = 0; k < t.outputs; ++k) {
        const double hour = static_cast<double>(k) / 2;
        // Dry at both slices from 1 h to 3 h; told in the outputs from 1.5 h to 3 h.
        CHECK(t.status[t.at(k, p)] == (hour > 1 && hour <= 3 ? aground : moving));
        // Speed falls from 0.25 m/s to 0 in the first hour, rises in the fourth, then stays.
        const auto ramp = [](double h) { return 0.25 * 3600 * h * h / 2; };
        const double way = hour <= 1 ? ramp(1) - ramp(1 - hour) : hour <= 3 ? ramp(1) : hour <= 4 ? ramp(1) + ramp(hour - 3) : 2 * ramp(1) + 900 * (hour - 4);
        CHECK(std::abs(t.x[t.at(k, p)] - ((p == 0 ? 1000 : 3000) + way)) < 1e-8);
      }
  }
  SECTION("one half of it, for good") {
    o.dry = [&](std::size_t e, std::size_t slice) { return slice >= 2 && o.grid.centroid(e)[0] < 4000; };
    write_fvcom_file(folder / "sea.nc", o);
    const outcome went = run_well({folder / "sea.nc", "--particles", "400", "--dispersal", "1", "--output", folder / "t.nc"});
    const tracks t = read_tracks(folder / "t.nc");
    std::size_t held = 0;
    for (std::size_t p = 0; p < t.particles; ++p) {
      const bool is = t.status[t.last(p)] == aground;
      held += is ? 1 : 0;
      CHECK(is == o.dry(static_cast<std::size_t>(t.element[t.last(p)] - 1), 5));
      if (!is) continue;
      CHECK(t.x[t.last(p)] == t.x[t.at(4, p)]);
      CHECK(t.y[t.last(p)] == t.y[t.at(4, p)]);
    }
    CHECK(held > 100);
    CHECK(held < 300);
    CHECK(went.out.find("particles: " + std::to_string(400 - held) + " moving, " + std::to_string(held) +
                        " aground, 0 left, 0 waiting; 400 in all") != std::string::npos);
    CHECK(went.out.find("released on dry ground") == std::string::npos);  // they drifted before
  }
}

TEST_CASE("particles released on dry ground wait for their time, then lie aground, and float with their element") {
  const scratch folder;
  fvcom_options o;
  o.grid = jittered_square(9, 8000, 0);
  o.value_type = NC_DOUBLE;
  o.times.clear();
  for (int k = 0; k <= 3; ++k) o.times.push_back(3'600'000 * k);
  o.u = [](double, double, double, double) { return 0.25; };
  o.v = [](double, double, double, double) { return 0.0; };
  o.dry = [&](std::size_t e, std::size_t slice) { return (slice == 1 || slice == 2) && o.grid.centroid(e)[0] < 4000; };
  write_fvcom_file(folder / "sea.nc", o);
  // Of the second interval, or backwards of its mirror image, which is dry for 1 to 4 and wet for 5:
  // inside a step, on a grid time, at the end, at the beginning, inside.
  const std::vector<double> release{5410, 5400, 7200, 3600, 5410};
  std::string text = "id,x,y,time\n";
  for (std::size_t p = 0; p < release.size(); ++p) text += std::to_string(p + 1) + (p == 4 ? ",6000" : ",2000") + ",3000," + exact(release[p]) + "\n";
  write_text(folder / "points.csv", text);
  for (const double sign : {1.0, -1.0})
    for (const bool staged : {false, true}) {
      words line{folder / "sea.nc", "--release", folder / "points.csv", "--dt", sign > 0 ? "60" : "-60", "--output-every", "600", "--output", folder / "t.nc"};
      if (staged) line.push_back("--staged");
      const outcome went = run_well(line);
      CHECK(went.out.find("particles: 5 moving, 0 aground, 0 left, 0 waiting; 5 in all") != std::string::npos);
      const tracks t = read_tracks(folder / "t.nc");
      for (std::size_t p = 0; p < release.size(); ++p)
        for (std::size_t k = 0; k < t.outputs; ++k) {
          const double now = 600.0 * static_cast<double>(k);
          INFO("particle " << p + 1 << " at " << now << " s, " << (sign > 0 ? "forwards" : "backwards") << (staged ? ", staged" : ""));
          const std::size_t i = t.at(k, p);
          // Particle 4 is there at the end of the first interval, which is wet at its beginning.
          const bool wet = p == 4 || now > 7200 || (p == 3 && now == 3600);
          REQUIRE(t.status[i] == (now < release[p] ? waiting : wet ? moving : aground));
          if (now < release[p]) REQUIRE(t.x[i] == NC_FILL_DOUBLE);
          if (now >= release[p] && !wet) REQUIRE(t.x[i] == 2000);
        }
    }
  // A run that ends with the first to move, before the others' time, counts those as waiting.
  const outcome stopped = run_well({folder / "sea.nc", "--release", folder / "points.csv", "--prefer", "speed:0:9", "--until-ecstatic"});
  CHECK(stopped.out.find("particles: 1 moving, 0 aground, 0 left, 4 waiting; 5 in all") != std::string::npos);
  // One that ends while all is dry says whom it released there.
  const outcome ebb = run_well({folder / "sea.nc", "--release", folder / "points.csv", "--duration", "7200"});
  CHECK(ebb.out.find("particles: 1 moving, 4 aground,") != std::string::npos);
  CHECK(ebb.out.find("released on dry ground: 4 of the particles that are aground, which never floated") != std::string::npos);
}

TEST_CASE("progress is plain lines where standard error is no terminal, and none with --quiet") {
  const outcome plain = run({bay, "--particles", "10"});
  CHECK(plain.code == 0);
  CHECK(times_in(plain.err, "\r") == 0);
  CHECK(times_in(plain.err, "% done") >= 9);
  CHECK(times_in(plain.err, "\n") == times_in(plain.err, "% done"));
  CHECK(plain.err.find("100 % done, 10 particles") != std::string::npos);
  CHECK(plain.out.find("boundary edges are solid") != std::string::npos);
  CHECK(run_well({bay, "--particles", "10"}).err.empty());
}

TEST_CASE("progress is a bar with rate and time left on a terminal") {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  REQUIRE(grantpt(terminal) == 0);
  REQUIRE(unlockpt(terminal) == 0);
  const int user = open(ptsname(terminal), O_RDWR | O_NOCTTY);  // keeps what is written until it is read
  REQUIRE(user >= 0);
  const scratch folder;
  const pid_t child = start({bay, "--particles", "10"}, folder / "out", ptsname(terminal));
  int how = 0;
  waitpid(child, &how, 0);
  CHECK(WEXITSTATUS(how) == 0);
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  std::string shown;
  char piece[512];
  for (ssize_t n = 0; (n = read(terminal, piece, sizeof piece)) > 0;) shown.append(piece, static_cast<std::size_t>(n));
  close(user);
  close(terminal);
  INFO(shown);
  CHECK(shown.find("\r[") != std::string::npos);
  CHECK(shown.find("100 %") != std::string::npos);
  CHECK(shown.find("hours/s") != std::string::npos);
  CHECK(shown.find("s left") != std::string::npos);
  CHECK(shown.ends_with("\n"));
}
