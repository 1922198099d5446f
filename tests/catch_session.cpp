// SPDX-License-Identifier: BSL-1.0
// One session for both versions of Catch2, compiled once and linked into every test program.
#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

int run_catch(int argc, char** argv);
int run_catch(int argc, char** argv) { return Catch::Session().run(argc, argv); }
