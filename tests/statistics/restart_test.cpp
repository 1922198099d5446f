// SPDX-License-Identifier: BSL-1.0
// A life that is cut by a checkpoint goes on with the bits of one that is not: properties, random deaths and sums.
#include <eudrift/behaviour/mortality.hpp>
#include <eudrift/checkpoint/particles.hpp>
#include <eudrift/exec/serial.hpp>
#include <eudrift/region/resident_polygons.hpp>
#include <eudrift/statistics/sums_text.hpp>
#include <eudrift/statistics/terms.hpp>
#include <eudrift/swarm/compact.hpp>

#include "../catch.hpp"
#include "../support/count_step.hpp"
#include "../support/scratch.hpp"

using namespace eudrift;

namespace {

using larvae = particle_set<serial_executor, 2, property<particle_age, double>, property<origin, std::int32_t>,
                            property<settled_in, std::int32_t>>;

constexpr std::size_t n = 300;

larvae hatched() {
  larvae particles{serial_executor{}};
  larvae::batch b;
  b.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    b.component<particle_id>()[i] = static_cast<std::int64_t>(i);
    b.component<position>(0)[i] = static_cast<double>(i);
    b.component<origin>()[i] = static_cast<std::int32_t>(i % 2);
  }
  particles.append(b);
  return particles;
}

struct life {
  serial_executor ex;
  resident_polygons<serial_executor> ground{ex, {{"ground", {{{0, -1}, {100, -1}, {100, 1}, {0, 1}, {0, -1}}}}}};
  keyed_sums<serial_executor> spent{ex, 2};

  void live(larvae& particles, int from, int to) {
    const auto what = then(ageing{}, mortality<constant_rate>{{2e-4}, 5}, settlement{ground.view(), 600, 700});
    for (int k = from; k < to; ++k) {
      const time_span span{100.0 * k, 100.0 * (k + 1)};
      ex.map(particles.size(), test::count_step<larvae::view_type>{particles.view()});
      spent.add(particles.size(), time_of(polygon_places{ground.view()}, particles.view(), span));
      ex.map(particles.size(), behave_by(what, particles.view(), span));
    }
  }
};

}  // namespace

TEST_CASE("a checkpoint carries a life and its sums") {
  life whole, begun, resumed;
  larvae expected = hatched(), before = hatched(), after{serial_executor{}};
  whole.live(expected, 0, 10);

  begun.live(before, 0, 4);
  const fvcom_test::scratch folder;
  const std::vector<std::int32_t> numbers{0};
  save_particles(folder / "state", before, numbers, {{"spent", sums_to_text(begun.spent.total())}});
  checkpoint_reader from(folder / "state");
  resumed.spent.begin_from(sums_from_text(from.value("spent"), 2, from.path()));
  restore_particles(from, after, [](std::int32_t number) { return number; });
  resumed.live(after, 4, 10);

  const auto a = expected.collect_all(), b = after.collect_all();
  CHECK(a.component<particle_id>() == b.component<particle_id>());
  CHECK(a.component<state>() == b.component<state>());
  CHECK(a.component<particle_age>() == b.component<particle_age>());
  CHECK(a.component<origin>() == b.component<origin>());
  CHECK(a.component<settled_in>() == b.component<settled_in>());
  CHECK(whole.spent.total() == resumed.spent.total());
  CHECK(begun.spent.total() != resumed.spent.total());
  const auto& states = a.component<state>();
  CHECK(std::count(states.begin(), states.end(), status::dead) > 10);
  CHECK(std::count(states.begin(), states.end(), status::settled) > 10);

  // Those whose life is over are dropped, when they have been counted.
  const auto living = std::count(states.begin(), states.end(), status::moving);
  CHECK(compact(expected, is_final) == static_cast<index_t>(n) - living);
  CHECK(expected.size() == living);
}
