// SPDX-License-Identifier: BSL-1.0
// Kernels of host executors may throw; those of a device cannot.
#include <eudrift/kernels/max_reduce.hpp>

#include "../catch.hpp"
#include "../support/address_sanitizer.hpp"
#include "../support/own_executor.hpp"
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

struct refuse {
  index_t first, second;
  EUDRIFT_FN void operator()(index_t i) const {
    if (i == first || i == second) throw error("index " + std::to_string(i));
  }
};
struct refuse_term {
  index_t at;
  EUDRIFT_FN double operator()(index_t i) const { return i == at ? throw error("term") : 1.0; }
};

/// As `refuse`, where the first of the two takes its time.
struct refuse_late {
  index_t slow, quick;
  void operator()(index_t i) const {
    if (i != slow && i != quick) return;
    if (i == slow) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    throw error("index " + std::to_string(i));
  }
};
struct wait_a_little {
  void operator()(index_t) const { std::this_thread::sleep_for(std::chrono::milliseconds(500)); }
};
struct count_up {
  EUDRIFT_FN double operator()(index_t i) const { return static_cast<double>(i); }
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("What fails in a kernel is thrown again when somebody waits", "", test::executors_and_own) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  const auto run = [&](index_t n, auto kernel) {
    ex.map(n, kernel);
    ex.wait();
  };
  CHECK(sentence([&] { run(10000, refuse{7, 7}); }) == "index 7");
  CHECK(sentence([&] { run(10000, refuse{9000, -1}); }) == "index 9000");
  CHECK(sentence([&] { run(7, refuse{7, -1}); }).empty());
  CHECK(sentence([&] { ex.reduce(10000, refuse_term{9999}, sum_reduce<double>{}); }) == "term");
  // The executor serves on.
  CHECK(ex.reduce(100, count_up{}, sum_reduce<double>{}) == 4950);
}

TEST_CASE("An executor of one's own throws the failure of the smallest range") {
  thread_executor ex;
  ex.threads = 3;
  for (int again = 0; again < 20; ++again) {
    CHECK(sentence([&] { ex.map(9000, refuse_late{2999, 8000}); }) == "index 2999");
    CHECK(sentence([&] { ex.map(9000, refuse_late{5999, 8000}); }) == "index 5999");
  }
}

#if !defined(EUDRIFT_TEST_ADDRESS_SANITIZER)
TEST_CASE("An executor of one's own that gets no more threads throws, and its threads are joined") {
  // Room for the stacks of some threads, not for all of them; each lives until no more can be started.
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
  thread_executor ex;
  ex.threads = 400;
  bool threw = false;
  REQUIRE(setrlimit(RLIMIT_AS, &now) == 0);
  try {
    ex.map(ex.threads, wait_a_little{});
  } catch (const std::system_error&) {
    threw = true;
  }
  REQUIRE(setrlimit(RLIMIT_AS, &was) == 0);
  CHECK(threw);
  ex.threads = 3;
  CHECK(ex.reduce(10, count_up{}, sum_reduce<double>{}) == 45);
}
#endif
