// SPDX-License-Identifier: BSL-1.0
/// \file
/// Whether an executor keeps the contract of `Executor`, rule by rule; needs no framework for tests.
#pragma once
#include <eudrift/testing/call_trials.hpp>
#include <eudrift/testing/memory_trials.hpp>

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Tries an executor by each rule of its contract, and calls tell(rule, faults) for each: the rule in words, and what
/// the executor does otherwise, a sentence each; none where it keeps the rule.  An exception against the contract is
/// a fault.  Collective on a distributed executor, whose processes are given the same items.
///
/// An executor whose kernels run elsewhere than on the host is tried by
/// try_executor<conformance{.on_host = false}>(ex, tell).
template <conformance Asked = conformance{}, Executor Ex, class F>
void try_executor(const Ex& ex, F&& tell) {
  const auto by = [&](const char* rule, auto attempt) {
    std::vector<std::string> faults;
    try {
      attempt(detail::trial<Ex>{ex, faults});
    } catch (const std::exception& e) {
      faults.push_back(std::string("unexpectedly it threw: ") + e.what());
    }
    tell(rule, std::as_const(faults));
  };
  // In the order in which one would write an executor.
  by("arrays are made zeroed, uploaded and resized", detail::try_arrays<Ex>);
  by("an array that cannot be had is refused by an error", detail::try_refusals<Ex>);
  by("items lie where their alignment asks for", detail::try_alignment<Ex>);
  by("what was collected stays", detail::try_collected<Ex>);
  by("a map visits each index once", detail::try_maps<Ex>);
  by("calls take effect in program order", detail::try_order<Ex>);
  by("arrays may be destroyed, assigned and resized while kernels that use them are pending", detail::try_pending<Ex>);
  by("reductions give the right result, with the same bits each time", detail::try_reductions<Asked, Ex>);
  by("what a reducer's result() throws comes out of reduce()", detail::try_thrown_results<Ex>);
  by("a fork comes after what was called before it, a join before what is called after", detail::try_queues<Ex>);
  if constexpr (SortingExecutor<Ex>) by("its sort is stable", detail::try_sorting<Ex>);
  if constexpr (Asked.on_host) {
    by("host arrays are read in place", detail::try_host_arrays<Ex>);
    by("what a kernel throws is thrown again when somebody waits, and the executor serves on", detail::try_thrown_kernels<Ex>);
  }
}

}  // namespace eudrift::inline EUDRIFT_ABI
