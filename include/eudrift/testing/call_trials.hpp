// SPDX-License-Identifier: BSL-1.0
/// \file
/// Trials of an executor's calls: maps, reductions, their order, and what they throw.
#pragma once
#include <eudrift/exec/serial.hpp>
#include <eudrift/exec/sorting.hpp>
#include <eudrift/testing/trial.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

template <class Visit, Executor Ex>
void try_maps_of(const trial<Ex>& t, const std::string& form) {
  for (const index_t n : trial_lengths) {
    const std::string map = "a map of " + std::to_string(n) + " indices" + form;
    auto times = t.ex.template make<int>(n);
    t.ex.map(n, Visit{t.ex.view(times)});
    std::vector<int> expected(static_cast<std::size_t>(n), 1);
    t.template expect_items<int>(times, expected, map);
    t.ex.map(n / 2, Visit{t.ex.view(times)});
    t.ex.map(0, Visit{t.ex.view(times)});
    std::fill_n(expected.begin(), n / 2, 2);
    t.template expect_items<int>(times, expected, map + ", then of half and of none");
  }
}
template <Executor Ex>
void try_maps(const trial<Ex>& t) {
  try_maps_of<conformance_kernels::visit>(t, "");
  try_maps_of<conformance_kernels::visit_blocks>(t, ", by a kernel with a form for blocks");
}

template <Executor Ex>
void try_order(const trial<Ex>& t) {
  using namespace conformance_kernels;
  constexpr index_t n = 5000;
  auto a = t.ex.template make<double>(n), b = t.ex.template make<double>(n);
  const Ex copy = t.ex;  // a handle to the same queue
  {
    write_index kernel{t.ex.view(a), 0};
    t.ex.map(n, kernel);
    kernel.plus = 1;  // map() has its own
  }
  copy.map(n, twice_mirrored{t.ex.view(std::as_const(a)), t.ex.view(b)});
  t.ex.map(n, twice_mirrored{t.ex.view(std::as_const(b)), t.ex.view(a)});
  t.expect(reduce_own(t.ex, n, item{t.ex.view(std::as_const(a))}, exact_sum{}) == 2.0 * n * (n - 1),
           "a reduction does not see the maps before it");
  t.template expect_items<double>(a, trial_multiples(n, 4), "three maps");
  t.ex.wait();
  t.ex.wait();  // nothing to wait for is no error
}

/// Back and forth between two queues, without a wait between; then one of them goes.
template <Executor Ex>
void try_queues(const trial<Ex>& t) {
  using namespace conformance_kernels;
  constexpr index_t n = 2000;
  auto a = t.ex.template make<double>(n);
  t.ex.map(n, write_index{t.ex.view(a), 0});
  {
    const Ex other = t.ex.fork();
    auto b = other.template make<double>(n);
    for (int k = 0; k < 3; ++k) {
      other.map(n, twice{other.view(std::as_const(a)), other.view(b)});
      t.ex.join(other);
      t.ex.map(n, twice{t.ex.view(std::as_const(b)), t.ex.view(a)});
      other.join(t.ex);
    }
    t.template expect_items<double>(a, trial_multiples(n, 64), "three times to another queue and back");
    other.map(n, twice{other.view(std::as_const(a)), other.view(b)});
    t.ex.join(other);
    t.ex.map(n, twice{t.ex.view(std::as_const(b)), t.ex.view(a)});
    t.ex.join(t.ex);
    t.template expect_items<double>(a, trial_multiples(n, 256), "once more");
    other.join(t.ex);
    other.map(n, write_index{other.view(a), 0});
    t.ex.join(other);
  }
  t.template expect_items<double>(a, trial_multiples(n, 1), "a map on a queue that is gone since");
}

