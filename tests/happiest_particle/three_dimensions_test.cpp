// SPDX-License-Identifier: BSL-1.0
// The program in three dimensions: where particles are released in the water, what moves them up and down, what is told.
#include "stopped.hpp"

#include <cmath>

using namespace program_test;
using namespace fvcom_test;

namespace {

tracks tracks_of(const scratch& folder, words line) {
  line.insert(line.end(), {"--three-d", "--output", folder / "t.nc"});
  run_well(line);
  return read_tracks(folder / "t.nc");
}

/// Still water of 20 m and five layers whose surface rises by 1 m in two hours.
fvcom_options still(std::vector<eudrift::time_ms> times) {
  fvcom_options o;
  o.grid = jittered_square(6, 5000);
  o.value_type = NC_DOUBLE;
  o.layers = 5;
  o.times = std::move(times);
  o.u = o.v = [](double, double, double, double) { return 0.0; };
  o.h = [](double, double, double, double) { return 20.0; };
  o.zeta = [](double, double, double, double t) { return t / 7200; };
  return o;
}

/// Stormy water over an uneven bed, with all that mixes and lifts.
fvcom_options deep_storm(std::vector<eudrift::time_ms> times) {
  fvcom_options o = stormy(std::move(times));
  o.layers = 6;
  o.u = [](double x, double y, double s, double t) { return (1 + s / 2) * std::sin(y / 900 + t / 4000) + x / 2e4; };
  o.h = [](double x, double y, double, double) { return 12 + x / 600 + 3 * std::sin(y / 700); };
  o.zeta = [](double x, double, double, double t) { return 0.4 * std::sin(x / 3000 - t / 5000); };
  o.omega = [](double x, double, double s, double t) { return 2e-3 * s * (1 + s) * std::sin(x / 1000 + t / 3000); };
  o.kh = [](double x, double, double s, double) { return 1e-4 - 2e-2 * s * (1 + s) * (1.1 + std::sin(x / 2000)); };
  return o;
}

}  // namespace

