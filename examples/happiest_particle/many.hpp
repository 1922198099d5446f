// SPDX-License-Identifier: BSL-1.0
// The whole program on many processes: the root reads and tells for all, each moves particles on its share of the mesh.
#pragma once
#include "refit.hpp"

#include <eudrift/mpi/at_root.hpp>
#include <eudrift/mpi/collect_by_id.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

namespace happiest_particle {

/// A first width of the halo [m in the mesh's frame], by the speeds of the first slice.
template <eudrift::RungeKutta Scheme>
double first_width(const host_slice& first, const preparation& given, const eudrift::random_walk& walk) {
  eudrift::flow_range range;
  for (std::size_t e = 0; e < first.current[0].size(); ++e) {
    const double u = first.current[0][e], v = first.current[1][e];
    range.square_speed = std::max(range.square_speed, u * u + v * v);
  }
  for (const double y : given.mesh().y) range.low = std::min(range.low, y), range.high = std::max(range.high, y);
  return eudrift::greatest_step<Scheme>(range, given.mesh().frame, given.when.intervals.front().grid.full(0).length, walk);
}

/// Collective: particles, which the root has by blocks, go to where they are, and each process takes its own.
template <class Holding, class Take>
void deal_all(const eudrift::communicator& all, const Holding& held, const particle_blocks& next, bool is_root, const Take& take) {
  std::int64_t dealt = 0;
  for (std::int32_t more = 1; more != 0;) {
    drifters_batch block;
    on_behalf(all, is_root, [&] { more = next(block); });
    all.broadcast(std::as_writable_bytes(std::span(&more, 1)));
    const index_t n = block.size();
    if (more != 0) take(held.deal(std::move(block), dealt));
    dealt += n;
  }
}

template <eudrift::Executor Local>
void run_on_many(const Local& local, const options& o) {
  using Ex = eudrift::mpi_executor<Local>;
  const Ex ex(local);
  const eudrift::communicator& all = ex.processes();
  const bool is_root = all.rank() == Ex::root;
  const eudrift::random_walk walk{o.dispersal, o.seed};
  std::optional<preparation> given;
  particle_blocks particles;
  double width = 0;
  on_behalf(all, is_root, [&] { with_scheme(o.scheme, [&]<class Scheme>() {}); });
  on_behalf(all, is_root || reads_directly(o), [&] { given.emplace(o, is_root); });
  on_behalf(all, is_root, [&] {
    given->find_checkpoint(o);
    print_forcing(given->source, o, given->when, given->likes, given->water, given->coast);
    const host_slice first = given->slices()(given->when.intervals.front().before);
    print_shallow(given->source, first);
    particles = given->particles(first.wet, o);
    with_scheme(o.scheme, [&]<class Scheme>() { width = refit<Local>::room * first_width<Scheme>(first, *given, walk); });
  });
  const course what = tell_course(all, Ex::root, is_root ? &*given : nullptr, o);
  const plan when = make_plan(what.times, what.calendar, o, what.earlier);
  holding<Local> held(ex, o, what, when, given ? &*given : nullptr, width);
  refit<Local> fit(held, o);
  auto slices = held.slices(what.from.interval);
  host_slice beginning = slices->next();
  roster mine(when);
  deal_all(all, held, std::exchange(particles, {}), is_root, [&](const drifters_batch& some) { mine.take(some); });
  const checkpoints saves(o, held.share().mesh, is_root ? given->marks : std::vector<mark>{});
  run<Ex> r{.ex = ex,
            .when = when,
            .sea_ = held.make_sea(),
            .beginning = std::move(beginning),
            .slices = std::move(slices),
            .releases = std::move(mine.releases),
            .walk = walk,
            .preferred = what.preferred,
            .steps = steps_of(o),
            .until_ecstatic = o.until_ecstatic,
            .goes_on = what.earlier || what.restarts,
            .from = what.from,
            .sort_every = o.sort_every,
            .saves = saves,
            .transfer = [&](drifters<Ex>& particles) { return fit.transfer(particles); }};
  std::optional<report> tell;
  if (is_root)
    tell.emplace(o, when, what.calendar, given->mesh(), given->likes, given->saved ? given->saved->told() : told_so_far{});
  else
    tell.emplace(o, when);
  if (what.restarts) {
    r.forget_released();
    deal_all(all, held, is_root ? given->saved_particles() : particle_blocks(), is_root, [&](const drifters_batch& some) { r.particles.append(some); });
  } else if (what.earlier) {
    r.particles.append(std::exchange(mine.begun_before, {}));
    if (is_root) tell->take_over(given->earlier->told());
  }
  // Outputs are collected in threads beside the kernels, which speak apart from all others and wait asleep.
  if (!o.output.empty() && all.size() > 1) eudrift::require_mpi_in_all_threads("the program's output");
  tell->begin(ex, Ex(local, all.handle(), all.most_bytes(), eudrift::waiting::asleep), r.particles, r.releases);
  all.broadcast(std::as_writable_bytes(std::span(&tell->said(), 1)), Ex::root);
  if (what.restarts) tell->resume(what.stopped, r.particles);
  if (what.earlier && !what.restarts) {
    r.see_first([&] { return held.slices(0); });
    tell->look(when.start, true, extremes(r), r.particles, r.sea_);
  }
  const auto begun = std::chrono::steady_clock::now();
  with_scheme(o.scheme, [&]<class Scheme>() {
    r.fit = [&](run<Ex>& now, std::size_t i) {
      const double length = now.when.intervals[i].grid.length;
      if (now.sea_.is_deep()) on_behalf(all, true, [&] { now.sea_.motion(length, now.walk, 0); });  // all know what is wrong
      fit.template operator()<Scheme>(now, i);
    };
    run_loop<Scheme>(r, *tell);
  });
  const std::chrono::duration<double> length = std::chrono::steady_clock::now() - begun;
  const usage own{.elements = held.share().owned,
                  .halo = held.share().mesh.elements() - held.share().owned,
                  .particles = r.particles.size(),
                  .resident = usage::resident_now(),
                  .at_most = usage::resident_at_most(),
                  .seconds = length.count(),
                  .waited = r.slices->waited()};
  std::vector<usage> each(static_cast<std::size_t>(all.size()));
  all.all_gather(std::as_bytes(std::span(&own, 1)), std::as_writable_bytes(std::span(each)));
  for (std::size_t rank = 0; rank < each.size(); ++rank) tell->say(each[rank].text(rank));
  tell->say("halo: " + std::to_string(std::llround(held.width())) + " m wide, widened " + std::to_string(fit.times_widened()) +
            " times; shared out anew " + std::to_string(fit.times_balanced()) + " times; particles sent: " + std::to_string(held.particles_sent()));
  const auto sum = [&](index_t bytes) {
    const auto all_bytes = all.all_gather(std::int64_t{bytes});
    return std::accumulate(all_bytes.begin(), all_bytes.end(), std::int64_t{0});
  };
  const index_t particle_bytes = sum(r.particles.bytes() + r.sort.bytes()), sea_bytes = sum(r.sea_.bytes());
  tell->wait();
  on_behalf(all, is_root, [&] {
    tell_mixing(r.sea_.longest_stable(), o, *tell);
    tell->finish(particle_bytes, sea_bytes);
  });
}

}  // namespace happiest_particle