/// The right result, with the same bits each time.
template <conformance Asked, Executor Ex>
void try_reductions(const trial<Ex>& t) {
  using namespace conformance_kernels;
  const index_t times = t.processes();
  for (const index_t n : trial_lengths) {
    const std::string wrong = " of " + std::to_string(n) + " items is wrong";
    const std::vector<double> x = trial_numbers(n);
    const auto a = t.ex.upload(x);
    const item here{t.ex.view(a)};

    const auto sum_bits = [&](const auto& ex, const item& of) { return std::bit_cast<std::uint64_t>(reduce_own(ex, n, of, sum_reduce<double>{})); };
    const std::uint64_t bits = sum_bits(t.ex, here);
    t.expect(sum_bits(t.ex, here) == bits, "the bits of a sum" + wrong + " the second time");
    if constexpr (Asked.serial_bits)
      t.expect(sum_bits(serial_executor{}, item{{x.data(), n}}) == bits,
               "a sum" + wrong + " in its last bits: it is not grouped as that of serial_executor");
    exact_accumulator once, all;
    double magnitude = 0;
    for (const double v : x) once.add(v), magnitude += std::abs(v);
    for (index_t k = 0; k < times; ++k)
      for (std::size_t i = x.size(); i-- > 0;) all.add(x[i]);
    const double rounding = std::numeric_limits<double>::epsilon() * static_cast<double>(n) * magnitude;
    t.expect(std::abs(std::bit_cast<double>(bits) - once.value()) <= rounding, "a sum" + wrong);
    t.expect(t.ex.reduce(n, here, exact_sum{}) == all.value(), "an exact sum" + wrong);

    const auto below = [&](double bound) { return times * std::count_if(x.begin(), x.end(), [&](double v) { return v < bound; }); };
    const index_t above = times * std::count_if(x.begin(), x.end(), [](double v) { return v > 0; });
    t.expect(t.ex.reduce(n, positive{t.ex.view(a)}, count_reduce{}) == above, "a count" + wrong);
    t.expect(t.ex.reduce(n, positive{t.ex.view(a)}, any_of{}) == (above > 0), "whether there is any" + wrong);
    const std::vector<std::int64_t> bins{below(-1), below(0) - below(-1), below(1) - below(0), times * n - below(1)};
    t.expect(t.ex.reduce(n, here, histogram{}) == bins, "a histogram" + wrong);

    // The least id is at the end, and of two equal maxima it is asked for.
    std::vector<std::int64_t> ids(x.size());
    std::iota(ids.rbegin(), ids.rend(), std::int64_t{100});
    std::vector<double> tied = x;
    if (n > 1) tied.front() = tied.back() = 1e15;
    const auto value = t.ex.upload(tied);
    const auto id = t.ex.upload(ids);
    const held<double> high = t.ex.reduce(n, held_values<double>{t.ex.view(value), t.ex.view(id)}, max_reduce<double>{});
    t.expect(n == 0 ? high.id == -1 : high.id == 100 && high.value == tied.back(), "a maximum" + wrong);
  }
}

/// An error that a reducer's result() throws on the host.
template <Executor Ex>
void try_thrown_results(const trial<Ex>& t) {
  std::vector<double> x = trial_numbers(10000);
  x[20] = x[8000] = x[9999] = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::int64_t> ids(x.size());
  std::iota(ids.begin(), ids.end(), std::int64_t{7});
  const auto value = t.ex.upload(x);
  const auto id = t.ex.upload(ids);
  const std::string said = sentence_of_error([&] {
    t.ex.reduce(value.size(), held_values<double>{t.ex.view(value), t.ex.view(id)}, max_reduce<double>{});
  });
  t.expect(said.find("particle 27 is not a number") != std::string::npos,
           "of three items that are not a number the first is not told, but: \"" + said + '"');
}

/// Of executors whose kernels run on the host.
template <Executor Ex>
void try_thrown_kernels(const trial<Ex>& t) {
  using namespace conformance_kernels;
  const auto map = [&](index_t n, index_t at) {
    return sentence_of_error([&] {
      t.ex.map(n, refuse{at});
      t.ex.wait();
    });
  };
  for (const index_t at : {index_t{7}, index_t{9000}})
    t.expect(map(10000, at) == "index " + std::to_string(at) + " is refused",
             "a kernel failed at index " + std::to_string(at) + ", and nobody was told");
  t.expect(map(7, 7).empty(), "a failure was thrown twice, or that of an index that there is not");
  t.expect(sentence_of_error([&] { t.ex.reduce(10000, refuse_term{9999}, exact_sum{}); }).ends_with("item 9999 is refused"),
           "a term failed, and nobody was told");
  t.expect(t.ex.reduce(100, refuse_term{-1}, exact_sum{}) == 100.0 * static_cast<double>(t.processes()),
           "a reduction after one that failed is wrong");
}

/// Of executors that bring a sort.
template <SortingExecutor Ex>
void try_sorting(const trial<Ex>& t) {
  for (const std::uint32_t most : {1U, 3U, 1000U, 0xFFFFFFFFU}) {
    std::mt19937 random(most);
    std::vector<std::uint32_t> key(20001), place(key.size());
    for (std::uint32_t& k : key) k = static_cast<std::uint32_t>(random()) % most;
    key[77] = key[78] = most;
    std::iota(place.begin(), place.end(), 0U);
    auto keys = t.ex.upload(key), places = t.ex.upload(place);
    std::stable_sort(place.begin(), place.end(), [&](std::uint32_t i, std::uint32_t j) { return key[i] < key[j]; });
    t.ex.stable_sort_by_key(t.ex.view(keys), t.ex.view(places));
    t.template expect_items<std::uint32_t>(places, place, "values sorted by keys up to " + std::to_string(most));
    std::sort(key.begin(), key.end());
    t.template expect_items<std::uint32_t>(keys, key, "keys up to " + std::to_string(most) + ", sorted");
  }
}

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
