// SPDX-License-Identifier: BSL-1.0
#include <eudrift/forcing/read_ahead.hpp>

#include <eudrift/core/error.hpp>

#include "../catch.hpp"

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace eudrift;

namespace {

std::vector<index_t> all(index_t first, index_t stride, index_t count) {
  read_ahead<index_t> slices([](index_t k) { return k; }, first, stride, count);
  std::vector<index_t> got;
  while (slices.more()) got.push_back(slices.next());
  return got;
}

}  // namespace

TEST_CASE("Slices come in order, forwards and backwards") {
  CHECK(all(0, 1, 0).empty());
  CHECK(all(7, 1, 1) == std::vector<index_t>{7});
  CHECK(all(2, 1, 4) == std::vector<index_t>{2, 3, 4, 5});
  CHECK(all(9, -1, 3) == std::vector<index_t>{9, 8, 7});
}

TEST_CASE("One slice is read ahead, no more, in another thread") {
  std::atomic<int> made{0};
  std::atomic<bool> elsewhere{true};
  const auto here = std::this_thread::get_id();
  read_ahead<index_t> slices(
      [&](index_t k) {
        if (std::this_thread::get_id() == here) elsewhere = false;
        ++made;
        return k;
      },
      0, 1, 10);
  for (int taken = 0; slices.more(); ++taken) {
    // The next one is made without being asked for, and only it.
    for (int wait = 0; made <= taken && wait < 2000; ++wait) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(made == taken + 1);
    CHECK(slices.next() == taken);
  }
  CHECK(made == 10);
  CHECK(elsewhere);
}

TEST_CASE("What reading throws comes out where the slice is taken; one that is never taken is harmless") {
  const auto make = [](index_t k) -> index_t { return k == 2 ? throw error("slice 2 is damaged") : k; };
  read_ahead<index_t> slices(make, 0, 1, 5);
  CHECK(slices.next() == 0);
  CHECK(slices.next() == 1);
  std::string what;
  try {
    slices.next();
  } catch (const error& e) {
    what = e.what();
  }
  CHECK(what == "slice 2 is damaged");
  CHECK_FALSE(slices.more());

  const read_ahead<index_t> untaken(make, 2, 1, 5);
  CHECK(untaken.more());
}

TEST_CASE("Time that is spent waiting for slices is counted, other time is not") {
  std::atomic<bool> go_on{false};
  read_ahead<index_t> slices(
      [&](index_t k) {
        while (!go_on) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        std::this_thread::sleep_for(std::chrono::milliseconds(k == 1 ? 50 : 0));
        return k;
      },
      0, 1, 2);
  CHECK(slices.waited() == 0);
  go_on = true;
  slices.next();
  const double before = slices.waited();
  slices.next();
  CHECK(slices.waited() > before);
  const double after = slices.waited();
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK(slices.waited() == after);
}

TEST_CASE("A slice may be a thing that only moves") {
  read_ahead<std::unique_ptr<std::vector<double>>> slices(
      [](index_t k) { return std::make_unique<std::vector<double>>(3, static_cast<double>(k)); }, 0, 1, 2);
  CHECK(slices.next()->at(2) == 0);
  CHECK(slices.next()->at(2) == 1);
}
