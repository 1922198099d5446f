// SPDX-License-Identifier: BSL-1.0
// Reads what a run of happiest_particle needs of its forcing, and does nothing with it:
//   read_alone FORCING.nc
#include <eudrift/forcing/depth_choice.hpp>
#include <eudrift/forcing/ordered_source.hpp>
#include <eudrift/netcdf/fvcom_source.hpp>

#include <cstdio>

int main(int argc, char** argv) try {
  using source_type = eudrift::ordered_source<eudrift::fvcom_source>;
  source_type source{eudrift::fvcom_source({argc > 1 ? argv[1] : ""})};
  const eudrift::field_former<source_type> form(source, {});
  const auto u = eudrift::find_field(source, "u"), v = eudrift::find_field(source, "v");
  double sum = 0;  // so that nothing is left out
  for (eudrift::index_t slice = 0; slice < static_cast<eudrift::index_t>(source.times().size()); ++slice)
    sum += form(*u, slice).front() + form(*v, slice).front();
  std::printf("%g\n", sum);
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "read_alone: %s\n", e.what());
  return 1;
}
