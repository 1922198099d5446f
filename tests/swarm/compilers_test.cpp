// SPDX-License-Identifier: BSL-1.0
// One program, built by each compiler that is here, for the oldest and for this machine's instructions.
#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace {

const std::string folder = EUDRIFT_WORK_DIR;
const std::string tests = std::string(EUDRIFT_TEST_DATA) + "/..";

bool exists(const std::string& compiler) { return std::system((compiler + " --version > /dev/null 2>&1").c_str()) == 0; }

/// What the program prints when it is built so; empty where it cannot be built or run.
std::string printed_by(const std::string& build) {
  const std::string program = folder + "/print_hash";
  const std::string command = build + " -std=c++20 -I'" + tests + "/../include' '" + tests +
                              "/swarm/compilers/print_hash.cpp' -o '" + program + "'";
  if (std::system(command.c_str()) != 0) return "";
  std::string text;
  if (std::FILE* pipe = popen(("'" + program + "'").c_str(), "r")) {
    std::array<char, 64> line;
    while (std::fgets(line.data(), line.size(), pipe)) text += line.data();
    pclose(pipe);
  }
  return text;
}

}  // namespace

TEST_CASE("A swarm's last places have the same bits whatever compiled them") {
  if (!test::long_form()) {
    std::printf("skipped: six builds take a minute or two; set EUDRIFT_LONG=1\n");
    return;
  }
  std::vector<std::string> builds;
  for (const char* compiler : {"g++", "clang++"}) {
    if (!exists(compiler)) {
      std::printf("left out: there is no %s here\n", compiler);
      continue;
    }
    for (const char* flags : {" -O2", " -O0", " -O3 -march=native"})
      builds.push_back(std::string(compiler) + flags + " -ffp-contract=off -DEUDRIFT_REPRODUCIBLE=1");
  }
  if (builds.empty()) return;
  const std::string first = printed_by(builds[0]);
  REQUIRE(first.size() == 17);
  for (std::size_t i = 1; i < builds.size(); ++i) {
    INFO(builds[i]);
    CHECK(printed_by(builds[i]) == first);
  }
}
