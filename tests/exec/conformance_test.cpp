// SPDX-License-Identifier: BSL-1.0
// Negative controls: an executor that does one thing wrong is told so, and by which rule.
#include <eudrift/testing/executor_conformance.hpp>

#include "../catch.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>

using namespace eudrift;

namespace {

enum class defect {
  none,
  misses_last,         // index of a map longer than a block
  visits_twice,        // the index where two threads meet
  block_too_long,      // a kernel's form for blocks is given all indices
  leaves_garbage,      // make() does not zero
  forgets_on_resize,   // the items that an array had
  takes_any_size,      // without a word, and gives none
  reuses_collected,    // one buffer for all arrays
  sums_otherwise,      // blocks are joined in another order
  drops_a_block,       // the last one of a reduction
  swallows,            // what a kernel throws
  swallows_results,    // what result() throws
};

/// Of the serial executor's kind, but for one thing.
struct broken_executor : host_memory<broken_executor> {
  using memory = host_memory<broken_executor>;
  static constexpr index_t most = index_t{1} << 40;
  defect is = defect::none;
  std::shared_ptr<std::vector<double>> shared = std::make_shared<std::vector<double>>();

  explicit broken_executor(defect d) : is(d) {}

  template <class T>
  array<T> make(index_t n) const {
    if (is == defect::takes_any_size && (n < 0 || n > most)) return {};
    auto a = memory::make<T>(n);
    if (is == defect::leaves_garbage && n > 0) std::fill_n(reinterpret_cast<unsigned char*>(a.data()), sizeof(T), 7);
    return a;
  }
  template <class T>
  void resize(array<T>& a, index_t n) const {
    if (is == defect::forgets_on_resize)
      a = make<T>(n);
    else if (is == defect::takes_any_size && (n < 0 || n > most))
      return;
    else
      memory::resize(a, n);
  }
  template <class T>
  std::span<const T> collect(const array<T>& a) const {
    const auto own = memory::collect(a);
    if constexpr (std::is_same_v<T, double>)
      if (is == defect::reuses_collected) {
        shared->resize(std::max(shared->size(), own.size()));
        std::copy(own.begin(), own.end(), shared->begin());
        return {shared->data(), own.size()};
      }
    return own;
  }
  template <Kernel F>
  void map(index_t n, F f) const {
    try {
      if (is == defect::visits_twice && n > 1) f(n / 2);
      if constexpr (BlockKernel<F>) {
        if (is == defect::block_too_long && n > 0) return f.block(0, n);
      }
      run_range(f, 0, n - (is == defect::misses_last && n > reduce_block ? 1 : 0));
    } catch (const error&) {
      if (is != defect::swallows) throw;
    }
  }
  template <Term F, Reducer<item_t<F>> R>
  result_t<R> reduce(index_t n, F f, R r) const {
    auto parts = make_block_parts(n, r);
    const auto skipped = static_cast<std::size_t>(is == defect::drops_a_block ? 1 : 0);
    for (std::size_t b = 0; b + skipped < parts.size(); ++b)
      parts[b].value = reduce_one_block(static_cast<index_t>(b), n, f, r);
    if (is == defect::sums_otherwise) std::reverse(parts.begin(), parts.end());
    try {
      return join_blocks(parts, r);
    } catch (const error&) {
      if (is != defect::swallows_results) throw;
      return result_t<R>();
    }
  }
};
static_assert(Executor<broken_executor>);

/// The beginnings of the rules that it breaks.
std::set<std::string> broken_rules(defect is) {
  std::set<std::string> rules;
  try_executor(broken_executor(is), [&](const std::string& rule, const std::vector<std::string>& faults) {
    if (!faults.empty()) rules.insert(rule);
    for (const std::string& fault : faults) CHECK(fault.size() > 20);
  });
  return rules;
}

}  // namespace

TEST_CASE("An executor that does one thing wrong is told so, by the rule that says it") {
  CHECK(broken_rules(defect::none).empty());
  const std::map<defect, std::string> told{
      {defect::misses_last, "a map visits each index once"},
      {defect::visits_twice, "a map visits each index once"},
      {defect::block_too_long, "a map visits each index once"},
      {defect::leaves_garbage, "arrays are made zeroed, uploaded and resized"},
      {defect::forgets_on_resize, "arrays are made zeroed, uploaded and resized"},
      {defect::takes_any_size, "an array that cannot be had is refused by an error"},
      {defect::reuses_collected, "what was collected stays"},
      {defect::sums_otherwise, "reductions give the right result, with the same bits each time"},
      {defect::drops_a_block, "reductions give the right result, with the same bits each time"},
      {defect::swallows, "what a kernel throws is thrown again when somebody waits, and the executor serves on"},
      {defect::swallows_results, "what a reducer's result() throws comes out of reduce()"},
  };
  for (const auto& [is, rule] : told) {
    INFO(rule << ", defect " << static_cast<int>(is));
    CHECK(broken_rules(is).count(rule) == 1);
  }
  // Where nothing else depends on it, nothing else is told.
  for (const defect is : {defect::block_too_long, defect::takes_any_size, defect::reuses_collected, defect::sums_otherwise,
                          defect::swallows, defect::swallows_results})
    CHECK(broken_rules(is).size() == 1);
}

TEST_CASE("An executor that sums in groups of its own keeps the contract, but not the serial executor's bits") {
  int faults = 0;
  try_executor<conformance{.serial_bits = false}>(broken_executor(defect::sums_otherwise),
                                                  [&](const char*, const auto& found) { faults += !found.empty(); });
  CHECK(faults == 0);
}
