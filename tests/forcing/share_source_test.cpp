// SPDX-License-Identifier: BSL-1.0
// The source of a share against the whole, and everything that is made on a share without elements.
#include <eudrift/forcing/depth_choice.hpp>
#include <eudrift/forcing/ordered_source.hpp>
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/forcing/share_source.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/swarm/particle_set.hpp>
#include <eudrift/swarm/sort_by_element.hpp>

#include "../catch.hpp"
#include "../support/executors.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"
#include "analytic_source.hpp"

#include <cmath>

using namespace eudrift;

namespace {

test::analytic_source basin() {
  mesh_data mesh = test::make_mesh({.width = 9000, .height = 7000, .across = 9, .up = 7});
  for (const double x : mesh.x) mesh.depth.push_back(2 + std::abs(x) / 1000);
  test::analytic_source source(std::move(mesh), {0, 1000});
  source.add({"temp", location::node, 3, "C"},
             [](double x, double y, index_t k, double t) { return x + 1e5 * y + static_cast<double>(k) + 7 * t; });
  source.add({"u", location::element, 1, "m s-1"},
             [](double x, double y, index_t, double t) { return std::sin(x) + y - t; });
  source.add({"siglev", location::node, 4, "1", true},
             [](double, double, index_t k, double) { return -static_cast<double>(k) / 3; });
  source.add({"siglay", location::node, 3, "1", true},
             [](double, double, index_t k, double) { return -(static_cast<double>(k) + 0.5) / 3; });
  return source;
}

}  // namespace

TEST_CASE("A share's source gives what the whole gives for its items") {
  ordered_source<test::analytic_source> whole(basin());
  static_assert(ForcingSource<share_source<ordered_source<test::analytic_source>>>);
  const auto owner = hilbert_owners(whole.mesh(), 3);
  for (int rank = 0; rank < 4; ++rank) {
    const mesh_share share = share_of(whole.mesh(), owner, rank, {300, 1});
    share_source part(whole, share);
    CHECK((part.times().size() == 2 && !part.calendar() && part.fields().size() == 4));
    CHECK(part.mesh().nodes() == static_cast<index_t>(share.node.size()));
    for (const field_info& f : part.fields())
      for (index_t slice = 0; slice < 2; ++slice)
        for (index_t k = 0; k < f.layers; ++k) {
          const bool at_nodes = f.where == location::node;
          const auto& items = at_nodes ? share.node : share.element;
          const index_t count = at_nodes ? whole.mesh().nodes() : whole.mesh().elements();
          std::vector<double> all(static_cast<std::size_t>(count)), got(items.size());
          whole.read(f.name, slice, k, 0, all);
          part.read(f.name, slice, k, 0, got);
          const auto expected = detail::taken_in(items, all);
          CHECK(got == expected);
          if (items.size() < 5) continue;
          std::vector<double> few(3);
          part.read(f.name, slice, k, 2, few);
          CHECK(std::equal(few.begin(), few.end(), expected.begin() + 2));
        }
    // A choice of depth is made item by item.
    for (const depth_choice& choice : {depth_choice{.how = depth_choice::way::average},
                                       depth_choice{.how = depth_choice::way::depth, .depth = 3}}) {
      const auto all = field_former(whole, choice)(whole.fields()[0], 1);
      CHECK(field_former(part, choice)(part.fields()[0], 1) == detail::taken_in(share.node, all));
      const double shallow = field_former(part, choice).shallow_share(1);
      CHECK((shallow >= 0 && shallow <= 1));
    }
  }
}

TEST_CASE("A share's source refuses what is not there") {
  test::analytic_source whole = basin();
  const mesh_share share = share_of(whole.mesh(), hilbert_owners(whole.mesh(), 2), 1, {});
  share_source part(whole, share);
  std::vector<double> to(share.node.size());
  CHECK(test::sentence([&] { part.read("salt", 0, 0, 0, to); }) == "the forcing has no field salt");
  CHECK(test::sentence([&] { part.read("temp", 0, 0, 1, to); }).find("items 1 and following") == 0);
  CHECK(test::sentence([&] { part.read("temp", 0, 0, -1, to); }).find("items -1 and following") == 0);
}

TEMPLATE_LIST_TEST_CASE("Who holds no element runs the same kernels, on nothing", "", test::executors) {
  using Ex = typename TestType::type;
  const Ex ex = TestType::make();
  const mesh_data whole = test::make_mesh({.across = 4, .up = 4});
  const mesh_share share = share_of(whole, hilbert_owners(whole, 2), 2, {100, 2});
  const resident_mesh<Ex> mesh(ex, share.mesh);
  CHECK((mesh.nodes() == 0 && mesh.elements() == 0));
  const test::viewed here(share.mesh);
  CHECK(search(here.view(), {500, 500}) == nowhere);
  CHECK(search(here.view(), {NAN, 500}) == nowhere);

  for (const auto how : {node_average::linear_exact, node_average::area}) {
    const resident_weights<Ex> weights(ex, make_node_weights(share.mesh, how));
    resident_slices<Ex, 2> current(ex, mesh.nodes());
    for (int i = 0; i < 2; ++i) {
      current.receive({}, location::element);
      ex.map(mesh.nodes(), current.reduction(weights));
    }
    resident_records<Ex> records(ex, mesh);
    records.fill({mesh.view(), current.view(60)});
    particle_set<Ex, 2> particles(ex);
    particles.append({});
    sort_by_element sort;
    sort(particles, mesh.elements());
    const nodal_velocity<double, std::int32_t> velocity{mesh.view(), current.view(60)};
    const motion<nodal_velocity<double, std::int32_t>> by{velocity, {}};
    ex.map(particles.size(), advance_by<rk4>(by, particles.view(), step_grid<double>{60, 1}, 0, 1));
    ex.wait();
    CHECK(particles.size() == 0);
  }
}
