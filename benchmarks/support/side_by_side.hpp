// SPDX-License-Identifier: BSL-1.0
// The same work on several cores at once, each thread on its own.
#pragma once
#include "timing.hpp"

#include <atomic>
#include <chrono>
#include <numeric>
#include <thread>
#include <vector>
#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#endif

namespace reference {

using wall_clock = std::chrono::steady_clock;

/// Seconds from one instant to another.
inline double seconds_between(wall_clock::time_point begin, wall_clock::time_point end) {
  return std::chrono::duration<double>(end - begin).count();
}
/// Seconds on the wall that f() takes.
template <class F>
double wall_seconds(const F& f) {
  const auto begin = wall_clock::now();
  f();
  return seconds_between(begin, wall_clock::now());
}

/// Binds the calling thread to a core, where the system can.
inline void stay_on_core([[maybe_unused]] int core) {
#if defined(__linux__)
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<std::size_t>(core), &cores);
  pthread_setaffinity_np(pthread_self(), sizeof(cores), &cores);
#endif
}

/// Seconds that work took: on the wall from the common beginning until the last is done; of its
/// core, by thread.
struct seconds_spent {
  double wall;
  std::vector<double> cpu;
  double longest() const { return *std::max_element(cpu.begin(), cpu.end()); }
  double all() const { return std::accumulate(cpu.begin(), cpu.end(), 0.0); }
};

/// Threads that begin together: thread t, on core t, calls prepare(t), whose result it then runs.
template <class Prepare>
seconds_spent side_by_side(int threads, const Prepare& prepare) {
  struct one {
    wall_clock::time_point begin, end;
    double cpu;
  };
  std::vector<one> each(static_cast<std::size_t>(threads));
  std::atomic<int> ready{0};
  std::vector<std::thread> team;
  for (int t = 0; t < threads; ++t)
    team.emplace_back([&, t] {
      stay_on_core(t);
      const auto run = prepare(t);
      ++ready;
      while (ready < threads) std::this_thread::yield();
      const double cpu = cpu_seconds();
      const auto begin = wall_clock::now();
      run();
      each[static_cast<std::size_t>(t)] = {begin, wall_clock::now(), cpu_seconds() - cpu};
    });
  for (std::thread& thread : team) thread.join();
  seconds_spent spent{0, {}};
  auto begin = each[0].begin, end = each[0].end;
  for (const one& of : each) {
    begin = std::min(begin, of.begin), end = std::max(end, of.end);
    spent.cpu.push_back(of.cpu);
  }
  spent.wall = seconds_between(begin, end);
  return spent;
}

}  // namespace reference
