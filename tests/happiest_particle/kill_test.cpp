// SPDX-License-Identifier: BSL-1.0
// A run that is killed again and again, at any moment, ends with the tracks of one that never was.
#include "stopped.hpp"

#include <eudrift/checkpoint/reader.hpp>
#include <happiest_particle/sea.hpp>

#include <random>
#include <thread>

using namespace program_test;
using namespace fvcom_test;

namespace {

/// The checkpoint is whole, whenever the program was killed.
void is_whole(const std::string& path) {
  if (!std::filesystem::exists(path)) return;
  eudrift::checkpoint_reader from(path);
  eudrift::index_t n = 0;
  for (happiest_particle::drifters_batch block; from.next(block);) n += block.size();
  CHECK(n > 0);
}

}  // namespace

TEST_CASE("a run that is killed at any moments ends with the bits of one that is not") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", drying(hours(0, 12)));
  write_text(folder / "points.csv", released_all_the_time(3000));
  const int kills = std::getenv("EUDRIFT_LONG") != nullptr ? 100 : 6;
  std::mt19937 random(7);
  const words common_options{folder / "sea.nc",    "--dispersal", "4", "--dt", "100", "--output-every", "600",
                             "--checkpoint-every", "600"};
  for (const words& more :
       {words{"--particles", "3000"}, words{"--release", folder / "points.csv", "--deflate", "1"}}) {
    const stopped_run stopped(folder, joined(common_options, more));
    words line = stopped.line();
    line.push_back("--quiet");
    const auto begun = std::chrono::steady_clock::now();
    stopped.begin_anew();
    run_well(stopped.line());
    const auto length =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
    stopped.begin_anew();
    int on_its_way = 0;
    for (int killed = 0; killed < kills;) {
      const pid_t child = start(line, folder / "out", folder / "err");
      std::this_thread::sleep_for(
          std::chrono::microseconds(std::uniform_int_distribution<long>(0, length / 2)(random)));
      kill(child, SIGKILL);
      int how = 0;
      waitpid(child, &how, 0);
      is_whole(stopped.checkpoint_file());
      if (WIFSIGNALED(how)) {
        ++killed;
        on_its_way += std::filesystem::exists(stopped.checkpoint_file()) ? 1 : 0;
        continue;
      }
      INFO(content(folder / "out") << content(folder / "err"));
      REQUIRE(WEXITSTATUS(how) == 0);
      stopped.is_whole();
      stopped.begin_anew();
    }
    CHECK(on_its_way > 0);
    run_well(stopped.line());
    stopped.is_whole();
  }
}
