// SPDX-License-Identifier: BSL-1.0
// The loop of many processes, its phases by the clock.
#pragma once
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/mpi/rebalance.hpp>
#include <eudrift/mpi/transfer.hpp>
#include <eudrift/swarm/fused_advance.hpp>
#include <eudrift/swarm/greatest_step.hpp>

#include "case.hpp"

#include <ctime>
#include <iterator>
#include <optional>

namespace scaling {

using local = serial_executor;
using processes_executor = mpi_executor<local>;
using particles_type = particle_set<processes_executor, 2>;
using velocity_type = nodal_velocity<double, std::int32_t>;

enum phase { compute, transfer_, forcing, reduce, balance, phases };

/// What a process has spent, and did.
struct ledger {
  std::array<double, phases> seconds{};
  std::vector<double> computed;  ///< seconds of each interval
  std::int64_t steps = 0, late_steps = 0, went = 0, rounds = 0, balanced = 0;
  std::int64_t moved = 0;  ///< particles that came where the mesh was shared out anew
};

/// The speed of a particle, with its id.
struct speed {
  velocity_type velocity;
  drifter_view<2> particles;
  EUDRIFT_FN held<double> operator()(index_t i) const {
    const auto u = velocity(site_of(velocity.mesh, particles, i), hour);
    return {std::sqrt(dot(u, u)), get<particle_id>(particles)[i]};
  }
};

class run {
 public:
  run(const wanted& w, const sea& s)
      : w_(w),
        sea_(s),
        share_(share_of(s.mesh, s.owner, processes().rank(), one_step)),
        transfer_particles_(ex_, share_),
        particles_(ex_),
        move_(ex_) {
    particles_.append(sea_.on(share_));
    make_ready(0);
  }

  /// All intervals; `seconds` add up what is between laps.
  ledger operator()() {
    check_mpi(MPI_Barrier(ex_.processes().handle()), "MPI_Barrier");
    for (int k = 0; k < w_.intervals; ++k) interval(k);
    return done_;
  }
  const communicator& processes() const { return ex_.processes(); }

 private:
  double weight() const { return static_cast<double>(w_.weight); }
  /// What is made of a share, with the slice at hour k.
  void make_ready(int k) {
    mesh_.emplace(ex_, share_.mesh, share_.owned);
    records_.emplace(ex_, *mesh_);
    slices_.emplace(ex_, mesh_->nodes());
    slices_->receive(flow(share_.mesh, w_.width, hour * k), location::node);
  }
  motion<velocity_type> by() const {
    return {records_->with({mesh_->view(), slices_->view(hour)}), {}};
  }

  /// [s]
  double now() const { return w_.processor ? static_cast<double>(std::clock()) / CLOCKS_PER_SEC : MPI_Wtime(); }
  void lap(phase p) {
    const double last = std::exchange(last_, now());
    done_.seconds[p] += last_ - last;
  }

  void interval(int k) {
    auto next = flow(share_.mesh, w_.width, hour * (k + 1));  // stands for reading, so its time does not count
    last_ = now();
    hand_out_slice();
    slices_->receive(next, location::node);
    records_->fill({mesh_->view(), slices_->view(hour)});
    spend(w_.cost.fill * static_cast<double>(mesh_->elements()));
    lap(forcing);
    if (k == 0) require_halo(one_step, greatest_step<rk4>(ex_, by(), minutes, share_.whole_nodes));
    last_ = now();

    const double computed = done_.seconds[compute];
    std::int64_t before = steps_from(0);
    move_(particles_, by(), minutes, 0, minutes.steps);
    spend_on_steps(w_.cost.step, steps_from(0) - before);
    lap(compute);
    for (index_t looked = particles_.size(); transfer(looked) > 0; looked = particles_.arrived()) {
      const index_t first = particles_.size() - particles_.arrived();
      before = steps_from(first);
      move_.go_on(particles_, by(), minutes, minutes.steps);
      const std::int64_t late = steps_from(first) - before;
      done_.late_steps += late;
      spend_on_steps(w_.cost.late_step, late);
      lap(compute);
    }
    spend(w_.cost.value * static_cast<double>(particles_.size()) * weight());
    ex_.reduce(particles_.size(), speed{by().velocity, particles_.view()}, max_reduce<double>{});
    lap(reduce);
    done_.computed.push_back(done_.seconds[compute] - computed);
    if (w_.balance && k + 1 < w_.intervals) balance_loads(k + 1);
  }

