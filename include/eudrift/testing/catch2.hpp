// SPDX-License-Identifier: BSL-1.0
/// \file
/// The conformance of an executor as assertions of Catch2, version 2 or 3.
#pragma once
#include <eudrift/testing/executor_conformance.hpp>

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {
/// An assertion for a rule that is kept, one for each fault where it is broken.
inline void assert_rule(const char* rule, const std::vector<std::string>& faults) {
  INFO(rule);
  for (const std::string& fault : faults) FAIL_CHECK(fault);
  if (faults.empty()) SUCCEED();
}
}  // namespace detail

/// To be called in a test case: fails it where the executor breaks a rule of its contract, and says which and how.
///
///     TEST_CASE("my executor keeps the contract") { eudrift_executor_conformance(my_executor{}); }
///
/// See try_executor() for executors over a device, and for other frameworks.
template <conformance Asked = conformance{}, Executor Ex>
void eudrift_executor_conformance(const Ex& ex) {
  try_executor<Asked>(ex, detail::assert_rule);
}

}  // namespace eudrift::inline EUDRIFT_ABI

/// Its name tells whose it is.
using eudrift::eudrift_executor_conformance;
