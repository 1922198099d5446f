// SPDX-License-Identifier: BSL-1.0
// Slices that are brought beside kernels are those that are brought between them.
#include <eudrift/forcing/resident_slices.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"
#include "../support/executors.hpp"

using namespace eudrift;

namespace {

/// Later intervals see what earlier ones left.
struct add_slices {
  slices_view<double, std::int32_t, 1> from;
  view<double> to;
  EUDRIFT_FN void operator()(index_t i) const {
    to[i] = 0.5 * to[i] + 3 * from.before.data[0][i] + from.after.data[0][i] * from.per_second;
  }
};

const mesh_data& basin() {
  static const mesh_data mesh = test::make_mesh({.width = 100, .height = 100, .across = 7, .up = 6});
  return mesh;
}
std::array<std::vector<double>, 1> slice(location where, int k) {
  std::array<std::vector<double>, 1> s;
  const index_t n = where == location::node ? basin().nodes() : basin().elements();
  for (index_t i = 0; i < n; ++i) s[0].push_back(static_cast<double>(i) + 1000 * k);
  return s;
}

/// What intervals leave, where every `ahead`-th slice is expected while an interval runs.
template <class Ex>
std::vector<double> leave(const Ex& ex, location where, int ahead) {
  const resident_weights<Ex> weights(ex, make_node_weights(basin(), node_average::area));
  const index_t nodes = basin().nodes();
  resident_slices<Ex, 1> slices(ex, nodes);
  auto sum = ex.template make<double>(nodes);
  {
    resident_slices<Ex, 1> moved(ex, nodes);
    moved.receive(slice(where, 77), where);
    moved.expect(slice(where, 78));  // which nobody receives
    moved = std::move(slices);
    slices = std::move(moved);
  }
  const auto receive = [&](int k) {
    slices.receive(slice(where, k), where);
    if (where == location::element) ex.map(nodes, slices.reduction(weights));
  };
  receive(0);
  for (int k = 1; k < 7; ++k) {
    receive(k);
    ex.map(nodes, add_slices{slices.view(10.0 * k), ex.view(sum)});
    if (ahead > 0 && k % ahead == 0) slices.expect(slice(where, k + 1));
    ex.map(nodes, add_slices{slices.view(5.0 * k), ex.view(sum)});
  }
  const auto got = ex.collect(sum);
  return {got.begin(), got.end()};
}

}  // namespace

TEST_CASE("A slice that is expected while kernels run is received as one that comes between them") {
  for (const location where : {location::node, location::element}) {
    const auto expected = leave(serial_executor{}, where, 0);
    test::for_each_executor([&](const auto& ex) {
      for (const int ahead : {0, 1, 2, 3}) CHECK(leave(ex, where, ahead) == expected);
    });
  }
}

TEST_CASE("What is expected counts among the bytes that are held, until it is one of the two") {
  const serial_executor ex;
  resident_slices<serial_executor, 1> slices(ex, basin().nodes());
  slices.receive(slice(location::node, 0), location::node);
  slices.receive(slice(location::node, 1), location::node);
  const index_t two = slices.bytes();
  CHECK(two == 2 * basin().nodes() * static_cast<index_t>(sizeof(double)));
  slices.expect(slice(location::node, 2));
  CHECK(slices.bytes() == two / 2 * 3);
  slices.receive(slice(location::node, 2), location::node);
  CHECK(slices.bytes() == two);
}
