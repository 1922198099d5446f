// SPDX-License-Identifier: BSL-1.0
// Writes FVCOM output of the gyre on a large mesh, for the program to be measured with:
//   write_forcing NODES_A_SIDE FILE
#include "../../tests/support/fvcom_generator.hpp"
#include "../support/reference_case.hpp"

#include <cstdio>

int main(int argc, char** argv) try {
  const int side = argc == 3 ? std::atoi(argv[1]) : 0;
  if (side < 3) {
    std::fprintf(stderr, "usage: write_forcing NODES_A_SIDE FILE\n");
    return 2;
  }
  fvcom_test::fvcom_options o;
  o.grid = fvcom_test::jittered_square(static_cast<std::size_t>(side), reference::size);
  o.with_nbe = false;  // the reader makes neighbours itself
  o.layers = 1;
  o.u = [](double x, double y, double, double t) { return reference::gyre(x, y, t).at[0]; };
  o.v = [](double x, double y, double, double t) { return reference::gyre(x, y, t).at[1]; };
  fvcom_test::write_fvcom_file(argv[2], o);
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "write_forcing: %s\n", e.what());
  return 1;
}
