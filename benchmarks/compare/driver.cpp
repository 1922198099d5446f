// SPDX-License-Identifier: BSL-1.0
// The fused RK4 interval by the library and by hand, in one program:
//   driver library | driver hand    runs one of them once, for callgrind to count
//   driver times [PAIRS]            alternates both and prints the medians of their CPU times
#include "../support/reference_case.hpp"
#include "../support/timing.hpp"

#include <cstdio>

using namespace reference;

// Functions of their own, so that callgrind finds them by name and neither is specialised.
extern "C" {
__attribute__((noinline)) void run_library(library_case<serial_executor>& c) { c.advance(); }
__attribute__((noinline)) void run_hand(hand_case& c) { c.advance(); }
}

namespace {

/// Whether the library's median is at most 5 % above.
bool compare_times(const sea& s, order o, int pairs) {
  library_case<serial_executor> library(serial_executor{}, s);
  hand_case hand(s);
  const double particle_steps = static_cast<double>(s.start.size()) * steps;
  std::vector<double> by_library, by_hand, ratio;
  for (int pair = 0; pair < pairs; ++pair) {
    for (int turn = 0; turn < 2; ++turn) {
      if ((pair + turn) % 2 == 0) {
        library.restart();
        by_library.push_back(nanoseconds([&] { run_library(library); }, particle_steps));
      } else {
        hand.restart();
        by_hand.push_back(nanoseconds([&] { run_hand(hand); }, particle_steps));
      }
    }
    ratio.push_back(by_library.back() / by_hand.back());
  }
  const double ratio_of_medians = median(by_library) / median(by_hand);
  std::printf("%-9s  library %.1f, by hand %.1f ns per particle-step (medians of %d); ratio %.3f (at most 1.05), "
              "median of the pairs' ratios %.3f\n",
              name_of(o).c_str(), median(by_library), median(by_hand), pairs, ratio_of_medians, median(ratio));
  return ratio_of_medians <= 1.05;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "times") {
    const int pairs = argc > 2 ? std::max(1, std::atoi(argv[2])) : 21;
    bool close = true;
    for (const order o : {order::sorted, order::scattered}) {
      require_equal_bits(the_sea(o));
      close = compare_times(the_sea(o), o, pairs) && close;
    }
    return close ? 0 : 1;
  } else if (mode == "check") {
    require_equal_bits(the_sea(order::scattered));
  } else if (mode == "library") {
    library_case<serial_executor> library(serial_executor{}, the_sea(order::sorted));
    run_library(library);
  } else if (mode == "hand") {
    hand_case hand(the_sea(order::sorted));
    run_hand(hand);
  } else {
    std::fprintf(stderr, "usage: driver library | hand | check | times [PAIRS]\n");
    return 2;
  }
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "driver: %s\n", e.what());
  return 1;
}
