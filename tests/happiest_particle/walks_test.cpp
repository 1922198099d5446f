// SPDX-License-Identifier: BSL-1.0
// The program's random walks: by the forcing's diffusivity in the plane, by a profile of depths along the vertical.
#include "stopped.hpp"

#include <cmath>
#include <numbers>

using namespace program_test;
using namespace fvcom_test;

namespace {

/// Still water whose horizontal diffusivity varies twentyfold, without a slope at coasts.
fvcom_options uneven(std::vector<eudrift::time_ms> times) {
  fvcom_options o = stormy(std::move(times));
  o.grid = jittered_square(16, 2000);
  o.u = o.v = [](double, double, double, double) { return 0.0; };
  o.viscofh = [](double x, double y, double, double) {
    return 20 + 18 * std::cos(std::numbers::pi * x / 2000) * std::cos(std::numbers::pi * y / 2000);
  };
  return o;
}

/// Stormy water in layers, dispersed and mixed by what changes with place, depth and time.
fvcom_options deep_and_uneven(std::vector<eudrift::time_ms> times) {
  fvcom_options o = stormy(std::move(times));
  o.layers = 4;
  o.h = [](double x, double, double, double) { return 14 + x / 600; };
  o.zeta = [](double x, double, double, double t) { return 0.4 * std::sin(x / 3000 - t / 5000); };
  o.viscofh = [](double x, double y, double s, double t) { return (1 - s) * (12 + 10 * std::sin(x / 2000 + t / 4000) * std::cos(y / 2500)); };
  return o;
}

tracks run_of(const scratch& folder, words line) {
  line.insert(line.end(), {"--output", folder / "t.nc"});
  run_well(line);
  return read_tracks(folder / "t.nc");
}

}  // namespace

TEST_CASE("by viscofh particles stay evenly spread with Visser's and Milstein's scheme, and gather with the naive one") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", uneven({0, 18'000'000}));
  const auto chi_square = [&](const std::string& scheme) {
    const tracks t = run_of(folder, {folder / "sea.nc", "--particles", "3000", "--dispersal", "viscofh", "--walk", scheme, "--dt", "120"});
    constexpr std::size_t across = 5;
    std::vector<double> count(across * across);
    const auto cell = [](double x) { return static_cast<std::size_t>(std::min(x / 2000 * across, across - 1.0)); };
    for (std::size_t p = 0; p < t.particles; ++p) ++count[across * cell(t.y[t.last(p)]) + cell(t.x[t.last(p)])];
    double sum = 0;
    for (const double c : count) sum += std::pow(c - 120, 2) / 120;
    return sum;
  };
  // 24 degrees of freedom: chance exceeds 73 once in a million.
  CHECK(chi_square("visser") < 73);
  CHECK(chi_square("milstein") < 73);
  CHECK(chi_square("naive") > 365);
}

TEST_CASE("walks by viscofh and by a profile have the same bits fused, one map a stage, and on another executor") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", deep_and_uneven(hours(0, 2)));
  write_text(folder / "mixed.csv", "depth, diffusivity\n0, 0.001\n4, 0.01 # the thermocline\n9, 0.002\n\n30, 0.0005\n");
  const words line{folder / "sea.nc", "--particles", "300", "--dispersal", "viscofh", "--walk-step", "25", "--dt", "120", "--output-every", "1800"};
  const bool threads = run({"--version"}).out.find(" openmp (not built in") == std::string::npos;
  const words openmp{"--executor", "openmp", "--threads", "3"};
  for (const words& part : {words{"--depth", "6"}, {"--depth-average", "--walk", "milstein"}}) {
    const tracks flat = run_of(folder, joined(line, part));
    same_bits(flat, run_of(folder, joined(joined(line, part), {"--staged"})));
    if (threads) same_bits(flat, run_of(folder, joined(joined(line, part), openmp)));
  }
  const words deep = joined(line, {"--three-d", "--release-depth", "anywhere", "--vertical-dispersal", "profile:" + folder / "mixed.csv"});
  const tracks serial = run_of(folder, deep);
  if (threads) same_bits(serial, run_of(folder, joined(deep, openmp)));
  double way = 0;
  for (std::size_t p = 0; p < serial.particles; ++p) way += std::abs(serial.sigma[serial.last(p)] - serial.sigma[serial.at(0, p)]) / 300;
  CHECK(way > 0.1);
  // What was written goes on with the same walks only.
  words more{folder / "sea.nc", "--dispersal", "viscofh", "--walk-step", "25", "--dt", "120", "--three-d", "--continue", folder / "t.nc"};
  refused(joined(more, {"--walk", "milstein", "--vertical-dispersal", "profile:" + folder / "mixed.csv"}), {"had walk viscofh, by visser", "--walk-step"});
  refused(joined(more, {"--vertical-dispersal", "0.01"}), {"had mixing profile of 4 depths", "--vertical-dispersal"});
}

