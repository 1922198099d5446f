// SPDX-License-Identifier: BSL-1.0
// In a checked build a view of an executor's own memory refuses the host with a sentence, and nobody else.
#include <eudrift/exec/deferred.hpp>
#include <eudrift/exec/serial.hpp>
#include <eudrift/gpu/executor.hpp>
#include <eudrift/kernels/max_reduce.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"

#if defined(EUDRIFT_CHECKED) && EUDRIFT_CHECKED
using namespace eudrift;

namespace {

constexpr const char* refusal = "the host has asked a view for an item that is in the memory of an executor; read it by collect(), or in a kernel";

struct increment {
  view<int> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] += static_cast<int>(i); }
};
struct is_odd {
  view<const int> from;
  EUDRIFT_FN bool operator()(index_t i) const { return from[i] % 2 == 1; }
};

/// What the views of an executor say to the host.
template <class Ex>
std::vector<std::string> said(const Ex& ex) {
  auto a = ex.template make<int>(10);
  particle_set<Ex, 2> particles(ex);
  particle_batch<2> one;
  one.resize(1);
  particles.append(one);
  ex.wait();
  const view<int> items = ex.view(a);
  const view<const int> same = items;
  const auto p = particles.view();
  const auto place = get<position>(p);
  const soa_view<const double, 2> of_place = place;
  std::vector<std::string> all;
  const auto ask = [&](auto&& f) { all.push_back(test::sentence(f)); };
  ask([&] { items[0] = 1; });
  ask([&] { (void)same[0]; });
  ask([&] { (void)ex.view(std::as_const(a)).part(2, 3)[0]; });
  ask([&] { (void)get<particle_id>(p)[0]; });
  ask([&] { (void)place.load(0); });
  ask([&] { place.store(0, {1, 2}); });
  ask([&] { (void)of_place.load(0); });
  return all;
}

/// What kernels and terms do is no business of the host's.
template <class Ex>
index_t works(const Ex& ex) {
  auto a = ex.template make<int>(100);
  ex.map(100, increment{ex.view(a)});
  return ex.reduce(100, is_odd{ex.view(std::as_const(a))}, count_reduce{});
}

}  // namespace

TEST_CASE("A view of a device's memory refuses the host with a sentence, one of host memory does not") {
  CHECK(said(gpu_executor{}) == std::vector<std::string>(7, refusal));
  CHECK(said(deferred_executor{}) == std::vector<std::string>(7, refusal));
  CHECK(said(serial_executor{}) == std::vector<std::string>(7, test::sentence([] {})));
  CHECK(works(gpu_executor{}) == 50);
  CHECK(works(deferred_executor{}) == 50);
}
#endif