TEST_CASE("ww lifts by metres, omega carries at the surface's own pace, and without either nothing moves in still water") {
  const scratch folder;
  fvcom_options sea = still({0, 3'600'000, 7'200'000});
  write_text(folder / "points.csv", "id,x,y,depth,time\n1,1000,1500,15,0\n2,2500,2500,10,1800\n3,4000,2000,20,0\n4,3000,3000,0,0\n");
  const words line{folder / "sea.nc", "--release", folder / "points.csv", "--dt", "300", "--output-every", "1800"};
  const auto surface = [](double seconds) { return seconds / 7200; };
  SECTION("ww") {
    sea.ww = [](double, double, double, double) { return 1e-3; };
    write_fvcom_file(folder / "sea.nc", sea);
    const tracks t = tracks_of(folder, line);
    REQUIRE(t.outputs == 5);
    for (std::size_t k = 0; k < t.outputs; ++k) {
      const double now = 1800 * static_cast<double>(k);
      CHECK(t.z[t.at(k, 0)] == Approx(-15 + 1e-3 * now).margin(1e-6));
      if (k > 0) CHECK(t.z[t.at(k, 1)] == Approx(surface(1800) - 10 + 1e-3 * (now - 1800)).margin(1e-6));
      if (k == 0) CHECK(t.z[t.at(k, 1)] > 1e30);  // filled, since it waits
      CHECK(t.sigma[t.at(k, 0)] == Approx((t.z[t.at(k, 0)] - surface(now)) / (20 + surface(now))).margin(1e-12));
      CHECK(t.layer[t.at(k, 0)] == std::floor(-5 * t.sigma[t.at(k, 0)]) + 1);
    }
    CHECK(t.sigma[t.at(0, 2)] == -1);  // at the bed
    CHECK(t.layer[t.at(0, 2)] == 5);
    CHECK(t.sigma[t.at(0, 3)] == 0);
    for (std::size_t k = 0; k < t.outputs; ++k) CHECK(t.sigma[t.at(k, 3)] <= 0);  // mirrored at the surface
  }
  SECTION("ww before omega, which comes first with FVCOM's interpolation") {
    sea.omega = [](double, double, double s, double) { return 1e-4 * (1 + s); };
    // d sigma / dt = 1e-4 (1 + sigma) / (20 + t / 7200)
    const double way = std::pow((20 + surface(7200)) / 20, 1e-4 * 7200);
    const auto by = [&](const std::string& what, const words& more) {
      const tracks t = tracks_of(folder, joined(line, more));
      CHECK(attribute(folder / "t.nc", "", "vertical_velocity") == what);
      if (what == "omega") CHECK(t.sigma[t.last(0)] == Approx(-1 + 0.25 * way).margin(1e-9));
      if (what == "omega") CHECK(t.sigma[t.last(2)] == -1);
      if (what == "ww") CHECK(t.z[t.last(0)] == Approx(-15 + 1e-3 * 7200).margin(1e-6));
      if (what == "none") CHECK(t.sigma[t.last(0)] == -0.75);
      if (what == "zero") CHECK(t.z[t.last(0)] == Approx(-15).margin(1e-9));
      if (what == "zero") CHECK(t.sigma[t.last(0)] == Approx(-16.0 / 21).margin(1e-9));
    };
    const words by_elements{"--interpolation", "fvcom"};
    write_fvcom_file(folder / "sea.nc", sea);
    by("omega", {});
    sea.ww = [](double, double, double, double) { return 1e-3; };
    write_fvcom_file(folder / "sea.nc", sea);
    by("ww", {});
    by("omega", by_elements);
    by("ww", joined(by_elements, {"--vertical-velocity", "ww"}));
    by("omega", {"--vertical-velocity", "omega"});
    by("none", {"--vertical-velocity", "none"});
    by("zero", {"--vertical-velocity", "zero"});
    sea.omega = {};
    write_fvcom_file(folder / "sea.nc", sea);
    by("ww", by_elements);
    // What was taken is what a run goes on with, asked for or not.
    const words more{folder / "more.nc", "--three-d", "--dt", "300", "--continue", folder / "t.nc", "--interpolation", "fvcom"};
    sea.times.push_back(10'800'000);
    write_fvcom_file(folder / "more.nc", sea);
    run_well(joined(more, {"--vertical-velocity", "ww"}));
    sea.ww = {};
    write_fvcom_file(folder / "more.nc", sea);
    refused(more, {"vertical_velocity ww", "this one has continuity", "--vertical-velocity"});
  }
  SECTION("continuity") {
    sea.zeta = [](double, double, double, double) { return 0.0; };
    // What flows together below and apart above, as linear as a mesh has it, rises: div (d D u) = -+ 5e-5 D / 2.
    sea.u = [](double x, double, double s, double) { return (s < -0.5 ? -1 : s > -0.5 ? 1 : 0) * 1e-5 * (x - 2500); };
    sea.layers = 2;
    write_fvcom_file(folder / "sea.nc", sea);
    write_text(folder / "points.csv", "id,x,y,sigma\n1,2500,2500,-0.8\n");
    for (const char* interpolation : {"continuous", "fvcom"}) {
      const tracks t = tracks_of(folder, joined(line, {"--interpolation", interpolation}));
      // omega = 1e-5 * 20 * min(-sigma, 1 + sigma), of straight lines between levels.
      CHECK(t.sigma[t.last(0)] == Approx(-1 + 0.2 * std::exp(1e-5 * 7200)).margin(1e-6));
      CHECK(attribute(folder / "t.nc", "", "vertical_velocity") == "continuity");
    }
  }
}

TEST_CASE("over a rough bed the current falls from the lowest layer by the law of the wall") {
  const scratch folder;
  fvcom_options sea = still({0, 3'600'000, 7'200'000});
  sea.u = [](double, double, double, double) { return 0.25; };
  sea.zeta = [](double, double, double, double) { return 0.0; };
  write_fvcom_file(folder / "sea.nc", sea);
  write_text(folder / "points.csv", "id,x,y,depth\n1,1000,1500,19.5\n2,1000,2500,19.99\n3,1000,2000,17.5\n4,1000,3000,19.9999\n");
  const words line{folder / "sea.nc", "--release", folder / "points.csv", "--dt", "300", "--vertical-velocity", "none"};
  for (const words& more : {words{}, {"--interpolation", "fvcom"}, {"--vertical-interpolation", "cubic"}}) {
    const tracks t = tracks_of(folder, joined(joined(line, {"--roughness", "0.001"}), more));
    const auto gone = [&](std::size_t p) { return t.x[t.last(p)] - 1000; };
    // The lowest of five layers lies 2 m over the bed.
    CHECK(gone(0) == Approx(0.25 * 7200 * std::log(0.5 / 0.001) / std::log(2 / 0.001)).margin(1e-6));
    CHECK(gone(1) == Approx(0.25 * 7200 * std::log(0.01 / 0.001) / std::log(2 / 0.001)).margin(1e-6));
    CHECK(gone(2) == Approx(0.25 * 7200).margin(1e-6));
    CHECK(gone(3) == 0);
  }
}

