// SPDX-License-Identifier: BSL-1.0
// Negative controls: what a GPU would punish shows on the deferred executor and on no other.
#include <eudrift/exec/deferred.hpp>
#include <eudrift/exec/serial.hpp>
#include <eudrift/kernels/max_reduce.hpp>

#include "../catch.hpp"

#include <cmath>
#include <vector>

using namespace eudrift;

namespace {

struct copy_item {
  view<const double> from;
  view<double> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = from[i]; }
};
/// Depends on the order of indices.
struct running_sum {
  view<double> of;
  EUDRIFT_FN void operator()(index_t i) const {
    if (i > 0) of[i] += of[i - 1];
  }
};

const std::vector<double> ones(8, 1.0);

/// Reads the result through a view that it kept, in place of collecting it.
template <class Ex>
double forgets_collect(const Ex& ex) {
  const auto from = ex.upload(ones);
  auto to = ex.template make<double>(8);
  const view<double> peek = ex.view(to);
  ex.map(8, copy_item{ex.view(from), ex.view(to)});
  const double seen = peek[3];
  ex.wait();
  return seen;
}

/// Views a host array in place and changes it before the wait.
template <class Ex>
double changes_too_early(const Ex& ex) {
  std::vector<double> mine = ones;
  auto to = ex.template make<double>(8);
  ex.map(8, copy_item{{mine.data(), 8}, ex.view(to)});
  mine[3] = 5;
  return ex.collect(to)[3];
}

/// Keeps a view of an array that it has given up.  (On another executor this reads freed memory.)
double reads_what_is_gone(const deferred_executor& ex) {
  auto to = ex.make<double>(8);
  view<const double> stale;
  {
    const auto from = ex.upload(ones);
    stale = ex.view(from);
  }
  ex.map(8, copy_item{stale, ex.view(to)});
  return ex.collect(to)[3];
}

template <class Ex>
double depends_on_order(const Ex& ex) {
  auto a = ex.upload(ones);
  ex.map(8, running_sum{ex.view(a)});
  return ex.collect(a)[7];
}

/// Takes what another queue has yet to write.
template <class Ex>
double forgets_join(const Ex& ex) {
  const Ex other = ex.fork();
  auto a = ex.template make<double>(8);
  ex.wait();
  const auto b = ex.upload(ones);
  ex.join(other);
  other.map(8, copy_item{ex.view(b), ex.view(a)});
  return ex.collect(a)[3];
}

}  // namespace

TEST_CASE("A loop that forgets collect reads garbage on the deferred executor") {
  CHECK(forgets_collect(serial_executor{}) == 1);
  CHECK(std::isnan(forgets_collect(deferred_executor{})));
}

TEST_CASE("A host array changed before the wait gives another answer on the deferred executor") {
  CHECK(changes_too_early(serial_executor{}) == 1);
  CHECK(changes_too_early(deferred_executor{}) == 5);
}

TEST_CASE("A kernel that views an array that is gone reads garbage on the deferred executor") {
  CHECK(std::isnan(reads_what_is_gone(deferred_executor{})));
}

TEST_CASE("A kernel that depends on the order of indices gives another answer on the deferred executor") {
  CHECK(depends_on_order(serial_executor{}) == 8);
  CHECK(depends_on_order(deferred_executor{}) == 2);
}

TEST_CASE("An order between queues that was not asked for is not given by the deferred executor") {
  CHECK(forgets_join(serial_executor{}) == 1);
  CHECK(forgets_join(deferred_executor{}) == 0);
}

TEST_CASE("The deferred executor runs nothing before it must, and then each call once") {
  int calls = 0;
  struct count {
    int* to;
    void operator()(index_t) const { ++*to; }
  };
  {
    const deferred_executor ex;
    ex.map(3, count{&calls});
    const deferred_executor copy = ex;  // a handle to the same queue
    copy.map(4, count{&calls});
    CHECK(calls == 0);
    ex.wait();
    CHECK(calls == 7);
    copy.wait();
    CHECK(calls == 7);
    ex.map(1, count{&calls});
  }
  CHECK(calls == 8);  // nobody waited: it ran when the last handle went
}
