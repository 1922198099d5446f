// SPDX-License-Identifier: BSL-1.0
// larval_dispersal FORCING.nc: who settles where, of 500 larvae from each of four grounds.
#include "larval_dispersal.hpp"

#include <cstdio>

int main(int count, char** words) {
  try {
    eudrift::require(count == 2, "larval_dispersal: expected one FVCOM file, such as examples/data/sfbofs_fvcom.nc");
    const surface_file file = read_surface(words[1]);
    std::fputs(table(larval_dispersal::disperse(eudrift::serial_executor{}, file, 500)).c_str(), stdout);
  } catch (const eudrift::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
  }
}
