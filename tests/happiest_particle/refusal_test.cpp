// SPDX-License-Identifier: BSL-1.0
// What cannot be meant or done gets exit code 2 and one sentence that names it.
#include "program.hpp"

#include <filesystem>

using namespace program_test;
using namespace fvcom_test;

TEST_CASE("a damaged or missing forcing is refused with one sentence") {
  const scratch folder;
  refused({folder / "none.nc"}, {"none.nc"});
  refused({folder / "."}, {"regular file"});
  write_text(folder / "text.nc", std::string(5000, 'x') + "\n");
  refused({folder / "text.nc"}, {"text.nc", "NetCDF"});
  write_text(folder / "empty.nc", "");
  refused({folder / "empty.nc"}, {"empty.nc"});

  for (const file_format format : {file_format::netcdf4, file_format::classic, file_format::offset64, file_format::cdf5}) {
    fvcom_options o;
    o.format = format;
    write_fvcom_file(folder / "whole.nc", o);
    run_well({folder / "whole.nc", "--particles", "1"});
    const std::string bytes = content(folder / "whole.nc");
    for (const double part : {0.3, 0.7, 0.95}) {
      write_text(folder / "cut.nc", bytes.substr(0, static_cast<std::size_t>(part * static_cast<double>(bytes.size()))));
      refused({folder / "cut.nc"}, {"cut.nc"});
    }
  }

  const auto bent = [&](auto bend, const words& parts) {
    document doc = fvcom_document({});
    bend(doc);
    write(doc, folder / "bent.nc");
    refused({folder / "bent.nc"}, parts);
  };
  bent([](document& d) { d.remove("u"); }, {"bent.nc", "no variable u"});
  bent([](document& d) { d.variable("nv").numbers[5] = 999; }, {"bent.nc", "nv", "999"});
  bent([](document& d) { d.variable("nv").numbers[7] = 0; }, {"bent.nc", "nv"});
  bent([](document& d) { std::swap(d.variable("Itime2").numbers[1], d.variable("Itime2").numbers[2]); },
       {"bent.nc", "times do not increase"});
  bent([](document& d) { d.variable("u").numbers[3] = std::nan(""); }, {"bent.nc", "u"});
}

TEST_CASE("one time is not enough") {
  const scratch folder;
  fvcom_options o;
  o.times = {0};
  write_fvcom_file(folder / "one.nc", o);
  refused({folder / "one.nc"}, {"one time only"});
}

TEST_CASE("a date is no start where the forcing has no calendar") {
  const scratch folder;
  fvcom_options o;
  o.calendar = false;
  o.time_units = "days since 0.0";
  write_fvcom_file(folder / "undated.nc", o);
  refused({folder / "undated.nc", "--start", "2000-01-01"},
          {"--start is \"2000-01-01\"; expected seconds after the first forcing time, since the forcing has no calendar\n"});
  run_well({folder / "undated.nc", "--start", "3600", "--particles", "1"});
}

