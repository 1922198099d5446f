// SPDX-License-Identifier: BSL-1.0
// The executors of examples/custom_executor, tested as a user would test them; and what that of a pool does where threads fail.
#include <custom_executor/pool_executor.hpp>
#if defined(EUDRIFT_WITH_TBB)
#include <custom_executor/tbb_executor.hpp>
#endif

#include <eudrift/testing/catch2.hpp>

#include "../catch.hpp"
#include "../support/address_sanitizer.hpp"
#include "../support/sentence.hpp"

#include <chrono>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

using namespace eudrift;
using test::sentence;

namespace {

/// Of two indices that fail the first takes its time.
struct refuse_late {
  index_t slow, quick;
  void operator()(index_t i) const {
    if (i != slow && i != quick) return;
    if (i == slow) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    throw error("index " + std::to_string(i));
  }
};
struct count_up {
  EUDRIFT_FN double operator()(index_t i) const { return static_cast<double>(i); }
};

}  // namespace

TEST_CASE("My executor keeps the contract") { eudrift_executor_conformance(pool_executor(3)); }

#if defined(EUDRIFT_WITH_TBB)
TEST_CASE("An executor over oneTBB keeps the contract") { eudrift_executor_conformance(tbb_executor{}); }
#endif

TEST_CASE("An executor of one's own throws the failure of the smallest range") {
  const pool_executor ex(3);
  for (int again = 0; again < 20; ++again) {
    CHECK(sentence([&] { ex.map(9000, refuse_late{2999, 8000}); }) == "index 2999");
    CHECK(sentence([&] { ex.map(9000, refuse_late{5999, 8000}); }) == "index 5999");
  }
}

#if !defined(EUDRIFT_TEST_ADDRESS_SANITIZER)
TEST_CASE("An executor of one's own that gets no more threads throws, and its threads are joined") {
  // Room for the stacks of some threads, not for all of them.
  rlimit was{};
  REQUIRE(getrlimit(RLIMIT_AS, &was) == 0);
  long pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  if (pages == 0) {
    WARN("skipped: this system does not tell how much memory a program has mapped");
    return;
  }
  rlimit now = was;
  now.rlim_cur = static_cast<rlim_t>(pages) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (rlim_t{256} << 20);
  bool threw = false;
  REQUIRE(setrlimit(RLIMIT_AS, &now) == 0);
  try {
    const pool_executor ex(400);
  } catch (const std::system_error&) {
    threw = true;
  }
  REQUIRE(setrlimit(RLIMIT_AS, &was) == 0);
  CHECK(threw);
  CHECK(pool_executor(3).reduce(10, count_up{}, sum_reduce<double>{}) == 45);
}
#endif
