// SPDX-License-Identifier: BSL-1.0
// How far a run is: a bar on a terminal, plain lines elsewhere.
#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

#include <unistd.h>

namespace happiest_particle {

class progress {
 public:
  /// Of a run of `length` [s].
  progress(bool quiet, double length) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1), hours_(length / 3600) {}
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress() { end_line(); }

  /// `share` of the run is done; `particles` are held.
  void show(double share, std::int64_t particles) {
    if (quiet_ || !(share > 0)) return;
    using seconds = std::chrono::duration<double>;
    const auto now = std::chrono::steady_clock::now();
    // A line each tenth of the run, or on a terminal the bar at most ten times a second.
    if (terminal_ ? share < 1 && now - shown_ < std::chrono::milliseconds(100) : share < next_) return;
    shown_ = now;
    next_ = static_cast<double>(static_cast<int>(share * 10) + 1) / 10;
    const double spent = seconds(now - begin_).count();
    const double left = spent * (1 - share) / share, rate = spent > 0 ? share * hours_ / spent : 0;
    if (terminal_) {
      const std::string bar(static_cast<std::size_t>(share * 40), '#');
      std::fprintf(stderr, "\r[%-40s] %3.0f %%  %lld particles  %.3g model hours/s  %.0f s left ", bar.c_str(),
                   100 * share, static_cast<long long>(particles), rate, left);
      open_ = true;
      if (share >= 1) end_line();
    } else {
      std::fprintf(stderr, "%3.0f %% done, %lld particles, %.3g model hours/s, %.1f s spent, %.1f s left\n", 100 * share,
                   static_cast<long long>(particles), rate, spent, left);
    }
  }
  /// Before anything else is printed.
  void end_line() {
    if (open_) std::fputc('\n', stderr);
    open_ = false;
  }

 private:
  bool quiet_, terminal_, open_ = false;
  double hours_;
  double next_ = 0;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now(), shown_{};
};

}  // namespace happiest_particle