TEST_CASE("a profile that does not change with depth is a constant, --walk none no walk, and --backward a negative --dt") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", deep_and_uneven({0, 3'600'000}));
  write_text(folder / "even.txt", "0 0.01\n7 0.01\n50\t0.01\n");
  const words line{folder / "sea.nc", "--particles", "100", "--dt", "300"};
  const words deep = joined(line, {"--three-d", "--release-depth", "anywhere", "--vertical-dispersal"});
  for (const std::string scheme : {"naive", "visser", "milstein"})
    same_bits(run_of(folder, joined(deep, {"0.01", "--vertical-walk", scheme})),
              run_of(folder, joined(deep, {"profile:" + folder / "even.txt", "--vertical-walk", scheme})));
  same_bits(run_of(folder, line), run_of(folder, joined(line, {"--dispersal", "viscofh", "--walk", "none"})));
  same_bits(run_of(folder, {folder / "sea.nc", "--particles", "100", "--dt", "-300"}), run_of(folder, joined(line, {"--backward"})));
}

TEST_CASE("walks that cannot be are refused with a sentence") {
  const scratch folder;
  write_fvcom_file(folder / "calm.nc", stormy({0, 3'600'000}));
  fvcom_options sharp = uneven({0, 3'600'000});
  write_fvcom_file(folder / "sea.nc", sharp);
  const words line{folder / "sea.nc", "--particles", "10"};
  refused({folder / "calm.nc", "--dispersal", "viscofh"}, {"calm.nc", "no variable viscofh", "a constant --dispersal"});
  run_well({folder / "calm.nc", "--particles", "10", "--dispersal", "viscofh", "--walk", "none", "--dt", "-60"});
  refused(joined(line, {"--dispersal", "much"}), {"--dispersal is \"much\"", "viscofh"});
  refused(joined(line, {"--dispersal", "-1"}), {"--dispersal is \"-1\"", "0 to 1e6"});
  refused(joined(line, {"--walk", "milstein"}), {"--walk is milstein", "add --dispersal"});
  refused(joined(line, {"--dispersal", "1", "--walk-step", "5"}), {"--walk-step", "viscofh alone"});
  refused(joined(line, {"--dispersal", "viscofh", "--walk-step", "0"}), {"--walk-step is 0", "more than 0"});
  refused(joined(line, {"--dispersal", "viscofh", "--backward"}), {"--dispersal cannot run backwards"});
  refused(joined(line, {"--dt", "-60", "--backward"}), {"--backward is given, and a --dt of -60 s", "give one of them"});
  refused(joined(line, {"--dispersal", "viscofh", "--walk-step", "3000", "--dt", "3600"}), {"sub-steps of 3000", "from element to element", "choose shorter ones"});
  const outcome went = run_well(joined(line, {"--dispersal", "viscofh"}));
  CHECK(went.out.find("dispersal: viscofh, by visser in sub-steps of 60 s at most") != std::string::npos);
  CHECK(went.out.find("s were stable") != std::string::npos);
  const words deep{folder / "sea.nc", "--three-d", "--vertical-dispersal", "profile:" + folder / "p.csv"};
  for (const auto& [text, said] : {std::pair{"0,1e-3\n", "has 1 depths; two at least"}, {"", "has 0 depths"},
                                   {"0,1\n5,1\n5,1\n", "line 3: the depth 5 is not below the one before"},
                                   {"0,1e-3\n5,-1e-3\n", "line 2: the diffusivity is '-1e-3'; expected 0 to 1000"},
                                   {"-1,1\n", "line 1: the depth is '-1'"}, {"0,1\n5\n", "line 2: has 1 values; expected two"},
                                   {"0 1\nsea 1\n", "line 2: the depth is 'sea'"}}) {
    write_text(folder / "p.csv", text);
    refused(deep, {"p.csv", said});
  }
  write_text(folder / "p.csv", "0,0.001\n1,0.1\n2,0.001\n");
  refused(deep, {"sub-steps of 6.0", "are stable"});
  refused({folder / "sea.nc", "--three-d", "--vertical-dispersal", "profile:" + folder / "none.csv"}, {"none.csv: cannot be read"});
}
