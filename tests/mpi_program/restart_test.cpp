// SPDX-License-Identifier: BSL-1.0
// A process is killed at any moment, and the same command goes on from the checkpoint: the file of a run that was not.
#include "many.hpp"

#include <random>

using namespace program_test;
using namespace fvcom_test;

TEST_CASE("a run whose processes are killed one by one ends with the bits of one that is not, on any number of them") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", stormy(hours(0, 12)));
  const words line{folder / "sea.nc", "--particles", "2000", "--dispersal", "4", "--dt", "60", "--output-every", "1200"};
  run_well(with(line, {"--output", folder / "whole.nc"}));
  const tracks whole = read_tracks(folder / "whole.nc");
  const words again = with(line, {"--executor", "mpi", "--output", folder / "t.nc", "--checkpoint", folder / "state",
                                  "--restart", folder / "state", "--checkpoint-every", "1200", "--quiet"});
  const int kills = std::getenv("EUDRIFT_LONG") != nullptr ? 20 : 3;
  std::mt19937 random(11);
  int went_on = 0;
  for (int killed = 0, tries = 0; killed < kills && tries < 5 * kills; ++tries) {
    const int ranks = 1 + static_cast<int>(random() % 4);
    const on_many processes(ranks);
    went_on += std::filesystem::exists(folder / "state");
    const pid_t child = start(again, folder / "out", folder / "err");
    const std::vector<pid_t> all = wait_for_ranks(child, static_cast<std::size_t>(ranks));
    if (killed % 2 == 0)  // not before there is something to go on from
      for (int waits = 0; waits < 2000 && !std::filesystem::exists(folder / "state"); ++waits) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 300));
    const bool is_killed = !all.empty() && kill(all[random() % all.size()], SIGKILL) == 0;
    const auto how = wait_for_end(child);
    if (!how) kill(child, SIGKILL);
    INFO(content(folder / "out") << content(folder / "err"));
    REQUIRE(how.has_value());
    if (*how != 0) {
      CHECK(is_killed);
      ++killed;
      continue;
    }
    same_bits(whole, read_tracks(folder / "t.nc"));
    for (const char* file : {"state", "t.nc"}) std::filesystem::remove(folder / file);
  }
  CHECK(went_on > 0);
  for (const int ranks : {3, 1}) {  // the second finds that all is done
    const on_many processes(ranks);
    run_well(words(again.begin(), again.end() - 1));
    same_bits(whole, read_tracks(folder / "t.nc"));
  }
  // By another executor and another way to share the work.
  std::filesystem::remove(folder / "state");
  {
    const on_many processes(2);
    const pid_t child = start(with(again, {"--partition", "particles"}), folder / "out", folder / "err");
    for (int tries = 0; tries < 600 && !std::filesystem::exists(folder / "state"); ++tries) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    for (const pid_t rank : ranks_of(child)) kill(rank, SIGKILL);
    REQUIRE(wait_for_end(child).has_value());
  }
  words serial = with(line, {"--output", folder / "t.nc", "--restart", folder / "state"});
  CHECK(run_well(serial).out.find("goes on from") != std::string::npos);
  same_bits(whole, read_tracks(folder / "t.nc"));
}
