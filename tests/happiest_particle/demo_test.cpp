// SPDX-License-Identifier: BSL-1.0
// The demo's own command: what README says of it, and the picture that is drawn of it.
#include "program.hpp"

#include <cstdlib>
#include <filesystem>

using namespace program_test;

namespace {

const std::string root = EUDRIFT_EXAMPLE_DATA "/../../";

/// The options that examples/demo.sh gives the program, but --output.
words demo_options() {
  const std::string script = content(root + "examples/demo.sh"), mark = "\"$program\" ";
  const std::size_t begin = script.find(mark) + mark.size();
  std::istringstream text(script.substr(begin, script.find("--output ", begin) - begin));
  words all;
  for (std::string word; text >> word;)
    if (word != "\\") all.push_back(word);
  REQUIRE(all.size() > 3);
  all.front() = root + all.front();
  return all;
}

}  // namespace

TEST_CASE("README names the time at which the demo says its sentence") {
  const std::string out = run_well(demo_options()).out, sentence = "All particles are ecstatic! (";
  INFO(out);
  REQUIRE(times_in(out, sentence) == 1);
  const std::string time = out.substr(out.find('T', out.find(sentence) + sentence.size()) + 1, 5);
  CHECK(times_in(content(root + "README.md"), "until at " + time + " every particle") == 1);
}

TEST_CASE("the picture of tracks is drawn, whether all became ecstatic or not") {
  const std::string python = "/usr/bin/python3 -W error::RuntimeWarning ";
  if (std::system((python + "-c 'import netCDF4, matplotlib' 2>/dev/null").c_str()) != 0) {
    WARN("no Python with netCDF4 and matplotlib here: plot.py is not tried");
    return;
  }
  const fvcom_test::scratch folder;
  fvcom_test::fvcom_options undated;
  undated.calendar = false;
  undated.time_units = "days since 0.0";
  fvcom_test::write_fvcom_file(folder / "undated.nc", undated);
  const auto draw = [&](words line) {
    const std::string forcing = line.front();
    line.insert(line.end(), {"--output", folder / "t.nc"});
    run_well(line);
    std::filesystem::remove(folder / "t.png");
    const std::string plot = python + root + "examples/happiest_particle/plot.py " + forcing + " " + (folder / "t.nc") + " " + (folder / "t.png");
    INFO(plot);
    CHECK(std::system(plot.c_str()) == 0);
    CHECK(content(folder / "t.png").starts_with("\x89PNG"));
  };
  draw({bay, "--particles", "20", "--ecstatic", "1", "--duration", "7200"});
  draw({bay, "--particles", "20", "--ecstatic", "0", "--dt", "-60", "--output-every", "600", "--duration", "7200"});
  draw({folder / "undated.nc", "--particles", "5", "--prefer", "speed:0.1:1"});
}
