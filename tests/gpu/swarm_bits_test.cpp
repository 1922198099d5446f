// SPDX-License-Identifier: BSL-1.0
// Particles on a device end at the bits of the serial executor: fused, one by one and stage by stage, with records and
// without.
#include <eudrift/exec/serial.hpp>
#include <eudrift/gpu/executor.hpp>

#include "../catch.hpp"
#include "../swarm/same_run.hpp"

using namespace test::same_bits;

TEST_CASE("A device leaves the bits of the serial executor, forwards with dispersal and backwards without") {
  const gpu_executor ex;
  for (const bool backward : {false, true}) {
    run_options o{.how = way::one_by_one, .backward = backward, .diffusivity = backward ? 0.0 : 5.0};
    const auto expected = bits_of(run<rk4>(serial_executor{}, o));
    for (const way how : {way::fused, way::one_by_one, way::staged})
      for (const bool records : {false, true}) {
        o.how = how, o.records = records;
        CHECK(bits_of(run<rk4>(ex, o)) == expected);
      }
  }
}
