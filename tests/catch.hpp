// SPDX-License-Identifier: BSL-1.0
/// \file
/// Catch2, version 2 (Debian 12, Ubuntu 22.04) or 3 (package managers), under the same names.
#pragma once
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_approx.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
namespace Catch {
using Detail::Approx;
}
#endif
