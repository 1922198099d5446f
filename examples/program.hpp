// SPDX-License-Identifier: BSL-1.0
// What the small programs share: an executor by a number of threads, and one sentence and exit code 2 for what is
// wrong.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/exec/serial.hpp>
#if defined(EUDRIFT_WITH_OPENMP)
#include <eudrift/openmp/executor.hpp>
#endif

#include <cstdio>
#include <cstdlib>
#include <string>

// The whole number from `least` on that a word of the command line is; `what` says what it stands for.
inline int number_of(const std::string& word, const std::string& what, int least) {
  char* end = nullptr;
  const long n = std::strtol(word.c_str(), &end, 10);
  eudrift::require(end != word.c_str() && *end == '\0' && n >= least && n <= 1000000,
                   what + ": '" + word + "' was given; expected a whole number from " + std::to_string(least) + " on");
  return static_cast<int>(n);
}

// The number that a word of the command line is.
inline double real_of(const std::string& word, const std::string& what) {
  char* end = nullptr;
  const double x = std::strtod(word.c_str(), &end);
  eudrift::require(end != word.c_str() && *end == '\0' && x - x == 0,
                   what + ": '" + word + "' was given; expected a number");
  return x;
}

// Calls f with the serial executor for 0 threads, else with OpenMP's; the program's exit code.
template <class F>
int run_on(const std::string& threads, const F& f) {
  try {
    const int number = number_of(threads, "THREADS", 0);
#if defined(EUDRIFT_WITH_OPENMP)
    if (number > 0) {
      f(eudrift::openmp_executor(number));
      return 0;
    }
#else
    eudrift::require(number == 0, "THREADS: this program was built without OpenMP; give 0 for the serial executor");
#endif
    f(eudrift::serial_executor{});
    return 0;
  } catch (const eudrift::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
  }
}
