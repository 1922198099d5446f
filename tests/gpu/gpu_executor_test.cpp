// SPDX-License-Identifier: BSL-1.0
// What only the executor over a device does; what it shares with all others is tested by sources of exec/ and swarm/.
#include <eudrift/gpu/executor.hpp>
#include <eudrift/kernels/max_reduce.hpp>

#include "../catch.hpp"
#include "../support/address_sanitizer.hpp"
#include "../support/sentence.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

using namespace eudrift;
using test::sentence;

namespace {

template <class A>
concept HasElements = requires(A a) { a[0]; } || requires(A a) { a.data(); } || requires(A a) { a.begin(); } ||
                      requires(A a) { *a; };
static_assert(!HasElements<gpu_array<double>> && !HasElements<const gpu_array<double>>);
static_assert(!std::is_copy_constructible_v<gpu_array<double>>);

struct add {
  view<const std::int64_t> from;
  view<std::int64_t> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] += from[i]; }
};
/// The block form does something else.
struct one_or_two {
  view<int> to;
  static constexpr index_t block_size = 8;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = 1; }
  void block(index_t first, index_t last) const {
    for (index_t i = first; i < last; ++i) to[i] = 2;
  }
};
static_assert(BlockKernel<one_or_two> && one_or_two::block_size == 8);

std::vector<std::int64_t> numbers(std::size_t n) {
  std::mt19937_64 random(n);
  std::vector<std::int64_t> v(n);
  for (auto& x : v) x = static_cast<std::int64_t>(random() >> 2);
  return v;
}
bool same(std::span<const std::int64_t> a, const std::vector<std::int64_t>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

TEST_CASE("A device says which it is, and one that is not there is refused") {
  CHECK(gpu_executor::devices() >= 1);
  CHECK(gpu_executor().device().starts_with("device 0 ("));
  CHECK(sentence([] { gpu_executor(999); }).find("device 999 was asked for, but ") != std::string::npos);
  CHECK(sentence([] { gpu_executor(-1); }).find("device -1 ") != std::string::npos);
}

TEST_CASE("Arrays longer than the pinned memory of a queue come and go whole, from several queues at once") {
  const std::size_t piece = detail::gpu_piece::most / sizeof(std::int64_t);
  const gpu_executor ex;
  for (const std::size_t n : {piece - 1, piece, piece + 1, 2 * piece, 3 * piece + 17}) {
    const auto x = numbers(n), y = numbers(n + 1);
    const auto a = ex.upload(x);
    const gpu_executor other = ex.fork();
    auto b = other.upload(y);
    other.join(ex);
    other.map(a.size(), add{other.view(a), other.view(b)});
    CHECK(same(ex.collect(a), x));
    auto sum = y;
    for (std::size_t i = 0; i < n; ++i) sum[i] += x[i];
    CHECK(same(other.collect(b), sum));
    ex.join(other);
  }
}

#if !defined(EUDRIFT_TEST_ADDRESS_SANITIZER)
TEST_CASE("What does not fit is refused with the bytes that are free") {
  const gpu_executor ex;
  const volatile index_t huge = index_t{1} << 58;
  const std::string said = sentence([&] { ex.make<double>(huge); });
  INFO(said);
  CHECK(said.starts_with("memory of " + ex.device() +
                         " does not suffice for an array of 288230376151711744 items, 2305843009213693952 bytes; "));
  const std::size_t at = said.find("bytes; ");
  CHECK(std::stoull(said.substr(at + 7)) > 0);
  CHECK(said.ends_with(" are free, so ask for fewer or use a card with more"));
  CHECK(ex.make<double>(10).size() == 10);
}
#endif

TEST_CASE("A device runs the index form of a kernel, not its block form") {
  const gpu_executor ex;
  auto a = ex.make<int>(1000);
  ex.map(1000, one_or_two{ex.view(a)});
  const auto got = ex.collect(a);
  CHECK(std::count(got.begin(), got.end(), 1) == 1000);
  int other = 0;
  one_or_two{{&other, 1}}.block(0, 1);
  CHECK(other == 2);
}
