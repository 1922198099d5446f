// SPDX-License-Identifier: BSL-1.0
// A run that was stopped goes on from its checkpoint as if it had never been: the same tracks to the bit, the same
// words.
#include "stopped.hpp"

using namespace program_test;
using namespace fvcom_test;

TEST_CASE("a run that was stopped goes on bit for bit, on any executor") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", drying(hours(0, 5)));
  write_text(folder / "points.csv", released_all_the_time(400));
  const words sea{folder / "sea.nc"}, walk{"--dispersal", "8", "--seed", "42"}, many{"--particles", "700"};
  const words points{"--release", folder / "points.csv"}, back{"--dt", "-300"}, forward{"--dt", "300"},
      outputs{"--output-every", "900"};
  const words steps{"--checkpoint-every", "300"}, odd{"--checkpoint-every", "2100"}, none{};
  struct way {
    words run, checkpoints, then;
  };
  for (const way& w :
       {way{joined(joined(many, walk), joined(forward, outputs)), steps, none},
        way{joined(joined(many, walk), joined(forward, outputs)), odd, {"--staged"}},
        way{joined(joined(points, walk), joined(forward, outputs)), odd, {"--executor", "openmp", "--threads", "3"}},
        way{joined(joined(points, back), outputs), steps, {"--checkpoint-every", "3600"}},
        way{joined(joined(many, back), {"--output-every", "1500"}),
            none,
            {"--executor", "openmp", "--threads", "2"}},
        way{joined(joined(many, walk), {"--dt", "700", "--prefer", "speed:0.1:1", "--start", "130"}), none, none}}) {
    if (!w.then.empty() && w.then[0] == "--executor" && !has_openmp()) continue;
    const stopped_run stopped(folder, joined(sea, joined(w.run, w.checkpoints)));
    for (const double share : {0.35, 0.6, 0.85}) {
      INFO(w.run[0] << " " << w.run.back() << " " << share);
      stopped.stop(share);
      stopped.goes_on(w.then);
    }
  }
}

TEST_CASE("a run that goes on from another's tracks can be stopped too") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", drying(hours(0, 5)));
  write_text(folder / "points.csv", released_all_the_time(400, 5300));
  const words options{folder / "sea.nc", "--dispersal", "4", "--dt", "300", "--output-every", "900"};
  run_well(joined(options, {"--release", folder / "points.csv", "--duration", "5400", "--output", folder / "a.nc"}));
  const stopped_run stopped(folder, joined(options, {"--continue", folder / "a.nc", "--checkpoint-every", "300"}));
  for (const double share : {0.35, 0.7}) {
    stopped.stop(share);
    stopped.goes_on({});
  }
}

TEST_CASE("without tracks the counts and words at the end are those of a run that was not stopped") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", drying(hours(0, 5)));
  const words line{folder / "sea.nc", "--particles", "200", "--dispersal", "8", "--dt", "300"};
  const auto counts = [](const std::string& out) {
    return out.substr(out.find("particles: ")).substr(0, out.substr(out.find("particles: ")).find('\n'));
  };
  const std::string whole = run_well(line).out;
  const words with = joined(line, {"--checkpoint", folder / "state", "--restart", folder / "state"});
  const std::string first = run_well(with).out;
  CHECK(first.find("restart: there is no checkpoint " + (folder / "state") +
                   ", so the run starts from the beginning") != std::string::npos);
  CHECK(counts(first) == counts(whole));
  // It ended with a checkpoint, so there is nothing left to do.
  const std::string again = run_well(with).out;
  CHECK(again.find("restart: goes on from " + (folder / "state")) != std::string::npos);
  CHECK(counts(again) == counts(whole));
}

TEST_CASE("a run that had come to its end says so again and leaves its tracks as they are") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", drying(hours(0, 3)));
  for (const words& more : {words{}, words{"--until-ecstatic", "--prefer", "temp:0:20", "--ecstatic", "0.9"}}) {
    std::filesystem::remove(folder / "state");
    const words line =
        joined({folder / "sea.nc", "--particles", "50", "--dt", "300", "--output", folder / "t.nc"}, more);
    run_well(line);
    const tracks whole = read_tracks(folder / "t.nc");
    const words with =
        joined(line, {"--checkpoint", folder / "state", "--restart", folder / "state", "--checkpoint-every", "300"});
    for (int times = 0; times < 3; ++times) {
      run_well(with);
      same_bits(whole, read_tracks(folder / "t.nc"));
    }
  }
}

