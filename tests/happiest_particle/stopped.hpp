// SPDX-License-Identifier: BSL-1.0
/// \file
/// A run that is stopped on its way and goes on from its checkpoint.
#pragma once
#include "stormy.hpp"

namespace program_test {

inline bool has_openmp() { return run({"--version"}).out.find("openmp (not built in") == std::string::npos; }

/// A release file of n particles in stormy() within `length` [s], at times inside steps, on grid times and at the
/// beginning.
inline std::string released_all_the_time(int n, int length = 17900) {
  std::string text = "id,x,y,time\n";
  for (int i = 0; i < n; ++i)
    text += std::to_string((i * 7919) % 10007) + "," + std::to_string(300 + i * 131 % 5400) + "," +
            std::to_string(300 + i * 577 % 5400) + "," +
            (i % 3 == 0   ? "0"
             : i % 3 == 1 ? std::to_string(i * 900 % length)
                          : std::to_string(i * 401 % length) + ".25") +
            "\n";
  return text;
}

/// A run with tracks and checkpoints, and the one that was not stopped.
class stopped_run {
 public:
  /// `line`: the run, without tracks and checkpoints.
  stopped_run(const fvcom_test::scratch& folder, words line)
      : tracks_(folder / "stopped.nc"), checkpoint_(folder / "stopped.state"), whole_(folder / "never_stopped.nc") {
    // All checkpoints but their file are the same in a run without.
    words plain;
    for (std::size_t i = 0; i < line.size(); ++i)
      if (line[i] == "--checkpoint-every") {
        ++i;
      } else {
        plain.push_back(line[i]);
      }
    whole_out_ = run_well(joined(plain, {"--output", whole_})).out;
    line_ = joined(std::move(line), {"--output", tracks_, "--checkpoint", checkpoint_, "--restart", checkpoint_});
  }
  const std::string& tracks_file() const { return tracks_; }
  const std::string& whole_file() const { return whole_; }
  const std::string& checkpoint_file() const { return checkpoint_; }
  const std::string& whole_out() const { return whole_out_; }
  const words& line() const { return line_; }  ///< of the run with its checkpoints

  /// Begins anew and lets the tracks grow to about that share only; what was printed.
  std::string stop(double share) const {
    begin_anew();
    constexpr double room_asked_for = 1 << 20, row = 37;  // before each output; of a particle in one, not compressed
    const tracks t = read_tracks(whole_);
    const auto outputs = row * static_cast<double>(t.outputs * t.particles),
               size = static_cast<double>(std::filesystem::file_size(whole_));
    words line = line_;
    line.push_back("--quiet");
    const outcome o = run(line, static_cast<rlim_t>(size - (1 - share) * outputs + room_asked_for));
    INFO(o.out << o.err);
    CHECK(o.code == 2);
    CHECK(o.err.find("no room") != std::string::npos);
    REQUIRE(std::filesystem::exists(checkpoint_));
    return o.out;
  }
  /// Lets it go on, with other options too, and expects the end of the run that was not stopped; what was printed.
  std::string goes_on(const words& more) const {
    words line = line_;
    for (std::size_t i = 0; i < more.size(); i += 2)
      if (const auto had = std::find(line.begin(), line.end(), more[i]); had != line.end()) line.erase(had, had + 2);
    const std::string out = run_well(joined(line, more)).out;
    CHECK(out.find("restart: goes on from " + checkpoint_) != std::string::npos);
    is_whole();
    return out;
  }
  void begin_anew() const {
    std::filesystem::remove(tracks_);
    std::filesystem::remove(checkpoint_);
  }
  void is_whole() const { same_bits(read_tracks(whole_), read_tracks(tracks_)); }

 private:
  std::string tracks_, checkpoint_, whole_, whole_out_;
  words line_;
};

}  // namespace program_test
