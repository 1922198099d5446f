// SPDX-License-Identifier: BSL-1.0
/// \file
/// Shares a mesh out anew among processes, by the particles that are in its elements now, when that pays.
#pragma once
#include <eudrift/mpi/balanced_runs.hpp>
#include <eudrift/mpi/move_to_shares.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Says when to share a mesh out anew: as soon as unequal loads have cost, since the last time, half of what that
/// costs.  What is lost grows with the square of the time, where loads grow apart evenly, and a sum of both is least
/// when they are alike (after Nicol and Saltz 1988); half, since particles that have to move grow in number with the
/// time too, and those cost the same however often.  Keep one over the time loop; decisions are the same everywhere
/// and change no bit.
class rebalance_rule {
 public:
  /// `workers`: how many of the processes may own elements.
  explicit rebalance_rule(int workers) : workers_(workers) {}

  /// Collective, after a forcing interval: whether it is time.  `busy`: seconds that this process's steps took in it;
  /// what the busiest took beyond the workers' mean is lost.
  bool is_due(const communicator& processes, double busy) {
    std::vector<double> all(static_cast<std::size_t>(processes.size()));
    processes.all_gather(std::as_bytes(std::span(&busy, 1)), std::as_writable_bytes(std::span(all)));
    double sum = 0, most = 0;
    for (const double seconds : all) sum += seconds, most = std::max(most, seconds);
    lost_ += most - sum / workers_;
    return lost_ > part * (cost_ > 0 ? cost_ : first_guess * most);
  }
  /// Collective, after it was done, which took `seconds` on this process.
  void took(const communicator& processes, double seconds) {
    check_mpi(MPI_Allreduce(&seconds, &cost_, 1, MPI_DOUBLE, MPI_MAX, processes.handle()), "MPI_Allreduce");
    lost_ = 0;
  }

 private:
  static constexpr double part = 0.5;
  /// What sharing out costs before it has been measured, of an interval of the busiest process.
  static constexpr double first_guess = 0.1;

  int workers_;
  double lost_ = 0, cost_ = 0;  // [s]
};

/// Shares the whole mesh out anew in runs of equal weight (balanced_runs), an element weighing 1 and a particle in it
/// `of_a_particle`, sends each particle to the new owner of its element, and returns the new share.  Collective,
/// between two forcing intervals, when the last transfer has moved nobody.  `share` is what the processes have so far,
/// shares of `whole`, which each of them holds in the same order: along a Hilbert curve, that runs be compact.  What
/// was made of the share (resident_mesh, slices, records) must be made anew, and a particle_transfer too, unless it
/// refers to the share to which the result is assigned.  Positions keep their bits.  Throws error, on all processes,
/// where a particle is in an element that its process does not own.
///
/// Where one process alone holds the whole mesh, share_out() takes the place of share_of() between the same calls.
template <Executor Local, int Dim, class... P>
mesh_share rebalance(const mpi_executor<Local>& ex, const mesh_data& whole, const mesh_share& share, halo_width width,
                     particle_set<mpi_executor<Local>, Dim, P...>& particles, std::int64_t of_a_particle = 1) {
  const communicator& processes = ex.processes();
  std::vector<std::int64_t> weight;
  agree(processes, sentence_of([&] { weight = element_weights(share, particles, of_a_particle); }));
  const element_runs runs = balanced_runs(processes, {std::span(share.element).first(weight.size()), weight});
  mesh_share next;
  agree(processes, sentence_of([&] { next = share_of(whole, runs.owners(), processes.rank(), width); }));
  move_to_shares(ex, particles, share, runs, next);
  return next;
}

}  // namespace eudrift::inline EUDRIFT_ABI