TEST_CASE("a release file's z, depth and sigma lead to the same places in water whose surface has risen, and those outside are named") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", still({0, 3'600'000, 7'200'000}));
  const words line{folder / "sea.nc", "--release", folder / "points.csv", "--dt", "300", "--vertical-velocity", "none"};
  const auto released = [&](const std::string& column, const std::string& first, const std::string& second) {
    write_text(folder / "points.csv", "id,x,y,time," + column + "\n2,1000,1500,3600," + first + "\n1,2500,2500,5400," + second + "\n");
    return tracks_of(folder, line);
  };
  // The surface stands at 0.5 m then, and at 0.75 m.
  const tracks by_z = released("z", "-19.5", "0.5"), by_depth = released("depth", "20", "0.25");
  const double at_first = -20 / 20.5, at_second = -0.25 / 20.75;
  for (const tracks& t : {by_z, by_depth}) {
    CHECK(t.sigma[t.last(1)] == Approx(at_first).epsilon(1e-12));
    CHECK(t.sigma[t.last(0)] == Approx(at_second).epsilon(1e-12));
  }
  const tracks by_sigma = released("sigma", exact(at_first), exact(at_second));
  CHECK(by_sigma.sigma[by_sigma.last(1)] == at_first);
  const words backward = joined(line, {"--backward"});
  write_text(folder / "points.csv", "id,x,y,time,z\n2,1000,1500,3600,-19.5\n1,2500,2500,5400,-20\n");  // counted from the end
  const tracks t = tracks_of(folder, backward);
  CHECK(t.sigma[t.last(1)] == Approx(at_first).epsilon(1e-12));
  CHECK(t.sigma[t.last(0)] == -1);
  // Above the surface, below the bed; at the time of release alone.
  write_text(folder / "points.csv", "id,x,y,time,z\n7,1000,1500,3600,0.6\n5,2500,2500,0,-20.1\n3,2500,2500,5400,0.6\n");
  const words deep = joined(line, {"--three-d"});
  refused(deep, {"points.csv", "2 release points lie outside the water: ids 5, 7", "--skip-outside"});
  const outcome went = run_well(joined(deep, {"--skip-outside"}));
  CHECK(went.out.find("skipped: 2 release points outside the water: ids 5, 7\n") != std::string::npos);
  write_text(folder / "points.csv", "id,x,y,depth\n7,1000,1500,300\n");
  refused(deep, {"1 release point lies outside the water: id 7"});
  write_text(folder / "points.csv", "id,x,y,z\n7,1000,1500,-3\n");
  refused(line, {"--vertical-velocity"});
  refused({folder / "sea.nc", "--release", folder / "points.csv"}, {"has the column z", "add --three-d"});
}

TEST_CASE("what is spread evenly over the column stays so, whatever mixes it") {
  const scratch folder;
  fvcom_options sea = deep_storm(hours(0, 3));
  sea.u = sea.v = [](double, double, double, double) { return 0.0; };
  sea.omega = {};
  write_fvcom_file(folder / "sea.nc", sea);
  for (const words& how : {words{"--vertical-dispersal", "0.02"}, {"--vertical-dispersal", "kh", "--mixing-step", "3"},
                           {"--vertical-dispersal", "kh", "--mixing-step", "3", "--vertical-walk", "milstein"}}) {
    const tracks t = tracks_of(folder, joined({folder / "sea.nc", "--particles", "2000", "--release-depth", "anywhere", "--vertical-velocity", "none", "--dt", "60"}, how));
    constexpr int bins = 10;
    std::vector<double> count(bins);
    double way = 0;
    for (std::size_t p = 0; p < t.particles; ++p) {
      ++count[static_cast<std::size_t>(std::min(-t.sigma[t.last(p)] * bins, bins - 1.0))];
      way += std::abs(t.sigma[t.last(p)] - t.sigma[t.at(0, p)]);
    }
    double chi_square = 0;
    for (const double c : count) chi_square += std::pow(c - 200, 2) / 200;
    INFO(how.back() << ": " << chi_square);
    CHECK(chi_square < 45);                                     // 9 degrees of freedom: once in a million
    CHECK(way / static_cast<double>(t.particles) > 0.2);  // and they were mixed
  }
}

