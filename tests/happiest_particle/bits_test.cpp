// SPDX-License-Identifier: BSL-1.0
// One answer to the last bit on every executor, fused or staged, whatever is written when and however
// the forcing is cut into files.
#include "stormy.hpp"

#include <cstdlib>

using namespace program_test;
using namespace fvcom_test;

namespace {

tracks tracks_of(const scratch& folder, words line) {
  line.insert(line.end(), {"--output", folder / "t.nc"});
  run_well(line);
  return read_tracks(folder / "t.nc");
}

bool has(const std::string& executor) { return run({"--version"}).out.find(" " + executor + " (not built in") == std::string::npos; }

}  // namespace

TEST_CASE("serial, any number of threads, a device, fused, staged and in parts give the same bits") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", stormy(hours(0, 4)));
  const bool openmp = has("openmp"), gpu = has("gpu");
  // More particles than two blocks of a reduction and two chunks of a thread.
  for (const std::string& forcing : {bay, folder / "sea.nc"})
    for (const std::string scheme : {"rk4", "euler", "bogacki_shampine32", "dormand_prince54"}) {
      INFO(forcing << " " << scheme);
      const words line{forcing, "--scheme", scheme, "--particles", "1500", "--dispersal", "8", "--seed", "42",
                       "--duration", "4500", "--dt", "300", "--output-every", "900"};
      const tracks serial = tracks_of(folder, line);
      REQUIRE(serial.outputs == 6);
      const auto also = [&](words more) {
        words all = line;
        all.insert(all.end(), more.begin(), more.end());
        INFO(more.back());
        same_bits(serial, tracks_of(folder, all));
      };
      also({"--staged"});
      also({"--batch", "400", "--sort-every", "1"});
      if (gpu) also({"--executor", "gpu"}), also({"--executor", "gpu", "--staged", "--batch", "1000"});
      if (!openmp) continue;
      for (const char* threads : {"1", "2", "3", "16"}) also({"--executor", "openmp", "--threads", threads});
      also({"--executor", "openmp", "--threads", "3", "--staged"});
    }
}

#if defined(EUDRIFT_CUSTOM_EXECUTOR)
TEST_CASE("the program's loop gives the same bits on executors of one's own") {
  const scratch folder;
  const tracks serial = tracks_of(folder, {bay, "--particles", "5000", "--dispersal", "1"});
  REQUIRE(serial.outputs > 2);
  std::vector<std::string> executors{"pool"};
#if defined(EUDRIFT_WITH_TBB)
  executors.push_back("tbb");
#endif
  for (const std::string& executor : executors) {
    INFO(executor);
    const std::string file = folder / (executor + ".nc");
    REQUIRE(std::system((EUDRIFT_CUSTOM_EXECUTOR " " + executor + " '" + bay + "' '" + file + "' > '" + file + ".said' 2>&1").c_str()) == 0);
    same_bits(serial, read_tracks(file));
  }
}
#endif

TEST_CASE("positions do not depend on how often tracks are written") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", stormy(hours(0, 3)));
  for (const std::string dt : {"100", "-100"}) {
    const words line{folder / "sea.nc", "--particles", "300", "--dt", dt, "--dispersal", dt[0] == '-' ? "0" : "3"};
    const auto every = [&](const char* seconds) {
      words all = line;
      all.insert(all.end(), {"--output-every", seconds});
      return tracks_of(folder, all);
    };
    const tracks hourly = tracks_of(folder, line), dense = every("100"), odd = every("700");
    REQUIRE(hourly.outputs == 4);
    REQUIRE(dense.outputs == 109);
    REQUIRE(odd.outputs == 17);  // 15 whole periods and the end
    for (const tracks* t : {&hourly, &odd})
      for (std::size_t k = 0; k < t->outputs; ++k) {
        const auto same = static_cast<std::size_t>(std::abs(t->time[k] - t->time[0]) / 100);
        REQUIRE(dense.time[same] == t->time[k]);
        std::size_t differ = 0;
        for (std::size_t p = 0; p < t->particles; ++p)
          differ += t->x[t->at(k, p)] != dense.x[dense.at(same, p)] || t->y[t->at(k, p)] != dense.y[dense.at(same, p)] ||
                    t->element[t->at(k, p)] != dense.element[dense.at(same, p)];
        CHECK(differ == 0);
      }
  }
}

TEST_CASE("a run released from another's last places ends where the whole run ends") {
  // Not to the bit: the file's coordinates are those of the forcing, rounded once more than the
  // positions held in the mesh's frame.  Option --continue gives the bits.
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", stormy(hours(0, 4)));
  for (const std::string& forcing : {bay, folder / "sea.nc"}) {
    const bool degrees = forcing == bay;
    const words line{forcing, "--particles", "200", "--duration", "14400"};
    const tracks whole = tracks_of(folder, line);
    const tracks first = tracks_of(folder, {forcing, "--particles", "200", "--duration", "7200"});
    std::string text = degrees ? "id,lon,lat\n" : "id,x,y\n";
    for (std::size_t p = 0; p < first.particles; ++p)
      text += std::to_string(first.id[p]) + "," + exact((degrees ? first.lon : first.x)[first.last(p)]) + "," +
              exact((degrees ? first.lat : first.y)[first.last(p)]) + "\n";
    write_text(folder / "middle.csv", text);
    const tracks second = tracks_of(folder, {forcing, "--release", folder / "middle.csv", "--start", "7200", "--duration", "7200"});
    REQUIRE(second.id == whole.id);
    const double metres = degrees ? 111200 : 1;
    double worst = 0;
    for (std::size_t p = 0; p < whole.particles; ++p) {
      const auto gap = [&](const std::vector<double>& a, const std::vector<double>& b) {
        return metres * std::abs(a[whole.last(p)] - b[second.last(p)]);
      };
      worst = std::max({worst, degrees ? gap(whole.lon, second.lon) : gap(whole.x, second.x),
                        degrees ? gap(whole.lat, second.lat) : gap(whole.y, second.y)});
    }
    INFO(forcing);
    CHECK(worst < 1e-6);
  }
}

TEST_CASE("files split at a seam, in any order, give the bits of one file") {
  const scratch folder;
  write_fvcom_file(folder / "whole.nc", stormy(hours(0, 6)));
  write_fvcom_file(folder / "first.nc", stormy(hours(0, 3)));
  write_fvcom_file(folder / "repeats.nc", stormy(hours(3, 6)));  // begins with the time that first.nc ends with
  write_fvcom_file(folder / "follows.nc", stormy(hours(4, 6)));
  const words options{"--particles", "400", "--dispersal", "2", "--output-every", "1800"};
  const auto of = [&](words files) {
    files.insert(files.end(), options.begin(), options.end());
    return tracks_of(folder, files);
  };
  const tracks whole = of({folder / "whole.nc"});
  REQUIRE(whole.outputs == 13);
  same_bits(whole, of({folder / "first.nc", folder / "repeats.nc"}));
  same_bits(whole, of({folder / "repeats.nc", folder / "first.nc"}));
  same_bits(whole, of({folder / "follows.nc", folder / "first.nc"}));
}