  /// Rank 0 has the slice, and sends each process its nodes' part; what is in it each computes for itself.
  void hand_out_slice() {
    constexpr int tag = 9;
    const auto bytes = [](std::int64_t nodes) { return static_cast<int>(16 * nodes); };
    slice_.resize(static_cast<std::size_t>(bytes(share_.mesh.nodes())));
    if (processes().rank() == 0) {
      const auto& nodes = nodes_of_all_;
      std::vector<MPI_Request> sends(nodes.size() - 1);
      slice_.resize(static_cast<std::size_t>(bytes(*std::max_element(nodes.begin(), nodes.end()))));
      for (std::size_t r = 1; r < nodes.size(); ++r)
        check_mpi(MPI_Isend(slice_.data(), bytes(nodes[r]), MPI_BYTE, static_cast<int>(r), tag, processes().handle(),
                            &sends[r - 1]), "MPI_Isend");
      check_mpi(MPI_Waitall(static_cast<int>(sends.size()), sends.data(), MPI_STATUSES_IGNORE), "MPI_Waitall");
    } else {
      check_mpi(MPI_Recv(slice_.data(), static_cast<int>(slice_.size()), MPI_BYTE, 0, tag, processes().handle(),
                         MPI_STATUS_IGNORE), "MPI_Recv");
    }
  }

  /// A round; `looked`: of how many particles it is asked where they are.
  index_t transfer(index_t looked) {
    if constexpr (is_simulated) {
      index_t leaving = 0;
      for (const std::int32_t e : particles_.collect<host_element>()) leaving += e >= share_.owned;
      spend(weight() * (w_.cost.look * static_cast<double>(looked) + w_.cost.carry * static_cast<double>(leaving)));
    }
    const index_t went = transfer_particles_(particles_);
    spend(weight() * w_.cost.carry * static_cast<double>(particles_.arrived()));
    lap(transfer_);
    done_.went += went, done_.rounds += went > 0;
    return went;
  }

  void balance_loads(int k) {
    if (rule_.is_due(processes(), done_.computed.back())) {
      const double begun = now();
      spend(w_.cost.cut * processes().size() + w_.cost.share * static_cast<double>(sea_.mesh.elements()));
      const std::vector<std::int64_t> before = sorted_ids();
      share_ = rebalance(ex_, sea_.mesh, share_, one_step, particles_, w_.weight);
      spend(w_.cost.hold * static_cast<double>(share_.mesh.elements()));
      spend_on_moves(before, sorted_ids());
      nodes_of_all_ = processes().all_gather(share_.mesh.nodes());
      make_ready(k);
      hand_out_slice();
      rule_.took(processes(), now() - begun);
      ++done_.balanced;
    }
    lap(balance);
  }

  std::vector<std::int64_t> sorted_ids() const {
    const auto ids = particles_.collect<particle_id>();
    std::vector<std::int64_t> to;
    if (is_simulated) to.assign(ids.begin(), ids.end());
    std::sort(to.begin(), to.end());
    return to;
  }
  /// Who goes and comes where the mesh is shared out anew, beside what is done with all particles.
  void spend_on_moves(const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& after) {
    std::vector<std::int64_t> stayed;
    std::set_intersection(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(stayed));
    const auto moved = static_cast<double>(before.size() + after.size() - 2 * stayed.size());
    const auto all = static_cast<double>(std::max(before.size(), after.size()));
    done_.moved += static_cast<std::int64_t>(after.size() - stayed.size());
    spend(weight() * (w_.cost.move * moved + w_.cost.stay * all));
  }

  std::int64_t steps_from(index_t first) const {
    std::int64_t sum = 0;
    for (const std::uint32_t n : particles_.collect<steps_made>().subspan(static_cast<std::size_t>(first))) sum += n;
    return sum;
  }
  void spend_on_steps(double each, std::int64_t n) {
    done_.steps += n;
    spend(each * static_cast<double>(n) * weight());
  }

  wanted w_;
  const sea& sea_;
  processes_executor ex_;
  mesh_share share_;
  std::vector<std::int64_t> nodes_of_all_ = ex_.processes().all_gather(share_.mesh.nodes());
  particle_transfer<local, 2> transfer_particles_;
  particles_type particles_;
  fused_advance<rk4, processes_executor> move_;
  rebalance_rule rule_{processes().size()};
  std::optional<resident_mesh<processes_executor>> mesh_;
  std::optional<resident_records<processes_executor>> records_;
  std::optional<resident_slices<processes_executor, 2>> slices_;
  std::vector<std::byte> slice_;
  ledger done_;
  double last_ = 0;
};

}  // namespace scaling
