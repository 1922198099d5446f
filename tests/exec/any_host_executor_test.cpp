// SPDX-License-Identifier: BSL-1.0
// The executor that is chosen at run time keeps the contract on each that it may stand for, and shares out work as they do.
#include <custom_executor/pool_executor.hpp>
#include <eudrift/exec/any_host_executor.hpp>
#include <eudrift/exec/deferred.hpp>
#include <eudrift/exec/serial.hpp>
#if defined(EUDRIFT_WITH_OPENMP)
#include <eudrift/openmp/executor.hpp>
#endif

#include <eudrift/testing/catch2.hpp>

#include "../catch.hpp"

#include <algorithm>
#include <thread>
#include <vector>

using namespace eudrift;

namespace {

static_assert(HostExecutor<serial_executor> && HostExecutor<pool_executor>);
static_assert(!HostExecutor<deferred_executor>, "its map returns early");

/// An executor that knows nothing of blocks.
struct by_index : host_memory<by_index> {
  template <Kernel F>
  void map(index_t n, F f) const {
    for (index_t i = n; i-- > 0;) f(i);
  }
  template <Term F, Reducer<item_t<F>> R>
  result_t<R> reduce(index_t n, F f, R r) const {
    return serial_executor{}.reduce(n, f, r);
  }
};

struct block_of {
  index_t first = -1, last = -1;
};
/// Notes the block in which each index was visited.
template <index_t Size>
struct note_block {
  static constexpr index_t block_size = Size;
  view<block_of> seen;
  void operator()(index_t i) const { seen[i] = {i, i + 1}; }
  void block(index_t first, index_t last) const {
    for (index_t i = first; i < last; ++i) seen[i] = {first, last};
  }
};
struct note_thread {
  view<std::thread::id> by;
  void operator()(index_t i) const { by[i] = std::this_thread::get_id(); }
};

std::vector<any_host_executor> all() {
  return {any_host_executor(serial_executor{}), any_host_executor(by_index{}), any_host_executor(pool_executor(3)),
#if defined(EUDRIFT_WITH_OPENMP)
          any_host_executor(openmp_executor(3))
#endif
  };
}

}  // namespace

TEST_CASE("An executor that is chosen at run time keeps the contract of each that it may be") {
  for (const any_host_executor& ex : all()) eudrift_executor_conformance(ex);
}

TEST_CASE("An executor that is chosen at run time gives whole blocks, of any kernel's own size") {
  constexpr index_t n = 112 * 37 + 5;
  for (const any_host_executor& ex : all()) {
    auto seen = ex.make<block_of>(n);
    ex.map(n, note_block<112>{ex.view(seen)});
    index_t at = 0;
    for (const block_of& b : ex.collect(seen)) {
      REQUIRE(b.first == at / 112 * 112);
      REQUIRE(b.last == std::min(n, b.first + 112));
      ++at;
    }
  }
}

#if defined(EUDRIFT_WITH_OPENMP)
TEST_CASE("An executor that is chosen at run time has arrays touched first by the threads that OpenMP's would take") {
  constexpr index_t n = 100000;
  const any_host_executor ex(openmp_executor(2));
  auto by = ex.make<std::thread::id>(n);
  ex.fill(n, note_thread{ex.view(by)});
  const auto threads = ex.collect(by);
  std::vector<std::thread::id> runs(threads.begin(), threads.end());
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  CHECK(runs.size() == 2);  // one run of neighbours for each
  CHECK(std::count(threads.begin(), threads.end(), runs[0]) > n / 2 - 1024);
  CHECK(std::count(threads.begin(), threads.end(), runs[0]) < n / 2 + 1024);
}
#endif
