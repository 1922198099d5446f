// SPDX-License-Identifier: BSL-1.0
// What a process held and waited for in its run, for the lines that the root prints of each.
#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace happiest_particle {

/// Adds up times.
class stopwatch {
 public:
  void reset() { sum_ = {}, runs_ = false; }
  void start() { begun_ = std::chrono::steady_clock::now(), runs_ = true; }
  void stop() {
    if (std::exchange(runs_, false)) sum_ += std::chrono::steady_clock::now() - begun_;
  }
  double seconds() const { return std::chrono::duration<double>(sum_).count(); }

 private:
  std::chrono::steady_clock::time_point begun_{};
  std::chrono::steady_clock::duration sum_{};
  bool runs_ = false;
};

struct usage {
  std::int64_t elements, halo, particles;
  double resident, at_most;  ///< of memory [MiB]; 0 where the system does not tell
  double seconds, waited;    ///< of the time loop; in it for slices that were not there yet

  /// Of this process, now.
  static double resident_now() {
    std::ifstream pages("/proc/self/statm");
    double all = 0, resident = 0;
    return pages >> all >> resident ? resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20) : 0;
  }
  /// Of this process, since it began.
  static double resident_at_most() {
    rusage use{};
    return getrusage(RUSAGE_SELF, &use) == 0 ? static_cast<double>(use.ru_maxrss) / 1024 : 0;
  }
  std::string text(std::size_t rank) const {
    char words[256];
    std::snprintf(words, sizeof words,
                  "rank %zu: %lld elements and %lld round them, %lld particles, %.0f MiB, %.0f at most; loop %.2f s, of which %.2f for forcing",
                  rank, static_cast<long long>(elements), static_cast<long long>(halo), static_cast<long long>(particles), resident, at_most, seconds, waited);
    return words;
  }
};

}  // namespace happiest_particle
