// SPDX-License-Identifier: BSL-1.0
// Particles drift over a mesh that is shared out: whoever carries them, they end where one process brings them, to
// the bit.
#include "drift.hpp"

#include "../catch.hpp"
#include "../support/sentence.hpp"
#include "locals.hpp"

using namespace eudrift;

namespace {

/// A basin with islands and a real coast; a jet that carries particles across several shares in one interval, on a halo
/// as wide as one step.
std::vector<test::case_of> cases() {
  const auto islands = [](double x, double y) {
    return (x > 4000 && x < 5200 && y > 3000 && y < 4400) || (x > 7000 && x < 7800 && y < 3500);
  };
  std::vector<test::case_of> all;
  all.push_back({"islands", test::make_mesh({.width = 10000, .height = 8000, .across = 25, .up = 20, .dry = islands}),
                 1, 1500, 2000, 6, 20, 800, 6});
  all.push_back({"Salish Sea", test::salish_sea(), 1, 20000, 3600, 2, 50, 400, 4});
  all.push_back({"jet", test::make_mesh({.width = 8000, .height = 8000, .across = 40, .up = 40}), 1, 1000, 7200, 48, 2,
                 400, 2, 1, false, {0.6, 0.3}});
  all.push_back(all.back());
  all.back().name = "jet, stage by stage", all.back().staged = true, all.back().length *= -1;
  return all;
}

/// What went on in a run of this process.
struct handing_over {
  index_t transfers = 0;
  int rounds = 0, most_rounds = 0;  ///< that moved particles, of one interval's part
};

/// Drifts over shares as `c` says; at the root the result is checked against that of one process.  Collective.
template <class Ex>
handing_over check_drift(const Ex& ex, const test::case_of& c, std::uint64_t seed = 6,
                         message_memory where = message_memory::automatic) {
  const int rank = ex.processes().rank();
  const test::batch_type all = test::release(c, seed);
  const mesh_share share = share_of(c.mesh, hilbert_owners(c.mesh, ex.processes().size()), rank, {c.step(), 1});
  particle_set<Ex, 2, test::with_count> particles(ex);
  particles.append(test::own_of(all, c, share));
  particle_transfer<std::remove_cvref_t<decltype(ex.local())>, 2, test::with_count> transfer(ex, share, where);
  handing_over done;
  const auto hand_over = [&](auto& p) {
    const index_t went = transfer(p);
    done.transfers += went;
    done.rounds = went > 0 ? done.rounds + 1 : 0;
    done.most_rounds = std::max(done.most_rounds, done.rounds);
    const auto element = p.template collect<host_element>();
    CHECK(std::all_of(element.begin(), element.end(), [&](std::int32_t e) { return e >= 0 && e < share.owned; }));
    index_t there = 0;
    for (const std::int64_t n : ex.processes().all_gather(p.size())) there += n;
    CHECK(there == c.count);
    return went;
  };
  hand_over(particles);
  const auto got = test::drift(ex, c, share.mesh, share.owned, share.whole_nodes, particles, hand_over);
  CHECK(test::sentence([&] { require_halo({c.step(), 1}, got.greatest); }).empty());
  if (rank == ex.root) {
    const auto expected = test::drift_alone(c, all);
    CHECK(static_cast<index_t>(expected.id.size()) == c.count);
    CHECK(expected.now == std::vector<status>(expected.id.size(), status::moving));
    CHECK(expected.count == std::vector<std::uint32_t>(expected.id.size(), static_cast<std::uint32_t>(c.intervals)));
    CHECK((got == expected));
  }
  return done;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("Particles that drift over shares of a mesh end as on one process, to the bit", "",
                        test::locals) {
  const mpi_executor<typename TestType::type> ex(TestType::make());
  const int size = ex.processes().size();
  for (const test::case_of& c : cases()) {
    INFO(c.name);
    const bool own = c.staged && mpi_takes(memory_of<typename TestType::type>());
    const handing_over done = check_drift(ex, c, 6, own ? message_memory::own : message_memory::automatic);
    CHECK((done.transfers > 0) == (size > 1));
    // In a round after the first go only those that had come in the one before.
    if (size >= 3 && c.name.find("jet") == 0) CHECK(done.most_rounds >= 3);
  }
}

#if !defined(THRUST_DEVICE_SYSTEM)  // else these have run elsewhere
TEST_CASE("Storms of drifting particles: none is lost or doubled, and all end as on one process") {
  const mpi_executor<serial_executor> ex;
  for (std::uint64_t seed = 0; seed < (test::long_form() ? 1000 : test::full_size() ? 20 : 5); ++seed) {
    INFO("seed " << seed);
    test::draws random(seed);
    const double x = random.between(0, 1000), y = random.between(0, 1000);
    const int across = static_cast<int>(random.below(8)) + 5;
    test::case_of c;
    const auto dry = [&](double a, double b) { return std::hypot(a - x, b - y) < 200; };
    c.mesh = test::make_mesh({.width = 1000, .height = 1000, .across = across, .up = 9,
                              .seed = static_cast<unsigned>(seed), .dry = dry});
    c.speed = random.between(0, 2), c.width = random.between(50, 500);
    c.length = random.between(100, 2000) * (random.below(2) == 0 ? 1 : -1);
    c.steps = static_cast<std::int32_t>(random.below(20)) + 1;
    c.diffusivity = random.below(2) == 0 ? 0 : random.between(0, 20);
    c.count = 1 + random.below(200), c.intervals = 2, c.staged = random.below(4) == 0;
    check_drift(ex, c, seed);
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
  test::case_of c = std::move(cases()[0]);
  c.count = 4000, c.steps = 2;
  const mesh_share share = share_of(c.mesh, hilbert_owners(c.mesh, size), rank, {100, 1});  // of 1 km
  particle_set<Ex, 2, test::with_count> particles(ex);
  particles.append(test::own_of(test::release(c), c, share));
  particle_transfer<serial_executor, 2, test::with_count> transfer(ex, share);
  const std::string words = test::sentence([&] {
    test::drift(ex, c, share.mesh, share.owned, share.whole_nodes, particles, [&](auto& p) { return transfer(p); });
  });
  CHECK(words.find("came to the edge of what this process holds of the mesh") != std::string::npos);
  CHECK(words.find("halo_width::distance") != std::string::npos);
}

TEST_CASE("Particles that came and did not go on are an error on all processes at the next transfer") {
  using Ex = mpi_executor<serial_executor>;
  const Ex ex;
  const int size = ex.processes().size();
  if (size == 1) return;
  const test::case_of c = std::move(cases()[2]);
  const mesh_share share = share_of(c.mesh, hilbert_owners(c.mesh, size), ex.processes().rank(), {c.step(), 1});
  for (const bool sorted : {false, true}) {  // so that those who came are not the last
    particle_set<Ex, 2, test::with_count> particles(ex);
    particles.append(test::own_of(test::release(c), c, share));
    particle_transfer<serial_executor, 2, test::with_count> transfer(ex, share);
    sort_by_element sort;
    const std::string words = test::sentence([&] {
      test::drift(ex, c, share.mesh, share.owned, share.whole_nodes, particles, [&](auto& p) {
        transfer(p);
        if (sorted) sort(p, share.mesh.elements());
        return 0;
      });
    });
    CHECK(words.find("has steps left in the present interval") != std::string::npos);
  }
}
#endif
