// SPDX-License-Identifier: BSL-1.0
// A mesh is shared out anew while particles drift: nobody is lost, all end where one process brings them, to the bit,
// and afterwards no process has more than its part and what one element has.
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/mpi/collect_by_id.hpp>
#include <eudrift/mpi/rebalance.hpp>
#include <eudrift/mpi/transfer.hpp>
#include <eudrift/swarm/fused_advance.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"
#include "locals.hpp"

#include <optional>

using namespace eudrift;

namespace {

constexpr halo_width one_step{105, 1};  // 100 s with 1 m/s at most
constexpr step_grid<double> grid{1200, 12};
constexpr int intervals = 4;
constexpr std::int64_t of_a_particle = 10;

const mesh_data& sea() {
  static const mesh_data mesh = hilbert_ordered(test::make_mesh(
      {.width = 10000, .height = 8000, .across = 25, .up = 20,
       .dry = [](double x, double y) { return x > 4000 && x < 5200 && y > 3000 && y < 4400; }}));
  return mesh;
}

/// 500 particles in a twentieth of the sea, and 50 anywhere.
particle_batch<2> release() {
  test::draws random(3);
  const test::places all(sea());
  std::vector<vec<double, 2>> places;
  while (places.size() < 550) {
    const auto p = all.draw(random);
    if (places.size() < 50 || (p.at[0] < 2500 && p.at[1] < 1600)) places.push_back(p);
  }
  return test::particles_at(sea(), places);
}

std::array<std::vector<double>, 2> flow(const mesh_data& mesh, double t) {
  return test::at_nodes(
      mesh,
      [](double x, double y, double s) {
        return vec<double, 2>{0.5 + 0.3 * std::sin(y / 1500 + s / 5000), 0.4 * std::cos(x / 1500 - s / 4000)};
      },
      t);
}

struct ends {
  std::vector<std::int64_t> id;
  std::vector<double> x, y;
  std::vector<std::int32_t> element;  // file numbers
  bool operator==(const ends&) const = default;
};

template <class Ex>
ends ends_of(const Ex& ex, const mesh_data& mesh, const particle_set<Ex, 2>& particles) {
  std::vector<std::int32_t> number;
  for (const std::int32_t e : particles.template collect<host_element>())
    number.push_back(mesh.element_number[static_cast<std::size_t>(e)]);
  ends to;
  const auto put = [](auto& all, auto some) { all.insert(all.end(), some.begin(), some.end()); };
  collect_by_id(ex, particles.template collect<particle_id>(),
                std::tuple(particles.template collect<position>(0), particles.template collect<position>(1),
                           std::span<const std::int32_t>(number)),
                [&](auto id, auto x, auto y, auto element) {
                  put(to.id, id), put(to.x, x), put(to.y, y), put(to.element, element);
                });
  return to;
}

/// An interval on a mesh of which the first `owned` elements are this process's.
template <class Ex, class Transfer>
void drift(const Ex& ex, const mesh_data& mesh, index_t owned, int k, particle_set<Ex, 2>& particles,
           Transfer&& transfer) {
  const resident_mesh<Ex> resident(ex, mesh, owned);
  resident_slices<Ex, 2> current(ex, resident.nodes());
  for (const int i : {k, k + 1}) current.receive(flow(mesh, 1200.0 * i), location::node);
  const motion<nodal_velocity<double, std::int32_t>> by{{resident.view(), current.view(1200)}, {}};
  const fused_advance<rk4, Ex> move(ex);
  move(particles, by, grid, 0, grid.steps);
  while (transfer(particles) > 0) move.go_on(particles, by, grid, grid.steps);
}

/// Those of the particles whose elements a share owns.
particle_batch<2> own_of(const particle_batch<2>& all, const mesh_share& share) {
  particle_batch<2> own;
  for (std::size_t i = 0; i < static_cast<std::size_t>(all.size()); ++i) {
    const auto of = static_cast<std::size_t>(all.component<host_element>()[i]);
    const std::int32_t e = share.local(sea().element_number[of]);
    if (e < 0 || e >= share.owned) continue;
    own.resize(own.size() + 1);
    own.component<particle_id>().back() = all.component<particle_id>()[i];
    for (int d = 0; d < 2; ++d) own.component<position>(d).back() = all.component<position>(d)[i];
    own.component<host_element>().back() = e;
  }
  return own;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("A mesh shared out anew on the way changes no bit and evens out the work", "", test::locals) {
  using Ex = mpi_executor<typename TestType::type>;
  const Ex ex(TestType::make());
  const communicator& processes = ex.processes();
  const particle_batch<2> all = release();
  mesh_share share = share_of(sea(), hilbert_owners(sea(), processes.size()), processes.rank(), one_step);
  particle_set<Ex, 2> particles(ex);
  particles.append(own_of(all, share));
  particle_transfer<typename TestType::type, 2> transfer(ex, share);
  const auto in_all = [&](std::int64_t mine) {
    const auto each = processes.all_gather(mine);
    return std::accumulate(each.begin(), each.end(), std::int64_t{0});
  };
  for (int k = 0; k < intervals; ++k) {
    drift(ex, share.mesh, share.owned, k, particles, transfer);
    const auto each = processes.all_gather(particles.size());
    if (processes.size() > 1 && k == 0) CHECK(2 * *std::max_element(each.begin(), each.end()) * processes.size() > 3 * all.size());
    if (k % 2 != 0) continue;
    share = rebalance(ex, sea(), share, one_step, particles, of_a_particle);
    CHECK(in_all(particles.size()) == all.size());
    CHECK(in_all(share.owned) == sea().elements());
    std::vector<std::int64_t> weight(static_cast<std::size_t>(share.owned), 1);
    for (const std::int32_t e : particles.template collect<host_element>()) {
      REQUIRE((e >= 0 && e < share.owned));
      weight[static_cast<std::size_t>(e)] += of_a_particle;
    }
    const std::int64_t own = std::accumulate(weight.begin(), weight.end(), std::int64_t{0}), total = in_all(own);
    std::int64_t heaviest = 0;
    for (const std::int64_t w : processes.all_gather(*std::max_element(weight.begin(), weight.end())))
      heaviest = std::max(heaviest, w);
    CHECK(own <= total / processes.size() + heaviest + 1);
  }
  const ends got = ends_of(ex, share.mesh, particles);
  if (processes.rank() != ex.root) return;
  const serial_executor alone;
  particle_set<serial_executor, 2> whole(alone);
  whole.append(all);
  for (int k = 0; k < intervals; ++k)
    drift(alone, sea(), sea().elements(), k, whole, [](auto&) { return 0; });
  CHECK((got == ends_of(alone, sea(), whole)));
}

TEST_CASE("Runs found by all processes together are those that one finds by all weights, whoever has which element") {
  const communicator processes(MPI_COMM_WORLD);
  const auto size = static_cast<std::size_t>(processes.size()), rank = static_cast<std::size_t>(processes.rank());
  test::draws random(8);
  const auto n = static_cast<std::size_t>(sea().elements());
  for (const std::int64_t most : {1, 3, 1000000000}) {
    std::vector<std::int64_t> weight(n);
    for (auto& w : weight) w = random.below(20) == 0 ? most : 1 + random.below(3);
    const auto by_one = hilbert_owners(sea(), processes.size(), weight);
    for (const std::size_t long_runs : {std::size_t{1}, std::size_t{40}}) {  // every so many elements another process's
      std::vector<std::int32_t> element;
      std::vector<std::int64_t> own;
      for (std::size_t e = 0; e < n; ++e)
        if (e / long_runs % size == rank) element.push_back(static_cast<std::int32_t>(e)), own.push_back(weight[e]);
      const element_runs runs = balanced_runs(processes, {element, own});
      CHECK(runs.owners() == by_one);
      CHECK(runs.owner(static_cast<std::int32_t>(n / 3)) == by_one[n / 3]);
      if (size == 1) continue;
      auto of_workers = hilbert_owners(sea(), processes.size() - 1, weight);
      for (std::int32_t& worker : of_workers) ++worker;
      CHECK(balanced_runs(processes, {element, own}, 1).owners() == of_workers);
    }
  }
}

TEST_CASE("No process is left without an element, however heavy one is") {
  const communicator processes(MPI_COMM_WORLD);
  const int size = processes.size();
  for (int heavy = 0; heavy < size + 1; ++heavy) {
    std::vector<std::int32_t> element;
    std::vector<std::int64_t> weight;
    if (processes.rank() == 0)
      for (std::int32_t e = 0; e <= size; ++e) element.push_back(e), weight.push_back(e == heavy ? 1000 : 1);
    const auto begin = balanced_runs(processes, {element, weight}).begin;
    REQUIRE(begin.size() == static_cast<std::size_t>(size) + 1);
    for (std::size_t k = 0; k + 1 < begin.size(); ++k) CHECK(begin[k] < begin[k + 1]);
  }
  const std::vector<std::int32_t> element(processes.rank() == 0 ? 1 : 0);
  const std::vector<std::int64_t> weight(element.size(), 1);
  CHECK((size == 1 || test::sentence([&] { balanced_runs(processes, {element, weight}); }).find("an element for each") != std::string::npos));
}

TEST_CASE("It is time to share out anew as soon as unequal loads have cost half of what that costs") {
  const communicator processes(MPI_COMM_WORLD);
  const int n = processes.size();
  rebalance_rule rule(n);
  CHECK(!rule.is_due(processes, 3));
  CHECK(!rule.is_due(processes, 0));
  rule.took(processes, processes.rank() == 0 ? 5 : 1);
  const double busy = processes.rank() == 0 ? 1 + n : 1;  // the first works for n seconds longer: n - 1 beyond the mean
  for (double lost = n - 1; n > 1 && lost <= 2.5; lost += n - 1) CHECK(!rule.is_due(processes, busy));
  CHECK(rule.is_due(processes, busy) == (n > 1));
}

TEST_CASE("Particles that were not transferred, or weigh less than nothing, are an error on all processes") {
  const mpi_executor<serial_executor> ex;
  const communicator& processes = ex.processes();
  const bool last = processes.rank() == processes.size() - 1;
  const mesh_share share = share_of(sea(), hilbert_owners(sea(), processes.size()), processes.rank(), one_step);
  particle_set<mpi_executor<serial_executor>, 2> particles(ex);
  CHECK(test::sentence([&] {
          rebalance(ex, sea(), share, one_step, particles, last ? -1 : 1);
        }).find("a particle was to weigh -1 elements") != std::string::npos);
  particle_batch<2> one;
  one.resize(1);
  one.component<host_element>()[0] = static_cast<std::int32_t>(last ? share.owned : -1);
  particles.append(one);
  CHECK(test::sentence([&] { rebalance(ex, sea(), share, one_step, particles); }).find("transfer particles before") !=
        std::string::npos);
  CHECK(particles.size() == 1);
}

TEST_CASE("A particle without an element stays with its process when the mesh is shared out anew") {
  const mpi_executor<serial_executor> ex;
  const communicator& processes = ex.processes();
  const mesh_share share = share_of(sea(), hilbert_owners(sea(), processes.size()), processes.rank(), one_step);
  particle_set<mpi_executor<serial_executor>, 2> particles(ex);
  particle_batch<2> one;
  one.resize(1);
  one.component<particle_id>()[0] = processes.rank();
  one.component<host_element>()[0] = -1;
  particles.append(one);
  rebalance(ex, sea(), share, one_step, particles);
  REQUIRE(particles.size() == 1);
  CHECK(particles.collect<host_element>()[0] == -1);
  CHECK(particles.collect<particle_id>()[0] == processes.rank());
}