TEST_CASE("what a run told before it was stopped is not told again") {
  const scratch folder;
  fvcom_options sea = stormy(hours(0, 6));
  sea.temp = [](double, double, double, double t) { return 6 + t / 2000; };
  write_fvcom_file(folder / "sea.nc", sea);
  // The alert comes at 1 h, all are ecstatic at 2 h.
  const stopped_run stopped(folder, {folder / "sea.nc", "--particles", "3000", "--prefer", "temp:10:16", "--alert",
                                     "0.45", "--ecstatic", "0.9"});
  const auto said = [](const std::string& out) {
    return std::pair(times_in(out, "alert:"), times_in(out, "ecstatic!"));
  };
  using both = std::pair<std::size_t, std::size_t>;
  CHECK(said(stopped.whole_out()) == both{1, 1});
  both then{2, 2};
  for (const double share : {0.35, 0.6, 0.85}) {
    stopped.stop(share);
    // All but what was told after the last checkpoint.
    const both before = std::exchange(then, said(stopped.goes_on({})));
    CHECK(then.first == 0);
    CHECK(then.second <= before.second);
    for (const char* name : {"alert_time", "alert_id", "alert_place", "alert_value", "alert_after_outputs",
                             "ecstatic_time", "ecstatic_after_outputs"})
      CHECK(attribute(stopped.tracks_file(), "", name) == attribute(stopped.whole_file(), "", name));
  }
  CHECK(then == both{0, 0});
}

TEST_CASE("a run until all are ecstatic ends where it would have") {
  const scratch folder;
  fvcom_options sea = stormy(hours(0, 6));
  sea.temp = [](double x, double, double, double t) { return 6 + t / 4000 + x / 6000; };
  write_fvcom_file(folder / "sea.nc", sea);
  const stopped_run stopped(folder, {folder / "sea.nc", "--particles", "2000", "--dispersal", "2", "--dt", "300",
                                     "--until-ecstatic", "--checkpoint-every", "300"});
  for (const double share : {0.35, 0.6}) {
    stopped.stop(share);
    stopped.goes_on({});
  }
}

TEST_CASE("checkpoints change nothing of a run, however often they are written") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", stormy(hours(0, 3)));
  const words line{folder / "sea.nc", "--particles", "300",     "--dispersal", "2",
                   "--prefer",        "temp:8:9",    "--alert", "0.9"};
  const auto of = [&](const words& more) {
    const std::string out = run_well(joined(joined(line, more), {"--output", folder / "t.nc"})).out;
    return std::pair(out, read_tracks(folder / "t.nc"));
  };
  const auto whole = of({});
  for (const char* every : {"60", "420", "10800"}) {
    const auto with = of({"--checkpoint", folder / "state", "--checkpoint-every", every});
    CHECK(with.first == whole.first);
    same_bits(with.second, whole.second);
  }
}

TEST_CASE("a checkpoint of another run, or one that is damaged, is refused with one sentence") {
  const scratch folder;
  fvcom_options sea = stormy(hours(0, 3));
  write_fvcom_file(folder / "sea.nc", sea);
  write_fvcom_file(folder / "longer.nc", stormy(hours(0, 4)));
  sea.grid.x[40] += 1;
  write_fvcom_file(folder / "other.nc", sea);
  write_text(folder / "points.csv", "id,x,y\n1,2000,2000\n");
  const std::string state = folder / "state", t = folder / "t.nc";
  const words plain{"--particles", "40", "--dispersal", "2", "--output", t, "--restart", state};
  const words sane = joined({folder / "sea.nc"}, plain);
  run_well(joined(sane, {"--checkpoint", state, "--checkpoint-every", "600"}));
  const std::string sound = content(state);
  run_well(sane);
  const auto other = [&](words line, const words& parts) {
    refused(std::move(line), joined({state}, parts));
    CHECK(content(state) == sound);
  };
  other(joined(sane, {"--scheme", "euler"}), {"scheme rk4", "euler", "--scheme"});
  other(joined(sane, {"--dt", "30"}), {"dt 60", "30", "--dt"});
  other(joined(sane, {"--layer", "2"}), {"layer 1", "layer 2", "--layer"});
  other(joined(sane, {"--seed", "3"}), {"seed 1", "--seed"});
  other(joined(sane, {"--prefer", "temp:0:1"}), {"temp 10 to 16", "--prefer"});
  other(joined(sane, {"--prefer", "temp:10.0000001:16"}), {"10.0000001", "--prefer"});
  other(joined(sane, {"--start", "3600"}), {"start 1970-01-01T00:00:00Z", "--start"});
  other(joined(sane, {"--duration", "3600"}), {"end 1970-01-01T03:00:00Z", "--duration"});
  other(joined({folder / "longer.nc"}, plain), {"end 1970-01-01T03:00:00Z", "forcing"});
  other(joined({folder / "other.nc"}, plain), {"mesh", "forcing files"});
  other(joined(sane, {"--ecstatic", "0.7"}), {"ecstatic 0.5", "--ecstatic"});
  other(joined(sane, {"--alert", "0.7"}), {"alert 1", "--alert"});
  other(joined(sane, {"--until-ecstatic"}), {"--until-ecstatic"});
  other(joined(sane, {"--output-every", "600"}), {"output_every forcing interval", "600", "--output-every"});
  other(joined(sane, {"--deflate", "1"}), {"--deflate"});
  other({folder / "sea.nc", "--dispersal", "1", "--particles", "40", "--output", t, "--restart", state},
        {"dispersal 2", "--dispersal"});
  other({folder / "sea.nc", "--dispersal", "2", "--particles", "41", "--output", t, "--restart", state},
        {"particles 40", "41", "--particles"});
  other({folder / "sea.nc", "--dispersal", "2", "--release", folder / "points.csv", "--output", t, "--restart", state},
        {"--release"});
  other({folder / "sea.nc", "--dispersal", "2", "--particles", "40", "--restart", state},
        {"tracks yes", "no", "--output"});
  // Tracks that are not those of the run.
  std::filesystem::rename(t, folder / "kept.nc");
  refused(sane, {t, "is not there", state, "--restart"});
  run_well({folder / "sea.nc", "--dispersal", "2", "--particles", "41", "--output", t});
  refused(sane, {t, "of 41 particles, where the run has 40"});
  run_well({folder / "sea.nc", "--dispersal", "1", "--particles", "40", "--output", t});
  refused(sane, {t, "dispersal 1"});
  run_well({folder / "sea.nc", "--dispersal", "2", "--particles", "40", "--duration", "3600", "--output", t});
  refused(sane, {t, "of 2 outputs, where the run had written 4"});
  write_text(t, "no tracks");
  refused(sane, {t});
  CHECK(content(t) == "no tracks");

  std::filesystem::rename(folder / "kept.nc", t);
  for (std::size_t part = 0; part <= 20; ++part) {
    const std::size_t at = std::min(sound.size() - 1, part * sound.size() / 20);
    std::string flipped = sound;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    for (const std::string& damaged : {flipped, sound.substr(0, at)}) {
      write_text(state, damaged);
      refused(sane, {state});
    }
  }
  write_text(state, "id,x,y\n1,2000,2000\n");
  refused(sane, {state, "damaged"});
  write_text(state, sound);
  run_well(sane);
}

