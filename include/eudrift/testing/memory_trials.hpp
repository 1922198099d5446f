// SPDX-License-Identifier: BSL-1.0
/// \file
/// Trials of an executor's memory: arrays and what becomes of them.
#pragma once
#include <eudrift/testing/trial.hpp>

#include <algorithm>
#include <cstdint>
#include <ranges>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

template <Executor Ex>
void try_arrays(const trial<Ex>& t) {
  for (const index_t n : trial_lengths) {
    const std::string of = " of " + std::to_string(n) + " items";
    t.template expect_items<double>(t.ex.template make<double>(n), std::vector<double>(static_cast<std::size_t>(n)), "make" + of);
    std::vector<double> x = trial_numbers(n), expected = x;
    auto a = t.ex.upload(x);
    std::fill(x.begin(), x.end(), -1.0);  // copied before upload() returns
    t.template expect_items<double>(a, expected, "upload" + of);
    for (const index_t m : {n + 700, n + 1, n / 2, index_t{0}, index_t{5}}) {
      t.ex.resize(a, m);
      expected.resize(static_cast<std::size_t>(m));
      t.template expect_items<double>(a, expected, "resize to " + std::to_string(m) + of);
    }
    t.expect(t.ex.view(a).size == 5 && t.ex.view(std::as_const(a)).data == t.ex.view(a).data, "the two views of an array differ");
  }
  array_t<Ex, float> nothing;
  t.template expect_items<float>(nothing, {}, "an array without a value");
  t.ex.resize(nothing, 3);
  t.template expect_items<float>(nothing, std::vector<float>(3), "an array without a value, resized");
  const bool bits[] = {true, false, true};
  const auto flags = t.ex.upload(std::span<const bool>(bits));
  t.expect(std::ranges::equal(collect_own(t.ex, flags), bits), "an array of bool has other items");
}

template <Executor Ex>
void try_refusals(const trial<Ex>& t) {
  const volatile index_t huge = index_t{1} << 61;  // so that no compiler warns of what is meant
  auto a = t.ex.template make<double>(3);
  // In 64 bits the bytes of the last three are 0, 64 and 8.
  for (const index_t n : {index_t{-1}, index_t{huge}, huge + 8, 3 * huge + 1}) {
    const std::string items = std::to_string(n) + " items";
    t.expect(!sentence_of_error([&] { t.ex.template make<double>(n); }).empty(), "make of " + items + " throws no error");
    t.expect(!sentence_of_error([&] { t.ex.resize(a, n); }).empty(), "resize to " + items + " throws no error");
  }
  t.template expect_items<double>(a, std::vector<double>(3), "an array after a resize that was refused");
}

/// An item that asks for the alignment of a cache line.
struct alignas(64) aligned_item {
  double numbers[8];
};

template <Executor Ex>
void try_alignment(const trial<Ex>& t) {
  for (index_t n = 1; n < 20; ++n) {
    const auto made = t.ex.template make<aligned_item>(n), uploaded = t.ex.upload(std::vector<aligned_item>(static_cast<std::size_t>(n)));
    for (const auto* a : {&made, &uploaded})
      t.expect(reinterpret_cast<std::uintptr_t>(t.ex.view(*a).data) % alignof(aligned_item) == 0,
               "an array of " + std::to_string(n) + " items is not aligned to 64 bytes as they are");
  }
}

template <Executor Ex>
void try_pending(const trial<Ex>& t) {
  using namespace conformance_kernels;
  constexpr index_t n = 3000;
  const std::vector<double> ones(n, 1.0);
  auto result = t.ex.template make<double>(n);
  {
    const auto from = t.ex.upload(ones);
    t.ex.map(n, twice{t.ex.view(from), t.ex.view(result)});
  }  // destroyed
  t.template expect_items<double>(result, std::vector<double>(n, 2.0), "a map from an array destroyed since");
  auto from = t.ex.upload(std::vector<double>(n, 2.0));
  t.ex.map(n, twice{t.ex.view(std::as_const(from)), t.ex.view(result)});
  from = t.ex.upload(ones);
  t.template expect_items<double>(result, std::vector<double>(n, 4.0), "a map from an array assigned since");
  t.ex.map(n, twice{t.ex.view(std::as_const(from)), t.ex.view(result)});
  t.ex.resize(result, 2 * n);
  t.ex.map(n, twice{t.ex.view(std::as_const(result)), t.ex.view(from)});
  std::vector<double> grown(n, 2.0);
  grown.resize(2 * n);
  t.template expect_items<double>(result, grown, "a map into an array resized since");
  auto moved = std::move(result);
  t.ex.map(n, twice{t.ex.view(std::as_const(from)), t.ex.view(moved)});
  result = std::move(moved);
  std::fill_n(grown.begin(), n, 8.0);
  t.template expect_items<double>(result, grown, "a map into an array moved since");
}

template <Executor Ex>
void try_collected(const trial<Ex>& t) {
  const std::vector<double> x = trial_numbers(1000), y = trial_numbers(2000);
  const auto a = t.ex.upload(x);
  auto b = t.ex.upload(y);
  const auto first = collect_own(t.ex, a), second = collect_own(t.ex, b);
  const auto moved = std::move(b);
  const auto c = t.ex.template make<double>(500);
  t.expect(std::ranges::size(collect_own(t.ex, c)) == 500, "an array that was made is not collected whole");
  t.expect(std::ranges::equal(first, x), "other arrays were collected, and what was of the first is gone");
  t.expect(std::ranges::equal(second, y), "an array was moved, and what was collected of it is gone");
  if constexpr (Distributed<Ex>) {
    const auto all = static_cast<index_t>(std::ranges::size(t.ex.collect(a)));
    const index_t of_all = t.processes() * a.size();  // collective, so not in what a process may pass over
    t.expect(all == 0 || all == of_all, "a collect gave " + std::to_string(all) + " items of all processes");
    t.expect(t.ex.reduce(1, conformance_kernels::always{all > 0}, count_reduce{}) == 1, "a collect did not give its items to one process");
  }
}

/// Of executors whose kernels run on the host.
template <Executor Ex>
void try_host_arrays(const trial<Ex>& t) {
  std::vector<double> mine = trial_numbers(3000), expected = mine;
  auto to = t.ex.template make<double>(3000);
  t.ex.map(3000, conformance_kernels::twice{{mine.data(), 3000}, t.ex.view(to)});
  t.ex.wait();
  std::fill(mine.begin(), mine.end(), 0.0);  // may change after wait()
  for (double& v : expected) v *= 2;
  t.template expect_items<double>(to, expected, "a map from a host array");
}

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
