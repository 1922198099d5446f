// SPDX-License-Identifier: BSL-1.0
// What goes wrong on any process ends all of them soon, with one sentence said once.
#include "many.hpp"

#include <cmath>
#include <thread>

using namespace program_test;
using namespace fvcom_test;

namespace {

/// Runs on `ranks` processes and expects that all end within seconds, one sentence being said, with all of `parts`.
void refused_once(int ranks, const words& line, const words& parts) {
  const on_many processes(ranks);
  const auto begin = std::chrono::steady_clock::now();
  const outcome o = run(with(line, {"--quiet"}));
  INFO(o.out << o.err);
  CHECK(o.code != 0);
  CHECK(times_in(o.err, "happiest_particle: ") == 1);
  for (const std::string& part : parts) CHECK(o.err.find(part) != std::string::npos);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
}

/// The processes of the program under `parent`, from the system's own table.
std::vector<pid_t> processes_of_program() {
  std::vector<pid_t> all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code gone;
    if (std::filesystem::read_symlink(entry.path() / "exe", gone) == std::filesystem::path(EUDRIFT_HAPPIEST_PARTICLE)) all.push_back(std::stoi(name));
  }
  return all;
}

}  // namespace

TEST_CASE("what is wrong with the command line or the input is said once by many processes") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", stormy(hours(0, 2)));
  const std::string sea = folder / "sea.nc";
  refused_once(3, {sea, "--executor", "mpi", "--dt", "0"}, {"--dt is 0 s"});
  refused_once(3, {sea, "--executor", "mpi", "--scheme", "leapfrog"}, {"there is no scheme leapfrog"});
  refused_once(3, {folder / "none.nc", "--executor", "mpi"}, {"none.nc"});
  refused_once(2, {sea, "--executor", "mpi", "--output", folder / "no such folder/t.nc"}, {"no such folder"});
  refused_once(2, {sea, "--executor", "mpi", "--forcing", "direct", "--prefer", "salinity:1:2"}, {"salinity"});
  refused_once(2, {sea, "--executor", "mpi", "--partition", "halves"}, {"halves"});
  refused_once(2, {sea}, {"2 processes were started", "--executor mpi"});
}

TEST_CASE("slices that cannot be read end all processes in mid-run, and nothing written is lost") {
  const scratch folder;
  fvcom_options o = stormy(hours(0, 6));
  o.u = [](double x, double, double, double t) { return t > 4 * 3600 ? NAN : 0.3 + x / 1e5; };
  write_fvcom_file(folder / "sea.nc", o);
  refused_once(3, {folder / "sea.nc", "--executor", "mpi", "--output", folder / "t.nc", "--particles", "50"}, {"sea.nc", "u"});
  CHECK(read_tracks(folder / "t.nc").outputs >= 4);
}

TEST_CASE("a process that is killed ends the others") {
  const scratch folder;
  fvcom_options sea = stormy(hours(0, 200));
  write_fvcom_file(folder / "sea.nc", sea);
  const on_many processes(3);
  const pid_t child = start({folder / "sea.nc", "--executor", "mpi", "--dt", "1", "--particles", "20000", "--quiet"}, folder / "out", folder / "err");
  std::vector<pid_t> all;
  for (int tries = 0; tries < 600 && all.size() < 3; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    all = processes_of_program();
  }
  REQUIRE(all.size() == 3);
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  kill(all[1], SIGKILL);
  int how = 0, ended = 0;
  for (int tries = 0; tries < 600 && ended == 0; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ended = waitpid(child, &how, WNOHANG);
  }
  if (ended == 0) kill(child, SIGKILL);
  REQUIRE(ended == child);
  CHECK(how != 0);
  for (int tries = 0; tries < 200 && !processes_of_program().empty(); ++tries) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(processes_of_program().empty());
}
