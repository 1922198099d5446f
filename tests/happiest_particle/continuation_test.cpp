// SPDX-License-Identifier: BSL-1.0
// A run and another that goes on from its tracks give the bits of one that was not cut.
#include "stormy.hpp"

#include <filesystem>

using namespace program_test;
using namespace fvcom_test;

namespace {

/// The outputs of `t` at the times that `other` has too.
tracks common(const tracks& t, const tracks& other) {
  tracks kept;
  kept.particles = t.particles;
  kept.id = t.id;
  for (std::size_t k = 0; k < t.outputs; ++k) {
    if (std::find(other.time.begin(), other.time.end(), t.time[k]) == other.time.end()) continue;
    ++kept.outputs;
    kept.time.push_back(t.time[k]);
    const auto take = [&](const auto& from, auto& to) {
      if (from.empty()) return;
      const auto first = from.begin() + static_cast<std::ptrdiff_t>(k * t.particles);
      to.insert(to.end(), first, first + static_cast<std::ptrdiff_t>(t.particles));
    };
    take(t.x, kept.x), take(t.y, kept.y), take(t.lon, kept.lon), take(t.lat, kept.lat);
    take(t.happiness, kept.happiness), take(t.element, kept.element), take(t.status, kept.status);
  }
  return kept;
}

/// Expects `rest`, which begins with the last output of an earlier part, to be the end of `whole`.
void is_rest(const tracks& whole, const tracks& rest, std::size_t outputs) {
  const tracks a = common(whole, rest), b = common(rest, whole);
  CHECK(a.outputs == outputs);
  REQUIRE(b.outputs == outputs);
  CHECK(rest.time.back() == whole.time.back());
  same_bits(a, b);
}

tracks tracks_of(words line, const std::string& to) {
  run_well(joined(std::move(line), {"--output", to}));
  return read_tracks(to);
}

std::size_t count(const tracks& t, signed char status, std::size_t output) {
  const auto first = t.status.begin() + static_cast<std::ptrdiff_t>(t.at(output, 0));
  return static_cast<std::size_t>(std::count(first, first + static_cast<std::ptrdiff_t>(t.particles), status));
}

}  // namespace

TEST_CASE("two parts of a run are the whole run, wherever it was cut") {
  const scratch folder;
  write_fvcom_file(folder / "whole.nc", drying(hours(0, 5)));
  write_fvcom_file(folder / "first.nc", drying(hours(0, 2)));
  write_fvcom_file(folder / "second.nc", drying(hours(2, 5)));
  write_text(folder / "points.csv", "id,x,y,time\n4,3000,3000,0\n9,1000,2000,0\n1,2600,4000,1234.5\n7,5000,1000,3600\n8,500,500,4000\n");
  for (const words& particles : {words{"--particles", "700"}, words{"--release", folder / "points.csv"}})
    for (const words& way : {words{"--dispersal", "8", "--seed", "42"}, words{"--dt", "-300", "--start", "18000"}, words{"--dispersal", "2", "--scheme", "bogacki_shampine32"}}) {
      const bool back = way[1] == "-300";
      INFO(particles.back() << " " << way.back());
      const words common_options = joined(back ? words{"--output-every", "900", "--dt", "-300"} : joined({"--output-every", "900", "--dt", "300"}, way), {"--prefer", "temp:8:12"});
      const words begin = joined(common_options, back ? joined(particles, {"--start", "18000"}) : particles);
      const tracks whole = tracks_of(joined({folder / "whole.nc"}, begin), folder / "whole_tracks.nc");
      REQUIRE(whole.outputs == 21);
      for (const double split : {7200.0, 10800.0, 8100.0, 15300.0}) {  // two forcing times, and inside intervals
        const auto outputs = static_cast<std::size_t>((18000 - split) / 900) + 1;
        INFO(split);
        const tracks first = tracks_of(joined(joined({folder / "whole.nc"}, begin), {"--duration", exact(split)}), folder / "a.nc");
        const words again = joined(common_options, {"--continue", folder / "a.nc"});
        is_rest(whole, tracks_of(joined({folder / "whole.nc"}, again), folder / "b.nc"), outputs);
        is_rest(whole, tracks_of(joined({folder / "second.nc", folder / "first.nc"}, joined(again, {"--staged"})), folder / "b.nc"), outputs);
        // In three parts, the last of them continuing a continuation.
        tracks_of(joined({folder / "whole.nc"}, joined(again, {"--duration", "900"})), folder / "b.nc");
        is_rest(whole, tracks_of(joined({folder / "whole.nc"}, joined(common_options, {"--continue", folder / "b.nc"})), folder / "c.nc"), outputs - 1);
        if (!back && particles.front() == "--particles" && split == 7200) CHECK(count(first, aground, first.outputs - 1) > 50);
      }
      if (back) continue;
      // The forcing in files, each of which is all that a part reads.
      tracks_of(joined({folder / "first.nc"}, begin), folder / "a.nc");
      is_rest(whole, tracks_of(joined({folder / "second.nc"}, joined(common_options, {"--continue", folder / "a.nc"})), folder / "b.nc"), 13);
    }
}

