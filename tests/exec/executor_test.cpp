// SPDX-License-Identifier: BSL-1.0
// What every executor must do: one body, all of them.
#include <eudrift/kernels/max_reduce.hpp>

#include "../catch.hpp"
#include "../support/address_sanitizer.hpp"
#include "../support/own_executor.hpp"
#include "../support/sentence.hpp"

#include <bit>
#include <cmath>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace eudrift;
using test::executors_and_own;

namespace {

/// An item that asks for the alignment of a cache line.
struct alignas(64) line {
  double numbers[8];
};
struct add_one {
  view<int> to;
  EUDRIFT_FN void operator()(index_t i) const { ++to[i]; }
};
struct write_index {
  view<double> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = static_cast<double>(i); }
};
struct twice {
  view<const double> from;
  view<double> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = 2 * from[i]; }
};
/// As `twice`, of the item from the other end: what an order of indices must not change.
struct twice_mirrored {
  view<const double> from;
  view<double> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = 2 * from[from.size - 1 - i]; }
};
struct item {
  view<const double> from;
  EUDRIFT_FN double operator()(index_t i) const { return from[i]; }
};
struct positive {
  view<const double> from;
  EUDRIFT_FN bool operator()(index_t i) const { return from[i] > 0; }
};
/// Reducer whose accumulator is one bit: whether any item was true.
struct is_any {
  using value_type = bool;
  EUDRIFT_FN bool identity() const { return false; }
  EUDRIFT_FN void add(bool& v, bool i) const { v = v || i; }
  EUDRIFT_FN bool join(bool a, bool b) const { return a || b; }
  bool result(bool v) const { return v; }
};
/// Reducer with an accumulator of another type than its items, and without a default value.
struct histogram {
  struct value_type {
    EUDRIFT_FN explicit value_type(int) {}
    std::int64_t count[4] = {};
  };
  EUDRIFT_FN value_type identity() const { return value_type(0); }
  EUDRIFT_FN void add(value_type& v, double x) const { ++v.count[x < -1 ? 0 : x < 0 ? 1 : x < 1 ? 2 : 3]; }
  EUDRIFT_FN value_type join(value_type a, const value_type& b) const {
    for (int k = 0; k < 4; ++k) a.count[k] += b.count[k];
    return a;
  }
  std::vector<std::int64_t> result(const value_type& v) const { return {v.count, v.count + 4}; }
};

std::vector<double> numbers(index_t n) {
  std::mt19937_64 random(static_cast<std::uint64_t>(n) + 5);
  std::vector<double> v;
  for (index_t i = 0; i < n; ++i)
    v.push_back(std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())), -63 + static_cast<int>(random() % 40)));
  return v;
}

template <class Ex, class T>
std::vector<T> host(const Ex& ex, const array_t<Ex, T>& a) {
  const auto range = ex.collect(a);
  return {std::ranges::begin(range), std::ranges::end(range)};
}

/// Lengths about the executors' blocks and chunks.
const std::vector<index_t> lengths{0, 1, 2, 511, 512, 513, 4095, 4096, 4097, 12288, 20001};

using test::sentence;

}  // namespace

TEMPLATE_LIST_TEST_CASE("Arrays are made zeroed, uploaded, resized and collected", "", executors_and_own) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  for (const index_t n : lengths) {
    const auto zeros = ex.template make<double>(n);
    CHECK(zeros.size() == n);
    CHECK(host<Ex, double>(ex, zeros) == std::vector<double>(static_cast<std::size_t>(n)));
    std::vector<double> x = numbers(n);
    auto a = ex.upload(x);
    const std::vector<double> was = x;
    std::fill(x.begin(), x.end(), -1.0);  // an upload has copied its range when it returns
    CHECK(host<Ex, double>(ex, a) == was);

    std::vector<double> expected = was;
    for (const index_t m : {n + 700, n + 1, n / 2, index_t{0}, index_t{5}}) {
      ex.resize(a, m);
      expected.resize(static_cast<std::size_t>(m));
      CHECK(a.size() == m);
      CHECK(host<Ex, double>(ex, a) == expected);
    }
  }
  array_t<Ex, float> nothing;
  CHECK(nothing.size() == 0);
  CHECK(host<Ex, float>(ex, nothing).empty());
  ex.resize(nothing, 3);
  CHECK(host<Ex, float>(ex, nothing) == std::vector<float>(3));
  const bool bits[] = {true, false, true};
  CHECK(host<Ex, bool>(ex, ex.upload(std::span<const bool>(bits))) == std::vector<bool>{true, false, true});
  CHECK(sentence([&] { ex.template make<double>(-1); }).find("-1 items") != std::string::npos);
}

