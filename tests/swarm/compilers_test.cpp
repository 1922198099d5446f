// SPDX-License-Identifier: BSL-1.0
// Two programs, in the plane and in layers, built by each compiler that is here, for each instruction set that can be
// run.
#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

#include <unistd.h>

namespace {

const std::string folder = EUDRIFT_WORK_DIR;
const std::string tests = std::string(EUDRIFT_TEST_DATA) + "/..";
const std::string exact = " -ffp-contract=off -DEUDRIFT_REPRODUCIBLE=1";

/// Whether a program is here; if not, that is told.
bool exists(const std::string& program) {
  if (std::system((program + " --version > /dev/null 2>&1").c_str()) == 0) return true;
  std::printf("left out: there is no %s here\n", program.c_str());
  return false;
}

constexpr const char *in_plane = "swarm", *in_layers = "vertical";  // folders of the programs

/// What a folder's program prints when it is built so; empty where it cannot be built or run.
std::string printed_by(const std::string& of, const std::string& build, const std::string& emulator = "") {
  const std::string program = folder + "/print_hash" + std::to_string(getpid());  // tests run side by side
  const std::string command = build + " -std=c++20 -I'" + tests + "/../include' '" + tests +
                              "/" + of + "/compilers/print_hash.cpp' -o '" + program + "'";
  if (std::system(command.c_str()) != 0) return "";
  std::string text;
  if (std::FILE* pipe = popen((emulator + " '" + program + "'").c_str(), "r")) {
    std::array<char, 64> line;
    while (std::fgets(line.data(), line.size(), pipe)) text += line.data();
    pclose(pipe);
  }
  std::remove(program.c_str());
  return text;
}

/// Instruction sets that this machine runs.
std::vector<std::string> instruction_sets() {
#if defined(__x86_64__)
  std::vector<std::string> sets{" -march=x86-64-v2"};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) sets.push_back(" -march=haswell");
  sets.push_back(" -march=native");
  return sets;
#else
  return {"", " -march=native"};
#endif
}

/// What the first of all builds prints.
const std::string& expected(const std::string& of) {
  static std::map<std::string, std::string> text;
  if (!text.contains(of))
    text[of] = printed_by(of, (exists("g++") ? "g++ -O2" : "clang++ -O2") + instruction_sets().front() + exact);
  return text[of];
}

/// Checks that the program's first build prints so many lines, a hash of each flow's own, and that all others print the
/// same.
void check_builds(const std::string& of, std::size_t lines_expected, std::size_t flows) {
  std::map<std::string, std::set<std::string>> hashes;
  std::istringstream lines(expected(of));
  std::size_t count = 0;
  for (std::string flow, form, hash; lines >> flow >> form >> hash; ++count) hashes[flow].insert(hash);
  CHECK(count == lines_expected);
  std::set<std::string> all;
  for (const auto& [flow, its] : hashes) {
    INFO(flow);
    CHECK(its.size() == 1);
    all.insert(its.begin(), its.end());
  }
  CHECK(all.size() == flows);  // each flow has bits of its own

  if (!test::long_form()) std::printf("two builds of twelve; set EUDRIFT_LONG=1 for the others\n");
  for (const std::string compiler : {"clang++", "g++"}) {
    if (!exists(compiler)) continue;
    for (const std::string& set : instruction_sets())
      for (const std::string level : {" -O3", " -O2"}) {
        if (!test::long_form() && (level != " -O3" || set != " -march=native")) continue;
        INFO(compiler + level + set);
        CHECK(printed_by(of, compiler + level + set + exact) == expected(of));
      }
    if (!test::long_form()) return;
  }
}

}  // namespace

TEST_CASE("All forms of the kernel have the same bits, whatever compiled them", "[compilers]") {
  if (!test::full_size()) {
    std::printf("skipped: left to the plain build\n");
    return;
  }
  check_builds(in_plane, 20, 4);
}

TEST_CASE("Both forms of the kernel in layers have the same bits, whatever compiled them", "[compilers]") {
  if (!test::full_size()) {
    std::printf("skipped: left to the plain build\n");
    return;
  }
  check_builds(in_layers, 4, 2);
}

TEST_CASE("All forms of the kernel have the same bits on aarch64", "[compilers]") {
  if (!test::long_form()) {
    std::printf("skipped: the emulator takes a minute; set EUDRIFT_LONG=1\n");
    return;
  }
  if (!exists("aarch64-linux-gnu-g++") || !exists("qemu-aarch64-static")) return;
  for (const std::string of : {in_plane, in_layers})
    for (const std::string level : {" -O2", " -O3"}) {
      INFO(of + level);
      CHECK(printed_by(of, "aarch64-linux-gnu-g++ -static -Wno-psabi" + level + exact, "qemu-aarch64-static") ==
            expected(of));
    }
}

TEST_CASE("All forms of the kernel have the same bits by nvcc on the host, in lanes of one", "[compilers]") {
  if (!test::long_form()) {
    std::printf("skipped: takes half a minute; set EUDRIFT_LONG=1\n");
    return;
  }
  if (!exists("nvcc")) return;
  for (const std::string of : {in_plane, in_layers})
    CHECK(printed_by(of, "nvcc -x cu -O2 --fmad=false -DEUDRIFT_REPRODUCIBLE=1 -Xcompiler=-ffp-contract=off") ==
          expected(of));
}