TEST_CASE("a run on the sphere goes on bit for bit") {
  const scratch folder;
  const words options{bay, "--dispersal", "3", "--prefer", "temp:12:15.2"};
  const tracks whole = tracks_of(joined(options, {"--particles", "200", "--duration", "14400"}), folder / "whole.nc");
  tracks_of(joined(options, {"--particles", "200", "--duration", "5400"}), folder / "a.nc");
  is_rest(whole, tracks_of(joined(options, {"--continue", folder / "a.nc", "--duration", "9000"}), folder / "b.nc"), 3);
}

TEST_CASE("particles that wait for their release are released by the run that goes on") {
  const scratch folder;
  fvcom_options sea = stormy(hours(0, 3));
  sea.temp = [](double, double, double, double t) { return 6 + t / 2000; };
  write_fvcom_file(folder / "sea.nc", sea);
  write_text(folder / "points.csv", "id,x,y,time\n1,3000,3000,0\n2,2000,3000,1000\n3,3000,2000,2057\n4,4000,3000,2058\n5,3500,3500,3600\n6,2500,3500,5000\n7,3000,4000,10800\n");
  // Steps of 514.2857 s; all are happy enough from 2000 s on, so at the fourth, 2057.1429 s.
  const words options{folder / "sea.nc", "--dt", "514.3", "--dispersal", "4", "--prefer", "temp:10:16"};
  const words points = joined(options, {"--release", folder / "points.csv"});
  const tracks whole = tracks_of(points, folder / "whole.nc");
  const tracks first = tracks_of(joined(points, {"--until-ecstatic"}), folder / "a.nc");
  REQUIRE(first.time == std::vector<double>{0, 2057.143});
  CHECK(count(first, waiting, 1) == 4);
  is_rest(whole, tracks_of(joined(options, {"--continue", folder / "a.nc"}), folder / "b.nc"), 3);

  // From the start of a run that ended there, and of one that started inside a step.
  for (const char* start : {"0", "130"}) {
    write_text(folder / "late.csv", "id,x,y,time\n1,3000,3000,0\n2,2000,3000,1000\n3,3000,2000,9000\n");
    const words late = joined(options, {"--release", folder / "late.csv", "--start", start});
    tracks_of(joined(late, {"--until-ecstatic", "--ecstatic", "0"}), folder / "a.nc");
    is_rest(tracks_of(late, folder / "whole.nc"), tracks_of(joined(options, {"--continue", folder / "a.nc"}), folder / "b.nc"), 4);
  }
}

TEST_CASE("a run that was killed goes on from its last complete output") {
  const scratch folder;
  fvcom_options o = stormy(hours(0, 40));
  write_fvcom_file(folder / "sea.nc", o);
  const words options{folder / "sea.nc", "--dispersal", "2", "--output-every", "300", "--dt", "300", "--quiet"};
  const auto begun = [&](const char* name) { return joined(options, {"--particles", "3000", "--output", folder / name}); };
  run_well(begun("whole.nc"));
  const tracks whole = read_tracks(folder / "whole.nc");
  const auto size = std::filesystem::file_size(folder / "whole.nc");
  std::size_t inside = 0;
  for (const double share : {0.15, 0.3, 0.45, 0.6, 0.8}) {
    run_and_kill(begun("cut.nc"), folder, folder / "cut.nc", share * static_cast<double>(size));
    const tracks cut = read_tracks(folder / "cut.nc");
    if (cut.outputs >= whole.outputs) continue;
    ++inside;
    run_well(joined(options, {"--continue", folder / "cut.nc", "--output", folder / "rest.nc"}));
    const tracks rest = read_tracks(folder / "rest.nc");
    // At most the output that was being written is lost, and the state of one that was written just before.
    CHECK(rest.time.front() >= 300 * static_cast<double>(cut.outputs - 2));
    CHECK(rest.time.front() <= 300 * static_cast<double>(cut.outputs - 1));
    is_rest(whole, rest, rest.outputs);
    CHECK(rest.outputs == whole.outputs - static_cast<std::size_t>(rest.time.front() / 300));
  }
  CHECK(inside > 0);
}

