// SPDX-License-Identifier: BSL-1.0
// Particles drift over a mesh that is shared out: whoever carries them, they end where one process brings them, to
// the bit.
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/mpi/collect_by_id.hpp>
#include <eudrift/mpi/transfer.hpp>
#include <eudrift/swarm/sort_by_element.hpp>

#include "../catch.hpp"
#include "../support/mesh_files.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"
#include "locals.hpp"

#include <bit>

using namespace eudrift;

namespace {

struct carrier {
  static constexpr const char *name = "carrier", *unit = "1";
};
/// Each particle counts by a property of the user's how often it came to be carried on.
using with_count = property<carrier, std::uint32_t>;
using batch_type = particle_batch<2, with_count>;

template <class Particles>
struct count_interval {
  Particles particles;
  EUDRIFT_FN void operator()(index_t i) const { ++get<carrier>(particles)[i]; }
};

struct case_of {
  const char* name;
  mesh_data mesh;
  double speed;   // [m/s] at most
  double width;   // of the eddies [m]
  double length;  // of an interval [s]
  std::int32_t steps;
  double diffusivity;
  index_t count;
};

/// A basin with islands, so small that particles cross several shares in an interval, and a real coast.
std::vector<case_of> cases() {
  std::vector<case_of> all;
  all.push_back({"islands",
                 test::make_mesh({.width = 10000,
                                  .height = 8000,
                                  .across = 25,
                                  .up = 20,
                                  .dry =
                                      [](double x, double y) {
                                        return (x > 4000 && x < 5200 && y > 3000 && y < 4400) ||
                                               (x > 7000 && x < 7800 && y < 3500);
                                      }}),
                 1, 1500, 2000, 6, 20, 800});
  all.push_back({"Salish Sea", test::salish_sea(), 1, 20000, 3600, 2, 50, 400});
  return all;
}

/// A flow whose speed is at most `speed`, at the nodes of a mesh: (2, nodes).
std::array<std::vector<double>, 2> flow_at_nodes(const mesh_data& mesh, const case_of& c, double t) {
  return test::at_nodes(
      mesh,
      [&](double x, double y, double s) {
        return vec<double, 2>{c.speed * (0.6 * std::sin(y / c.width + s / 5000) + 0.2),
                              c.speed * (0.5 * std::cos(x / c.width - s / 4000) - 0.1)};
      },
      t);
}

batch_type release(const case_of& c) {
  test::draws random(6);
  std::vector<vec<double, 2>> places;
  const test::viewed whole(c.mesh);
  while (static_cast<index_t>(places.size()) < c.count) {
    const auto p = test::in_element(c.mesh, random.below(c.mesh.elements()), random);
    if (search(whole.view(), p) >= 0) places.push_back(p);
  }
  return test::particles_at<batch_type>(c.mesh, places);
}

constexpr int intervals = 6;

/// What is asked of a run's end.
struct places_by_id {
  std::vector<std::int64_t> id;
  std::vector<double> x, y;
  std::vector<std::int32_t> element;  // file numbers
  std::vector<std::uint32_t> count, steps;
  bool operator==(const places_by_id&) const = default;
};

/// The loop, by any executor, on a mesh that holds what the particles need; `hand_over` moves them between
/// processes.
template <class Ex, class HandOver>
places_by_id drift(const Ex& ex, const case_of& c, const mesh_data& mesh, particle_set<Ex, 2, with_count>& particles,
                   const HandOver& hand_over) {
  const resident_mesh<Ex> resident(ex, mesh);
  sort_by_element sort;
  const step_grid<double> grid{c.length, c.steps};
  for (int k = 0; k < intervals; ++k) {
    const auto before = flow_at_nodes(mesh, c, k * c.length), after = flow_at_nodes(mesh, c, (k + 1) * c.length);
    const array_t<Ex, double> u0 = ex.upload(before[0]), v0 = ex.upload(before[1]), u1 = ex.upload(after[0]),
                              v1 = ex.upload(after[1]);
    const nodal_velocity<double, std::int32_t> velocity{resident.view(),
                                                        {{{ex.view(u0).data, ex.view(v0).data}, mesh.nodes()},
                                                         {{ex.view(u1).data, ex.view(v1).data}, mesh.nodes()},
                                                         1 / c.length}};
    const motion<nodal_velocity<double, std::int32_t>> by{velocity, {c.diffusivity, 17}};
    if (k % 2 == 1) sort(particles, mesh.elements());
    ex.map(particles.size(), advance_by<rk4>(by, particles.view(), grid, 0, c.steps));
    ex.map(particles.size(), count_interval<decltype(particles.view())>{particles.view()});
    hand_over(particles);
  }
  std::vector<std::int32_t> file_number;
  for (const std::int32_t e : particles.template collect<host_element>())
    file_number.push_back(mesh.element_number[static_cast<std::size_t>(e)]);
  places_by_id to;
  collect_by_id(ex, particles.template collect<particle_id>(),
                std::tuple(particles.template collect<position>(0), particles.template collect<position>(1),
                           std::span<const std::int32_t>(file_number), particles.template collect<carrier>(),
                           particles.template collect<steps_made>()),
                [&](auto id, auto x, auto y, auto element, auto count, auto steps) {
                  to.id.insert(to.id.end(), id.begin(), id.end());
                  to.x.insert(to.x.end(), x.begin(), x.end()), to.y.insert(to.y.end(), y.begin(), y.end());
                  to.element.insert(to.element.end(), element.begin(), element.end());
                  to.count.insert(to.count.end(), count.begin(), count.end());
                  to.steps.insert(to.steps.end(), steps.begin(), steps.end());
                },
                100);
  return to;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("Particles that drift over shares of a mesh end as on one process, to the bit", "",
                        test::locals) {
  using Ex = mpi_executor<typename TestType::type>;
  const Ex ex(TestType::make());
  const int rank = ex.processes().rank(), size = ex.processes().size();
  for (const case_of& c : cases()) {
    INFO(c.name);
    const batch_type all = release(c);
    const serial_executor alone;
    particle_set<serial_executor, 2, with_count> whole(alone);
    whole.append(all);
    const places_by_id expected = drift(alone, c, c.mesh, whole, [](auto&) {});
    REQUIRE(static_cast<index_t>(expected.id.size()) == c.count);
    CHECK(expected.count == std::vector<std::uint32_t>(expected.id.size(), intervals));

    // As far as the flow and the walk carry in an interval.
    const double a_step = c.length / c.steps;
    const double distance = c.steps * (c.speed * a_step + std::sqrt(8 * c.diffusivity * a_step));
    const std::vector<std::int32_t> owner = hilbert_owners(c.mesh, size);
    const mesh_share share = share_of(c.mesh, owner, rank, {distance, 1});
    const test::viewed view(share.mesh);
    particle_set<Ex, 2, with_count> particles(ex);
    batch_type own;
    for (std::size_t i = 0; i < static_cast<std::size_t>(c.count); ++i) {
      const vec<double, 2> p{all.component<position>(0)[i], all.component<position>(1)[i]};
      const std::int32_t e = search(view.view(), p);
      if (e < 0 || e >= share.owned) continue;
      own.resize(own.size() + 1);
      own.component<particle_id>().back() = all.component<particle_id>()[i];
      own.component<position>(0).back() = p.at[0], own.component<position>(1).back() = p.at[1];
      own.component<host_element>().back() = e;
    }
    particles.append(own);
    index_t released = 0, transfers = 0;
    for (const std::int64_t n : ex.processes().all_gather(particles.size())) released += n;
    REQUIRE(released == c.count);

    particle_transfer<typename TestType::type, 2, with_count> transfer(ex, share);
    const places_by_id got = drift(ex, c, share.mesh, particles, [&](auto& p) {
      transfers += transfer(p);
      const auto element = p.template collect<host_element>();
      CHECK(std::all_of(element.begin(), element.end(), [&](std::int32_t e) { return e >= 0 && e < share.owned; }));
    });
    CHECK(transfer(particles) == 0);
    CHECK((transfers > 0) == (size > 1));
    if (rank == ex.root) CHECK((got == expected));
  }
}

TEST_CASE("A particle in an element that is not held, or that comes where it does not belong, is an error on all") {
  using Ex = mpi_executor<serial_executor>;
  const Ex ex;
  const int rank = ex.processes().rank(), size = ex.processes().size();
  const mesh_data mesh = test::make_mesh({.across = 10, .up = 10});
  const std::vector<std::int32_t> owner = hilbert_owners(mesh, size);
  const mesh_share share = share_of(mesh, owner, rank, {});
  const auto held = static_cast<std::int32_t>(share.mesh.elements());
  const auto one_in = [&](std::int32_t element) {
    particle_batch<2> batch;
    batch.resize(1);
    batch.component<particle_id>()[0] = rank;
    batch.component<host_element>()[0] = element;
    return batch;
  };
  {
    particle_transfer<serial_executor, 2> transfer(ex, share);
    particle_set<Ex, 2> particles(ex);
    particles.append(one_in(rank == size - 1 ? held : -1));
    CHECK(test::sentence([&] { transfer(particles); }).find(" that are held here, counted from 0") !=
          std::string::npos);
    CHECK(particles.size() == 1);
  }
  if (size == 1) return;
  // Rank 0 was given a share by other owners, by which all belongs to the last rank.
  mesh_share wrong = share;
  if (rank == 0) std::fill(wrong.owner.begin(), wrong.owner.end(), size - 1);
  particle_transfer<serial_executor, 2> transfer(ex, wrong);
  particle_set<Ex, 2> particles(ex);
  particles.append(one_in(0));
  CHECK(transfer(particles) == 1);
  CHECK(test::sentence([&] {
          transfer(particles);
        }).find("rank " + std::to_string(size - 1) + ": a particle came that is in element ") == 0);
}

TEST_CASE("A halo that particles outrun is an error on all processes, which says what to set") {
  using Ex = mpi_executor<serial_executor>;
  const Ex ex;
  const int rank = ex.processes().rank(), size = ex.processes().size();
  if (size == 1) return;
  const case_of c = std::move(cases()[0]);
  const mesh_share share = share_of(c.mesh, hilbert_owners(c.mesh, size), rank, {100, 1});  // of 3 km
  particle_set<Ex, 2, with_count> particles(ex);
  batch_type own;
  for (std::int32_t e = 0; e < share.owned; ++e) {
    own.resize(own.size() + 1);
    const auto p = test::centroid(share.mesh, e);
    own.component<particle_id>().back() = share.mesh.element_number[static_cast<std::size_t>(e)];
    own.component<position>(0).back() = p.at[0], own.component<position>(1).back() = p.at[1];
    own.component<host_element>().back() = e;
  }
  particles.append(own);
  particle_transfer<serial_executor, 2, with_count> transfer(ex, share);
  const std::string words = test::sentence([&] { drift(ex, c, share.mesh, particles, [&](auto& p) { transfer(p); }); });
  CHECK(words.find("came to the edge of what this process holds of the mesh") != std::string::npos);
  CHECK(words.find("halo_width::distance") != std::string::npos);
}
