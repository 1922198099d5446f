// SPDX-License-Identifier: BSL-1.0
#include <eudrift/core/error.hpp>

#include "catch.hpp"

#include <stdexcept>
#include <type_traits>

TEST_CASE("require() throws its sentence, and only where the condition fails") {
  CHECK_NOTHROW(eudrift::require(true, "never said"));
  CHECK_THROWS_WITH(eudrift::require(false, "file.nc: no variable u"), "file.nc: no variable u");
  CHECK_THROWS_AS(eudrift::require(false, ""), eudrift::error);
  STATIC_REQUIRE(std::is_base_of_v<std::runtime_error, eudrift::error>);
}
