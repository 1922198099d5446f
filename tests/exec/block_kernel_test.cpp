// SPDX-License-Identifier: BSL-1.0
// Which form of a kernel executors call, and with which indices.
#include "../catch.hpp"
#include "../support/executors.hpp"

#include <algorithm>
#include <vector>

using namespace eudrift;

namespace {

/// How an index was visited: in the block first ... last - 1, or alone (last = 0).
struct visit {
  int times = 0;
  index_t first = 0, last = 0;
};

struct record_index {
  view<visit> seen;
  EUDRIFT_FN void operator()(index_t i) const { ++seen[i].times; }
};
template <index_t Size>
struct in_blocks {
  static constexpr index_t block_size = Size;
};
template <index_t Size>
struct record_block : record_index, in_blocks<Size> {
  void block(index_t first, index_t last) const {
    for (index_t i = std::max<index_t>(first, 0); i < std::min(last, seen.size); ++i)
      seen[i] = {seen[i].times + 1, first, last};
  }
};
template <index_t Size>
record_block<Size> recorder(view<visit> seen) {
  return {{seen}, {}};
}

struct block_without_size : record_index {
  void block(index_t, index_t) const {}
};
struct size_without_block : record_index, in_blocks<64> {};
struct block_that_returns : record_index, in_blocks<64> {
  int block(index_t, index_t) const { return 0; }
};
struct block_that_changes : record_index, in_blocks<64> {
  void block(index_t, index_t) {}
};
struct block_alone : in_blocks<64> {
  void block(index_t, index_t) const {}
};
static_assert(BlockKernel<record_block<64>>);
static_assert(Kernel<record_index> && !BlockKernel<record_index>);
static_assert(Kernel<block_without_size> && !BlockKernel<block_without_size>);
static_assert(Kernel<size_without_block> && !BlockKernel<size_without_block>);
static_assert(Kernel<block_that_returns> && !BlockKernel<block_that_returns>);
static_assert(Kernel<block_that_changes> && !BlockKernel<block_that_changes>);
static_assert(!BlockKernel<block_alone>);

template <class F, class Ex>
std::vector<visit> visits(const Ex& ex, index_t n, F make) {
  auto seen = ex.template make<visit>(n);
  ex.map(n, make(ex.view(seen)));
  const auto all = ex.collect(seen);
  return {all.begin(), all.end()};
}

std::vector<index_t> lengths(index_t size) { return {0, 1, size - 1, size, size + 1, 2 * size, 7 * size + 3, 5000}; }

/// Executors that know of blocks, and those that do not.
template <class Ex>
constexpr bool by_blocks = !std::is_same_v<Ex, deferred_executor>;

template <index_t Size, class Ex>
void check_blocks(const Ex& ex) {
  for (const index_t n : lengths(Size)) {
    index_t expected = 0;
    bool right = true;
    for (const visit& v : visits(ex, n, recorder<Size>)) {
      const index_t i = expected++;
      right = right && v.times == 1;
      if constexpr (by_blocks<Ex>)
        right = right && v.first == i / Size * Size && v.last == std::min(n, v.first + Size);
      else
        right = right && v.last == 0;
    }
    INFO(n << " indices in blocks of " << Size);
    CHECK(expected == n);
    CHECK(right);
  }
}

}  // namespace

TEST_CASE("Executors that know of blocks call whole ones and the rest, the others single indices") {
  test::for_each_executor([](const auto& ex) {
    check_blocks<1>(ex);
    check_blocks<64>(ex);
    check_blocks<96>(ex);
    check_blocks<1000>(ex);
  });
}

TEST_CASE("A kernel that is no block kernel gets single indices everywhere") {
  test::for_each_executor([](const auto& ex) {
    for (const index_t n : lengths(64)) {
      const auto whole = [](const visit& v) { return v.times == 1 && v.last == 0; };
      const auto seen = visits(ex, n, [](view<visit> to) { return record_index{to}; });
      CHECK(std::all_of(seen.begin(), seen.end(), whole));
      const auto no_size = visits(ex, n, [](view<visit> to) { return block_without_size{{to}}; });
      CHECK(std::all_of(no_size.begin(), no_size.end(), whole));
    }
  });
}
