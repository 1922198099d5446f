// SPDX-License-Identifier: BSL-1.0
// One answer, to the last bit: every executor, fused or stage by stage, in blocks or one by one, with the
// elements' records or from their nodes, however a run is cut.
#include "../catch.hpp"
#include "../support/executors.hpp"
#include "same_run.hpp"

using namespace test::same_bits;

TEMPLATE_TEST_CASE("Blocks, single particles and stages have the same bits on every executor", "", heun, rk4) {
  for (const bool backward : {false, true}) {
    run_options o{.how = way::one_by_one, .backward = backward, .diffusivity = backward ? 0.0 : 5.0};
    const particle_batch<2> reference = run<TestType>(serial_executor{}, o);
    const auto expected = bits_of(reference);
    test::for_each_executor([&](const auto& ex) {
      for (const way how : {way::fused, way::one_by_one, way::staged})
        for (const bool records : {false, true}) {
          o.how = how, o.records = records;
          CHECK(bits_of(run<TestType>(ex, o)) == expected);
        }
    });
    // The run was worth comparing: all were released, and many moved far.
    std::size_t moved = 0, odd = 0;
    const particle_batch<2> start = release();
    for (std::size_t i = 0; i < count; ++i) {
      if (reference.component<state>()[i] != (i % 50 == 1 ? status::aground : status::moving)) ++odd;
      if (std::abs(reference.component<position>(0)[i] - start.component<position>(0)[i]) > 300) ++moved;
    }
    CHECK(odd == 0);
    CHECK(moved > count / 2);
  }
}

TEMPLATE_TEST_CASE("Blocks have the bits of single particles on the sphere and with every method", "", euler, midpoint,
                   ralston3, bogacki_shampine32, dormand_prince54) {
  for (const bool sphere : {false, true}) {
    const auto expected = bits_of(run<TestType>(serial_executor{}, {.how = way::one_by_one, .sphere = sphere}));
    for (const bool records : {false, true})
      CHECK(bits_of(run<TestType>(serial_executor{}, {.records = records, .sphere = sphere})) == expected);
  }
}

TEST_CASE("Numbers stored in float have one answer too, which is another than that of double") {
  const auto expected = bits_of(run<rk4, float>(serial_executor{}, {.how = way::one_by_one}));
  CHECK(bits_of(run<rk4, double>(serial_executor{}, {.how = way::one_by_one})) != expected);
  test::for_each_executor([&](const auto& ex) {
    for (const way how : {way::fused, way::one_by_one, way::staged})
      for (const bool records : {false, true})
        CHECK(bits_of(run<rk4, float>(ex, {.how = how, .records = records})) == expected);
  });
}

TEMPLATE_TEST_CASE("No position depends on the grid points at which the host looks up", "", heun, rk4) {
  const auto expected = bits_of(run<TestType>(serial_executor{}, {}));
  for (const way how : {way::fused, way::one_by_one, way::staged})
    for (const std::vector<std::int32_t>& cuts :
         {std::vector<std::int32_t>{0, 1, steps}, {0, 5, 5, 6, steps}, {0, 1, 2, 3, 4, 5, 6, 7, steps}})
      CHECK(bits_of(run<TestType>(serial_executor{}, {.how = how, .records = true, .cuts = cuts})) == expected);
}

TEST_CASE("Another diffusivity or method gives other bits", "[negative control]") {
  const auto expected = bits_of(run<rk4>(serial_executor{}, {}));
  CHECK(bits_of(run<rk4>(serial_executor{}, {.diffusivity = 5.0000001})) != expected);
  CHECK(bits_of(run<heun>(serial_executor{}, {})) != expected);
}