TEST_CASE("what an earlier run told is not told again") {
  const scratch folder;
  fvcom_options sea = stormy(hours(0, 3));
  sea.temp = [](double, double, double, double t) { return 6 + t / 2000; };
  write_fvcom_file(folder / "sea.nc", sea);
  const words options{folder / "sea.nc", "--prefer", "temp:10:16", "--alert", "0.45"};
  const auto said = [](const outcome& o) { return std::pair(times_in(o.out, "alert:"), times_in(o.out, "ecstatic!")); };
  using both = std::pair<std::size_t, std::size_t>;
  CHECK(said(run_well(joined(options, {"--particles", "5", "--duration", "1200", "--output", folder / "a.nc"}))) == both{0, 0});
  const words on = joined(options, {"--continue", folder / "a.nc", "--output", folder / "b.nc"});
  CHECK(said(run_well(on)) == both{1, 1});
  const std::string alert = attribute(folder / "b.nc", "", "alert_time"), ecstatic = attribute(folder / "b.nc", "", "ecstatic_time");
  CHECK(alert == "1970-01-01T01:00:00Z");
  CHECK(ecstatic == "1970-01-01T01:00:00Z");
  CHECK(said(run_well(joined(options, {"--particles", "5", "--duration", "7200", "--output", folder / "a.nc"}))) == both{1, 1});
  CHECK(said(run_well(on)) == both{0, 0});
  CHECK(attribute(folder / "b.nc", "", "alert_time") == alert);
  CHECK(attribute(folder / "b.nc", "", "alert_id") == "0");
  CHECK(attribute(folder / "b.nc", "", "ecstatic_time") == ecstatic);
  // With another bar it is judged anew.
  CHECK(said(run_well(joined(on, {"--ecstatic", "0.9"}))) == both{0, 1});
  CHECK(attribute(folder / "b.nc", "", "ecstatic_time") == "1970-01-01T02:00:00Z");
  // All are ecstatic where it begins, so that is where it ends.
  run_well(joined(on, {"--until-ecstatic"}));
  CHECK(read_tracks(folder / "b.nc").time == std::vector<double>{7200});
}

TEST_CASE("a run that is no part of the earlier one is refused with one sentence") {
  const scratch folder;
  fvcom_options sea = stormy(hours(0, 3));
  write_fvcom_file(folder / "sea.nc", sea);
  sea.grid.x[40] += 1;
  write_fvcom_file(folder / "other.nc", sea);
  write_text(folder / "points.csv", "id,x,y\n1,2000,2000\n");
  const std::string a = folder / "a.nc";
  run_well({folder / "sea.nc", "--particles", "5", "--duration", "5400", "--dispersal", "2", "--output", a});
  const auto on = [&](const words& more) { return joined({folder / "sea.nc", "--continue", a}, more); };
  run_well(on({"--dispersal", "2"}));
  run_well(on({"--dispersal", "2", "--ecstatic", "0.7", "--alert", "0.5", "--duration", "600"}));
  refused(on({}), {"a.nc", "dispersal 2", "0", "--dispersal"});
  refused(on({"--dispersal", "2", "--seed", "3"}), {"seed 1", "--seed"});
  refused(on({"--dispersal", "2", "--scheme", "euler"}), {"scheme rk4", "euler", "--scheme"});
  refused(on({"--dispersal", "2", "--dt", "30"}), {"dt 60", "30", "--dt"});
  refused(on({"--dispersal", "2", "--layer", "2"}), {"layer 1", "layer 2"});
  refused(on({"--dispersal", "2", "--prefer", "temp:0:1"}), {"temp 10 to 16", "--prefer"});
  refused({folder / "other.nc", "--continue", a, "--dispersal", "2"}, {"a.nc", "another mesh"});
  refused(on({"--dispersal", "2", "--duration", "7200"}), {"longer than the forcing", "5400 s"});
  refused(on({"--dispersal", "2", "--output", a}), {"overwrite"});
  refused(on({"--start", "0"}), {"--start", "--continue"});
  refused(on({"--particles", "3"}), {"--particles", "--continue"});
  refused(on({"--release", folder / "points.csv"}), {"--release", "--continue"});
  refused(on({"--skip-outside"}), {"--skip-outside", "--continue"});
  refused({folder / "sea.nc", "--continue", ""}, {"--continue is empty"});
  refused({folder / "sea.nc", "--continue", folder / "none.nc"}, {"none.nc"});
  refused({folder / "sea.nc", "--continue", folder / "points.csv"}, {"points.csv"});
  refused({folder / "sea.nc", "--continue", bay}, {"sfbofs_fvcom.nc", "nothing to go on from"});
  // Without dispersal the seed means nothing.
  run_well({folder / "sea.nc", "--particles", "5", "--duration", "5400", "--output", a});
  run_well(on({"--seed", "3"}));
  run_well({folder / "sea.nc", "--particles", "5", "--output", a});
  refused(on({}), {"something must be left"});
}
