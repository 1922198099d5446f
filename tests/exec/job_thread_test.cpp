// SPDX-License-Identifier: BSL-1.0
#include <eudrift/exec/job_thread.hpp>

#include "../catch.hpp"

#include <stdexcept>
#include <vector>

using eudrift::job_thread;

TEST_CASE("All jobs are done in order when a thread of jobs ends, also where one throws") {
  std::vector<int> done;
  {
    job_thread aside;
    for (int i = 0; i < 50; ++i)
      aside.submit([&done, i] {
        if (i == 20) throw std::runtime_error("nobody asks for this one");
        done.push_back(i);
      });
  }
  REQUIRE(done.size() == 49);
  for (std::size_t i = 0; i < done.size(); ++i) CHECK(done[i] == static_cast<int>(i) + (i < 20 ? 0 : 1));
}

TEST_CASE("One thread runs all jobs, and hands their results over") {
  job_thread aside;
  auto first = aside.submit([] { return std::this_thread::get_id(); });
  const auto second = aside.run([] { return std::this_thread::get_id(); });
  CHECK(first.get() == second);
  CHECK(second != std::this_thread::get_id());
  CHECK_THROWS_AS(aside.run([]() -> int { throw std::runtime_error("asked for"); }), std::runtime_error);
}
