// SPDX-License-Identifier: BSL-1.0
// What every executor must do, for all of them, and what ours say besides.
#include <eudrift/testing/catch2.hpp>

#include "../catch.hpp"
#include "../support/address_sanitizer.hpp"
#include "../support/executors.hpp"
#include "../support/sentence.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

using namespace eudrift;
using test::sentence;

namespace {

#if defined(THRUST_DEVICE_SYSTEM)
constexpr conformance asked{.on_host = false};
#else
constexpr conformance asked{};
#endif

}  // namespace

TEST_CASE("Our executors keep the contract") {
  test::for_each_executor([](const auto& ex) { eudrift_executor_conformance<asked>(ex); });
}

TEST_CASE("An array that cannot be had is refused with its size") {
  test::for_each_executor([](const auto& ex) {
    const volatile index_t huge = index_t{1} << 61;  // not known to the compiler, which would warn
    for (const index_t n : {index_t{huge}, huge + 8, 3 * huge + 1, huge / 2})
      CHECK(sentence([&] { ex.template make<double>(n); }) ==
            "an array of " + std::to_string(n) + " items of 8 bytes was asked for; at most 1152921504606846975 have an address");
    CHECK(sentence([&] { ex.template make<double>(-1); }).find("-1 items") != std::string::npos);
#if !defined(EUDRIFT_TEST_ADDRESS_SANITIZER)
    const std::string said = sentence([&] { ex.template make<double>(huge / 4); });
    CHECK(said.starts_with("memory "));
    CHECK(said.find(" does not suffice for an array of 576460752303423488 items, 4611686018427387904 bytes; ") != std::string::npos);
    CHECK(said.find("ask for fewer or use a ") != std::string::npos);
#endif
  });
}

TEST_CASE("Maxima: ties go to the smaller id, a NaN is an error, nobody does not count") {
  const auto ex = std::tuple_element_t<0, test::executors>::make();
  constexpr index_t n = 10000;
  std::vector<float> value(n, 0.5f);
  std::vector<std::int64_t> ids(n);
  for (std::size_t i = 0; i < n; ++i) ids[i] = static_cast<std::int64_t>((i * 7919 + 13) % n);
  const auto reduce = [&](auto reducer) {
    const auto v = ex.upload(value);
    const auto id = ex.upload(ids);
    return ex.reduce(n, held_values<float>{ex.view(v), ex.view(id)}, reducer);
  };
  CHECK(reduce(max_reduce<float>{}).id == 0);
  CHECK(reduce(min_reduce<float>{}).id == 0);
  value[4097] = value[17] = value[9000] = 0.75f;
  CHECK(reduce(max_reduce<float>{}).id == std::min({ids[4097], ids[17], ids[9000]}));
  value[4097] = -std::numeric_limits<float>::infinity();
  CHECK(reduce(min_reduce<float>{}).id == ids[4097]);
  CHECK(reduce(min_reduce<float>{}).value == value[4097]);
  ids[4097] = -1;  // held by nobody
  CHECK(reduce(min_reduce<float>{}).value == 0.5f);

  value[20] = value[8000] = value[9999] = std::numeric_limits<float>::quiet_NaN();
  const std::int64_t first = std::min({ids[20], ids[8000], ids[9999]});
  const std::string words = "particle " + std::to_string(first) + " is not a number";
  CHECK(sentence([&] { reduce(max_reduce<float>{}); }).find(words) != std::string::npos);
  CHECK(sentence([&] { reduce(max_reduce<float>{}); }).find("maximum") != std::string::npos);
  CHECK(sentence([&] { reduce(min_reduce<float>{}); }).find("minimum") != std::string::npos);
  for (const std::size_t i : {std::size_t{20}, std::size_t{8000}, std::size_t{9999}}) ids[i] = -1;
  CHECK(reduce(max_reduce<float>{}).value == 0.75f);
  std::fill(ids.begin(), ids.end(), std::int64_t{-1});
  CHECK(reduce(max_reduce<float>{}).id == -1);
}
