// SPDX-License-Identifier: BSL-1.0
#include <eudrift/core/reproducible.hpp>

#include "catch.hpp"

// The tests link eudrift::reproducible; both answers of the function are tested in tests/abi.
TEST_CASE("The tests are a reproducible build") { CHECK(eudrift::is_reproducible_build()); }
