// SPDX-License-Identifier: BSL-1.0
#include "units.hpp"

#include "catch.hpp"

#include <set>

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
  CHECK(native_fused::reproducible() == !native_fused::has_fused_instruction());
#endif
}

#if defined(EUDRIFT_TEST_CONTRACTS)
TEST_CASE("A unit that forbids contraction gets no function of one that contracts, in any order of linking") {
  CHECK(native::tag() != native_fused::tag());
  CHECK(native::function() != native_fused::function());
  // The program has them in the order native_fused, native, native_fused_last.
  CHECK(native_fused::tag() == native_fused_last::tag());
  CHECK((native::weights() == baseline::weights()));
  CHECK((native_fused::weights() == native_fused_last::weights()));
}
#endif

TEST_CASE("Units whose views are checked have a tag of their own") {
  CHECK(checked::tag().find("_checked_") != std::string::npos);
  CHECK(thrust_none::tag().find("_checked_") == std::string::npos);
}

TEST_CASE("Units for different systems of Thrust have different tags, however the command line names them") {
  const std::set<std::string> tags{thrust_none::tag(), thrust_cuda::tag(), thrust_omp::tag(), thrust_tbb::tag(),
                                   thrust_cpp::tag(),  thrust_hip::tag()};
  CHECK(tags.size() == 6);
  CHECK(thrust_omp::tag().ends_with("thrust2"));
  CHECK(thrust_omp::tag() == thrust_omp_number::tag());
  CHECK(thrust_omp::tag() == thrust_omp_after_names::tag());
  CHECK(!thrust_none::names_are_defined());
  CHECK(!thrust_omp::names_are_defined());
  CHECK(thrust_omp_after_names::names_are_defined());
}