TEST_CASE("options that cannot be meant are refused with one sentence") {
  const auto options = [](words line, const words& parts) {
    line.insert(line.begin(), bay);
    refused(line, parts);
  };
  refused({}, {"FORCING"});
  options({"--dt", "0"}, {"--dt is 0 s"});
  options({"--dt", "nan"}, {"--dt"});
  options({"--dt", "inf"}, {"--dt"});
  options({"--dt", "1e-300"}, {"--dt is so short", "3600 s"});
  options({"--dt", "ten"}, {"--dt", "ten"});
  options({"--scheme", "rk5"}, {"no scheme rk5", "euler", "rk4", "dormand_prince54"});
  options({"--executor", "abacus"}, {"no executor abacus", "serial", "openmp"});
  options({"--device", "0"}, {"--device", "executor is serial", "--executor gpu"});
  options({"--happy"}, {"--happy"});
  options({"--threads", "-1"}, {"--threads", "-1"});
  options({"--threads", "3"}, {"--threads", "--executor openmp"});
  options({"--particles", "0"}, {"--particles is 0"});
  options({"--particles", "-5"}, {"--particles is -5"});
  options({"--seed", "-1"}, {"--seed", "-1"});
  options({"--seed", "18446744073709551616"}, {"--seed", "18446744073709551615"});
  options({"--duration", "0"}, {"--duration"});
  options({"--duration", "-60"}, {"--duration"});
  options({"--duration", "nan"}, {"--duration"});
  options({"--duration", "32401"}, {"longer than the forcing", "32400 s"});
  options({"--duration", "1e300"}, {"longer than the forcing"});
  options({"--start", "2024-05-22T23:59:59Z"}, {"2024-05-22T23:59:59Z", "2024-05-23T00:00:00Z to 2024-05-23T09:00:00Z"});
  options({"--start", "32400"}, {"2024-05-23T09:00:00Z"});
  options({"--start", "0", "--dt", "-60"}, {"backwards"});
  options({"--start", "noon"}, {"noon"});
  options({"--start", "nan"}, {"nan"});
  options({"--dt", "-60", "--dispersal", "1"}, {"--dispersal", "backwards"});
  options({"--dispersal", "-1"}, {"--dispersal"});
  options({"--dispersal", "nan"}, {"--dispersal"});
  options({"--prefer", "joy:1:2"}, {"joy", "speed", "temp", "salinity"});
  options({"--prefer", "temp:2:1"}, {"LOW must be less than HIGH"});
  options({"--prefer", "temp:2:2"}, {"LOW must be less than HIGH"});
  options({"--prefer", "temp:nan:2"}, {"temp:nan:2"});
  options({"--prefer", "temp"}, {"VARIABLE:LOW:HIGH"});
  options({"--prefer", "h:0:10"}, {"h", "choose one of"});
  options({"--layer", "0"}, {"layer 0", "layers 1", "20"});
  options({"--layer", "21"}, {"layer 21", "20"});
  options({"--depth", "-1"}, {"--depth is -1 m"});
  options({"--depth", "inf"}, {"--depth"});
  options({"--depth", "3", "--layer", "2"}, {"--depth", "--layer"});
  options({"--depth", "3", "--depth-average"}, {"--depth"});
  options({"--ecstatic", "1.5"}, {"--ecstatic"});
  options({"--alert", "nan"}, {"--alert"});
  options({"--particles", "3", "--release", "some.csv"}, {"--release", "--particles"});
  options({"--deflate", "10"}, {"--deflate is 10", "0", "9"});
  options({"--deflate", "-1"}, {"--deflate is -1"});
  options({"--deflate", "x"}, {"--deflate"});
  options({"--output-every", "0"}, {"--output-every"});
  options({"--output-every", "1e300"}, {"--output-every"});
  options({"--output-every", "0.001"}, {"--output-every", "more than"});
}

TEST_CASE("a standard output that is full is told") {
  const scratch folder;
  for (const words& line : {words{bay, "--particles", "1", "--duration", "60", "--quiet"}, words{"--help"}, words{"--version"}}) {
    const pid_t child = start(line, "/dev/full", folder / "err");
    int how = 0;
    waitpid(child, &how, 0);
    INFO(line.front());
    CHECK((WIFEXITED(how) && WEXITSTATUS(how) == 2));
    CHECK(content(folder / "err").starts_with("happiest_particle: standard output cannot be written"));
    CHECK(times_in(content(folder / "err"), "\n") == 1);
  }
}

TEST_CASE("an empty value is refused, not taken for an option left out") {
  for (const char* option : {"--output", "--release", "--prefer", "--start", "--executor", "--scheme"})
    refused({bay, option, ""}, {std::string(option) + " is empty"});
  refused({""}, {"FORCING is empty"});
  for (const char* option : {"--seed", "--dt", "--output-every", "--particles"}) refused({bay, option, ""}, {option});
}

TEST_CASE("an executor that is not built in is refused with what to install") {
  const outcome version = run({"--version"});
  CHECK(version.code == 0);
  CHECK(version.out.find("serial") != std::string::npos);
  CHECK(version.out.find("openmp") != std::string::npos);
  if (version.out.find("openmp (not built in") != std::string::npos)
    refused({bay, "--executor", "openmp"}, {"openmp is not built in", "install"});
  else
    run_well({bay, "--executor", "openmp", "--duration", "60"});
  if (version.out.find("gpu (not built in") != std::string::npos)
    refused({bay, "--executor", "gpu"}, {"gpu is not built in", "install"});
  else
    refused({bay, "--executor", "gpu", "--device", "999"}, {"device 999 was asked for"});
}