TEMPLATE_LIST_TEST_CASE("An array that cannot be had is refused with its size", "", executors_and_own) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  const volatile index_t huge = index_t{1} << 61;  // not known to the compiler, which would warn
  // In 64 bits the bytes of the first three are 0, 64 and 8.
  for (const index_t n : {index_t{huge}, huge + 8, 3 * huge + 1, huge / 2})
    CHECK(sentence([&] { ex.template make<double>(n); }) ==
          "an array of " + std::to_string(n) +
              " items of 8 bytes was asked for; at most 1152921504606846975 have an address");
  auto a = ex.template make<double>(3);
  CHECK(sentence([&] { ex.resize(a, huge); }).find("2305843009213693952 items") != std::string::npos);
  CHECK(a.size() == 3);
#if !defined(EUDRIFT_TEST_ADDRESS_SANITIZER)
  const std::string sentence_of_many = sentence([&] { ex.template make<char>(2 * huge); });
  CHECK(sentence_of_many.starts_with("memory "));
  CHECK(sentence_of_many.find(" does not suffice for an array of 4611686018427387904 items, 4611686018427387904 bytes; ") !=
        std::string::npos);
  CHECK(sentence_of_many.find("ask for fewer or use a ") != std::string::npos);
  CHECK(sentence([&] { ex.template make<double>(huge / 4); }).find("4611686018427387904 bytes") !=
        std::string::npos);
#endif
  CHECK(host<Ex, double>(ex, a) == std::vector<double>(3));
}

TEMPLATE_LIST_TEST_CASE("Items lie where their alignment asks for", "", executors_and_own) {
  const auto ex = TestType::make();
  for (index_t n = 1; n < 20; ++n) {
    const auto made = ex.template make<line>(n), uploaded = ex.upload(std::vector<line>(static_cast<std::size_t>(n)));
    for (const auto* a : {&made, &uploaded}) CHECK(reinterpret_cast<std::uintptr_t>(ex.view(*a).data) % alignof(line) == 0);
  }
}

TEMPLATE_LIST_TEST_CASE("A map visits each index once", "", executors_and_own) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  for (const index_t n : lengths) {
    auto counts = ex.template make<int>(n);
    ex.map(n, add_one{ex.view(counts)});
    CHECK(host<Ex, int>(ex, counts) == std::vector<int>(static_cast<std::size_t>(n), 1));
    ex.map(n / 2, add_one{ex.view(counts)});
    ex.map(0, add_one{ex.view(counts)});
    const auto c = host<Ex, int>(ex, counts);
    CHECK(std::accumulate(c.begin(), c.end(), index_t{0}) == n + n / 2);
  }
}

TEMPLATE_LIST_TEST_CASE("Calls take effect in program order", "", executors_and_own) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  constexpr index_t n = 5000;
  auto a = ex.template make<double>(n);
  auto b = ex.template make<double>(n);
  ex.map(n, write_index{ex.view(a)});
  ex.map(n, twice_mirrored{ex.view(std::as_const(a)), ex.view(b)});
  ex.map(n, twice_mirrored{ex.view(std::as_const(b)), ex.view(a)});
  const auto got = host<Ex, double>(ex, a);
  for (std::size_t i = 0; i < n; ++i) REQUIRE(got[i] == 4.0 * static_cast<double>(i));
  // wait() twice, and with nothing to do, is no error
  ex.wait();
  ex.wait();
}

