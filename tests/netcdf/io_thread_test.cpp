// SPDX-License-Identifier: BSL-1.0
#include <eudrift/core/error.hpp>
#include <eudrift/netcdf/io_thread.hpp>

#include "catch.hpp"

#include <thread>
#include <vector>

using eudrift::io_thread;

TEST_CASE("jobs run in order on one thread, which is not the caller's") {
  std::vector<int> order;
  std::vector<std::future<std::thread::id>> done;
  for (int i = 0; i < 100; ++i)
    done.push_back(io_thread::instance().submit([&order, i] {
      order.push_back(i);
      return std::this_thread::get_id();
    }));
  const std::thread::id id = io_thread::instance().run([] { return std::this_thread::get_id(); });
  CHECK(id != std::this_thread::get_id());
  for (auto& d : done) CHECK(d.get() == id);
  for (int i = 0; i < 100; ++i) CHECK(order[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("what a job throws reaches the caller, and the thread goes on") {
  CHECK_THROWS_AS(io_thread::instance().run([] { throw eudrift::error("no"); }), eudrift::error);
  CHECK(io_thread::instance().run([] { return 7; }) == 7);
}

TEST_CASE("a job that asks for the thread has it at once") {
  CHECK(io_thread::instance().run([] { return io_thread::instance().run([] { return 3; }); }) == 3);
}

TEST_CASE("several threads share it") {
  int counted = 0;  // guarded by running on one thread
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) io_thread::instance().run([&] { ++counted; });
    });
  for (std::thread& t : threads) t.join();
  CHECK(counted == 2000);
}