TEST_CASE("Option --help prints every option and exits well") {
  const outcome help = run({"--help"});
  CHECK(help.code == 0);
  CHECK(help.err.empty());
  for (const char* option :
       {"--executor", "--threads", "--device", "--particles", "--release", "--start", "--duration", "--dt", "--scheme", "--layer",
        "--depth", "--depth-average", "--dispersal", "--seed", "--prefer", "--ecstatic", "--until-ecstatic", "--alert",
        "--output", "--output-every", "--staged", "--skip-outside", "--continue", "--quiet", "--tolerance", "--stop-at-edges",
        "--interpolation", "--vertical-interpolation"})
    CHECK(help.out.find(option) != std::string::npos);
}

TEST_CASE("outputs or an end between steps are refused, and the values named work") {
  // 50 s steps: 3600 s in 72.
  const words base{bay, "--dt", "50", "--duration", "1800"};
  const auto with = [&](words more) {
    words line = base;
    line.insert(line.end(), more.begin(), more.end());
    return line;
  };
  refused(with({"--output-every", "70"}), {"--output-every of 70 s", "steps of 50 s", "nearest that do are 50 s and 100 s"});
  refused(with({"--output-every", "10"}), {"nearest that do are 50 s"});
  for (const char* every : {"50", "100", "1750", "1800", "1e6"}) run_well(with({"--output-every", every}));
  refused({bay, "--dt", "50", "--duration", "1790"}, {"--duration of 1790 s", "1750 s and 1800 s"});
  run_well({bay, "--dt", "50", "--duration", "1750"});

  // Steps that are no whole milliseconds: only the forcing times can be named.
  refused({bay, "--dt", "600", "--duration", "7200", "--output-every", "514", "--dt", "514.3"}, {"--dt"});
  refused({bay, "--dt", "514.3", "--duration", "7200", "--output-every", "514"}, {"nearest that do are 3600 s"});
  run_well({bay, "--dt", "514.3", "--duration", "7200", "--output-every", "3600"});

  // A start inside a step: the end must still fall on a grid time, here 01:00 plus or minus a minute.
  refused({bay, "--start", "30", "--duration", "3600"}, {"3570 s and 3630 s"});
  run_well({bay, "--start", "30", "--duration", "3630"});
  refused({bay, "--start", "30", "--output-every", "60"}, {"starts between two steps"});
}

TEST_CASE("outputs on irregular forcing times are named exactly") {
  const scratch folder;
  fvcom_options o;
  o.times = {0, 600'000, 1'500'000, 2'700'000};  // intervals of 10, 15 and 20 minutes
  write_fvcom_file(folder / "irregular.nc", o);
  // Steps of 300 s in all three with dt 300.
  refused({folder / "irregular.nc", "--dt", "300", "--output-every", "400"}, {"300 s and 600 s"});
  // dt 600: steps of 600, 450 and 600 s; grid times 0, 600, 1050, 1500, 2100, 2700 s.
  refused({folder / "irregular.nc", "--dt", "600", "--output-every", "300"}, {"1050 s"});
  run_well({folder / "irregular.nc", "--dt", "600", "--output-every", "1050"});
  refused({folder / "irregular.nc", "--dt", "600", "--output-every", "1400"}, {"1050 s and 1500 s"});
}

TEST_CASE("release files that cannot be meant are refused with one sentence") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", {});  // 4000 m square, two hours
  const auto release = [&](const std::string& text, const words& parts) {
    write_text(folder / "points.csv", text);
    refused({folder / "sea.nc", "--release", folder / "points.csv"}, parts);
  };
  refused({folder / "sea.nc", "--release", folder / "none.csv"}, {"none.csv"});
  release("id,x,y\n1,5,5\n2,6,6\n1,7,7\n", {"points.csv", "line 4", "id 1", "line 2"});
  release("id,x,y,colour\n1,5,5,red\n", {"colour"});
  release("id,lon,lat\n1,5,5\n", {"line 2", "lon,lat", "give x,y"});
  release("id,x,y,time\n1,50,50,7201\n", {"line 2", "particle 1", "outside the run"});
  release("id,x,y,time\n1,50,50,-1\n", {"line 2", "outside the run"});
  release("id,x,y,time\n1,50,50,2024-01-01T00:00:00Z\n", {"line 2", "outside the run"});

  const std::string some = "id,x,y\n3,5000,10\n9,2000,2000\n7,-1,10\n";
  release(some, {"points.csv", "2 release points lie", "ids 3, 7;", "--skip-outside"});
  const outcome went =
      run_well({folder / "sea.nc", "--release", folder / "points.csv", "--skip-outside", "--output", folder / "t.nc"});
  CHECK(times_in(went.out, "skipped: 2 release points outside the mesh: ids 3, 7\n") == 1);
  CHECK(went.out.find("1 in all") != std::string::npos);
  CHECK(read_tracks(folder / "t.nc").id == std::vector<std::int64_t>{9});
  const std::string single = "id,x,y\n3,5000,10\n9,2000,2000\n";
  release(single, {"1 release point lies outside the mesh: id 3; mend it"});
  CHECK(times_in(run_well({folder / "sea.nc", "--release", folder / "points.csv", "--skip-outside"}).out,
                 "skipped: 1 release point outside the mesh: id 3\n") == 1);
  std::string many = "id,x,y\n", ids;
  for (int id = 0; id < 40; ++id) {
    many += std::to_string(id) + ",-5,10\n";
    ids += (id ? ", " : "ids ") + std::to_string(id);
  }
  release(many, {"40 release points", ids + ";"});
  write_text(folder / "away.csv", "id,x,y\n3,5000,10\n");
  refused({folder / "sea.nc", "--release", folder / "away.csv", "--skip-outside"}, {"no release point lies in the mesh"});
}