TEST_CASE("in three dimensions executors give the same bits, and a run goes on with them") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", deep_storm(hours(0, 3)));
  write_text(folder / "points.csv", released_all_the_time(400, 6200));
  const words mixed{folder / "sea.nc", "--release", folder / "points.csv", "--release-depth", "anywhere", "--dispersal", "2",
                    "--vertical-dispersal", "kh", "--mixing-step", "3", "--dt", "300", "--output-every", "900"};
  const tracks serial = tracks_of(folder, mixed);
  REQUIRE(serial.outputs == 13);
  const std::string built = run({"--version"}).out;
  const auto has = [&](const std::string& name) { return built.find(" " + name + " (not built in") == std::string::npos; };
  if (has("openmp")) same_bits(serial, tracks_of(folder, joined(mixed, {"--executor", "openmp", "--threads", "3"})));
  if (has("gpu")) same_bits(serial, tracks_of(folder, joined(mixed, {"--executor", "gpu"})));
  same_bits(serial, tracks_of(folder, joined(mixed, {"--staged"})));
  const words by_elements = joined(mixed, {"--interpolation", "fvcom", "--vertical-interpolation", "cubic"});
  const tracks other = tracks_of(folder, by_elements);
  same_bits(other, tracks_of(folder, joined(by_elements, {"--staged"})));
  if (has("gpu")) same_bits(other, tracks_of(folder, joined(by_elements, {"--executor", "gpu", "--staged"})));
  // Stopped, and gone on with from a checkpoint.
  const stopped_run stopped(folder, joined(mixed, {"--three-d", "--checkpoint-every", "900"}));
  same_bits(serial, read_tracks(stopped.whole_file()));
  stopped.stop(0.5);
  stopped.goes_on({"--executor", has("openmp") ? "openmp" : "serial"});
  // Cut in two where an interval has begun, and where one ends; some wait for their release still.
  for (const char* first : {"6300", "7200"}) {
    const words whole = joined(mixed, {"--three-d"});
    run_well(joined(whole, {"--duration", first, "--output", folder / "first.nc"}));
    words more{whole.begin(), whole.begin() + 1};
    more.insert(more.end(), whole.begin() + 3, whole.end());
    run_well(joined(more, {"--continue", folder / "first.nc", "--output", folder / "second.nc"}));
    const tracks second = read_tracks(folder / "second.nc");
    const std::size_t begin = serial.outputs - second.outputs;
    for (const auto& [all, end] : {std::pair{&serial.sigma, &second.sigma}, {&serial.z, &second.z}, {&serial.x, &second.x}}) {
      REQUIRE(end->size() == second.outputs * second.particles);
      CHECK(std::equal(end->begin(), end->end(), all->begin() + static_cast<std::ptrdiff_t>(begin * serial.particles)));
    }
  }
}

TEST_CASE("what three dimensions cannot do without is named") {
  const scratch folder;
  fvcom_options sea = still({0, 3'600'000});
  write_fvcom_file(folder / "sea.nc", sea);
  const words deep{folder / "sea.nc", "--three-d"};
  refused(joined(deep, {"--vertical-dispersal", "kh"}), {"sea.nc", "no variable kh", "give files that have it, or a constant"});
  refused(joined(deep, {"--vertical-velocity", "ww"}), {"sea.nc", "no variable ww", "continuity"});
  refused(joined(deep, {"--vertical-dispersal", "much"}), {"--vertical-dispersal", "much", "kh"});
  refused(joined(deep, {"--release-depth", "-3"}), {"--release-depth", "-3", "sigma:"});
  refused(joined(deep, {"--release-depth", "sigma:0.5"}), {"--release-depth", "sigma:0.5"});
  refused(joined(deep, {"--layer", "2"}), {"--layer", "two dimensions"});
  refused(joined(deep, {"--vertical-dispersal", "0.1", "--dt", "-60"}), {"--vertical-dispersal", "backwards"});
  refused({folder / "sea.nc", "--vertical-dispersal", "0.1"}, {"--vertical-dispersal", "--three-d"});
  write_text(folder / "points.csv", "id,x,y,sigma\n1,1000,1500,-0.5\n");
  refused({folder / "sea.nc", "--release", folder / "points.csv"}, {"points.csv", "sigma", "--three-d"});
  write_text(folder / "points.csv", "id,x,y,depth\n1,1000,1500,-5\n");
  refused(joined(deep, {"--release", folder / "points.csv"}), {"points.csv", "line 2", "depth is '-5'"});
  // The diffusivity has a bend in the middle of the water.
  sea.kh = [](double, double, double s, double) { return s > -0.5 ? -0.1 * s : 0.1 * (1 + s); };
  write_fvcom_file(folder / "sea.nc", sea);
  refused(joined(deep, {"--vertical-dispersal", "kh", "--mixing-step", "200"}), {"sub-steps of 200", "are stable", "choose shorter ones"});
  const outcome went = run_well(joined(deep, {"--vertical-dispersal", "kh", "--mixing-step", "2", "--particles", "10", "--prefer", "speed:0.1:1"}));
  CHECK(went.out.find("mixing: kh, by visser in sub-steps of 2 s at most") != std::string::npos);
  CHECK(went.out.find("s were stable") != std::string::npos);
  sea.h = {};
  write_fvcom_file(folder / "sea.nc", sea);
  refused(deep, {"sea.nc", "no variable h"});
}