TEST_CASE("checkpoint options that cannot be meant are refused") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", stormy(hours(0, 3)));
  const words line{folder / "sea.nc", "--particles", "5"};
  const std::string state = folder / "state";
  refused(joined(line, {"--checkpoint-every", "600"}), {"--checkpoint"});
  refused(joined(line, {"--checkpoint", state, "--checkpoint-every", "0"}), {"--checkpoint-every is 0 s"});
  refused(joined(line, {"--checkpoint", state, "--checkpoint-every", "-60"}), {"--checkpoint-every is -60 s"});
  refused(joined(line, {"--checkpoint", state, "--checkpoint-every", "1000"}),
          {"--checkpoint-every of 1000 s", "960 s and 1020 s"});
  refused(joined(line, {"--checkpoint", state, "--checkpoint-every", "0.0001"}),
          {"--checkpoint-every is less than a millisecond"});
  refused(joined(line, {"--checkpoint", ""}), {"--checkpoint is empty"});
  refused(joined(line, {"--restart", ""}), {"--restart is empty"});
  refused(joined(line, {"--checkpoint", folder / "sea.nc"}), {"sea.nc", "overwrite"});
  refused(joined(line, {"--checkpoint", state, "--output", state}), {"state", "overwrite"});
  refused(joined(line, {"--restart", state, "--output", state}), {"state", "overwrite"});
  refused(joined(line, {"--checkpoint", folder / "none" + "/state"}), {"none/state: cannot be written"});
  refused(joined(line, {"--checkpoint", "/dev/null"}), {"/dev/null: is no regular file"});
  refused(joined(line, {"--restart", folder / "sea.nc"}), {"sea.nc: is no checkpoint"});
  CHECK_FALSE(std::filesystem::exists(state));
  CHECK_FALSE(std::filesystem::exists(state + ".part"));
}

TEST_CASE("where a checkpoint has no room the run ends with one sentence and the one before is kept") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", stormy(hours(0, 3)));
  const stopped_run stopped(folder, {folder / "sea.nc", "--particles", "5000"});
  stopped.stop(0.6);
  const std::string before = content(stopped.checkpoint_file());
  const auto held = std::filesystem::file_size(stopped.checkpoint_file());
  refused({folder / "sea.nc", "--particles", "5000", "--checkpoint", stopped.checkpoint_file()},
          {stopped.checkpoint_file(), "cannot be written: File too large"}, held / 2);
  CHECK(content(stopped.checkpoint_file()) == before);
  CHECK_FALSE(std::filesystem::exists(stopped.checkpoint_file() + ".part"));
  stopped.goes_on({});
}