TEST_CASE("an output that cannot be written is refused and no input is overwritten") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", {});
  write_text(folder / "points.csv", "id,x,y\n1,2000,2000\n");
  const std::string before = content(folder / "sea.nc");
  refused({folder / "sea.nc", "--output", folder / "no" + "/t.nc"}, {"no/t.nc"});
  refused({folder / "sea.nc", "--output", folder / "."}, {"."});
  refused({folder / "sea.nc", "--output", "/proc/t.nc"}, {"/proc/t.nc"});

  refused({folder / "sea.nc", "--output", folder / "sea.nc"}, {"--output", "sea.nc", "overwrite"});
  std::filesystem::create_symlink(folder / "sea.nc", folder / "link.nc");
  std::filesystem::create_hard_link(folder / "sea.nc", folder / "hard.nc");
  for (const char* name : {"./sea.nc", "link.nc", "hard.nc"})
    refused({folder / "sea.nc", "--output", folder / name}, {"overwrite"});
  refused({folder / "sea.nc", "--release", folder / "points.csv", "--output", folder / "points.csv"}, {"points.csv", "overwrite"});
  CHECK(content(folder / "sea.nc") == before);

  // What is refused for its forcing, release or layer leaves an earlier output alone.
  write_text(folder / "old.nc", "precious");
  refused({folder / "sea.nc", "--release", folder / "points.csv", "--layer", "4", "--output", folder / "old.nc"}, {"layer 4"});
  refused({folder / "sea.nc", "--release", folder / "none.csv", "--output", folder / "old.nc"}, {"none.csv"});
  CHECK(content(folder / "old.nc") == "precious");
}

TEST_CASE("a full disk ends the run with one sentence and a file of all earlier outputs") {
  const scratch folder;
  fvcom_options o;
  o.times.clear();
  for (int k = 0; k <= 48; ++k) o.times.push_back(3'600'000 * k);
  o.u = o.v = [](double, double, double, double) { return 1e-3; };
  write_fvcom_file(folder / "sea.nc", o);
  const words line{folder / "sea.nc", "--particles", "20000", "--dt", "900", "--output", folder / "tracks.nc"};
  run_well(line);
  const tracks whole = read_tracks(folder / "tracks.nc");
  REQUIRE(whole.outputs == 49);
  const auto size = std::filesystem::file_size(folder / "tracks.nc");
  std::size_t before = 0;
  for (const double share : {0.2, 0.5, 0.8}) {
    std::filesystem::remove(folder / "tracks.nc");
    refused(line, {"tracks.nc", "no room", "complete outputs"}, static_cast<rlim_t>(share * static_cast<double>(size)));
    const tracks held = read_tracks(folder / "tracks.nc");
    CHECK(held.outputs >= before);
    before = held.outputs;
    REQUIRE(held.outputs < 49);
    REQUIRE(held.x.size() == held.outputs * 20000);
    CHECK(std::equal(held.x.begin(), held.x.end(), whole.x.begin()));
    CHECK(std::equal(held.y.begin(), held.y.end(), whole.y.begin()));
    CHECK(std::equal(held.status.begin(), held.status.end(), whole.status.begin()));
  }
  CHECK(before > 20);

  // No room even for the definition: no file is left.
  std::filesystem::remove(folder / "tracks.nc");
  refused(line, {"tracks.nc", "no room"}, 1000);
  CHECK(!std::filesystem::exists(folder / "tracks.nc"));
}
