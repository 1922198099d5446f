// SPDX-License-Identifier: BSL-1.0
#include "units.hpp"

#include "catch.hpp"

TEST_CASE("Units of different vector width keep their own functions and give the same bits") {
  CHECK(baseline::positions() == native::positions());
  if (baseline::tag() == native::tag()) {
    WARN("this machine's own instruction set is that of the baseline: " << baseline::tag());
    return;
  }
  CHECK(baseline::function() != native::function());
}

TEST_CASE("is_reproducible_build() answers for the unit that asks") {
  CHECK(baseline::reproducible());
  CHECK(native::reproducible());
#if defined(EUDRIFT_TEST_CONTRACTS)
  // native and native_fused share a namespace: only inlining keeps their answers apart.
  REQUIRE(native::tag() == native_fused::tag());
  CHECK(native_fused::reproducible() == !native_fused::has_fused_instruction());
#endif
}
