// SPDX-License-Identifier: BSL-1.0
// What goes wrong on any process ends all of them soon, with one sentence said once.
#include "many.hpp"

#include <cmath>

using namespace program_test;
using namespace fvcom_test;

namespace {

/// Runs on `ranks` processes and expects that all end within seconds, one sentence being said, with all of `parts`.
void refused_once(int ranks, const words& line, const words& parts, rlim_t largest_file = 0) {
  const on_many processes(ranks);
  const auto begin = std::chrono::steady_clock::now();
  const outcome o = run(with(line, {"--quiet"}), largest_file);
  INFO(o.out << o.err);
  CHECK(o.code != 0);
  CHECK(times_in(o.err, "happiest_particle: ") == 1);
  for (const std::string& part : parts) CHECK(o.err.find(part) != std::string::npos);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
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
  refused_once(2, {sea, "--executor", "mpi", "--open", folder / "none_obc.dat"}, {"none_obc.dat", "cannot be opened"});
  refused_once(2, {sea, "--executor", "mpi", "--partition", "halves"}, {"halves"});
  refused_once(3, {sea, "--executor", "mpi", "--dispersal", "viscofh"}, {"no variable viscofh"});
  fvcom_options deep = stormy(hours(0, 2));
  deep.layers = 3;
  deep.h = [](double, double, double, double) { return 20.0; };
  deep.viscofh = [](double x, double, double, double t) { return t > 3600 ? 4000 * (1 + std::sin(x / 200)) : 1; };
  write_fvcom_file(folder / "deep.nc", deep);
  refused_once(3, {folder / "deep.nc", "--executor", "mpi", "--three-d", "--vertical-dispersal", "kh"}, {"deep.nc", "no variable kh"});
  refused_once(2, {folder / "deep.nc", "--executor", "mpi", "--three-d", "--vertical-dispersal", "profile:" + folder / "none.csv"}, {"none.csv"});
  refused_once(3, {folder / "deep.nc", "--executor", "mpi", "--dispersal", "viscofh"}, {"sub-steps of 60", "choose shorter ones"});
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

TEST_CASE("a disk that is full in mid-run ends all processes, and nothing written is lost") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", stormy(hours(0, 3)));
  // Ids and state take 112 bytes a particle, an output 37, and room is asked for several at once and 1 MiB.
  refused_once(3, {folder / "sea.nc", "--executor", "mpi", "--dt", "600", "--output-every", "600", "--particles", "100000", "--output", folder / "t.nc"},
               {"rank 0: ", "t.nc: has no room for", "complete outputs"}, 30'000'000);
  const tracks t = read_tracks(folder / "t.nc");
  CHECK(t.outputs > 0);
  CHECK(t.outputs < 19);
  CHECK(t.time.back() == 600 * static_cast<double>(t.outputs - 1));
}

TEST_CASE("a process that is killed ends the others") {
  const scratch folder;
  fvcom_options sea = stormy(hours(0, 200));
  write_fvcom_file(folder / "sea.nc", sea);
  const on_many processes(3);
  const pid_t child = start({folder / "sea.nc", "--executor", "mpi", "--dt", "1", "--particles", "20000", "--quiet"}, folder / "out", folder / "err");
  const std::vector<pid_t> all = wait_for_ranks(child, 3);
  REQUIRE(all.size() == 3);
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  kill(all[1], SIGKILL);
  const auto how = wait_for_end(child);
  if (!how) kill(child, SIGKILL);
  REQUIRE(how.has_value());
  CHECK(*how != 0);
  for (const pid_t rank : all) CHECK((kill(rank, 0) != 0 || ranks_of(child).empty()));
}