TEMPLATE_LIST_TEST_CASE("Reductions have the bits of the serial ones", "", executors_and_own) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  const serial_executor serial;
  for (const index_t n : lengths) {
    const std::vector<double> x = numbers(n);
    const auto a = ex.upload(x);
    const auto s = serial.upload(x);
    const item here{ex.view(a)}, there{serial.view(s)};
    const double sum = ex.reduce(n, here, sum_reduce<double>{});
    CHECK(std::bit_cast<std::uint64_t>(sum) ==
          std::bit_cast<std::uint64_t>(serial.reduce(n, there, sum_reduce<double>{})));

    // Independent: the exact sum rounds the true one, here in 80 bits and more digits than it needs.
    exact_accumulator exact;
    std::int64_t count = 0;
    for (std::size_t i = x.size(); i-- > 0;) exact.add(x[i]), count += x[i] > 0;
    CHECK(ex.reduce(n, here, exact_sum{}) == exact.value());
    CHECK(sum == Approx(exact.value()).margin(1e-9));
    CHECK(ex.reduce(n, positive{ex.view(a)}, count_reduce{}) == count);
    CHECK(ex.reduce(n, positive{ex.view(a)}, is_any{}) == (count > 0));

    const std::vector<std::int64_t> bins = ex.reduce(n, here, histogram{});
    CHECK(std::accumulate(bins.begin(), bins.end(), std::int64_t{0}) == n);
    CHECK(bins[2] + bins[3] == n - std::count_if(x.begin(), x.end(), [](double v) { return v < 0; }));

    std::vector<std::int64_t> ids(x.size());
    std::iota(ids.begin(), ids.end(), std::int64_t{100});
    const auto id = ex.upload(ids);
    const held_values<double> term{ex.view(a), ex.view(id)};
    const held<double> high = ex.reduce(n, term, max_reduce<double>{});
    const held<double> low = ex.reduce(n, term, min_reduce<double>{});
    if (n == 0) {
      CHECK(high.id == -1);
      CHECK(low.id == -1);
    } else {
      const auto [least, most] = std::minmax_element(x.begin(), x.end());
      CHECK(high.value == *most);
      CHECK(high.id == 100 + (most - x.begin()));
      CHECK(low.value == *least);
      CHECK(low.id == 100 + (least - x.begin()));
    }
  }
}

TEMPLATE_LIST_TEST_CASE("An array can be destroyed, assigned or resized while kernels that use it are pending", "",
                        executors_and_own) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  constexpr index_t n = 3000;
  const std::vector<double> ones(n, 1.0);
  auto result = ex.template make<double>(n);
  {
    const auto from = ex.upload(ones);
    ex.map(n, twice{ex.view(from), ex.view(result)});
  }  // destroyed
  auto from = ex.upload(host<Ex, double>(ex, result));
  ex.map(n, twice{ex.view(std::as_const(from)), ex.view(result)});
  from = ex.upload(ones);  // assigned
  CHECK(host<Ex, double>(ex, result) == std::vector<double>(n, 4.0));

  ex.map(n, twice{ex.view(std::as_const(from)), ex.view(result)});
  ex.resize(result, 2 * n);  // grown
  ex.map(n, twice{ex.view(std::as_const(result)), ex.view(from)});
  const auto grown = host<Ex, double>(ex, result);
  CHECK(std::vector<double>(grown.begin(), grown.begin() + n) == std::vector<double>(n, 2.0));
  CHECK(std::vector<double>(grown.begin() + n, grown.end()) == std::vector<double>(n));
  CHECK(host<Ex, double>(ex, from) == std::vector<double>(n, 4.0));

  auto moved = std::move(result);
  ex.map(n, twice{ex.view(std::as_const(from)), ex.view(moved)});
  result = std::move(moved);
  CHECK(host<Ex, double>(ex, result)[n - 1] == 8.0);
}

TEMPLATE_LIST_TEST_CASE("A fork comes after what was called before it, a join before what is called after", "",
                        executors_and_own) {
  using Ex = typename TestType::type;
  constexpr index_t n = 2000;
  std::optional<Ex> ex(TestType::make());
  auto a = ex->template make<double>(n);
  ex->map(n, write_index{ex->view(a)});
  {
    const Ex other = ex->fork();
    auto b = other.template make<double>(n);
    other.map(n, twice{other.view(std::as_const(a)), other.view(b)});
    ex->join(other);
    ex->map(n, twice{ex->view(std::as_const(b)), ex->view(a)});
    CHECK(host<Ex, double>(*ex, a)[n - 1] == 4.0 * (n - 1));
    // Back and forth, without a wait between.
    other.join(*ex);
    other.map(n, twice{other.view(std::as_const(a)), other.view(b)});
    ex->join(other);
    ex->map(n, twice{ex->view(std::as_const(b)), ex->view(a)});
    other.join(*ex);
    other.map(n, twice{other.view(std::as_const(a)), other.view(b)});
    CHECK(host<Ex, double>(other, b)[1] == 32.0);
    ex->join(other);
  }
  ex->map(n, write_index{ex->view(a)});
  CHECK(host<Ex, double>(*ex, a)[n - 1] == n - 1);
  ex->join(*ex);
  ex->wait();
}

TEMPLATE_LIST_TEST_CASE("Maxima: ties go to the smaller id, a NaN is an error, nobody does not count", "", executors_and_own) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
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
