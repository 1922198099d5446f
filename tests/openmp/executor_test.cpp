// SPDX-License-Identifier: BSL-1.0
// What only the OpenMP executor does; what it shares with all others is tested under exec/.
#include <eudrift/openmp/executor.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace eudrift;

namespace {

struct write_thread {
  view<int> to;
  void operator()(index_t i) const { to[i] = omp_get_thread_num(); }
};
struct refuse_from {
  index_t first;
  void operator()(index_t i) const {
    if (i >= first) throw error("index " + std::to_string(i));
  }
};

/// Its first value tells which thread gave it.
struct touched {
  int by = omp_get_thread_num();
};

using test::sentence;

}  // namespace

TEST_CASE("The team has the size that was asked for") {
  CHECK(openmp_executor(3).threads() == 3);
  CHECK(openmp_executor(0).threads() == omp_get_max_threads());
  CHECK(openmp_executor().threads() == omp_get_max_threads());
  CHECK(sentence([] { openmp_executor(-2); }).find("-2 threads") != std::string::npos);
  CHECK(openmp_executor(openmp_executor::most_threads).threads() == 4096);
  CHECK(sentence([] { openmp_executor(1000000).make<double>(100000); }) ==
        "openmp_executor: 1000000 threads were asked for; 1 to 4096 are expected, or 0 for all cores");
  const int was = omp_get_max_threads();
  omp_set_num_threads(1000000);
  const std::string by_openmp = sentence([] { openmp_executor{}; });
  omp_set_num_threads(was);
  CHECK(by_openmp.find("by OpenMP (OMP_NUM_THREADS)") != std::string::npos);

  const openmp_executor ex(2);
  auto to = ex.make<int>(400000);
  ex.map(to.size(), write_thread{ex.view(to)});
  const auto all = ex.collect(to);
  const std::set<int> seen(all.begin(), all.end());
  CHECK(*seen.begin() >= 0);
  CHECK(*seen.rbegin() < 2);
}

TEST_CASE("Of several failures that of the smallest index is thrown, for any number of threads") {
  for (const int threads : {1, 2, 3, 8})
    for (const index_t first : {index_t{0}, index_t{600}, index_t{99999}})
      for (int again = 0; again < 5; ++again)
        CHECK(sentence([&] { openmp_executor(threads).map(100000, refuse_from{first}); }) ==
              "index " + std::to_string(first));
}

TEST_CASE("An array is first touched in equal runs of neighbours, one for each thread") {
  for (const int threads : {1, 2, 3, 8}) {
    const openmp_executor ex(threads);
    const index_t n = 24000;
    auto a = ex.make<touched>(n);
    const auto first = [&] {
      std::vector<int> by;
      for (const touched& t : ex.collect(a)) by.push_back(t.by);
      return by;
    };
    std::vector<int> expected;
    for (index_t i = 0; i < n; ++i) expected.push_back(static_cast<int>(i * threads / n));
    CHECK((first() == expected));
    ex.resize(a, n / 2);
    ex.resize(a, n);  // the new half is that of the upper threads, the old one keeps its values
    const auto by = first();
    CHECK(std::equal(expected.begin() + n / 2, expected.end(), by.begin() + n / 2));
    CHECK(std::equal(expected.begin(), expected.begin() + n / 2, by.begin()));
  }
}
