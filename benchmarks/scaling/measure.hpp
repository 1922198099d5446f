// SPDX-License-Identifier: BSL-1.0
// Measures costs on one process, by its time on the processor.
#pragma once
#include "run.hpp"

#include <ctime>

namespace scaling {

/// The least of some repetitions of f() [s].
template <class F>
double seconds_of(const F& f, int repetitions = 5) {
  double least = 1e300;
  for (int i = 0; i < repetitions; ++i) {
    const std::clock_t begin = std::clock();
    f();
    least = std::min(least, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return least;
}

template <class Particles>
struct depart_at_any_step {
  Particles particles;
  index_t begin;
  EUDRIFT_FN static std::int32_t step(index_t n) { return static_cast<std::int32_t>(n * 37 % minutes.steps) + 1; }
  EUDRIFT_FN void operator()(index_t n) const {
    get<state>(particles)[begin + n] = status::departed;
    get<next_step>(particles)[begin + n] = step(n);
  }
};

/// What a particle that goes from one process to another costs both: to bytes and back, by buffers that are kept.
struct carrier {
  particle_batch<2> batch{}, there{};
  std::vector<std::byte> message{};

  void operator()(particles_type& particles, std::span<const index_t> which) {
    particles.copy(which, batch);
    message.clear();
    batch.for_each_component([&](auto& items) {
      const auto bytes = std::as_bytes(std::span(std::as_const(items)));
      message.insert(message.end(), bytes.begin(), bytes.end());
    });
    there.resize(batch.size());
    auto from = message.begin();
    there.for_each_component([&](auto& items) {
      const auto bytes = std::as_writable_bytes(std::span(items));
      std::copy_n(from, bytes.size(), bytes.begin());
      from += static_cast<std::ptrdiff_t>(bytes.size());
    });
    particles.remove(which);
    particles.append(there);
  }
};

/// Each cost for 10^6 particles on a process's part of the mesh; owners and shares on a mesh of a quarter of 2 million
/// elements.
inline costs measure() {
  const processes_executor ex;
  wanted w;
  const sea s(w, 1);
  const mesh_share all = share_of(s.mesh, s.owner, 0, one_step);
  const auto elements = static_cast<double>(all.mesh.elements());
  const resident_mesh<processes_executor> mesh(ex, all.mesh, all.owned);
  resident_slices<processes_executor, 2> slices(ex, mesh.nodes());
  for (const double t : {0.0, hour}) slices.receive(flow(all.mesh, w.width, t), location::node);
  resident_records<processes_executor> records(ex, mesh);
  const velocity_type current{mesh.view(), slices.view(hour)};
  costs cost;
  cost.fill = seconds_of([&] { records.fill(current); }) / elements;
  cost.hold = seconds_of([&] {
                const resident_mesh<processes_executor> again(ex, all.mesh, all.owned);
                const resident_records<processes_executor> made(ex, again);
              }) / elements;

  const motion<velocity_type> by{records.with(current), {}};
  const fused_advance<rk4, processes_executor> move(ex);
  particles_type particles(ex);
  particles.append(s.on(all));
  const auto n = static_cast<double>(particles.size());
  cost.step = seconds_of([&] { move(particles, by, minutes, 0, minutes.steps); }) / n / minutes.steps;
  cost.value = seconds_of([&] {
                 ex.reduce(particles.size(), speed{by.velocity, particles.view()}, max_reduce<double>{});
               }) / n;
  particle_transfer<local, 2> transfer(ex, all);
  cost.look = seconds_of([&] { transfer(particles); }) / n;

  const index_t some = particles.size() / 20;
  cost.late_step = 1e300;
  for (int i = 0; i < 5; ++i) {
    particles.set_arrived(some);
    const depart_at_any_step<decltype(particles.view())> depart{particles.view(), particles.size() - some};
    ex.map(some, depart);
    std::int64_t left = 0;
    for (index_t k = 0; k < some; ++k) left += minutes.steps - depart.step(k);
    const double late = seconds_of([&] { move.go_on(particles, by, minutes, minutes.steps); }, 1);
    cost.late_step = std::min(cost.late_step, late / static_cast<double>(left));
  }
  cost.carry = cost.move = 1e300;
  carrier carry;
  const auto least = [&](double& of, const std::vector<index_t>& which) {
    const double again = seconds_of([&] { carry(particles, which); }, 1);
    of = std::min(of, again / 2 / static_cast<double>(which.size()));
  };
  for (int i = 0; i < 5; ++i) {
    std::vector<index_t> leave, half(static_cast<std::size_t>(particles.size() / 2));
    for (index_t k = 1; k < particles.size(); k += 8) leave.push_back(k);
    std::iota(half.begin(), half.end(), index_t{0});
    least(cost.carry, leave);
    least(cost.move, half);
  }

  const element_runs one{{0, all.mesh.elements()}, 0};
  cost.stay = seconds_of([&] {
                element_weights(all, particles, 1);
                move_to_shares(ex, particles, all, one, all);
              }) / n;
  const std::vector<std::int64_t> weight = element_weights(all, particles, 1);
  constexpr int runs = 256;
  const std::int64_t total = std::accumulate(weight.begin(), weight.end(), std::int64_t{0});
  cost.cut = seconds_of([&] {
               detail::cuts_by_weight(ex.processes(), {all.element, weight}, std::int64_t{1} << 21, total, runs);
             }) / runs;

  w.across = 512, w.width *= 16, w.particles = 1;
  const sea large(w, runs);
  cost.share = seconds_of([&] { share_of(large.mesh, large.owner, 100, one_step); }, 3) /
               static_cast<double>(large.mesh.elements());
  return cost;
}

}  // namespace scaling
