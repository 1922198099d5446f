// SPDX-License-Identifier: BSL-1.0
// Two commands in alternating pairs, each a process of its own:
//   pairs PAIRS GOAL COMMAND_A COMMAND_B
// prints the medians of their times and of the pairs' ratios A / B, and whether that meets GOAL: "wall<=1.05",
// "cpu>=12", of processors, or "none".
#include "../support/timing.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

struct spent {
  double wall, cpu;  ///< [s]
};

double seconds(const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); }
double now() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Runs a command without its standard output; ends the program where it fails.
spent run(const char* command) {
  const double begin = now();
  const pid_t child = fork();
  if (child == 0) {
    if (!std::freopen("/dev/null", "w", stdout)) _exit(127);
    execl("/bin/sh", "sh", "-c", command, static_cast<char*>(nullptr));
    _exit(127);
  }
  int how = 0;
  rusage used{};
  if (child < 0 || wait4(child, &how, 0, &used) < 0 || !WIFEXITED(how) || WEXITSTATUS(how) != 0) {
    std::fprintf(stderr, "pairs: failed: %s\n", command);
    std::exit(1);
  }
  return {now() - begin, seconds(used.ru_utime) + seconds(used.ru_stime)};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return std::fprintf(stderr, "usage: pairs PAIRS GOAL COMMAND_A COMMAND_B\n"), 2;
  const int pairs = std::max(1, std::atoi(argv[1]));
  const std::string goal = argv[2];
  std::array<std::vector<double>, 2> wall, cpu;
  for (int pair = 0; pair < pairs; ++pair)
    for (int turn = 0; turn < 2; ++turn) {
      const std::size_t which = static_cast<std::size_t>((pair + turn) % 2);
      const spent s = run(argv[3 + which]);
      wall[which].push_back(s.wall), cpu[which].push_back(s.cpu);
    }
  const auto ratio = [&](const auto& of) {
    std::vector<double> all;
    for (std::size_t i = 0; i < of[0].size(); ++i) all.push_back(of[0][i] / of[1][i]);
    return reference::median(all);
  };
  for (const std::size_t which : {0u, 1u})
    std::printf("  %.3f s, of processors %.3f s: %s\n", reference::median(wall[which]), reference::median(cpu[which]),
                argv[3 + which]);
  std::printf("  first / second: %.3f, of processors %.3f (medians of %d pairs)\n", ratio(wall), ratio(cpu), pairs);
  const std::size_t at = goal.find_first_of("<>");
  if (at == std::string::npos) return 0;
  const double bound = std::atof(goal.c_str() + at + 2), reached = goal.starts_with("cpu") ? ratio(cpu) : ratio(wall);
  const bool met = goal[at] == '<' ? reached <= bound : reached >= bound;
  std::printf("goal: %s: %.3f, %s\n", goal.c_str(), reached, met ? "met" : "not met");
  return 0;
}
